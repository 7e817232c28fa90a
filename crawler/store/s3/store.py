"""The store in an S3 bucket: conditional writes, checksums, patience; the only module that makes a client."""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TypedDict, TypeVar, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from crawler.store.base import ObjectInfo, Put
from crawler.store.disk import hash_file, report_disk_errors
from crawler.store.keys import check_key, check_prefix
from crawler.store.s3.backoff import call_patiently
from crawler.store.s3.errors import MISSING, TAKEN, code_of, describe_failure, may_pass
from crawler.store.s3.upload import Condition, upload_in_parts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import HeadObjectOutputTypeDef

T = TypeVar("T")

PATIENCE_SECONDS = 900.0
"""How long a call waits for a store that is away, on top of boto3's own three attempts: an outage of ten minutes,
and the longest pause between two attempts, end before it does."""

THREADS = 16
"""Requests under way at once, by `put_many`."""

SINGLE_PUT_BYTES = 16 * 1024 * 1024
MEMORY_BYTES = 16 * 1024 * 1024
CHUNK = 1 << 20
PROBE = ".write-check"


class _Token(TypedDict, total=False):
    ContinuationToken: str


class S3Store:
    """Objects below `s3://bucket/prefix`. Endpoint, region and credentials: the standard AWS chain only."""

    def __init__(self, url: str, *, patience_seconds: float | None = None) -> None:
        self._bucket, self._prefix = _split_url(url)
        self.url = f"s3://{self._bucket}/{self._prefix}".rstrip("/")
        self._patience = PATIENCE_SECONDS if patience_seconds is None else patience_seconds
        # At DEBUG botocore logs whole requests, session token included.
        for name in ("botocore", "boto3", "urllib3"):
            logging.getLogger(name).setLevel(logging.INFO)
        try:
            self._client: S3Client = boto3.session.Session().client("s3", config=_CONFIG)
        except (BotoCoreError, ValueError) as error:
            raise describe_failure(error, self.url, "the endpoint") from None
        parts = urlsplit(self._client.meta.endpoint_url)
        self._endpoint = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")

    def check(self) -> None:
        """Raise StoreError unless an object can be written; only boto3's own attempts, no patience."""
        name = self._prefix + PROBE
        try:
            self._client.put_object(Bucket=self._bucket, Key=name, Body=b"")
        except (BotoCoreError, ClientError) as error:
            raise describe_failure(error, self.url, self._endpoint) from None

    def put_bytes(self, key: str, data: bytes, *, if_absent: bool = False) -> Put:
        """Store `data` under `key`; see ObjectStore."""
        sha256 = hashlib.sha256(data).hexdigest()

        def send(metadata: dict[str, str]) -> None:
            self._client.put_object(
                Bucket=self._bucket, Key=self._name(key), Body=data, Metadata=metadata,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
                **_condition(if_absent),
            )  # fmt: skip

        return self._put(key, sha256, if_absent, send)

    def put_many(self, objects: Mapping[str, bytes], *, if_absent: bool = False) -> list[Put]:
        """Store objects side by side; see ObjectStore."""
        for key in objects:
            check_key(key)
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(lambda item: self.put_bytes(*item, if_absent=if_absent), objects.items()))

    def put_file(self, key: str, path: Path, *, if_absent: bool = False) -> Put:
        """Store a copy of the file at `path`, in parts above 16 MiB; see ObjectStore."""
        with report_disk_errors("read", str(path)):
            if path.stat().st_size <= SINGLE_PUT_BYTES:
                return self.put_bytes(key, path.read_bytes(), if_absent=if_absent)
            sha256 = hash_file(path)

            def send(metadata: dict[str, str]) -> None:
                with path.open("rb") as source:
                    upload_in_parts(
                        self._client, self._bucket, self._name(key), source, metadata, **_condition(if_absent)
                    )

            return self._put(key, sha256, if_absent, send)

    def get_bytes(self, key: str) -> bytes:
        """Bytes of one object."""
        with self.open_read(key) as stream:
            return stream.read()

    def open_read(self, key: str) -> BinaryIO:
        """Fetch one object, check its sum, and open it; above 16 MiB it passes through a temporary file."""
        return self._call(self.location(key), lambda: self._fetch(key))

    def get_range(self, key: str, start: int, length: int) -> bytes:
        """Fetch bytes of one object from an offset on."""
        span = f"bytes={start}-{start + length - 1}"

        def fetch() -> bytes:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._name(key), Range=span)
            return answer["Body"].read()

        return self._call(self.location(key), fetch)

    def exists(self, key: str) -> bool:
        """Whether an object stands under `key`."""
        return self._head(key) is not None

    def delete(self, key: str) -> None:
        """Remove one object, if it is there."""
        name = self._name(key)
        self._call(self.location(key), lambda: self._client.delete_object(Bucket=self._bucket, Key=name))

    def iter_keys(self, prefix: str) -> Iterator[ObjectInfo]:
        """Objects whose key starts with `prefix`, in order of key; hidden names are left out."""
        start = self._prefix + check_prefix(prefix)
        token: _Token = {}
        while True:
            page = self._call(
                self.url,
                lambda: self._client.list_objects_v2(Bucket=self._bucket, Prefix=start, **token),  # noqa: B023
            )
            for item in page.get("Contents", []):
                key = item["Key"].removeprefix(self._prefix)
                if not any(part.startswith(".") for part in key.split("/")):
                    yield ObjectInfo(key, item["Size"], item["LastModified"])
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def location(self, key: str) -> str:
        """Address of the object, for people."""
        return f"s3://{self._bucket}/{self._name(key)}"

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _call(self, where: str, call: Callable[[], T]) -> T:
        try:
            return call_patiently(call, may_pass, self._patience, where)
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in MISSING:
                raise FileNotFoundError(f"no object at {where}") from None
            # Not chained: botocore's own texts may repeat an address with a password in it.
            raise describe_failure(error, where, self._endpoint) from None

    def _put(self, key: str, sha256: str, if_absent: bool, send: Callable[[dict[str, str]], None]) -> Put:
        if not if_absent and (there := self._head(key)) and _sum_of(there) == sha256:
            return Put(key, sha256, existed=True)
        metadata = {"sha256": sha256, "writer": secrets.token_hex(8)}

        def send_once() -> Put:
            try:
                send(metadata)
            except ClientError as error:
                if code_of(error) not in TAKEN:
                    raise
                return self._who_won(key, metadata)
            return Put(key, sha256, existed=False)

        return self._call(self.location(key), send_once)

    def _who_won(self, key: str, metadata: dict[str, str]) -> Put:
        """After "the key is taken": by our own write, whose answer got lost, or by another writer's."""
        there = self._client.head_object(Bucket=self._bucket, Key=self._name(key))
        won = there["Metadata"].get("writer") == metadata["writer"]
        return Put(key, _sum_of(there) or self._hash(key), existed=not won)

    def _head(self, key: str) -> HeadObjectOutputTypeDef | None:
        name = self._name(key)
        with suppress(FileNotFoundError):
            return self._call(
                self.location(key), lambda: self._client.head_object(Bucket=self._bucket, Key=name)
            )
        return None

    def _hash(self, key: str) -> str:
        digest = hashlib.sha256()
        with self._fetch(key) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _fetch(self, key: str) -> BinaryIO:
        answer = self._client.get_object(Bucket=self._bucket, Key=self._name(key), ChecksumMode="ENABLED")
        spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 - handed over
        digest = hashlib.sha256()
        try:
            for chunk in answer["Body"].iter_chunks(CHUNK):
                digest.update(chunk)
                with report_disk_errors("write", f"a temporary file in {tempfile.gettempdir()}"):
                    spool.write(chunk)
            # boto3 checks no object that came in parts: their checksum is one of checksums.
            if answer["Metadata"].get("sha256", digest.hexdigest()) != digest.hexdigest():
                raise FlexibleChecksumError(error_msg="the body does not match its sum")
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return cast(BinaryIO, spool)


_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=2 * THREADS,
)


def _condition(if_absent: bool) -> Condition:
    return {"IfNoneMatch": "*"} if if_absent else {}


def _sum_of(head: HeadObjectOutputTypeDef) -> str | None:
    return head["Metadata"].get("sha256")


def _split_url(url: str) -> tuple[str, str]:
    """Bucket and prefix (empty, or with a closing slash) of `s3://bucket/prefix`."""
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    prefix = prefix.strip("/")
    if "@" in bucket or ":" in bucket or "?" in url:
        raise ValueError(
            "the address of an S3 store is s3://bucket/prefix and nothing else: give credentials and endpoint"
            " in the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL)"
        )
    if not bucket:
        raise ValueError("the address of the S3 store names no bucket: write s3://bucket/prefix")
    return bucket, check_key(prefix) + "/" if prefix else ""
