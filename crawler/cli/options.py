"""Options of the command line that verbs in several modules take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

ConfigOption = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(
        "--config", help="Folder with cleaning.toml, crawl.toml, sources/, beats/. [default: config]"
    ),
]
