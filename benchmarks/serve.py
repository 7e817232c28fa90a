"""A fast web of invented news for benchmarks: `python -m benchmarks.serve HOSTS SIZE`, an asyncio server on loopback.

It prints its port, then answers until its stdin closes. Besides pages it has, on every host, `/robots.txt`, `/sitemap.xml`,
and `/since`: seconds since the first other request after the last `/since`.
"""

from __future__ import annotations

import asyncio
import sys
import time

from tests.support.sites import make_pieces, print_doab, print_hills, print_wakhan

FIRST_HOST = "127.0.2.1"
DESIGNS = (("doab", "ur", print_doab), ("hills", "en", print_hills), ("wakhan", "ps", print_wakhan))
DIFFERENT = 4000
"""Pages that are written; the others repeat them under another headline."""


def name_host(number: int) -> str:
    """Loopback address of a host, from 0 on."""
    return FIRST_HOST[:-1] + str(number + 1)


def list_paths(size: int) -> list[str]:
    """Paths of the articles that each host has."""
    return [f"/a/{number}" for number in range(size)]


class Web:
    """The answers of every host, made before the first request."""

    def __init__(self, hosts: int, size: int, port: int) -> None:
        pages = write_pages(min(hosts * size, DIFFERENT))
        self.answers: dict[tuple[bytes, bytes], bytes] = {}
        self.first: float | None = None
        for number in range(hosts):
            host = f"{name_host(number)}:{port}"
            paths = list_paths(size)
            found = {
                "/robots.txt": b"User-agent: *\nDisallow: /private/\n",
                "/sitemap.xml": print_map(host, paths),
            }
            for place, path in enumerate(paths):
                page = pages[(number * size + place) % len(pages)]
                found[path] = page.replace(b"@@", f"{number}-{place}".encode())
            for path, body in found.items():
                self.answers[host.encode(), path.encode()] = respond(body)

    def answer(self, head: bytes) -> bytes:
        """The answer to the head of a request."""
        path = head.split(b" ", 2)[1]
        if path == b"/since":
            since = time.monotonic() - self.first if self.first else 0.0
            self.first = None
            return respond(str(since).encode())
        self.first = self.first or time.monotonic()
        start = head.lower().index(b"\r\nhost: ") + 8
        return self.answers.get((head[start : head.index(b"\r", start)], path), NOT_FOUND)


class Connection(asyncio.Protocol):
    """One client; it waits for each answer before it asks again."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where answers go."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when a head has come whole."""
        self.head += data
        if self.head.endswith(b"\r\n\r\n") and isinstance(self.transport, asyncio.WriteTransport):
            self.transport.write(self.web.answer(self.head))
            self.head = b""


def write_pages(count: int) -> list[bytes]:
    """Pages of three designs and languages; `@@` stands in each where its own number goes."""
    printed = [
        make_pieces(site, language, design, range(-(-count // 3))) for site, language, design in DESIGNS
    ]
    return [
        piece.html.replace(piece.title, f"{piece.title} @@").encode()
        for row in zip(*printed, strict=True)
        for piece in row
    ]


def print_map(host: str, paths: list[str]) -> bytes:
    """A sitemap of one host."""
    rows = "".join(f"<url><loc>http://{host}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def respond(body: bytes, status: str = "200 OK") -> bytes:
    """An answer whose connection stays open."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


NOT_FOUND = respond(b"not found", "404 Not Found")


async def serve(hosts: int, size: int) -> None:
    """Serve until stdin closes."""
    loop = asyncio.get_running_loop()
    web: list[Web] = []
    server = await loop.create_server(lambda: Connection(web[0]), "0.0.0.0")  # noqa: S104 - every loopback address
    port = server.sockets[0].getsockname()[1]
    web.append(Web(hosts, size, port))
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
