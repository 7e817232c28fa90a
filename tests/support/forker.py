"""Loads everything that a verb of the command may need, then forks a process for each run that it is asked for.

    python -m tests.support.forker DESCRIPTOR

It works in one thread, so that a fork takes no lock along, and holds no reactor of Twisted, which each run installs.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.settings import default_settings

import crawler
from crawler.config import load_crawl_settings, load_sources

MORE = (
    "boto3",
    "botocore.httpsession",
    "jinja2.ext",
    "pyarrow.parquet",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scraper",
    "scrapy.crawler",
    "scrapy.pipelines",
    "scrapy.statscollectors",
    "sqlalchemy.dialects.sqlite",
    "trafilatura",
)
"""What is imported by a function, or by a name in a setting."""


def load() -> None:
    """Import every module of the application, and what it imports late."""
    for module in pkgutil.walk_packages(crawler.__path__, "crawler."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in MORE:
        import_module(name)
    for setting, value in vars(default_settings).items():
        if setting.endswith("_BASE") and "HANDLERS" not in setting:  # those of protocols that are not spoken
            for component in value:
                if module := str(component).rpartition(".")[0]:
                    import_module(module)
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a module installs Twisted's reactor when it is imported")
    # What checks a configuration is made when the first one is read.
    load_crawl_settings(Path("config"))
    load_sources(Path("config"))
    gc.freeze()


def serve(door: socket.socket) -> dict[str, Any]:
    """Fork whenever asked; returns in the forked process, with its request. Ends with the process that asks."""
    running: dict[int, socket.socket] = {}
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready = select.select([door, woken], [], [])[0]
        if woken in ready:
            os.read(woken, 4096)
            reap(running)
        if door not in ready:
            continue
        head, descriptors, _, _ = socket.recv_fds(door, 4, 3)
        if not head:
            for pid in running:
                os.kill(pid, signal.SIGKILL)
            os._exit(0)
        request: dict[str, Any] = json.loads(read(door, int.from_bytes(head, sys.byteorder)))
        status = socket.socket(fileno=descriptors.pop())
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background of a shell
            for other in (door, status, *running.values()):
                other.close()
            os.close(woken)
            os.close(wake)
            become(request, descriptors)
            return request
        for descriptor in descriptors:
            os.close(descriptor)
        running[pid] = status
        status.sendall(pid.to_bytes(4, sys.byteorder))


def reap(running: dict[int, socket.socket]) -> None:
    """Tell whoever waits how his processes ended."""
    for pid in list(running):
        ended, code = os.waitpid(pid, os.WNOHANG)
        if ended:
            with running.pop(pid) as status, suppress(BrokenPipeError):
                status.sendall(os.waitstatus_to_exitcode(code).to_bytes(4, sys.byteorder, signed=True))


def read(stream: socket.socket, count: int) -> bytes:
    """So many bytes of a stream."""
    data = b""
    while len(data) < count:
        data += stream.recv(count - len(data))
    return data


def become(request: dict[str, Any], descriptors: list[int]) -> None:
    """Make a forked process what a fresh one would be."""
    for target, descriptor in enumerate(descriptors, start=1):
        os.dup2(descriptor, target)
        os.close(descriptor)
    if request["session"]:
        os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["khyber", *request["arguments"]]


def main() -> None:
    """Serve; in each forked process, run the command."""
    load()
    request = serve(socket.socket(fileno=int(sys.argv[1])))
    end(lambda: run(request["first"]))


def run(first: str) -> None:
    """The command, after what a test puts before it."""
    exec(first, {})  # noqa: S102
    from crawler.cli.main import main as khyber

    khyber()


def end(work: Callable[[], None]) -> None:
    """Work, then end the process as Python does, but for taking apart, piece by piece, all that was loaded."""
    code: object = 0
    try:
        work()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed already, or nobody reads it
            stream.flush()
    os._exit(int(code or 0))  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
