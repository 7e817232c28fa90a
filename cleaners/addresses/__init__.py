"""Addresses: what a document means by one, which one a page has, and whether two are of one site. Pure, no network.

A page has two addresses. The one to ask for (`resolve_address`, `resolve_page`) is the one that somebody named: it is
made absolute and safe, and nothing else, since another one might not be there. The one that it is known by
(`normalize_address`) is the same for every spelling of the first: ids are made of it, and it is never asked for.
"""

from cleaners.addresses.declared import check_canonical, find_site, same_site
from cleaners.addresses.former import former_addresses
from cleaners.addresses.normalize import drop_userinfo, normalize_address
from cleaners.addresses.resolve import MAX_LENGTH, resolve_address, resolve_page

__all__ = [
    "MAX_LENGTH",
    "check_canonical",
    "drop_userinfo",
    "find_site",
    "former_addresses",
    "normalize_address",
    "resolve_address",
    "resolve_page",
    "same_site",
]
