"""Plain arguments of `khyber clean` mean what the library of the command line makes of them."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import crawler.cleaning.run
from crawler.cleaning.arguments import CleanArguments, read_clean_arguments
from crawler.cli.app import app

PLAIN = [
    ["texts"],
    ["texts", "more", "--out", "-", "--format", "jsonl"],
    ["--out", "s3://bucket/a b", "texts", "--workers", "3", "--no-learn"],
    ["texts", "--source", "herald", "--source", "times", "--config", "some/where"],
    ["texts", "--no-learn", "--learn", "--workers", "256"],
    ["اردو متن"],
]
NOT_PLAIN = [
    [],
    ["--help"],
    ["texts", "--workers", "257"],
    ["texts", "--workers", "-1"],
    ["texts", "--workers", "٣"],
    ["texts", "--out"],
    ["texts", "--out", "--format"],
    ["texts", "--out=-"],
    ["--", "-texts"],
    ["texts", "--unknown", "x"],
    ["texts", "-x"],
    [""],
    ["texts", "--out", ""],
]


@pytest.mark.parametrize("arguments", PLAIN)
def test_plain_arguments_are_read_as_the_library_reads_them(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[CleanArguments] = []
    monkeypatch.setattr(crawler.cleaning.run, "run_clean", lambda one: told.append(one) or 0)
    done = CliRunner().invoke(app, ["clean", *arguments])
    assert done.exit_code == 0, done.output
    assert told == [read_clean_arguments(arguments)]


@pytest.mark.parametrize("arguments", NOT_PLAIN)
def test_everything_else_is_left_to_the_library(arguments: list[str]) -> None:
    assert read_clean_arguments(arguments) is None
