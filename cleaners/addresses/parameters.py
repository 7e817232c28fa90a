"""What the parameters of a query are for, as tables, and queries without those that select no page."""

from __future__ import annotations

import re

from cleaners.addresses.escapes import normalize_form

TRACKERS = re.compile(
    r"""(utm|pk|mtm|hsa|_hs|oly|vero|gaa)_\w+ | at_(medium|campaign) | at_\w+_(type|id|term)
    | (fb|g|dc|y|tw)clid | msclkid | igsh(id)? | mc_[ce]id | _g[al] | cmpid | xtor
    | ref_(src|url) | wt_mc | s_cid""",
    re.VERBOSE | re.IGNORECASE,
)
"""Parameters that record where a reader came from, and nothing else: they are not even asked for."""

VISITORS = frozenset({
    "action_object_map", "action_ref_map", "action_type_map", "at_campaign_type", "at_custom1", "at_custom2",
    "at_custom3", "at_custom4", "campaign_id", "cmp", "cn-reloaded", "ef_id", "fb_action_ids", "fb_action_types",
    "fb_comment_id", "fb_ref", "fb_source", "feedname", "feedtype", "gbraid", "guccounter", "guce_referrer",
    "guce_referrer_sig", "icid", "intcid", "intcmp", "intlink_from_url", "ito", "jsessionid", "li_fat_id",
    "link_location", "mbid", "mkt_tok", "ncid", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source",
    "ocid", "phpsessid", "print_referrer", "replytocom", "s_kwcid", "smid", "spm", "sr_share", "srsltid",
    "tpcc", "traffic_source", "ttclid", "wbraid", "yptr", "_openstat", "__twitter_impression",
})  # fmt: skip
"""More that name a visit, a visitor or a comment and never an article. They are asked for as they were named: an address
without them has been named by nobody, and an earlier run remembers the page with them."""

ORIGINS = frozenset({
    "app", "campaign", "feature", "from", "medium", "origin", "partner", "platform", "ref", "referer", "referrer",
    "rss", "share", "shared", "source", "src", "via",
})  # fmt: skip
"""Names that mostly record where a reader came from and sometimes select the article: see `clean_query`."""

_ON = frozenset({"", "1", "true", "yes", "y", "on"})
_AMP = frozenset({"amp", "amphtml"})
_PRINT = frozenset({"print", "printable", "printer"})
VIEWS = {
    "amp": _ON | {"0"},
    "format": _AMP | _PRINT,
    "layout": _AMP | _PRINT,
    "mode": _AMP | _PRINT,
    "noamp": _ON | {"mobile", "available"},
    "nonamp": _ON,
    "output": _AMP | _PRINT,
    "outputtype": _AMP | _PRINT,
    "print": _ON,
    "printable": _ON,
    "printer": _ON,
    "printpage": _ON,
    "printview": _ON,
    "usqp": frozenset({"mq331aq="}),
    "view": _AMP | _PRINT,
}
"""Parameters that ask for the AMP or print version of a page, with the values that do so (small letters)."""

_SCRIPT = re.compile(r"[-_0-9%]")
_LEADING_ESCAPES = re.compile(r"(?:amp;)+")


def drop_trackers(query: str) -> str:
    """A query without its trackers and empty parts; the rest as it is written.

    >>> drop_trackers("b=2&utm_source=feed&&a=1")
    'b=2&a=1'
    """
    return "&".join(
        part for part in query.split("&") if part and not TRACKERS.fullmatch(part.split("=", 1)[0])
    )


def clean_query(query: str, path: str) -> str:
    """A query in its normal form: what selects the page, by name, each once, in one way of escaping.

    Parameters of one name keep their order. What has no value stays, since `?20541` may be the article; `a` and `a=`
    are one. A name of `ORIGINS` goes only where its value has no digit and something else is left to select the
    page: another parameter, or a path that names a story. So `?ref=20541` and `news.php?source=dawn-1` stay.

    >>> clean_query("b=2&a=1&utm_source=x&ref=home", "/news.php")
    'a=1&b=2'
    >>> clean_query("ref=home", "/2026/11/border-opens"), clean_query("ref=home", "/news"), clean_query("ref=205", "/a-1")
    ('', 'ref=home', 'ref=205')
    """
    kept: dict[tuple[str, str], None] = {}
    origins: dict[tuple[str, str], None] = {}
    for part in query.split("&"):
        if part.startswith("amp;"):  # escaped twice: `&amp;amp;` in a feed
            part = part[_LEADING_ESCAPES.match(part).end() :]  # type: ignore[union-attr]
        if not part:
            continue
        raw_name, _, raw_value = part.partition("=")
        pair = normalize_form(raw_name), normalize_form(raw_value)
        name = pair[0].lower()
        if name in VISITORS or TRACKERS.fullmatch(name):
            continue
        if name in VIEWS and raw_value.lower() in VIEWS[name]:
            continue
        (origins if name in ORIGINS and not _has_digit(pair[1]) else kept)[pair] = None
    if origins and not kept and not names_story(path):
        kept = origins
    return "&".join(f"{name}={value}" if value else name for name, value in sorted(kept, key=_name_of))


def names_story(path: str) -> bool:
    """Whether the last segment of a path is more than a word: `/border-opens`, `/20541`, `/%D8%A7`; not `/news`, `/a.php`.

    >>> [names_story(path) for path in ("/2026/border-opens/", "/20541", "/news/", "/article.php", "/")]
    [True, True, False, False, False]
    """
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_SCRIPT.search(last)) and not last.lower().endswith(
        (".php", ".asp", ".aspx", ".jsp", ".cgi", ".cfm")
    )


def _has_digit(value: str) -> bool:
    return any(char in "0123456789" for char in value)


def _name_of(pair: tuple[str, str]) -> str:
    return pair[0]
