"""Which hosts of an intranet may be asked: the ones that are named, and nothing that gives a machine its secrets.

Source: RFC 1918 and RFC 6598 (IPv4), RFC 4193 (IPv6) for the ranges of private networks; the manuals of cloud
providers for the addresses at which they hand out a machine's credentials.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

INTRANETS = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""Where a private host can lie. Loopback, link-local (169.254.169.254 is there) and all else is never private."""

METADATA = tuple(
    map(ipaddress.ip_network, ("100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::/32"))
)
"""Addresses inside and beside these ranges that clouds keep for their metadata; nobody's intranet."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
LOCAL = re.compile(r"(?:.+\.)?localhost|(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*")


@dataclass(frozen=True, slots=True)
class PrivateHosts:
    """The private hosts that may be asked: names, and networks whose addresses may stand in a URL.

    >>> hosts = PrivateHosts.read(("news.corp.example", "10.1.0.0/16"))
    >>> hosts.admit("news.corp.example", "192.168.3.4"), hosts.admit("other.example", "10.1.2.3")
    (True, False)
    >>> hosts.admit(None, "10.1.2.3"), hosts.admit(None, "10.2.0.1")
    (True, False)
    """

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Self:
        """From checked entries of the configuration."""
        chosen = tuple(entries)
        networks = [network for entry in chosen if (network := _read_network(entry)) is not None]
        return cls(frozenset(entry for entry in chosen if _read_network(entry) is None), tuple(networks))

    def admit(self, name: str | None, address: str) -> bool:
        """Whether a private address may be connected to: as what a name resolved to, or (None) as written.

        A name must be one of `names` itself: one of the internet may resolve to anything.
        """
        ip = unwrap(address)
        if not _is_in(ip, INTRANETS) or _is_in(ip, METADATA):
            return False
        return _is_in(ip, self.networks) if name is None else name.rstrip(".").lower() in self.names


def unwrap(address: str) -> Address:
    """An IP address, the IPv4 one where IPv6 wraps one; ValueError for what is none.

    >>> [str(unwrap(text)) for text in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0")]
    ['10.0.0.1', '10.0.0.1', 'fe80::1']
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inner is None and ip in NAT64:
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return inner or ip


def check_private_host(entry: str) -> str:
    """An entry of `allow_private_hosts` as it is; ValueError, with what to write, for what must not be one."""
    network = _read_network(entry)
    if network is None:
        if not NAME.fullmatch(entry) or LOCAL.fullmatch(entry):
            raise ValueError(
                'should be a host name in small letters, an address or a network ("news.corp.example", "10.1.0.0/16")'
            )
    elif not any(_holds(intranet, network) for intranet in INTRANETS) or any(
        _holds(reserved, network) or network == reserved for reserved in METADATA
    ):
        raise ValueError(
            "should lie in a private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7): "
            "loopback, link-local and metadata addresses are never asked"
        )
    return entry


def _read_network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry)
    except ValueError:
        return None


def _is_in(ip: Address, networks: Iterable[Network]) -> bool:
    return any(ip in network for network in networks)


def _holds(outer: Network, inner: Network) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]
