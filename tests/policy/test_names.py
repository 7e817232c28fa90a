"""Sites are data: no module holds a domain name or the name of a site."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from crawler.config import Source, load_sources
from tests.policy.modules import REPOSITORY, Module, read_modules

HOST = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:com|org|net|info|news|media|press|tv|fm|int|gov|edu|pk|af|ir|in|uk|us|eu|de|fr|ae|qa|al|co|io)"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)

ALLOWED = {
    "schema.org": "the vocabulary of JSON-LD, by which types are named",
    "www.w3.org": "names of XML namespaces",
    "www.sitemaps.org": "the namespace of sitemaps",
    "www.google.com": "the namespace of news sitemaps",
    "ogp.me": "the vocabulary of OpenGraph",
    "purl.org": "the vocabulary of Dublin Core",
    "search.yahoo.com": "the namespace of Media RSS",
    "sitemaps.org": "the specification of sitemaps",
    "developers.google.com": "the specification of news sitemaps",
    "encoding.spec.whatwg.org": "the specification of encodings",
    "html.spec.whatwg.org": "the specification of HTML",
    "www.jsonfeed.org": "the specification of JSON feeds",
    "www.rfc-editor.org": "standards of the internet",
    "docs.python.org": "a reference to the manual",
    "ftfy.readthedocs.io": "a reference to the manual",
}
"""Hosts that are names of standards, not sites; each with its reason."""

RESERVED = re.compile(
    r"(?:^|\.)example\.(?:com|org|net)$|\.(?:example|test|invalid|localhost)$", re.IGNORECASE
)
"""Names that RFC 2606 reserves for examples."""


def strings(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def hosts(module: Module) -> Iterator[tuple[int, str]]:
    for line, text in strings(module):
        for match in HOST.finditer(text):
            host = match.group().lower()
            if not RESERVED.search(host) and host not in ALLOWED:
                yield line, host


def test_the_pattern_finds_hosts_and_passes_by_what_is_none() -> None:
    assert HOST.findall("see https://www.valley-times.pk/x and valley.co.uk.") == [
        "www.valley-times.pk",
        "valley.co.uk",
    ]
    assert HOST.findall("date.info_source, a.b, cleaners.fields, e.g. 3.in, x@valley.pk.example") == ["3.in"]


def test_no_module_holds_a_domain_name() -> None:
    found = [f"{module.place}:{line} {host}" for module in read_modules() for line, host in hosts(module)]
    assert found == [], "put what belongs to a site into config/sources/<id>.toml"


def all_sources() -> tuple[Source, ...]:
    return load_sources(REPOSITORY / "config")


@pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.id)
def test_no_module_names_a_configured_source(source: Source) -> None:
    # A name of one ordinary word is also a word.
    names = [
        name
        for name in (*source.rules.domains, *source.rules.site_names)
        if not name.istitle() or " " in name
    ]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
    found = [
        f"{module.place}:{module.source[: match.start()].count(chr(10)) + 1} {match.group()}"
        for module in read_modules()
        for match in pattern.finditer(module.source)
    ]
    assert found == [], "put what belongs to a site into config/sources/<id>.toml"
