"""Each dependency has a lower bound, a reason, and a use."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.policy.modules import PACKAGES, REPOSITORY, read_modules

ROW = re.compile(r"^\| ([A-Za-z0-9-]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)


@cache
def requirements(group: str) -> tuple[Requirement, ...]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] if group == "run" else project["optional-dependencies"][group]
    return tuple(Requirement(line) for line in lines)


def names(group: str) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements(group)}


@pytest.mark.parametrize("requirement", requirements("run") + requirements("dev"), ids=str)
def test_a_dependency_has_a_lower_bound(requirement: Requirement) -> None:
    assert {spec.operator for spec in requirement.specifier} & {">=", "==", "~="}


def test_each_dependency_has_its_reason_and_each_reason_its_dependency() -> None:
    text = (REPOSITORY / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8")
    rows = {canonicalize_name(name) for name, _, _ in ROW.findall(text)} - {"dependency"}
    assert rows == names("run") | names("dev")


def test_the_lock_keeps_the_bounds() -> None:
    lines = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {
        canonicalize_name(name): Version(pin)
        for name, _, pin in (line.partition("==") for line in lines)
        if pin
    }
    for requirement in requirements("run") + requirements("dev"):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not in requirements.lock: make lock"
        assert requirement.specifier.contains(locked[name]), f"{name} {locked[name]} is locked: make lock"


COMES_WITH = {
    "botocore": "boto3",
    "brotli": "scrapy",
    "mypy-boto3-s3": "boto3-stubs",
    "twisted": "scrapy",
    "zope-interface": "scrapy",
}
"""Packages that another brings, with a bound of its own, and that are part of using it."""


@cache
def used() -> dict[str, str]:
    """Distribution of each import of the packages that is neither ours nor Python's, and one place of it."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for module in read_modules():
        for line, name in module.imports():
            top = name.partition(".")[0]
            if top not in PACKAGES and top not in sys.stdlib_module_names:
                for owner in owners.get(top, [top]):
                    found.setdefault(canonicalize_name(owner), f"{module.place}:{line}")
    return found


def test_what_is_imported_is_declared() -> None:
    # Stubs are imported for the type checker only, the cluster's library where somebody asks for a cluster.
    declared = names("run") | names("dask") | {name for name in names("dev") if name.endswith("-stubs")}
    undeclared = {name: place for name, place in used().items() if COMES_WITH.get(name, name) not in declared}
    assert undeclared == {}, "declare it in pyproject.toml and say why in docs/decisions/0002-dependencies.md"
