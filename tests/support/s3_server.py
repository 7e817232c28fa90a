"""A real S3 server on loopback for the time of a test session, one for all its processes: SeaweedFS, from its wheel."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import boto3
from botocore.config import Config

from tests.support.sharing import State, share

WEED = Path(sys.executable).parent / "weed"
ACCESS_KEY = "khyber-test"
SECRET_KEY = "not-a-secret-canary-4711"
START_SECONDS = 60


@dataclass
class S3Server:
    """A server with its data in `folder`; it may be killed and started again, on the same ports."""

    folder: Path
    ports: list[int]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports[6]}"

    def start(self) -> None:
        """Ready means that a bucket and an object could be made."""
        with (self.folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen(
                _command(self.folder, self.ports), stdout=log, stderr=log, start_new_session=True
            )
        _wait_until_ready(self, self._process, self.folder / "weed.log")

    @property
    def pid(self) -> int:
        """Of the process, which leads a group."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once: a polite stop takes 15 to 25 seconds."""
        _kill_group(self.pid)
        self._process.wait()

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    @cached_property
    def client(self):
        """A client that bypasses the code under test."""
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            region_name="us-east-1",
            config=Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1}),
        )


@contextmanager
def run_s3_server(folder: Path) -> Iterator[S3Server]:
    """A running server with its data in `folder`, where nothing is worth keeping afterwards."""
    server = prepare_s3_server(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        _sweep(server.ports)


@contextmanager
def share_s3_server(folder: Path) -> Iterator[S3Server]:
    """The one server of all processes that name this folder."""

    def make() -> dict[str, object]:
        server = prepare_s3_server(folder / "s3")
        server.start()
        return {"ports": server.ports, "pid": server.pid}

    def end(state: State) -> None:
        _kill_group(state["pid"])
        _sweep(state["ports"])

    with share(folder, "s3", make, end) as state:
        yield S3Server(folder / "s3", state["ports"])


def prepare_s3_server(folder: Path) -> S3Server:
    """A server that is not started yet."""
    server = S3Server(folder, _free_ports(8))
    (folder / "data").mkdir(parents=True, exist_ok=True)
    identity = {
        "name": "admin",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    config = folder / "s3.json"
    config.touch(0o600)
    config.write_text(json.dumps({"identities": [identity]}))
    return server


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _sweep(ports: list[int]) -> None:
    for port in ports:
        for left in Path(tempfile.gettempdir()).glob(f"seaweedfs-*-grpc-{port}.sock"):
            left.unlink(missing_ok=True)


def _command(folder: Path, ports: list[int]) -> list[str]:
    master, master_grpc, volume, volume_grpc, filer, filer_grpc, s3, s3_grpc = ports
    return [
        str(WEED), "-logtostderr=true", "server", f"-dir={folder}/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-master.port={master}", f"-master.port.grpc={master_grpc}", "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64", "-master.electionTimeout=1s",
        f"-volume.port={volume}", f"-volume.port.grpc={volume_grpc}", "-volume.max=0",
        "-volume.minFreeSpace=0", "-volume.preStopSeconds=0",
        "-filer", f"-filer.port={filer}", f"-filer.port.grpc={filer_grpc}",
        f"-filer.localSocket={folder}/filer.sock",
        "-s3", f"-s3.port={s3}", f"-s3.port.grpc={s3_grpc}", f"-s3.config={folder}/s3.json",
        f"-s3.localSocket={folder}/s3.sock", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false",
        "-s3.autoCreateBucket=false",
    ]  # fmt: skip


def _wait_until_ready(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    client = server.client
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with suppress(Exception):  # refused, reset, 500: all of them mean "not yet"
            client.create_bucket(Bucket="ready")
        with suppress(Exception):
            client.put_object(Bucket="ready", Key="ready", Body=b"ready")
            return
        time.sleep(0.2)
    raise RuntimeError(f"the S3 server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _free_ports(count: int) -> list[int]:
    """Ports that are free now: all are held at once, so that no two are the same."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
