"""How a learned template agrees with the general way, on pages that it was not learned from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from cleaners.extract.align import make_key
from cleaners.model import Article, Page, Rules, Template
from cleaners.process import Trace, trace_page
from crawler.sources.learning.design import Design

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one template: the held-out pages that it fitted, their mean word F1 (0 to 1) against the general way, how
    many of the general way's paragraphs came out the same and how many it has, and on how many pages each field did.

    Texts that recur on the pages of the design are no part of the comparison: taking them out is a gain.
    """

    fitted: int
    words_f1: float
    same: int
    paragraphs: int
    titles: int
    authors: int
    dates: int
    summaries: int
    captions: int


def measure_agreement(pages: Sequence[Page], rules: Rules, designs: Sequence[Design]) -> list[Agreement]:
    """Compare articles cut by the designs of one source with those made without, design by design.

    Pages that no template fits, and those of which the general way makes no article, count for none.
    """
    templates = [design.template for design in designs]
    found: list[list[tuple[Article, Article]]] = [[] for _ in designs]
    for page in pages:
        trace = trace_page(page, with_templates(rules, page.source, templates))
        cut, plain = (
            first_article(trace),
            first_article(trace_page(page, with_templates(rules, page.source, ()))),
        )
        if (number := fitted_by(trace)) and plain and cut:
            found[number - 1].append((cut, plain))
    return [compare(pairs, design.recurring) for pairs, design in zip(found, designs, strict=True)]


def with_templates(rules: Rules, source: str | None, templates: Sequence[Template]) -> Rules:
    """The same rules, but with these templates for a source, and no article left out for what it is about."""
    sources = (replace(one, templates=tuple(templates)) if one.id == source else one for one in rules.sources)
    return replace(rules, sources=tuple(sources), keep_off_beat=True)


def fitted_by(trace: Trace) -> int:
    """Number of the template that a page was cut by, from 1; 0 for none."""
    by = trace.extracted.by if trace.extracted else ""
    return int(by.removeprefix("template ")) if by.startswith("template ") else 0


def first_article(trace: Trace) -> Article | None:
    """The article of a page, the first where there are several; None where there is none."""
    return next((outcome for outcome in trace.outcomes if isinstance(outcome, Article)), None)


def compare(pairs: Sequence[tuple[Article, Article]], without: Collection[str] = ()) -> Agreement:
    """Agreement of articles, each with its counterpart of the general way; `without` are keys of lines left out."""
    stories = [(list_paragraphs(cut, without), list_paragraphs(plain, without)) for cut, plain in pairs]
    return Agreement(
        fitted=len(pairs),
        words_f1=round(mean([score(cut, plain) for cut, plain in stories]), 4) if pairs else 0.0,
        same=sum((Counter(cut) & Counter(plain)).total() for cut, plain in stories),
        paragraphs=sum(len(plain) for _, plain in stories),
        titles=sum(cut.title == plain.title for cut, plain in pairs),
        authors=sum(cut.authors == plain.authors for cut, plain in pairs),
        dates=sum(cut.published == plain.published for cut, plain in pairs),
        summaries=sum(cut.summary == plain.summary for cut, plain in pairs),
        captions=sum(cut.captions == plain.captions for cut, plain in pairs),
    )


def list_paragraphs(article: Article, without: Collection[str]) -> list[str]:
    """The paragraphs of an article but for some lines."""
    return [paragraph for paragraph in article.paragraphs if make_key(paragraph) not in without]


def score(cut: Sequence[str], plain: Sequence[str]) -> float:
    """F1 (0 to 1) of the words of two stories."""
    ours, theirs = (Counter(_WORD.findall(" ".join(one).casefold())) for one in (cut, plain))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0
