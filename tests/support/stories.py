"""Invented stories in four languages: no two share a run of five words, but by chance."""

from __future__ import annotations

import random

from cleaners.article.identity import name_article
from cleaners.model import Article

WORDS = {
    "en": "the minister said border traders waited bridge harvest teachers valley winter court road elders school open",
    "ur": "وزیر نے کہا سرحد پر تاجروں کا انتظار پل فصل اساتذہ وادی سردی عدالت سڑک بزرگ اسکول",
    "ps": "وزیر وویل پوله سوداګرو انتظار پل فصل ښوونکو دره ژمی محکمه سړک مشران ښوونځی پرانیستل شو",
    "fa": "وزیر گفت مرز بازرگانان انتظار پل برداشت آموزگاران دره زمستان دادگاه جاده بزرگان مکتب باز شد",
}


def write_sentences(number: int, count: int, language: str = "en") -> list[str]:
    """So many sentences of fifteen words; the same numbers give the same ones."""
    chance = random.Random(f"{language}-{number}")  # noqa: S311 - no secret hangs on it
    words = WORDS[language].split()
    return [" ".join(chance.choices(words, k=15)) + "." for _ in range(count)]


def make_story(name: str, paragraphs: list[str], **changes: object) -> Article:
    """An article named by its address, whose version follows its words."""
    title = changes.get("title")
    id_, version = name_article(
        f"https://{name}.example", str(title) if title else None, "\n\n".join(paragraphs)
    )
    values: dict[str, object] = {"language": "en", "published": "2026-11-20T08:00:00+05:00"}
    return Article(id_, version, name, tuple(paragraphs), **{**values, **changes})
