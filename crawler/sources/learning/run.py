"""The body of `khyber sources learn`: reads the inputs, prints what it found, writes the learned file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from cleaners.model import Rules
from crawler.cleaning.progress import show_progress
from crawler.config import find_source_file, load_rules
from crawler.config.locate import find_own_sources
from crawler.config.toml import one_line
from crawler.errors import InputError
from crawler.sources.learning.render import count, render_learned
from crawler.sources.learning.source import Learned, learn_source
from crawler.sources.learning.templates import MIN_PAGES, LearnedTemplate, LearnedTemplates, learn_templates
from crawler.store.keys import encode_part


def run_learn_source(source: str, inputs: Sequence[str], store: str, dry_run: bool, config: Path) -> int:
    """`khyber sources learn`; returns the exit code.

    Without `inputs` the pages that were archived for the source in the store are read, else everything named.
    Raises InputError for an input that does not exist or teaches nothing.
    """
    if not dry_run:
        find_own_sources(config)
    path = find_source_file(source, config).with_suffix(".learned.toml")
    rules = load_rules(config)
    lines, templates = learn(source, inputs, store, rules)
    for line in lines.lines if lines else ():
        print(f"{line.files:7,} of {line.of:,}  {one_line(line.line)}")
    for learned in templates.templates if templates else ():
        print(show_template(learned))
    for text in describe(source, lines, templates, rules):
        print(text, file=sys.stderr)
    if dry_run:
        print("nothing written", file=sys.stderr)
        return 0
    earlier = path.read_text(encoding="utf-8") if path.exists() else ""
    partial = path.with_suffix(".partial")
    partial.write_text(render_learned(lines, templates, earlier), encoding="utf-8")
    partial.replace(path)
    print(f"written to {path}", file=sys.stderr)
    return 0


def learn(
    source: str, inputs: Sequence[str], store: str, rules: Rules
) -> tuple[Learned | None, LearnedTemplates | None]:
    """What plain texts and pages teach; None for a kind of which there are too few."""
    lines = None
    names = list(inputs) or [f"{store.rstrip('/')}/raw/{encode_part(source)}"]
    if not inputs and "://" not in store and not Path(names[0]).is_dir():
        raise InputError(
            f"{names[0]}: no archived pages: crawl {source} first, or name pages or texts with --from"
        )
    with show_progress("learn") as progress:
        templates = learn_templates(names, source, rules, lambda page: progress(page, ()))
        if inputs:  # an archive holds pages only
            lines = learn_source(names, source, rules, lambda page: progress(page, ()))
    lines = lines if lines and lines.files else None
    if templates.missing and lines is None:
        where = ", ".join(names)
        if not templates.pages:
            raise InputError(
                f"{where}: holds neither page nor plain text: name .html, .warc or .txt files of the source"
            )
        raise InputError(f"{where}: {describe_missing(templates)}")
    return lines, None if templates.missing else templates


def describe_missing(templates: LearnedTemplates) -> str:
    """How many more pages are needed, for people."""
    return (
        f"{templates.stories} of {count(templates.pages)} hold a story: "
        f"a template needs {templates.missing} more ({MIN_PAGES})"
    )


def describe(
    source: str, lines: Learned | None, templates: LearnedTemplates | None, rules: Rules
) -> list[str]:
    """What was learned, a line a kind."""
    described = []
    if lines:
        described.append(f"{count(len(lines.lines), 'recurring line')} in {count(lines.files, 'file')}")
    if templates:
        described.append(
            f"{count(len(templates.templates), 'template')} of {source} from {count(templates.pages)}, "
            f"{templates.stories:,} with a story: they cut {templates.fitted:,} of {templates.held_out:,} held out"
        )
        described += [
            f"left out, {describe_doubt(one)}: {one.design.template.body}" for one in templates.dropped
        ]
    if templates and templates.templates and (own := rules.source(source)) and own.body:
        described.append(f"not used as long as {source}.toml gives a body itself")
    return described


def describe_doubt(dropped: LearnedTemplate) -> str:
    """Why a template is not kept, for people."""
    agreement = dropped.agreement
    if not agreement.fitted:
        return "fits none of the pages held out"
    return f"agrees too little with the general way (word F1 {agreement.words_f1:.3f})"


def show_template(learned: LearnedTemplate) -> str:
    """One template in a line: its share, its agreement, its container."""
    design, agreement = learned.design, learned.agreement
    return (
        f"{design.pages:7,} of {design.of:,}  words {agreement.words_f1:.4f}, paragraphs {agreement.same:,} of "
        f"{agreement.paragraphs:,} on {count(agreement.fitted)} held out  {design.template.body}"
    )
