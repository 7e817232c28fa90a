"""Service lines: buttons, prompts, labels and phone lists that belong to the site, not to the story."""

from __future__ import annotations

import re

from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import count_words
from cleaners.model import Blocks

BUTTONS = frozenset(
    """
    follow|short url|shorturl|copy short url|advertisement|advertisements|advertising|ad|ads|sponsored|promoted|
    skip to content|skip to main content|skip navigation|skip to main|back to top|top|menu|close|search|login|log in|
    sign in|sign up|register|subscribe|subscribe now|home|next|previous|prev|next article|previous article|
    load more|show more|see more|view more|more|read more|continue reading|listen|listen to article|
    listen to this article|play|play video|watch|watch live|live|live tv|video|photos|gallery|view gallery|
    open image viewer|enlarge|toggle navigation|font size|text size|a a|print this page|print article|save|
    save article|bookmark|report an error|report a problem|trending|trending now|most read|most popular|
    latest news|breaking news|top stories|recommended|recommended for you|related topics|topics|tags|newsletter|
    contact us|about us|privacy policy|terms of use|terms of service|cookie policy|accept|accept all|
    follow us|follow us on|cancel|ok|loading|loading...|please wait|please wait...|download app|published|updated|
    whatsapp channel|your email address|email address|notify me|add as a preferred source on google|
    no media source currently available|embed|share|
    اشتہار|مزید|تبصرے|تلاش|صفحہ اول|آگہی|ویڈیو|جستجو|تبلیغات|خانه|ورود|ثبت نام|اعلانات|لټون|کور پاڼه
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
PROMPT = re.compile(
    r"(?:please )?(?:subscribe|sign up|register|log ?in|join|follow|like|download|get)\b.{0,60}"
    r"(?:newsletter|our (?:app|channel|page|whatsapp|telegram|youtube|mailing)|inbox|updates|on (?:twitter|facebook|"
    r"instagram|whatsapp|telegram|x|google news)|to (?:read|continue|comment|post|get|receive))|"
    r"click here (?:to|for)\b|this (?:site|website) uses cookies|we use cookies|enable javascript|"
    r"(?:your|the) (?:email|e-mail) address will not be published|required fields are marked|"
    r"published in [\w .’'-]{2,40}, \w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}\.?$",
    re.IGNORECASE,
)
PHONE_LABEL = re.compile(r"[A-ZÀ-ÞČĆŠŽËÇ .&/-]{4,30}[\s:.-]*\+?\d[\d\s().-]{1,17}$")
MAX_PROMPT_WORDS = 30


def remove_service_lines(blocks: Blocks, context: Context) -> Blocks:
    """Take out buttons, prompts and phone lists.

    Goes: a line that is exactly the label of a button or box (`Short Url`, `Follow`, `Advertisement`); a short
    prompt (`Subscribe to our newsletter`, `Click here to ...`); the note in which issue a story was printed; two
    or more capital-letter names glued to phone numbers in a row.
    Stays: such words inside a sentence; headings of a story that no button is called by.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_service_lines, "Short Url\\nSubscribe to our newsletter\\nFollow the money, investigators were told.")
    ['- Short Url', '- Subscribe to our newsletter', '+ Follow the money, investigators were told.']

    Source: read on news pages of the region.
    """
    found, phones = [], []
    for at, block in live(blocks):
        if PHONE_LABEL.fullmatch(block.text.lstrip("-–•* ")):
            phones.append(at)
        elif is_service_line(block.text):
            found.append(at)
    if len(phones) >= 2:
        found += phones
    return remove(blocks, found, "remove_service_lines", "button, prompt or service number")


def is_service_line(text: str) -> bool:
    """Whether a line is the label of a button or a prompt to the reader."""
    if text.strip(" :|>»•·-–—[]()").lower() in BUTTONS:
        return True
    return len(text) < 400 and count_words(text) <= MAX_PROMPT_WORDS and PROMPT.match(text) is not None
