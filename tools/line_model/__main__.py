"""`python -m tools.line_model`: train on the annotated texts, write the model, report how well it cleans whole texts."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from cleaners.blocks.line_model.score import LineModel, read_model
from cleaners.model import Rules
from crawler.config import load_rules
from tools.line_model.evaluate import render_scores, score_text
from tools.line_model.fit import fit_model
from tools.line_model.samples import NEWS_SETS, WEB_SETS, Sample, read_texts

REPOSITORY = Path(__file__).resolve().parents[2]
Text = tuple[str, dict[str, Any], Sample]


def main() -> int:
    """Train and write; exit code 2 where the annotated texts are missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.line_model", description=__doc__)
    shared = Path(os.environ.get("KHYBER_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of the annotated sets")
    parser.add_argument(
        "--out", type=Path, default=REPOSITORY / "cleaners" / "blocks" / "line_model" / "model.json"
    )
    parser.add_argument("--folds", type=int, default=3, help="parts for cross-validation; 0 measures nothing")
    options = parser.parse_args()
    if not (options.data / "text").is_dir():
        print(f"no annotated texts in {options.data}: name their folder with --data", file=sys.stderr)
        return 2
    rules = load_rules(REPOSITORY / "config")
    texts = list(read_texts(options.data, rules))
    plain = train(texts)
    options.out.write_text(plain, "utf-8")
    print(f"{options.out}: {len(plain)} bytes, from {len(texts)} texts", flush=True)
    if options.folds:
        whole = read_model(plain)
        held = [
            read_model(train([text for text in texts if text[2].fold(options.folds) != fold]))
            for fold in range(options.folds)
        ]
        report(texts, rules, {"trained on all": [whole], "trained on other sites and days": held})
    return 0


def train(texts: list[Text]) -> str:
    """The model from the texts that teach something, as JSON."""
    model = fit_model([sample for _, _, sample in texts if sample.teaches()])
    return json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n"


def report(texts: list[Text], rules: Rules, models: dict[str, list[LineModel]]) -> None:
    """Print what whole cleaned texts score, by set: each text cleaned with the model of its part."""
    for name in (*NEWS_SETS, *WEB_SETS):
        for label, parts in models.items():
            scores = [
                score_text(row, rules, parts[sample.fold(len(parts))])
                for set_, row, sample in texts
                if set_ == name
            ]
            print(render_scores(f"{name}, {label}", scores), flush=True)


if __name__ == "__main__":
    sys.exit(main())
