"""A real PostgreSQL server on loopback for the time of a test session, one for all its processes, in a cluster of its own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tests.support.sharing import State, share
from tests.support.waiting import wait_until

USER = "khyber"
START_SECONDS = 60


@dataclass(frozen=True)
class PostgresServer:
    """A running server; its password is told to clients by the environment alone, as users are to do."""

    port: int
    password: str

    def environment(self) -> dict[str, str]:
        return {"PGPASSWORD": self.password}

    def url(self, database: str) -> str:
        """Address of a database, without its password."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; its address."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE template0')
        return self.url(database)

    def _run(self, statement: str) -> None:
        address = sa.make_url(self.url("postgres")).set(password=self.password)
        engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(statement))


def find_programs() -> Path | None:
    """Folder of `initdb` and `postgres`, of the newest version installed; None without one."""
    named = shutil.which("initdb")
    found = [Path(named).resolve().parent] if named else []
    # Debian keeps them out of the path, one folder a version.
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


@contextmanager
def share_postgres(folder: Path, programs: Path) -> Iterator[PostgresServer]:
    """The one server of all processes that name this folder; it is gone with the last of them.

    PostgreSQL refuses to run as root: then it runs as the system's `postgres` or `nobody`.
    """
    with share(folder, "postgres", lambda: _start(programs), _end) as state:
        yield PostgresServer(state["port"], state["password"])


def _start(programs: Path) -> State:
    """Make a cluster in a temporary folder and serve it."""
    owner = _find_owner()
    folder = Path(tempfile.mkdtemp(prefix="khyber-postgres-"))
    server = PostgresServer(_free_port(), secrets.token_hex(12))
    state: State = {"port": server.port, "password": server.password, "folder": str(folder), "pid": None}
    try:
        secret = folder / "password"
        secret.write_text(server.password)
        if owner is not None:
            for path in (folder, secret):
                os.chown(path, owner, -1)
        cluster = folder / "cluster"
        subprocess.run(
            [programs / "initdb", "-D", cluster, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret, "-N",
             "-E", "UTF8", "--no-locale"],
            check=True, capture_output=True, user=owner, cwd=folder,
        )  # fmt: skip
        options = {"port": server.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options |= {"fsync": "off", "max_connections": 120, "shared_buffers": "16MB"}
        command = [programs / "postgres", "-D", cluster]
        command += [text for key, value in options.items() for text in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, user=owner, cwd=folder)
        state["pid"] = process.pid
        _wait_until_ready(server, process, folder / "log")
    except BaseException:
        _end(state)
        raise
    return state


def _end(state: State) -> None:
    """End a server at once, and remove its folder: nothing in it is to be kept."""
    if state["pid"] is not None:
        with suppress(ProcessLookupError):
            os.kill(state["pid"], signal.SIGQUIT)
        wait_until(lambda: not (Path(state["folder"]) / "cluster" / "postmaster.pid").exists(), period=0.05)
    shutil.rmtree(state["folder"], ignore_errors=True)


def _find_owner() -> int | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return known.get("postgres", known["nobody"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return server._run("SELECT 1")
        except sa.exc.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.1)
