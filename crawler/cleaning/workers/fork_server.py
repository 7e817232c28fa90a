"""The process that workers are forked from: started before anything else, it holds nothing they could inherit.

A fork of a process with threads takes locks along that nobody will ever open again, one with an open lock file or
socket keeps it open; and loading Python anew costs every worker a second. So this process is started first, loads
the modules that it is given while the main process reads its configuration, and forks whenever it is asked to.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from crawler.cleaning.workers.channel import Channel

SERVE = f"from {__name__} import Channel, serve; channel = Channel.of(3); serve(channel, channel.receive())"
"""What a fresh interpreter runs; the modules to load come over the channel."""


class Child(NamedTuple):
    """A forked process and the channel to it."""

    pid: int
    channel: Channel


class ForkServer:
    """This process's end of a fork server; any thread may use it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._one_at_a_time = threading.Lock()

    def fork(self, function: str, *arguments: object) -> Child:
        """Fork a process that runs `function(channel, *arguments)`; its dotted name spares this process its module."""
        ours, theirs = socket.socketpair()
        with theirs:
            pid = self._ask(("fork", function, arguments), theirs.fileno())
        return Child(pid, Channel(ours))

    def end(self, pid: int) -> int:
        """Kill a forked process if it still runs; returns its exit code, negative for a signal."""
        code: int = self._ask(("end", pid))
        return code

    def _ask(self, request: tuple[object, ...], *descriptors: int) -> Any:
        with self._one_at_a_time:
            self._channel.send(request, *descriptors)
            error, value = self._channel.receive()
        if error is not None:
            raise error
        return value


def serve(channel: Channel, preload: Sequence[str]) -> None:
    """Do what is asked until the other end of the channel closes, then kill every process forked and end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process decides what an interrupt ends
    for module in preload:
        import_module(module)
    children: set[int] = set()
    with suppress(EOFError):
        while True:
            request, descriptors = channel.receive_with_files()
            channel.send(answer(request, descriptors, channel, children))
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)


def answer(
    request: tuple[Any, ...], descriptors: list[int], channel: Channel, children: set[int]
) -> tuple[Exception | None, int]:
    """Do one thing that was asked of the server: the error, if any, and the result."""
    verb, *rest = request
    try:
        if verb == "fork":
            function, arguments = rest
            pid = fork(find(function), arguments, descriptors[0], channel)
            children.add(pid)
            return None, pid
        (pid,) = rest
        children.remove(pid)
        os.kill(pid, signal.SIGKILL)
        return None, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except Exception as error:
        return error, 0


def find(name: str) -> Callable[..., Any]:
    """The function of a dotted name such as `os.path.join`."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def fork(
    function: Callable[..., None], arguments: tuple[object, ...], descriptor: int, channel: Channel
) -> int:
    """Fork a process that runs a function with a channel of its own, and without that of the server."""
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    channel.close()
    code = 1
    try:
        function(Channel.of(descriptor), *arguments)
        code = 0
    except (EOFError, MemoryError):  # nobody listens any more; more than the limit: the code says so
        pass
    except BaseException as error:
        print(f"khyber: a worker failed: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


_server: list[ForkServer] = []  # that of this process, once it is started


def fork_server_early(preload: Sequence[str]) -> None:
    """Start the fork server by a plain fork: only for a process that has done and loaded nothing yet.

    `preload` names the modules that it loads at once, for the processes forked later.
    """
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        serve(Channel(theirs), preload)
    theirs.close()
    _server.append(ForkServer(Channel(ours)))


def start_fork_server(preload: Sequence[str]) -> ForkServer:
    """The fork server of this process, started as a fresh interpreter where `fork_server_early` was not called."""
    if not _server:
        ours, theirs = socket.socketpair()
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs:
            os.posix_spawn(
                sys.executable,
                [sys.executable, "-c", SERVE],
                environment,
                file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 3)],
            )
        channel = Channel(ours)
        channel.send(tuple(preload))
        _server.append(ForkServer(channel))
    return _server[0]
