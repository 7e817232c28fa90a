"""What a page says of a story for machines: JSON-LD, good or broken."""

from __future__ import annotations

import json

from tests.web.content import Site, Story
from tests.web.markup import print_plain


def print_json_ld(site: Site, story: Story, base: str, url: str) -> str:
    """Print a story's NewsArticle as JSON, safe inside a script element.

    A `broken` one has what real ones have: an HTML comment around it, a line break inside a string, a comma
    after the last key. A `none` is empty.
    """
    if story.printing.json_ld == "none":
        return ""
    people = [{"@type": "Person", "name": name} for name in story.authors]
    desk = [{"@type": "Organization", "name": story.agency}] if story.agency else []
    modified = {"dateModified": story.modified.isoformat()} if story.modified else {}
    text = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "description": print_plain(story.pieces[0]),
            "datePublished": story.published.isoformat(),
            **modified,
            "author": people or desk,
            "publisher": {"@type": "NewsMediaOrganization", "name": site.name},
            "articleSection": story.section,
            "keywords": list(story.tags),
            "inLanguage": story.language,
            "image": [base + figure.image for figure in story.figures],
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        },
        ensure_ascii=True,
        indent=1,
    ).replace("<", "\\u003c")
    return _break_json(text) if story.printing.json_ld == "broken" else text


def _break_json(text: str) -> str:
    broken_line = text.replace(". ", ".\n", 1).removesuffix("}").rstrip()
    return f"<!--\n{broken_line},\n}}\n//-->"
