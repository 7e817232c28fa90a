"""A proxy on loopback that passes requests on to an S3 server and spoils those it was told to spoil."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ERROR = "<?xml version='1.0'?><Error><Code>{code}</Code><Message>made up</Message></Error>"


@dataclass
class Fault:
    """Spoils the next `times` requests of a method whose path holds `part`.

    `kind`: `status` answers with `status` and `code` without passing the request on; `no answer` passes it on
    and closes the connection; `cut upload` does not even do that; `cut body` and `flip body` spoil the answer.
    """

    kind: str
    method: str
    part: str = ""
    times: int = 1
    status: int = 503
    code: str = "SlowDown"


@dataclass
class FaultProxy:
    """Where the proxy listens, what it spoils next, and what it was asked."""

    endpoint: str
    faults: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def take(self, method: str, path: str) -> Fault | None:
        self.seen.append((method, path))
        for fault in self.faults:
            if fault.times > 0 and fault.method == method and fault.part in path:
                fault.times -= 1
                return fault
        return None


@contextmanager
def run_fault_proxy(target: str) -> Iterator[FaultProxy]:
    """Listen on a free port in front of the server at `target`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.target = urlsplit(target).netloc
    server.proxy = FaultProxy(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        fault = self.server.proxy.take(self.command, self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = fault.kind if fault else ""
        if kind == "status":
            self._answer(fault.status, [], ERROR.format(code=fault.code).encode())
            return
        if kind == "cut upload":
            self._hang_up()
            return
        status, headers, answer = self._pass_on(body)
        if kind == "no answer":
            self._hang_up()
        elif kind == "cut body":
            self._answer(status, headers, answer, cut=len(answer) // 2)
        elif kind == "flip body":
            self._answer(status, headers, bytes([answer[0] ^ 1]) + answer[1:])
        else:
            self._answer(status, headers, answer)

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _serve  # noqa: N815 - names of the base class

    def _pass_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        # The host stays that of the proxy, for the signature covers it.
        connection = http.client.HTTPConnection(self.server.target, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("expect", "connection"):
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, answer.getheaders(), content

    def _answer(
        self, status: int, headers: list[tuple[str, str]], body: bytes, cut: int | None = None
    ) -> None:
        self.send_response_only(status)
        has_length = False
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
                has_length |= name.lower() == "content-length"
        if not has_length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self._hang_up()

    def _hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Say nothing."""
