"""Serves the demo web on loopback: one port a site, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from tests.web.config_folder import write_config_folder
from tests.web.content import Site, load_sites
from tests.web.expected import ExpectedPage, expect_pages
from tests.web.resources import Resource, build_resources, missing_page

HOST = "127.0.0.1"
PRIVATE_HOST = "127.0.0.2"
"""Where the redirect into a private network leads: also loopback, so that a crawler which follows it is seen."""
LAST_DAY = 2
START_SECONDS = 20


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request as the server saw it: `time` is monotonic in seconds, header names are in lower case."""

    time: float
    host: str
    path: str
    headers: Mapping[str, str]
    status: int


class RunningWeb:
    """The web while it runs; a context manager that stops it. Get one from `start_web`.

    `sites` maps a site's id to its address; `requests` lists what was asked, oldest first.
    """

    def __init__(self, day: int) -> None:
        self.day = day
        self.sites: dict[str, str] = {}
        self.requests: list[SeenRequest] = []
        self._resources: dict[str, dict[str, Resource]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-web", daemon=True)
        self._runners: list[web.AppRunner] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on free ports and print the first day's pages."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(START_SECONDS)
        self._print_pages()

    def stop(self) -> None:
        """Close every port and end the thread; a second call does nothing."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(START_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def advance(self) -> None:
        """Go on to the second day: a story was corrected, new ones have appeared."""
        if self.day >= LAST_DAY:
            raise ValueError(f"the demo web has {LAST_DAY} days: start a new one")
        self.day += 1
        self._print_pages()

    def expected(self) -> tuple[ExpectedPage, ...]:
        """What a perfect crawl makes of each address on the present day."""
        return tuple(
            page for site in load_sites(self.day) for page in expect_pages(site, self.sites[site.id])
        )

    def write_config(self, folder: Path) -> Path:
        """Write a complete configuration folder for the live ports, and return it."""
        return write_config_folder(folder, self.sites)

    def _print_pages(self) -> None:
        self._resources = {
            site.id: build_resources(
                site, self.sites[site.id], self.sites[site.id].replace(HOST, PRIVATE_HOST)
            )
            for site in load_sites(self.day)
        }

    async def _listen(self) -> None:
        for site in load_sites(self.day):
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", self._handler(site))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            self._runners.append(runner)
            await runner.setup()
            listener = web.TCPSite(runner, HOST, 0)
            await listener.start()
            port = runner.addresses[0][1]
            self.sites[site.id] = f"http://{HOST}:{port}"
            try:
                await web.TCPSite(runner, PRIVATE_HOST, port).start()
            except OSError:
                # Systems with one loopback address only: a request there finds nobody, and is still refused.
                continue

    async def _close(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    def _handler(self, site: Site) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            asked = time.monotonic()
            found = self._resources[site.id].get(_plain_path(request)) or missing_page(site)
            response = _respond(request, found, site)
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.requests.append(SeenRequest(asked, request.host, request.path_qs, headers, response.status))
            await asyncio.sleep(found.delay_seconds)
            return response

        return answer


def start_web(day: int = 1) -> RunningWeb:
    """Start the demo web and return it running: `with start_web() as web: ... web.sites["margalla"]`."""
    running = RunningWeb(day)
    running.start()
    return running


def _plain_path(request: web.Request) -> str:
    # Like most servers, these ignore what a campaign added to an address.
    query = [(key, value) for key, value in parse_qsl(request.query_string) if not key.startswith("utm_")]
    return request.path + (f"?{urlencode(query)}" if query else "")


def _respond(request: web.Request, found: Resource, site: Site) -> web.Response:
    headers = {"Content-Type": found.content_type} if found.body else {}
    if found.location:
        return web.Response(status=found.status, headers={"Location": found.location})
    if found.changed:
        validators = {
            "ETag": f'W/"{int(found.changed.timestamp()):x}"',
            "Last-Modified": format_datetime(found.changed.astimezone(UTC), usegmt=True),
        }
        headers |= {name: value for name, value in validators.items() if name in site.validators}
        if _is_unchanged(request, headers):
            return web.Response(status=304, headers={k: v for k, v in headers.items() if k != "Content-Type"})
    return web.Response(status=found.status, body=found.body, headers=headers)


def _is_unchanged(request: web.Request, headers: Mapping[str, str]) -> bool:
    # RFC 9110, 13.2.2: If-None-Match decides alone where it is sent and the server has an ETag.
    if "If-None-Match" in request.headers and "ETag" in headers:
        return headers["ETag"] in request.headers["If-None-Match"]
    since = request.headers.get("If-Modified-Since")
    if since is None or "Last-Modified" not in headers:
        return False
    return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
