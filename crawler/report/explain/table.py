"""The lines of a text for a terminal: verdict, score, words, reason; legible without colour and on narrow screens.

Text of the web stands here: nothing of it reaches the terminal but what can be printed. On a terminal, each line of text
is held in an isolate (U+2068, U+2069), so that Urdu or Dari turns neither the columns nor the marks around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from crawler.report.explain.lines import ExplainedLine

OPEN, CLOSE, TURNED = "⟦", "⟧", "⇒"
LEGEND = (
    "+ kept in the story   = kept as a field of the article   - removed, by the cleaner named",
    "0.00 to 1.00: how likely the line model holds it that the line belongs to the story; empty: not asked",
    f"{OPEN}before{TURNED}after{CLOSE}: repaired in the line; ⏎ a line break, U+... a sign that cannot be seen",
)
STYLES = {"+": "green", "=": "yellow", "-": "red"}
NARROW = 72  # columns: with fewer, a line's text stands below its verdict
MIN_VERDICT = 8
MAX_MARKS = 12  # repairs of one line that are shown
MAX_BEFORE = 60  # characters of what stood there before
KEPT_SIGNS = "\u200c\u200d\u200e\u200f"  # they shape or order the text beside them, and do no more


class LineTable:
    """A renderable of rich: a legend, and each line with its verdict."""

    def __init__(self, lines: Iterable[ExplainedLine]) -> None:
        self.lines = tuple(lines)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for note in LEGEND:
            yield Text(f"  {note}", style="dim")
        several = len({line.block.part for line in self.lines}) > 1
        verdicts = [describe(line, several) for line in self.lines]
        digits = len(str(max((line.number for line in self.lines), default=0)))
        verdict_width = max(map(len, verdicts), default=MIN_VERDICT)
        for line, verdict in zip(self.lines, verdicts, strict=True):
            style = STYLES[line.mark]
            score = "    " if line.score is None else f"{line.score:.2f}"
            head = Text(f"{line.number:>{digits}} ", style="dim")
            head.append(f"{line.mark} {verdict:<{verdict_width}} ", style=style).append(f"{score} ")
            indent = 4 if options.max_width < NARROW else head.cell_len
            body = list(isolate(mark_repairs(line, style), console, options.max_width - indent))
            if line.block.removal:
                reason = Text(f"↳ {printable(line.block.removal.reason)}", style="dim")
                body += isolate(reason, console, options.max_width - indent)
            if indent < head.cell_len:
                yield head
                head = Text(" " * indent)
            for row in body:
                yield Text.assemble(head, row)
                head = Text(" " * indent)


def describe(line: ExplainedLine, several: bool) -> str:
    """The verdict on a line, with the number of its article where there are several."""
    return f"{line.verdict} [{line.block.part}]" if several else line.verdict


def mark_repairs(line: ExplainedLine, style: str) -> Text:
    """The text of a line with what its repairs changed marked in it; the first dozen of them."""
    text, done = Text(style=style), 0
    for region in line.repairs[:MAX_MARKS]:
        before, after = region.before, line.block.text[region.start : region.end]
        shown = before if len(before) <= MAX_BEFORE else before[:MAX_BEFORE] + "…"
        text.append(printable(line.block.text[done : region.start]))
        text.append(OPEN, style="bold").append(show(shown), style="strike")
        text.append(TURNED, style="bold").append(show(after) if after != " " else after, style="underline")
        text.append(CLOSE, style="bold")
        done = region.end
    text.append(printable(line.block.text[done:]))
    if len(line.repairs) > MAX_MARKS:
        text.append(f" (and {len(line.repairs) - MAX_MARKS} more repairs)", style="bold")
    return text


def show(text: str) -> str:
    """A text in which every sign can be seen.

    >>> show("a\\u00a0b\\n")
    'aU+00A0b⏎'
    """
    return "".join(
        "⏎" if c == "\n" else c if c == " " or c.isprintable() else f"U+{ord(c):04X}" for c in text
    )


def printable(text: str) -> str:
    """A text without signs that could speak to a terminal or turn what stands around it.

    >>> printable("a\\x1b[2Jb\\u202ec") == "aU+001B[2JbU+202Ec", printable("می\\u200cشود") == "می\\u200cشود"
    (True, True)
    """
    return text if text.isprintable() else "".join(c if c in KEPT_SIGNS else show(c) for c in text)


def isolate(text: Text, console: Console, width: int) -> Iterator[Text]:
    """A text in lines of a width; on a terminal each in an isolate of its own, since a line end closes all."""
    for row in text.wrap(console, max(width, 10), overflow="fold"):
        row.rstrip()
        yield Text.assemble("\u2068", row, "\u2069") if console.is_terminal else row
