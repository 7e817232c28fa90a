"""A web server on loopback that answers with exactly the bytes it is told to, right or wrong."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came: `at` in seconds (monotonic), header names in lower case."""

    at: float
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: `raw` bytes after `wait` seconds, then close; `drip` sends them one by one that far apart.

    `more` gives what is sent after it, piece by piece; `reset` ends the connection with a reset instead.
    """

    raw: bytes
    wait: float = 0.0
    drip: float = 0.0
    reset: bool = False
    more: Callable[[], Iterable[bytes]] | None = None


Reply = Answer | Callable[[Asked], Answer]


def respond(
    body: bytes | str = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Answer:
    """A well-formed answer; `headers` names are given with underscores."""
    data = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} X",
        f"Content-Type: {kind}",
        f"Content-Length: {len(data)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Answer("\r\n".join(lines).encode() + b"\r\n\r\n" + data)


@dataclass
class RawSite:
    """A site of `pages` by path; whatever else is asked for is not found. `asked` lists what came, in order.

    `sent` counts the bytes of all `more` that went out.
    """

    pages: dict[str, Reply] = field(default_factory=dict)
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    sent: int = 0

    def __enter__(self) -> Self:
        self._socket = socket.create_server((self.host, 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    @property
    def url(self) -> str:
        """Address of the site, without a slash at its end."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        """Paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self.tls:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                self._answer(connection)
            except OSError:
                return  # the client went away, as it may

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data:
                return
            head += data
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = Asked(time.monotonic(), first.split(" ")[1], headers)
        self.asked.append(asked)
        reply = self.pages.get(asked.path, respond("Not found", 404))
        answer = reply if isinstance(reply, Answer) else reply(asked)
        time.sleep(answer.wait)
        size = 1 if answer.drip else max(1, len(answer.raw))
        for start in range(0, len(answer.raw), size):
            connection.sendall(answer.raw[start : start + size])
            time.sleep(answer.drip)
        for piece in answer.more() if answer.more else ():
            connection.sendall(piece)
            self.sent += len(piece)
        if answer.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
