"""The command `khyber` in a process of its own, without the wait for its start.

Loading what a crawl needs costs more than the crawl of a small site. So one process for each process of the tests
(`tests/support/forker.py`) loads all of it once, and forks whenever the command is asked for. What runs is a real
process with its own pid, environment, folder and output, which ends as any other does. That the command starts from
nothing too is the business of `tests/e2e/test_smoke.py`.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

REPOSITORY = Path(__file__).resolve().parents[2]

START = {
    # Bytecode is kept whatever the environment says, or every start would compile all modules anew.
    "PYTHONDONTWRITEBYTECODE": "",
    # Workers inherit what is mapped here, and have a limit: neither a gibibyte held in stock nor stacks of threads.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OPENBLAS_NUM_THREADS": "1",
}
"""What the environment of the process that forks has besides."""

_forkers: dict[int, Forker] = {}  # of this process, none of the one that it was forked from


class Process:
    """A run of the command, with the methods of `subprocess.Popen` that tests use; output goes to files."""

    def __init__(self, status: socket.socket, out: IO[bytes], errors: IO[bytes]) -> None:
        self._status, self._out, self._errors = status, out, errors
        self.returncode: int | None = None
        self.pid = int.from_bytes(_read(status, 4), sys.byteorder)

    def poll(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float = 120) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired, and leaves it running."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("khyber", timeout)
        return code

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """What it printed to stdout and to stderr, when it has ended."""
        out, errors = self.read(timeout)
        return out.decode(), errors.decode()

    def read(self, timeout: float = 120) -> tuple[bytes, bytes]:
        """The same as bytes."""
        self.wait(timeout)
        found = []
        for file in (self._out, self._errors):
            file.seek(0)
            found.append(file.read())
        return found[0], found[1]

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _look(self, seconds: float) -> int | None:
        if self.returncode is None and select.select([self._status], [], [], seconds)[0]:
            self.returncode = int.from_bytes(_read(self._status, 4), sys.byteorder, signed=True)
            self._status.close()
        return self.returncode


class Forker:
    """The process that has loaded everything; the tests' end of it."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **START}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forker", str(theirs.fileno())],
                cwd=REPOSITORY, env=environment, pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        atexit.register(self.close)

    def start(self, request: Mapping[str, object]) -> Process:
        """Run the command as `request` says."""
        ours, theirs = socket.socketpair()
        out, errors = (tempfile.TemporaryFile() for _ in range(2))  # noqa: SIM115 - Process keeps them
        data = json.dumps(request).encode()
        with theirs:
            descriptors = [out.fileno(), errors.fileno(), theirs.fileno()]
            socket.send_fds(self._door, [len(data).to_bytes(4, sys.byteorder)], descriptors)
        self._door.sendall(data)
        return Process(ours, out, errors)

    def close(self) -> None:
        """End it, and what it forked."""
        self._door.close()
        self._process.wait()


def start_khyber(
    *arguments: str,
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
    first: str = "",
    new_session: bool = False,
) -> Process:
    """Start the command in folder `cwd`; `env` is added to the environment, `first` is Python that is run before."""
    if os.getpid() not in _forkers:
        _forkers[os.getpid()] = Forker()
    request = {
        "arguments": arguments,
        "folder": str(cwd),
        "environment": {**os.environ, **(env or {})},
        "first": first,
        "session": new_session,
    }
    return _forkers[os.getpid()].start(request)


def run_khyber(*arguments: str, timeout: float = 120, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; the options are those of `start_khyber`."""
    process = start_khyber(*arguments, **options)  # type: ignore[arg-type]
    try:
        out, errors = process.communicate(timeout)
    finally:
        process.kill()
    return subprocess.CompletedProcess(["khyber", *arguments], process.wait(), out, errors)


def start_fresh(*arguments: str, first: str = "") -> subprocess.Popen[str]:
    """Start the command from nothing, as a user does: where its start, its memory, or what it imports is tested."""
    before = f"{first}\nimport runpy\nrunpy.run_module('crawler', run_name='__main__', alter_sys=True)"
    return subprocess.Popen(
        [sys.executable, *(("-c", before) if first else ("-m", "crawler")), *arguments],
        cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def run_fresh(*arguments: str, first: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command from nothing to its end."""
    with start_fresh(*arguments, first=first) as process:
        out, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(["khyber", *arguments], process.returncode, out, errors)


def _read(stream: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = stream.recv(count - len(data))
        if not part:
            raise EOFError("the process that forks has ended: its stderr says why")
        data += part
    return data
