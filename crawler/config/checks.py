"""Checks of what a source file says: patterns, paths, addresses, zones, encodings."""

from __future__ import annotations

import codecs
import re
import zoneinfo
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from cleaners.extract.page.paths import read_steps
from cleaners.model import SourceRules
from crawler.config.toml import one_line, show_path
from crawler.errors import ConfigError

DOMAIN = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$")


XPATH_CALL = re.compile(r"""'[^']*'|"[^"]*"|([\w:-]+)\s*\(""")
XPATH_NAMES = frozenset(
    "and boolean ceiling comment concat contains count div false floor id lang last local-name mod name "
    "namespace-uri node normalize-space not number or position processing-instruction round starts-with "
    "string string-length substring substring-after substring-before sum text translate true".split()
)
"""What may stand before a bracket in XPath 1.0: functions (section 4), node tests and operators."""


def check_url(url: str) -> str:
    """Return an http(s) address as it is; ValueError for anything else, a password in it included."""
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or any(c.isspace() for c in url)
    ):
        raise ValueError('should be a plain address that begins with "https://" or "http://"')
    return url


PLACES = {"{yyyy}": "2026", "{mm}": "11", "{dd}": "22"}
"""What an address template may leave open, each with a value to try it with."""


def check_template(template: str) -> str:
    """Return an address with places for a date as it is; ValueError without any, or with others."""
    url = template
    for place, value in PLACES.items():
        url = url.replace(place, value)
    if url == template or "{" in url or "}" in url:
        raise ValueError("should hold the places of a date: {yyyy}, {mm}, {dd}, and no others")
    check_url(url)
    return template


def check_dated_url(address: str) -> str:
    """Return an address, or a template with places for a date, as it is; ValueError for anything else."""
    return check_template(address) if "{" in address or "}" in address else check_url(address)


def check_regex(pattern: str) -> str:
    """Return a regular expression as it is; ValueError saying what is wrong with it."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"should be a regular expression, but: {error}") from None
    return pattern


def check_xpath(path: str) -> str:
    """Return an XPath 1.0 or a simple CSS selector as it is; ValueError saying what is wrong with it, unknown functions
    of XPath included."""
    if not path.lstrip().startswith(("/", ".//", "(")) and read_steps(path) is not None:
        return path
    try:
        etree.XPath(path)
    except etree.XPathError as error:
        raise ValueError(f"should be an XPath, but: {error}") from None
    # libxml2 looks a function up only when it runs it, which may be at the first page that gets so far.
    unknown = [name for name in XPATH_CALL.findall(path) if name and name not in XPATH_NAMES]
    if unknown:
        raise ValueError(f'should be an XPath, but: no function "{unknown[0]}" in XPath 1.0')
    return path


def check_domain(domain: str) -> str:
    """Return a domain (or `host:port`) in lower case without scheme as it is, else ValueError."""
    if not DOMAIN.match(domain):
        raise ValueError('should be a bare domain in lower case such as "example.org"')
    return domain


def check_zone(name: str) -> str:
    """Return the IANA name of a time zone as it is, else ValueError."""
    if name not in _list_zones():
        raise ValueError('should be an IANA time zone such as "Asia/Kabul"')
    return name


@cache
def _list_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # which looks through a thousand files


def check_encoding(name: str) -> str:
    """Return the name of a text encoding as it is, else ValueError."""
    try:
        "".encode(codecs.lookup(name).name)
    except LookupError:
        raise ValueError('should be a text encoding such as "cp1256"') from None
    return name


CHECKS: dict[str, Callable[[str], str]] = {
    "domains": check_domain,
    "timezone": check_zone,
    "encoding": check_encoding,
    "body": check_xpath,
    "strip": check_xpath,
    "line_promos": check_regex,
}
"""What each key of SourceRules must be, where a type alone does not say it."""


def check_rules(rules: SourceRules, path: Path) -> None:
    """Raise ConfigError for the first value of `rules` that cannot work, naming file and key."""
    for key, check in CHECKS.items():
        value = getattr(rules, key)
        for item in (value,) if isinstance(value, str) else value or ():
            try:
                check(item)
            except ValueError as error:
                message = one_line(str(error))
                raise ConfigError(
                    f'{show_path(path)}: key "{key}" {message}, found "{one_line(item)}"'
                ) from None
