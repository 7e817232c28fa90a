"""Cross-validates the body model by site: what its choice of blocks is worth on pages of sites that it never saw."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from cleaners.extract.body import BodyChoice
from cleaners.extract.body.choose import choose_in
from cleaners.extract.body.score import read_model
from tools.body_model.fit import fit_model
from tools.body_model.samples import Sample

# A word, or one character of a script that puts no spaces between words.
_WIDE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")
HARM = 0.05  # share of a story's words from which losing them is harm

Figures = Mapping[str, float]


def cross_validate(samples: Sequence[Sample], folds: int) -> dict[str, Figures]:
    """Mean figures of each set, each page judged by a model that saw no page of its publisher."""
    found: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for fold in range(folds):
        model = read_model(
            fit_model([one for one in samples if one.fold(folds) != fold and one.paragraphs is not None])
        )
        for sample in samples:
            if sample.fold(folds) == fold:
                choice = choose_in(sample.view, model)
                for name, figure in score_choice(sample, choice).items():
                    found[sample.set][name].append(figure)
    return {
        name: {
            "pages": len(next(iter(figures.values()))),
            **{key: mean(values) for key, values in figures.items()},
        }
        for name, figures in found.items()
    }


def score_choice(sample: Sample, choice: BodyChoice) -> Figures:
    """Figures of the chosen blocks alone, before any cleaner: `f1` of words, `para` of whole paragraphs, `harm` where
    more than 5 % of the story's words are lost, `exact` where its words are the annotated ones, in order; `with` and
    `leak` are the shares of snippets found that must, and must not, be in the story."""
    chosen = [sample.view.texts[number] for number in sorted(choice.chosen)]
    figures: dict[str, float] = {"empty" if sample.paragraphs == [] else "false": float(not chosen)}
    if sample.paragraphs:
        figures |= _score_words(sample.paragraphs, chosen)
    text = "\n\n".join(chosen).lower()
    for name, snippets in (("with", sample.wanted), ("leak", sample.unwanted)):
        if snippets:
            figures[name] = mean(float(snippet.lower() in text) for snippet in snippets)
    return figures


def _score_words(story: Sequence[str], chosen: Sequence[str]) -> Figures:
    wanted, got = list_words(story), list_words(chosen)
    common = (Counter(wanted) & Counter(got)).total()
    paragraphs, printed = (Counter(" ".join(one.split()) for one in texts) for texts in (story, chosen))
    return {
        "f1": 2 * common / max(1, len(wanted) + len(got)),
        "para": 2 * (paragraphs & printed).total() / max(1, paragraphs.total() + printed.total()),
        "harm": float(common < (1 - HARM) * len(wanted)),
        "exact": float(wanted == got),
    }


def list_words(texts: Iterable[str]) -> list[str]:
    """Words of texts in small letters; each character of a script without spaces counts as one.

    >>> list_words(["Kabul opens", "首都"])
    ['kabul', 'opens', '首', '都']
    """
    return [word for text in texts for word in _WORD.findall(text.lower())]
