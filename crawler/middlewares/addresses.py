"""No connection to an address outside the public internet, however it is written or resolved.

Two guards. The middleware reads addresses that stand in a URL, in all the forms that the C library takes
(`127.1`, `0x7f000001`, `[::ffff:10.0.0.1]`). The resolver drops private addresses from every answer, and the
connection is made to exactly what it lets through, so that a name cannot be checked as one address and
connected to as another ("DNS rebinding"). Hosts of an intranet are let through where the configuration names them.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from cleaners.model import Reason
from crawler.config import CrawlSettings
from crawler.config.private_hosts import PrivateHosts, unwrap
from crawler.middlewares.refused import Refused


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    An IPv4 address wrapped in an IPv6 one counts as the address it wraps.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "224.0.0.1")]
    [True, False, False, False, False, False]
    """
    ip = unwrap(address)
    return ip.is_global and not ip.is_multicast


def read_literal(host: str) -> str | None:
    """The IP address that a host in a URL stands for without any name server, or None for a name.

    >>> [read_literal(host) for host in ("127.1", "2130706433", "0x7f.0.0.1", "::1", "example.org")]
    ['127.0.0.1', '127.0.0.1', '127.0.0.1', '::1', None]
    """
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Admitted:
    """What may be connected to: the public internet, `loopback` addresses, and `private` hosts."""

    loopback: frozenset[str] = frozenset()
    private: PrivateHosts = field(default_factory=PrivateHosts)

    def admit(self, host: str, address: str) -> bool:
        """Whether a host, as a URL writes it, may be connected to at an address.

        >>> admitted = Admitted(frozenset(("127.0.0.1",)))
        >>> [admitted.admit("a.example", address) for address in ("8.8.8.8", "127.0.0.1", "127.0.0.2")]
        [True, True, False]
        """
        name = host if read_literal(host) is None else None
        return is_public(address) or address in self.loopback or self.private.admit(name, address)

    def exempts(self, host: str) -> bool:
        """Whether a host is one that is admitted although it is not of the public internet."""
        address = read_literal(host)
        if address is None:
            return host.rstrip(".").lower() in self.private.names
        return not is_public(address) and self.admit(host, address)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names like the resolver it wraps, minus every address that is neither public nor admitted.

    `refused` remembers the names of which something was refused, with the last such address.
    """

    def __init__(self, reactor: Any, inner: Any) -> None:
        self.reactor = reactor
        self.inner = inner
        self.admitted = Admitted()
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: object, reactor: Any) -> Self:
        """Wrap the reactor's resolver; Scrapy calls this for `TWISTED_DNS_RESOLVER`."""
        return cls(reactor, reactor.nameResolver)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self.reactor.installNameResolver(self)

    def resolveHostName(self, receiver: Any, host: str, *args: Any, **kwargs: Any) -> Any:  # noqa: N802
        """Resolve, handing on only what may be connected to."""
        return self.inner.resolveHostName(_Filter(self, host, receiver), host, *args, **kwargs)


@implementer(IResolutionReceiver)
class _Filter:
    def __init__(self, resolver: GuardedResolver, host: str, receiver: Any) -> None:
        self.resolver = resolver
        self.host = host
        self.receiver = receiver

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self.resolver.admitted.admit(self.host, address.host):
            self.receiver.addressResolved(address)
        else:
            self.resolver.refused[self.host] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()


class AddressGuard:
    """Refuses requests to addresses outside the public internet, redirects and robots.txt included."""

    def __init__(self, crawler: Crawler) -> None:
        settings: CrawlSettings = crawler.settings["CRAWL"]
        private = PrivateHosts.read(settings.allow_private_hosts)
        self.admitted = Admitted(frozenset(settings.allow_hosts), private)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the hosts that are exempt from the setting `CRAWL`."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse other schemes than http and https, and private addresses written in the URL."""
        self._require_resolver()
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(Reason.FORBIDDEN, f"{parts.scheme[:20]}: is not http or https")
        address = read_literal(parts.hostname)
        if address is not None and not self.admitted.admit(parts.hostname, address):
            raise Refused(Reason.FORBIDDEN, f"{address} is not an address of the public internet")
        came_from = [urlsplit(url).hostname or "" for url in request.meta.get("redirect_urls", ())]
        if self.admitted.exempts(parts.hostname) and not all(map(self.admitted.exempts, came_from)):
            raise Refused(
                Reason.FORBIDDEN, f"redirects from the internet to the private host {parts.hostname}"
            )

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Separate a name that was refused from one that does not exist; only the latter is tried again."""
        host = urlsplit(request.url).hostname or ""
        address = self._require_resolver().refused.get(host)
        if isinstance(exception, CannotResolveHostError) and address is not None:
            raise Refused(Reason.FORBIDDEN, f"{host} is {address}: not an address of the public internet")

    def _require_resolver(self) -> GuardedResolver:
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            raise RuntimeError("the guarded resolver is not in place: start the crawl with `khyber crawl`")
        resolver.admitted = self.admitted
        return resolver
