"""Options of the command line that verbs in several modules take."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Optional, get_type_hints

import typer

from crawler.cleaning.arguments import MAX_WORKERS, OPTIONS, CleanArguments

AGO = re.compile(r"(\d{1,4})([dw])")
DAYS = {"today": 0, "yesterday": 1}


def read_day(text: str | None, today: date | None = None) -> str | None:
    """A day as users name it, as YYYY-MM-DD; anything else comes back as it is, for the verb to judge.

    `today` is the day of this machine's clock and zone.

    >>> day = date(2026, 11, 20)
    >>> read_day("7d", day), read_day("2w", day), read_day("yesterday", day), read_day("2026-11-01", day)
    ('2026-11-13', '2026-11-06', '2026-11-19', '2026-11-01')
    """
    if text is None:
        return None
    if ago := AGO.fullmatch(text):
        back = int(ago[1]) * (7 if ago[2] == "w" else 1)
    elif text in DAYS:
        back = DAYS[text]
    else:
        return text
    return ((today or datetime.now().astimezone().date()) - timedelta(days=back)).isoformat()


def on_day(value: Optional[str]) -> Optional[str]:  # noqa: UP045 - typer reads this form on every supported version
    """Callback of the options that take a day."""
    return read_day(value)


DAY_FORMS = "YYYY-MM-DD, today, yesterday, or 7d: so many days ago"

ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(
        "--config", help="Folder with cleaning.toml, crawl.toml, sources/, beats/. [default: config]"
    ),
]
SinceOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(callback=on_day, help=f"Only articles published on or after this day ({DAY_FORMS})."),
]
UntilOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(callback=on_day, help=f"Only articles published on or before this day ({DAY_FORMS})."),
]


def take_clean_options(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the arguments of `khyber clean`, as typer reads them: by its signature."""
    types = get_type_hints(CleanArguments)
    taken: dict[str, Any] = {
        "inputs": typer.Argument(
            help="Files, folders or s3:// prefixes: .txt .html .warc, also .gz; - for stdin."
        )
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
