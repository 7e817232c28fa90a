"""Lines that look like boilerplate in every respect, though no rule knows them: judged by the line model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from cleaners.blocks.head import mark_title
from cleaners.blocks.line_model.measures import measure_line
from cleaners.blocks.line_model.places import is_cased
from cleaners.blocks.line_model.score import LineModel, as_share, load_model, score_lines
from cleaners.blocks.line_model.wording import weigh_line
from cleaners.blocks.row import Context, live
from cleaners.blocks.shape import LIST_MARK, LONG_PROSE_WORDS, count_words, is_paragraph, is_prose
from cleaners.blocks.tail import BOILERPLATE_CLEANERS
from cleaners.model import STORY, Block, Blocks, Kind, Media, Removal

NAME = "remove_unlikely_lines"
MIN_STORY = 2  # paragraphs that a text must have to compare its other lines with
MIN_EVIDENCE = (
    3  # lines of boilerplate, known by rules or by scores: a text without them was scraped with care
)
MAX_PASSES = 6  # each looks again with the lines gone that the one before took; the next round goes on
KNOWN = BOILERPLATE_CLEANERS | {"remove_menus", "remove_recurring_lines", NAME}
# Scores are log-odds: -1.5 is 18 %, -2.3 is 9 %, -3 is 5 %, -4 is 2 %, -4.5 is 1 % for belonging to the story.
OUTSIDE, INSIDE, NEARLY_NEVER = -3.0, -4.0, -4.5
BESIDE = -2.0  # enough beside a line that goes, before the first and behind the last paragraph
CERTAIN = (
    -2.3
)  # enough outside for a line whose words are typical of boilerplate, too; three such lines prove it
BESIDE_TYPICAL = -1.2  # the same for a line whose words are typical of boilerplate, too
BETWEEN = -1.5  # enough there for one line between two that go
TYPICAL = -2.0  # what such words score at most: 12 % for belonging to the story


def remove_unlikely_lines(blocks: Blocks, context: Context) -> Blocks:
    """Take lines out of a plain text that are very unlikely to belong to its story.

    Goes: what the line model is sure of: menus, teasers, author boxes, newsletter boxes, labels. Between the first
    and the last paragraph it must be surer, and of paragraphs surer still.
    Stays: a line between two paragraphs that are the story's; the first and the last such paragraph; all of a
    text with fewer than two, or that shows no boilerplate besides; pages, whose extractor knows more.

    >>> from cleaners.blocks.row import preview
    >>> menu = "• Our services\\n• Blog\\n• Careers\\n• Contact us\\n• Recent posts\\n• Privacy policy"
    >>> story = [
    ...     "The bridge over the river was closed on Monday after two days of rain, and many traders had to wait.",
    ...     "It will be opened again when engineers have looked at its pillars, officials said, within the week.",
    ...     "The governor promised that the market would stay open, and asked traders not to raise their prices.",
    ... ]
    >>> [line[:9] for line in preview(remove_unlikely_lines, "\\n".join([menu, *story, menu]))][4:7]
    ['- • Recen', '- • Priva', '+ The bri']

    Source: `cleaners.blocks.line_model`, trained on annotated texts (docs/decisions/0008-line-model.md).
    """
    if context.media is not Media.TEXT:
        return blocks
    for _ in range(MAX_PASSES):
        # What a second cleaning may be given: the article as people read it, or its paragraphs alone. A line that
        # would go from either goes now.
        marked = mark_title(blocks, context)
        bare = [(at, b) for at, b in live(marked) if b.kind in STORY] if len(marked) == len(blocks) else []
        whole = [(at, block) for at, block in live(blocks) if block.kind is not Kind.CAPTION]
        evidence = count_boilerplate(blocks)
        found = {
            at: score
            for view in (whole, bare)
            for at, score in find_unlikely(view, evidence, context.line_model)
        }
        if not found:
            break
        blocks = tuple(
            replace(block, removal=explain(found[at])) if at in found else block
            for at, block in enumerate(blocks)
        )
    return blocks


def explain(score: float) -> Removal:
    """The removal of a line with this score."""
    return Removal(NAME, f"unlikely to belong to the story ({as_share(score):.3f})")


def read_score(removal: Removal) -> float | None:
    """The score (0 to 1) that made the model take out a line; None for other removals.

    >>> read_score(explain(0.0)), read_score(Removal("remove_menus", "menu"))
    (0.5, None)
    """
    return float(removal.reason.rpartition("(")[2].rstrip(")")) if removal.cleaner == NAME else None


def score_row(blocks: Blocks) -> dict[int, float]:
    """Scores (0 to 1) of the lines of one plain text that the model is asked about, by position; may be empty."""
    view = [(at, block) for at, block in live(blocks) if block.kind is not Kind.CAPTION]
    texts = tuple(as_printed(block) for _, block in view)
    if sum(map(is_paragraph, texts)) < MIN_STORY:
        return {}
    return {at: as_share(score) for (at, _), score in zip(view, score_lines(texts), strict=True)}


def count_boilerplate(blocks: Blocks) -> int:
    """Lines that rules or the model have taken out as boilerplate."""
    return sum(1 for b in blocks if b.removal is not None and b.removal.cleaner in KNOWN)


def find_unlikely(
    view: Sequence[tuple[int, Block]], evidence: int, model: LineModel | None
) -> list[tuple[int, float]]:
    """Positions and scores of the lines of a view that go."""
    texts = tuple(as_printed(block) for _, block in view)
    return [(view[at][0], score) for at, score in judge_lines(texts, min(evidence, MIN_EVIDENCE), model)]


def as_printed(block: Block) -> str:
    """The line as an article's file shows it: a summary behind a bullet."""
    return "• " + block.text if block.kind is Kind.SUMMARY and not LIST_MARK.match(block.text) else block.text


