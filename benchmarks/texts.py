"""Invented news texts with the boilerplate of scraped ones: titles, teasers that recur, copyright lines, damage."""

from __future__ import annotations

import random
from pathlib import Path

PEOPLE = ("an official", "a trader", "the governor", "a teacher", "the ministry", "a driver", "an engineer")
PLACES = ("Doha", "the valley", "the capital", "the northern district", "the old town", "the border post")
DEEDS = (
    "opened the bridge",
    "closed the road",
    "met the elders",
    "named a new court",
    "counted the harvest",
    "sold the mill",
)
TEASERS = tuple(
    f"{deed.capitalize()} again: {place} waits for the {n}th day"
    for n, (deed, place) in enumerate(zip(DEEDS, PLACES, strict=True))
)


def sentence(chance: random.Random) -> str:
    """One sentence of about twenty words."""
    who, where, did = chance.choice(PEOPLE), chance.choice(PLACES), chance.choice(DEEDS)
    return (
        f"{who.capitalize()} in {where} said on Monday that {chance.choice(PEOPLE)} had {did} "
        f"after {chance.randrange(2, 900)} days of talks, and that “more will follow” before the winter."
    )


def text(number: int, paragraphs: int = 12) -> str:
    """One text; the same number gives the same text."""
    chance = random.Random(number)  # noqa: S311 - no secret hangs on it
    lines = [f"Bridge number {number} opens to traffic"]
    lines += [" ".join(sentence(chance) for _ in range(2)) for _ in range(paragraphs)]
    lines += [*chance.sample(TEASERS, 4), "Copyright © 2026. The Valley Herald, All Rights Reserved"]
    if number % 20 == 0:
        lines[2] = lines[2].replace("“", "â€œ").replace("”", "â€\u009d")
    return "\n".join(lines) + "\n"


def long_text(size: int) -> str:
    """About so many bytes of one article: paragraphs without an end."""
    return text(1, paragraphs=size // 360)


def many_articles(size: int) -> str:
    """About so many bytes of whole articles, one below the other, each with the head of its page."""
    pieces = []
    while size > 0:
        title, rest = text(len(pieces)).split("\n", 1)
        pieces.append(f"{title}\nUpdated {len(pieces) % 28 + 1} May 2026\nBy Karim Shah\nFollow\n{rest}")
        size -= len(pieces[-1].encode())
    return "".join(pieces)


def write_texts(folder: Path, count: int) -> Path:
    """A folder with so many texts, a thousand to a subfolder."""
    for number in range(count):
        path = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(number), encoding="utf-8")
    return folder
