"""Puts `config/` into the wheel, as the defaults of an installed Khyber; everything else is in pyproject.toml.

An editable install and a checkout read `config/` where it lies (`crawler/config/locate.py`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = "*.toml", "sources/*.toml", "beats/*.toml"


class BuildWithConfig(build_py):
    """Builds the packages, then copies the shipped configuration into the one called `khyber`."""

    def run(self) -> None:
        """Copy what setuptools knows, then what it does not."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "khyber" / "config"
        shutil.rmtree(target, ignore_errors=True)  # of an earlier build
        for path in self._list_config():
            copy = target / path.relative_to("config")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)

    def get_source_files(self) -> list[str]:
        """What a source distribution has to hold."""
        return [*super().get_source_files(), *map(str, self._list_config())]

    def _list_config(self) -> list[Path]:
        return sorted(path for pattern in SHIPPED for path in Path("config").glob(pattern))


setup(cmdclass={"build_py": BuildWithConfig})
