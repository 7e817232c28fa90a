"""No connection to an address outside the public internet, however it is written or resolved.

Two guards. The middleware reads addresses that stand in a URL, in all the forms that the C library takes
(`127.1`, `0x7f000001`, `[::ffff:10.0.0.1]`). The resolver drops private addresses from every answer, and the
connection is made to exactly what it lets through, so that a name cannot be checked as one address and
connected to as another ("DNS rebinding").
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from cleaners.model import Reason
from crawler.middlewares.refused import Refused

NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    An IPv4 address wrapped in an IPv6 one counts as the address it wraps.

    >>> [is_public(a) for a in ("8.8.8.8", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "224.0.0.1")]
    [True, False, False, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner is None and ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
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


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names like the resolver it wraps, minus every address that is neither public nor allowed.

    `refused` remembers the names of which something was refused, with the last such address.
    """

    def __init__(self, reactor: Any, inner: Any) -> None:
        self.reactor = reactor
        self.inner = inner
        self.allow: frozenset[str] = frozenset()
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
        if address.host in self.resolver.allow or is_public(address.host):
            self.receiver.addressResolved(address)
        else:
            self.resolver.refused[self.host] = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        self.receiver.resolutionComplete()


class AddressGuard:
    """Refuses requests to addresses outside the public internet, redirects and robots.txt included."""

    def __init__(self, crawler: Crawler) -> None:
        self.allow = frozenset(crawler.settings.getlist("ALLOW_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the exempt loopback addresses from the setting `ALLOW_HOSTS`."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse other schemes than http and https, and private addresses written in the URL."""
        self._require_resolver()
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(Reason.FORBIDDEN, f"{parts.scheme[:20]}: is not http or https")
        address = read_literal(parts.hostname)
        if address is not None and address not in self.allow and not is_public(address):
            raise Refused(Reason.FORBIDDEN, f"{address} is not an address of the public internet")

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that was refused from one that does not exist; only the latter is tried again."""
        host = urlsplit(request.url).hostname or ""
        address = self._require_resolver().refused.get(host)
        if isinstance(exception, CannotResolveHostError) and address is not None:
            raise Refused(Reason.FORBIDDEN, f"{host} is {address}: not an address of the public internet")

    def _require_resolver(self) -> GuardedResolver:
        from twisted.internet import reactor

        resolver = reactor.nameResolver
        if not isinstance(resolver, GuardedResolver):
            raise RuntimeError("the guarded resolver is not in place: start the crawl with `khyber crawl`")
        resolver.allow = self.allow
        return resolver
