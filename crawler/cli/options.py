"""Options of the command line that verbs in several modules take."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Optional, get_type_hints

import typer

from crawler.cleaning.arguments import MAX_WORKERS, OPTIONS, CleanArguments

ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(
        "--config", help="Folder with cleaning.toml, crawl.toml, sources/, beats/. [default: config]"
    ),
]


def take_clean_options(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the arguments of `khyber clean`, as typer reads them: by its signature."""
    types = get_type_hints(CleanArguments)
    taken: dict[str, Any] = {
        "inputs": typer.Argument(help="Files, folders or s3:// prefixes: .txt .html .warc, also .gz.")
    }
    for name, option in OPTIONS.items():
        limits: dict[str, Any] = {"min": 0, "max": MAX_WORKERS} if name == "workers" else {}
        taken[name] = typer.Option(option.flag, help=option.help, **limits)
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=OPTIONS[name].default if name in OPTIONS else inspect.Parameter.empty,
            annotation=Annotated[types[name], info],
        )
        for name, info in taken.items()
    ]
    verb.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return verb
