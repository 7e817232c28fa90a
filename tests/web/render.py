"""Prints the pages of a site from its templates."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tests.web.content import SITES, Site, Story
from tests.web.dates import print_long, print_rfc822, print_solar, print_solar_short, print_urdu
from tests.web.defects import spoil
from tests.web.layout import lay_out, other_stories
from tests.web.markup import print_plain
from tests.web.structured import print_json_ld

SHARED = Path(__file__).parent / "shared"


def render(site: Site, template: str, base: str, **values: object) -> str:
    """Print a template of the site, or a shared one (feeds, sitemaps); `base` is the site's address."""
    common = {
        "site": site,
        "base": base,
        "lang": site.language,
        "lay_out": partial(lay_out, site),
        "other_stories": partial(other_stories, site),
    }
    return _environment(site.id).get_template(template).render(common | values)


def render_story(site: Site, story: Story, base: str) -> bytes:
    """Print a story's page in the bytes that its `printing` table asks for."""
    printing = story.printing
    url = base + quote_path(story.path)
    text = render(
        site,
        "story.html.j2",
        base,
        story=story,
        lang=story.language,
        url=url,
        json_ld=print_json_ld(site, story, base, url),
        follower=site.story(printing.followed_by) if printing.followed_by else None,
        meta=printing.meta,
        late=printing.late_meta,
    )
    return encode_page(text, printing.encoding)


def encode_page(text: str, encoding: str) -> bytes:
    r"""Encode a page as its site does: what the encoding lacks as character references, U+FFFD as a torn letter.

    >>> encode_page("ہ\ufffdں", "utf-8")
    b'\xdb\x81\xdb\xda\xba'
    >>> encode_page("ک۔", "cp1256")
    b'\x98&#1748;'
    """
    if encoding == "utf-8":
        # The first of the two bytes of a letter, its second one lost.
        return text.encode().replace("\N{REPLACEMENT CHARACTER}".encode(), b"\xdb")
    return text.encode(encoding, "xmlcharrefreplace")


def quote_path(path: str) -> str:
    """Percent-encode a path with its query.

    >>> quote_path("/fa/خبر?id=1")
    '/fa/%D8%AE%D8%A8%D8%B1?id=1'
    """
    return quote(path, safe="/?&=")


@cache
def _environment(site_id: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader([SITES / site_id / "templates", SHARED]),
        autoescape=select_autoescape(["html.j2", "xml.j2", "svg.j2"]),
        undefined=StrictUndefined,
    )
    env.filters |= {
        "spoil": spoil,
        "plain": print_plain,
        "url": quote_path,
        "long_date": print_long,
        "solar": print_solar,
        "solar_short": print_solar_short,
        "urdu_date": print_urdu,
        "rfc822": print_rfc822,
    }
    return env
