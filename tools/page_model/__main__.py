"""`python -m tools.page_model`: train on the annotated pages and write the model."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from crawler.config import load_rules
from tools.page_model.fit import cross_validate, fit_model, trace_curve
from tools.page_model.samples import read_samples

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    """Train and write; exit code 2 where the annotated pages are missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.page_model", description=__doc__)
    shared = Path(os.environ.get("KHYBER_SHARED", REPOSITORY.parent / "shared"))
    here = REPOSITORY / "cleaners" / "extract" / "page_kinds" / "model.json"
    parser.add_argument("--data", type=Path, default=shared / "data", help="folder of the annotated sets")
    parser.add_argument("--out", type=Path, default=here)
    parser.add_argument(
        "--curve", action="store_true", help="print refused non-articles against refused articles"
    )
    options = parser.parse_args()
    if not (options.data / "pages").is_dir():
        print(f"no annotated pages in {options.data}: name their folder with --data", file=sys.stderr)
        return 2
    samples = list(read_samples(options.data, load_rules(REPOSITORY / "config")))
    model = fit_model(samples)
    options.out.write_text(json.dumps(model, separators=(",", ":")) + "\n", "utf-8")
    print(f"{options.out}: limit {model['limit']}, from {len(samples)} pages")
    if options.curve:
        for refused, share, caught, limit in trace_curve(cross_validate(samples)):
            print(
                f"  {refused:3} articles refused ({share:.4f}): {caught:.3f} of the others, above {limit:.2f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
