"""Service lines: buttons, prompts, labels and phone lists that belong to the site, not to the story."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaners.blocks import labels
from cleaners.blocks.row import Context, live, remove
from cleaners.blocks.shape import CACHED_LINES, count_words, is_prose
from cleaners.model import Blocks

BUTTONS = labels.BUTTONS | frozenset(
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
    no media source currently available|embed|share|copy link|enter your email address|enter your email|reject all|
    manage preferences|article content|continue reading the main story|image|skip past newsletter promotion|
    after newsletter promotion|story continues below|story continues below advertisement|
    article continues below advertisement|article continues after ad|media playback is unsupported on your device|
    media playback is not supported on this device|table of contents|
    leave a comment|reply|post a comment|فالو کریں|دنبال کنید|اعلانونه|دربارهٔ ما|درباره ما|تماس با ما|
    ہمارے بارے میں|
    رابطہ کریں|زموږ په اړه|اړیکه|
    اشتہار|مزید|تبصرے|تلاش|صفحہ اول|آگہی|ویڈیو|جستجو|تبلیغات|خانه|ورود|ثبت نام|اعلانات|لټون|کور پاڼه
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
PROMPT = re.compile(
    r"(?:please )?(?:subscribe|sign up|register|log ?in|(?:join|follow|like|download|get)"
    r"(?= (?:us|our|the (?:latest|best|app)|your|more|all|now|\w+ (?:news|updates|app))))\b.{0,60}"
    r"(?:newsletter|our (?:app|channel|page|whatsapp|telegram|youtube|mailing)|inbox|updates|on (?:twitter|facebook|"
    r"instagram|whatsapp|telegram|x|google news)|to (?:read|continue|comment|post|get|receive))|"
    r"follow .{2,60} on (?:twitter|facebook|instagram|x|telegram|youtube)\b.{0,80}(?:facebook|twitter|rss|youtube|instagram)|"
    r"click here (?:to|for)\b|this (?:site|website) uses cookies|we use cookies|enable javascript|"
    r"(?:your|the) (?:email|e-mail) address will not be published|required fields are marked|"
    r"for (?:more|the latest) (?:[\w’'-]+ ){0,2}(?:news|stories|updates|headlines|coverage)\b.{0,80}"
    r"\b(?:visit|follow|click|download|subscribe)\b|"
    r"(?:follow|find|connect with|join) (?:me|us) on "
    r"(?:instagram|twitter|facebook|youtube|linkedin|tiktok|x|telegram|whatsapp)\b|"
    r"our standards\s*:.{0,60}$|"
    r"published in [\w .’'-]{2,40}, \w+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}\.?$",
    re.IGNORECASE,
)
END_MARK = re.compile(  # of agencies that close a story with `end of message`, the desk's letters behind it
    r"(?:انتهای (?:پیام|خبر)|پایان (?:پیام|خبر)|ختم خبر|د خبر پای)[\s./\\|#*\d\u06f0-\u06f9]{0,20}\w{0,4}[./]?|"
    r"کد (?:خبر|مطلب)\s*:?\s*[\d\u06f0-\u06f9]{3,12}"
)
PHONE_LABEL = re.compile(r"[A-ZÀ-ÞČĆŠŽËÇ .&/-]{3,30}(?<=[A-ZÀ-ÞČĆŠŽËÇ])\+?\d[\d\s().-]{1,17}$")
READING_TIME = re.compile(
    r"(?:estimated )?reading time:? \d+ min(?:ute)?s?(?: read)?|\(visited [\d,.]+ times.{0,30}\)|"
    r"advertisement \d{1,2}|"
    r"(?:advert(?:isement)?\W+)?(?:scroll (?:down )?to continue(?: reading)?|(?:keep|continue) reading below|"
    r"(?:story|article) continues (?:below|after)(?: (?:this |the )?(?:ad|advert|advertisement))?)\W?|"
    r"\(?\d+ votes?, average:.{0,30}|no votes so far\b.{0,60}|"
    r"\d[\d,.]* (?:views?|reads?|shares?|likes?|votes?)|\d{1,2}[ -]?(?:min|mins|minutes?)(?: read)?|\d{1,3} ?/ ?\d{1,3}",
    re.IGNORECASE,
)
HEADINGS_TOO = frozenset(
    """
    trending|most read|most popular|latest news|breaking news|top stories|topics|tags|services|recommended|live|video|
    photos|gallery|search|watch|listen|home|save|play|more
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
MAX_PROMPT_WORDS = 30
CODE = re.compile(r"[\d\u06f0-\u06f9]{5,8}")  # the number of a story in its agency's system


def remove_service_lines(blocks: Blocks, context: Context) -> Blocks:
    """Take out buttons, prompts and phone lists.

    Goes: a line that is exactly the label of a button or box (`Short Url`, `Follow`, `Advertisement`); a short
    prompt (`Subscribe to our newsletter`, `Click here to ...`); counts of views and votes; the mark that closes an
    agency's story (`انتهای پیام`), and its code; the note in which issue a story was printed; two
    or more capital-letter names glued to phone numbers in a row.
    Stays: such words inside a sentence; headings of a story that no button is called by.

    >>> from cleaners.blocks.row import preview
    >>> preview(remove_service_lines, "Short Url\\nSubscribe to our newsletter\\nFollow the money, investigators were told.")
    ['- Short Url', '- Subscribe to our newsletter', '+ Follow the money, investigators were told.']

    Source: read on news pages of the region.
    """
    rows = list(live(blocks))
    found = [rows[-1][0]] if len(rows) > 1 and is_code(rows[-1][1].text, rows[-2][1].text) else []
    phones = []
    for at, block in rows:
        if is_phone_label(block.text):
            phones.append(at)
        elif is_service_line(block.text) and not is_subheading(blocks, at):
            found.append(at)
    if len(phones) >= 2:
        found += phones
    return remove(blocks, found, "remove_service_lines", "button, prompt or service number")


@lru_cache(CACHED_LINES)
def is_service_line(text: str) -> bool:
    """Whether a line is the label of a button or a prompt to the reader."""
    if text.strip(" :|>»•·-–—[]()").lower() in BUTTONS:
        return True
    if READING_TIME.fullmatch(text) or END_MARK.fullmatch(text):
        return True
    return len(text) < 400 and count_words(text) <= MAX_PROMPT_WORDS and PROMPT.match(text) is not None


def is_code(text: str, above: str) -> bool:
    """Whether the last line of a story is its number: nothing but digits below a paragraph."""
    return CODE.fullmatch(text) is not None and is_prose(above)


@lru_cache(CACHED_LINES)
def is_phone_label(text: str) -> bool:
    """Whether a line is a name in capitals glued to a phone number."""
    return PHONE_LABEL.fullmatch(text.lstrip("-–•* ")) is not None


def is_subheading(blocks: Blocks, at: int) -> bool:
    """Whether a label that is also a heading (`Trending`) stands right above a paragraph, below another one."""
    if blocks[at].text.strip(" :").lower() not in HEADINGS_TOO:
        return False
    story = [(place, block) for place, block in live(blocks)]
    here = next(n for n, (place, _) in enumerate(story) if place == at)
    below = story[here + 1][1].text if here + 1 < len(story) else ""
    return is_prose(below) and any(is_prose(block.text) for _, block in story[:here])