@lru_cache(maxsize=64)
def judge_lines(
    texts: tuple[str, ...], evidence: int, model: LineModel | None = None
) -> tuple[tuple[int, float], ...]:
    """Which of these lines are boilerplate, with their scores; `evidence` counts what was taken out before.

    The cheaper question is asked first: most texts of news sites show too little boilerplate to ask the model.
    """
    if evidence + sum(not is_prose(text) for text in texts) < MIN_EVIDENCE:
        return ()
    paragraphs = [is_paragraph(text) for text in texts]
    if sum(paragraphs) < MIN_STORY:
        return ()
    model = model or load_model()
    typical_lines = find_typical(texts, model)
    if evidence + len(typical_lines or ()) < MIN_EVIDENCE:
        return ()
    scores = score_lines(texts, model)
    story = [at for at, score in enumerate(scores) if paragraphs[at] and score > 0]
    if len(story) < MIN_STORY:
        return ()
    sure, typical = set(story), set(typical_lines or ())
    if evidence + sum(scores[at] < CERTAIN for at in typical_lines or ()) < MIN_EVIDENCE:
        return ()
    first, last = story[0], end_of_story(typical_lines, story[-1], len(texts))
    outside = [not first < at < last for at in range(len(texts))]
    found = {
        at
        for at, score in enumerate(scores)
        if score < limit_of(texts[at], outside[at], at in typical) and not {at - 1, at + 1} <= sure
    }
    beside = dict.fromkeys(typical, BESIDE_TYPICAL)
    doubtful = [score < beside.get(at, BESIDE) for at, score in enumerate(scores)]
    found |= spread(found, [one and open_ for one, open_ in zip(doubtful, outside, strict=True)])
    found |= {
        at for at in range(len(texts)) if outside[at] and scores[at] < BETWEEN and {at - 1, at + 1} <= found
    }
    return tuple((at, scores[at]) for at in sorted(found))


def find_typical(texts: Sequence[str], model: LineModel) -> list[int] | None:
    """Positions of the lines whose words alone are typical of boilerplate; None in a script whose words are not weighed."""
    if not is_cased([measure_line(text) for text in texts]):
        return None
    return [at for at, text in enumerate(texts) if weigh_line(text, model.wording) <= TYPICAL]


def end_of_story(typical: Sequence[int] | None, last: int, count: int) -> int:
    """Position of the line that ends what belongs to a story: the first one behind it that is typical of boilerplate.

    A list of names, results or verses that closes a story stands before it. Where words are not weighed, the last
    paragraph itself is the end.
    """
    return last if typical is None else next((at for at in typical if at > last), count)


def spread(found: set[int], doubtful: Sequence[bool]) -> set[int]:
    """The doubtful lines that stand in a row with one that was found.

    >>> sorted(spread({1}, [False, True, True, True, False, True]))
    [2, 3]
    """
    reached: set[int] = set()
    for step in (1, -1):
        for start in found:
            at = start + step
            while 0 <= at < len(doubtful) and doubtful[at] and at not in found and at not in reached:
                reached.add(at)
                at += step
    return reached


def limit_of(text: str, outside: bool, typical: bool) -> float:
    """The score below which a line goes."""
    if outside:
        return CERTAIN if typical else OUTSIDE
    return NEARLY_NEVER if is_prose(text) and count_words(text) >= LONG_PROSE_WORDS else INSIDE
