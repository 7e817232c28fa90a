"""Recognises answers that say "not you": access denied, or a challenge to prove that a person reads.

They are reported and left alone: nothing here solves a challenge, changes the agent or asks in another way.
"""

from __future__ import annotations

from lxml import etree, html
from scrapy.http import Response

DENIED = frozenset((401, 402, 403, 407, 451))

HEADERS = ("cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action", "x-sucuri-block")
"""With these, common protections mark their challenges, whatever the status."""

MARKS = (
    b"_cf_chl_opt", b"cf-browser-verification", b"cf-turnstile", b"g-recaptcha", b"h-captcha", b"px-captcha",
    b"_incapsula_resource", b"sucuri_cloudproxy_js", b"awswafcookiedomainlist", b"/.well-known/ddos-guard/",
    b"anubis_challenge", b"sec-if-cpt-container", b"var dd={'rt'", b"wsidchk", b"/.well-known/sgcaptcha", b"__arcsjs",
)  # fmt: skip
"""What the markup of challenges holds. Some stand in ordinary pages too, beside forms: then there is text."""

MAX_CHALLENGE_BYTES = 256 * 1024
MAX_CHALLENGE_CHARS = 600
"""A challenge shows a sentence or two: a page with more text than this is a page."""

HIDDEN = ("script", "style", "noscript", "template")


def find_block(response: Response) -> str | None:
    """One phrase on how an answer says that we are not welcome; None for any other answer.

    >>> find_block(Response("https://example.org/", status=403))
    'status 403'
    >>> find_block(Response("https://example.org/", body=b"<html><script>window._cf_chl_opt={}</script>"))
    'a challenge instead of the page (_cf_chl_opt)'
    """
    if response.status in DENIED:
        return f"status {response.status}"
    marked = next((name for name in HEADERS if response.headers.get(name)), None)
    if marked is None and len(response.body) <= MAX_CHALLENGE_BYTES:
        lowered = response.body.lower()
        mark = next((mark for mark in MARKS if mark in lowered), None)
        if mark is not None and _count_chars(response.body) <= MAX_CHALLENGE_CHARS:
            marked = mark.decode()
    return f"a challenge instead of the page ({marked})" if marked else None


def _count_chars(body: bytes) -> int:
    """Characters of text that a page shows, white space apart."""
    try:
        tree = html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return 0
    etree.strip_elements(tree, etree.Comment, *HIDDEN, with_tail=False)
    return len("".join("".join(str(text) for text in tree.itertext()).split()))
