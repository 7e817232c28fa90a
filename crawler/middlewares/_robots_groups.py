"""Which lines of a robots.txt are meant for one agent, by RFC 9309, section 2.2.

Protego reads rules well, but takes a group for `khy` as one for `khyber`, passes one for `khyber/1.0` by, and ends a
list of agents at any line that is no rule.
"""

from __future__ import annotations

import re
from urllib.parse import quote

ALL = "*"

# With the misspellings that other crawlers forgive, too: a site that wrote one means the rule.
_LINE = re.compile(
    r"\s*(?:(?P<agent>user[- ]?agent)|(?P<rule>allow|dis+al+[oa]w|diasllow)|(?P<other>crawl[- ]delay|request[- ]rate))"
    r"\s*[:\s]\s*(?P<value>[^#]*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z_-]*", re.IGNORECASE)
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What `str.splitlines` takes for the end of a line, and RFC 9309 does not."""


def select_rules(text: str, agent: str) -> str:
    """The rules for an agent as a robots.txt for everybody: all groups that name it, else all that name `*`.

    A group is named by whole product tokens, in any case and with or without a version. Lines that are no rule
    leave a list of agents as it is.

    >>> print(select_rules("User-agent: khyber/1.0\\nSitemap: /s\\nUser-agent: b\\nDisallow: /x\\n", "khyber"))
    User-agent: *
    Disallow: /x
    >>> print(select_rules("User-agent: khy\\nDisallow: /\\n\\nUser-agent: *\\nCrawl-delay: 9\\n", "khyber"))
    User-agent: *
    Crawl-delay: 9
    """
    groups: dict[str, list[str]] = {}
    names: set[str] = set()
    listing = False
    for found in filter(None, map(_LINE.match, re.split(r"\r\n?|\n", text))):
        value = found["value"].strip()
        if found["agent"]:
            names = names if listing else set()
            names.add(ALL if value == ALL else _read_token(value))
        else:
            kept = f"{_name_field(found)}: {_BREAKS.sub(_escape, value)}"
            for name in names:
                groups.setdefault(name, []).append(kept)
        listing = bool(found["agent"] or (listing and found["other"]))
        for name in names:
            groups.setdefault(name, [])
    rules = groups.get(agent.lower(), groups.get(ALL, []))
    return "\n".join((f"User-agent: {ALL}", *rules))


def _name_field(found: re.Match[str]) -> str:
    if found["other"]:
        return found["other"]
    return "Allow" if found["rule"].lower() == "allow" else "Disallow"


def _read_token(value: str) -> str:
    found = _TOKEN.match(value.strip(ALL).strip())
    return found.group().lower() if found else ""


def _escape(found: re.Match[str]) -> str:
    return quote(found.group())
