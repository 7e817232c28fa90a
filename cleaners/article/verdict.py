"""Is it an article at all? Texts that are none, and why."""

from __future__ import annotations

import re

from cleaners.blocks.shape import count_words, is_prose
from cleaners.model import STORY, Blocks, Kind, Reason

NOT_FOUND = re.compile(
    r"(?:error\s*)?40[34]\b|(?:content|page|article|story|file|post) (?:is |was )?(?:not found|not available|unavailable|"
    r"no longer (?:available|exists)|removed)|not found|(?:the )?page you (?:are looking for|requested)|access denied|"
    r"forbidden|bad gateway|service unavailable|internal server error|"
    r"(?:oops|sorry)[,!.]? .{0,40}(?:not|n['’]t) (?:find|exist|found)|"
    r"صفحہ .{0,40}(?:موجود نہیں|نہیں ملا|نہیں مل سکا)|صفحه .{0,40}(?:یافت|پیدا) نشد|پاڼه .{0,40}ونه موندل شوه",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"(?:we (?:use|value|and our|keep)|this (?:site|website) uses|(?:our|\d+) partners) .{0,60}(?:cookies|privacy)|"
    r"accept (?:all )?cookies|cookie (?:settings|preferences|policy)|before you continue|"
    r"(?:store|keep|read) .{0,40}cookies on your device",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"enable (?:javascript|cookies)|are you a robot|unusual traffic|ddos protection|just a moment",
    re.IGNORECASE,
)
WALL = re.compile(
    r"(?:subscribe|sign ?in|sign ?up|log ?in|register|create (?:a|your) (?:free )?account|become a (?:member|subscriber)) "
    r"(?:now |today )?(?:to|and) (?:continue(?: reading)?|keep reading|read (?:more|on|the)|view|access|see|unlock)|"
    r"to (?:continue reading|read the (?:full|whole|rest)).{0,60}(?:subscribe|sign ?in|log ?in|register|account)|"
    r"(?:article|story|content|page) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our )?"
    r"(?:paid |premium |registered )?(?:subscribers|members)|already a (?:subscriber|member)\?|"
    r"please (?:log|sign) ?in(?: with| using| to|\b)|forgot(?:ten)? (?:your )?password|"
    r"برای (?:ادامه|خواندن|دیدن).{0,60}(?:مشترک|عضو|وارد|ثبت.?نام)|"
    r"پڑھنے کے ل(?:یے|ئے).{0,40}(?:سبسکرائب|لاگ.?ان|رجسٹر)|لوستلو لپاره.{0,60}(?:ګډون|ننوځئ|راجستر)",
    re.IGNORECASE,
)
"""What asks a reader to subscribe or to sign in before the rest is shown."""
LOST_LETTERS = "?\ufffd"
MAX_ERROR_WORDS = 60  # an error page is short; a story about one is longer
MAX_LOST_SHARE = 0.3  # of all signs: a quarter of a page of questions still has fewer question marks
MAX_LEAD = 60  # characters of a line before the words of an error: a report may quote them further on
MIN_REPORT_WORDS = 12  # a paragraph of so many words without a word of an error: no error page
MIN_HEADLINES = 4  # lines without a sentence: a list of headlines
MIN_WORDS = 20  # a text without any sentence must have this many words to be kept


def judge(blocks: Blocks) -> tuple[Reason, str] | None:
    """Why the live blocks of one article are none: a reason and a line for people; None if they are one.

    >>> from cleaners.model import Block
    >>> judge((Block("Content not found"),))
    (<Reason.NOT_FOUND_PAGE: 'not_found_page'>, 'the text says: Content not found')
    >>> judge((Block("The border was closed on Monday, police said."),)) is None
    True
    """
    visible = [block for block in blocks if block.removal is None]
    story = [block for block in visible if block.kind in STORY]
    text = "\n".join(block.text for block in story or visible)
    if not visible:
        return Reason.EMPTY, "no text is left after cleaning"
    words = sum(count_words(block.text) for block in story or visible)
    lost = sum(map(text.count, LOST_LETTERS))
    if lost and lost > MAX_LOST_SHARE * sum(map(len, text.split())):
        return Reason.LETTERS_LOST, "most letters became question marks; no encoding brings them back"
    if words <= MAX_ERROR_WORDS and not any(is_report(block.text) for block in story):
        titles = [block.text for block in visible if block.kind is Kind.TITLE]
        if found := find_error("\n".join([*titles, text])):
            return found
    if not story:
        return Reason.NO_STORY, "a title, a summary or captions, and no story"
    few_or_labels = words < MIN_WORDS or len(story) >= MIN_HEADLINES
    if few_or_labels and not any(is_prose(block.text) for block in story):
        return Reason.NO_STORY, f"{len(story)} lines of {words} words, and no sentence"
    return None


def is_report(text: str) -> bool:
    """Whether a paragraph reports something else than an error."""
    return count_words(text) >= MIN_REPORT_WORDS and is_prose(text) and not find_error(text)


def find_error(text: str) -> tuple[Reason, str] | None:
    """The error, consent form, challenge or login that a short text or a title shows; None without one.

    >>> find_error("Just a moment...")
    (<Reason.BLOCKED: 'blocked'>, 'the text says: Just a moment')
    """
    kinds = (
        (NOT_FOUND, Reason.NOT_FOUND_PAGE),
        (CHALLENGE, Reason.BLOCKED),
        (CONSENT, Reason.NOT_FOUND_PAGE),
        (WALL, Reason.LOGIN),
    )
    for pattern, reason in kinds:
        for line in text.split("\n"):
            match = pattern.search(line)
            if match and match.start() < MAX_LEAD:
                return reason, f"the text says: {match.group()}"
    return None
