"""`python -m tools.body_model`: train on the annotated pages and write the model."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from crawler.config import load_rules
from tools.body_model.check import cross_validate
from tools.body_model.fit import fit_model
from tools.body_model.samples import MEASURED, SETS, read_samples

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    """Train, write and cross-validate; exit code 2 where the annotated pages are missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.body_model", description=__doc__)
    shared = Path(os.environ.get("KHYBER_SHARED", REPOSITORY.parent / "shared"))
    here = REPOSITORY / "cleaners" / "extract" / "body" / "model.json"
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of the annotated sets")
    parser.add_argument("--out", type=Path, default=here)
    parser.add_argument("--folds", type=int, default=0, help="parts for cross-validation by site (0: none)")
    options = parser.parse_args()
    if not (options.data / "pages").is_dir():
        print(f"no annotated pages in {options.data}: name their folder with --data", file=sys.stderr)
        return 2
    sets = (*SETS, *MEASURED) if options.folds else SETS
    samples = list(read_samples(options.data, load_rules(REPOSITORY / "config"), sets))
    model = fit_model([sample for sample in samples if sample.paragraphs is not None])
    options.out.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    learned = [sample for sample in samples if sample.paragraphs is not None]
    blocks = sum(len(sample.labels) for sample in learned)
    print(f"{options.out}: {len(model['trees'])} trees, from {blocks} blocks of {len(learned)} pages")
    if options.folds:
        for name, figures in cross_validate(samples, options.folds).items():
            print(name, *(f"{key}={value:.4g}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
