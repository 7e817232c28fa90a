"""`python -m tools.line_model`: train on the annotated texts and write the model."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from crawler.config import load_rules
from tools.line_model.fit import fit_model
from tools.line_model.samples import read_samples

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    """Train and write; exit code 2 where the annotated texts are missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.line_model", description=__doc__)
    shared = Path(os.environ.get("KHYBER_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of the annotated sets")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "cleaners" / "lines" / "model.json")
    parser.add_argument("--folds", type=int, default=3, help="parts for cross-validation")
    parser.add_argument("--without", type=int, help="leave this part out: 0, 1, ...")
    options = parser.parse_args()
    if not (options.data / "text").is_dir():
        print(f"no annotated texts in {options.data}: name their folder with --data", file=sys.stderr)
        return 2
    samples = [
        sample
        for sample in read_samples(options.data, load_rules(REPOSITORY / "config"))
        if sample.fold(options.folds) != options.without
    ]
    model = fit_model(samples)
    options.out.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    lines = sum(len(sample.lines) for sample in samples)
    print(f"{options.out}: {len(model['vocabulary'])} words, from {lines} lines of {len(samples)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
