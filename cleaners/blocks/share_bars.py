"""Share bars: the row of links that hands a story to a social network."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, is_prose
from cleaners.model import Blocks

# All for texts in small letters: ignoring case costs three times as much.
NETWORK = re.compile(
    "facebook|twitter|whatsapp|telegram|linked ?in|pinterest|reddit|tumblr|e-?mail|print|messenger|instagram|"
    "youtube|tiktok|threads|bluesky|mastodon|viber|wechat|skype|pocket|flipboard|copy (?:the )?(?:link|url)|"
    r"google(?: plus| news| ?\+)?|buffer|digg|xing|signal|snapchat|gmail|\b(?:x|vk|sms|rss)\b|"
    "فیس ?بک|چھاپیں|پرنٹ کریں|فېسبوک|ٹوئٹر|واٹس ?ایپ|ای ?میل|پرنٹ|فیسبوک|توییتر|تویتر|واتس\u200c?اپ|واتساپ|"
    "تلگرام|ایمیل|چاپ|ټویټر|ټلګرام|واټس ?اپ"
)
SHARING = re.compile(
    r"shares?|tweet|pin it|شیئر(?: کریں)?|(?:به )?اشتراک(?: بگذارید| ?گذاری)?|شریک (?:یې )?کړئ|شریکول|هم\u200c?رسانی"
)
FILLER = re.compile(
    r"\b(?:this|article|story|post|page|now|follow|us|on|via|to|it|with|friends|like|send|save|more|and|or|"
    r"comments?|link|copied|کریں|دوست|کو|بھیجیں|پر|میں|در|را|په|کې|کړئ|یې)\b"
)
LETTER = re.compile(r"[^\W\d_]")
PRINT = re.compile("print|e-?mail|چاپ|پرنٹ|پرنٹ کریں|چھاپیں|ایمیل|ای میل|چاپول")
MAX_CHARACTERS = 200
MAX_NAME = 20
MIN_RUN = 3  # names of networks on lines of their own


def remove_share_bars(blocks: Blocks, context: Context) -> Blocks:
    """Take out lines made of nothing but share links.

    Goes: lines of network names and words such as `Share`, `Tweet`, `Copy link`, glued together or not, with
    their counts, when a word of sharing or two networks stand in them; names of networks on lines of their own,
    three in a row or beside such a line; a link with the text `Print` or `Email`.
    Stays: any line with one other word (`Facebook said on Monday`), a single network's name.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_share_bars, "ShareFacebook Twitter WhatsApp Email Print\\nFacebook and WhatsApp were blocked")
    ['- ShareFacebook Twitter WhatsApp Email Print', '+ Facebook and WhatsApp were blocked']

    Source: read on news pages of the region.
    """
    rows = list(live(blocks))
    bars = {at for at, block in rows if is_share_bar(block.text)}
    run: list[int] = []
    for at, block in (*rows, (-1, None)):
        if block is not None and (at in bars or is_network(block.text)):
            run.append(at)
            if block.link_share == 1.0 and PRINT.fullmatch(block.text.strip().lower()):
                bars.add(at)
            continue
        if len(run) >= MIN_RUN or bars.intersection(run):
            bars.update(run)
        run = []
    return remove(blocks, bars, "remove_share_bars", "share bar")


@lru_cache(CACHED_LINES)
def is_share_bar(text: str) -> bool:
    """Whether a line consists of share links."""
    if len(text) > MAX_CHARACTERS or is_prose(text):
        return False
    rest, sharing = SHARING.subn(" ", text.lower())
    rest, networks = NETWORK.subn(" ", rest)
    if not sharing and networks < 2:
        return False
    return LETTER.search(FILLER.sub(" ", rest) if sharing else rest) is None


@lru_cache(CACHED_LINES)
def is_network(text: str) -> bool:
    """Whether a line is the name of one network and nothing else."""
    if len(text) > MAX_NAME:
        return False
    rest, networks = NETWORK.subn(" ", text.lower())
    return networks > 0 and LETTER.search(rest) is None
