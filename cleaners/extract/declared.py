"""The story that a page declares in its JSON-LD, for machines."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from cleaners.extract.align import make_key
from cleaners.extract.evidence import Evidence
from cleaners.extract.values import clean_value

MIN_BODY = 300
"""Letters from which a declared story is more than its first sentence."""
_BREAK = re.compile(r"\s*(?:</p>|<br[ /]*>|\n)\s*", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")


def list_declared_paragraphs(evidence: Evidence) -> Sequence[str]:
    """Paragraphs of the declared story, without markup; none where there is none of some length."""
    body = evidence.article.get("articleBody")
    if not isinstance(body, str):
        return []
    if "&lt;" in body:
        body = html.unescape(body)
    pieces = (clean_value(html.unescape(_TAG.sub(" ", piece))) for piece in _BREAK.split(body))
    paragraphs = [piece for piece in pieces if piece]
    return paragraphs if len(make_key("".join(paragraphs))) >= MIN_BODY else []
