"""What the archived pages of a source teach: its templates, each with its agreement on pages held out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cleaners.model import Page, Rules, SourceRules
from cleaners.process import trace_page
from crawler.sources.learning.agreement import Agreement, fitted_by, measure_agreement, with_templates
from crawler.sources.learning.design import Design, learn_designs
from crawler.sources.learning.observe import observe_page
from crawler.sources.learning.sample import sample_pages

MIN_PAGES = 8  # with a story
HOLD_OUT = 3  # every third page
MIN_F1 = 0.95  # mean word F1 on pages held out, with less of which a template is not kept


@dataclass(frozen=True, slots=True)
class LearnedTemplate:
    """A design with its agreement on the pages held out."""

    design: Design
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class LearnedTemplates:
    """What was learned from `pages`, `stories` of which had one story by the general way.

    `held_out` stories were kept apart to measure, `fitted` of them by a template; of the `others`, pages without one
    story, `others_fitted` would become an article. `dropped` templates agreed too little.
    """

    pages: int
    stories: int
    held_out: int = 0
    fitted: int = 0
    others: int = 0
    others_fitted: int = 0
    templates: tuple[LearnedTemplate, ...] = ()
    dropped: tuple[LearnedTemplate, ...] = ()

    @property
    def missing(self) -> int:
        """How many more pages with a story are needed; 0 where there are enough."""
        return max(0, MIN_PAGES - self.stories)


def learn_templates(
    inputs: Iterable[str], source: str, rules: Rules, progress: Callable[[Page], None] | None = None
) -> LearnedTemplates:
    """Learn the templates of a source from HTML pages: files, folders, WARC files, S3 prefixes.

    The result does not depend on the order of the pages. With fewer than 8 pages with a story it has no
    templates. Calls `progress` for every page read; raises InputError for an input that does not exist.
    """
    own = rules.source(source) or SourceRules(source)
    plain = with_templates(rules, source, ())
    pages = sample_pages(inputs, source, rules.max_bytes, progress)
    observed = [(page, observe_page(page, plain)) for page in pages]
    stories = [seen for _, seen in observed if seen is not None]
    others = [page for page, seen in observed if seen is None]
    learned = LearnedTemplates(len(pages), len(stories), others=len(others))
    if learned.missing:
        return learned
    held_out = [seen.page for seen in stories[::HOLD_OUT]]
    kept, dropped = _keep(
        learn_designs([s for at, s in enumerate(stories) if at % HOLD_OUT], own), held_out, rules
    )
    using = with_templates(rules, source, [one.design.template for one in kept])
    return replace(
        learned,
        held_out=len(held_out),
        fitted=sum(one.agreement.fitted for one in kept),
        others_fitted=sum(fitted_by(trace_page(page, using)) > 0 for page in others),
        templates=tuple(kept),
        dropped=tuple(dropped),
    )


def _keep(
    designs: Sequence[Design], held_out: Sequence[Page], rules: Rules
) -> tuple[list[LearnedTemplate], list[LearnedTemplate]]:
    """Drop the design that agrees least until all agree: what one does not take, the next may fit."""
    left, dropped = list(designs), list[LearnedTemplate]()
    while True:
        agreements = measure_agreement(held_out, rules, left)
        learned = [LearnedTemplate(one, agreement) for one, agreement in zip(left, agreements, strict=True)]
        worst = min(learned, key=lambda one: one.agreement.words_f1, default=None)
        if worst is None or worst.agreement.words_f1 >= MIN_F1:
            return learned, dropped
        dropped.append(worst)
        left.remove(worst.design)
