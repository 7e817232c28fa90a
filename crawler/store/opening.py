"""From the address a user gives to the store behind it."""

from __future__ import annotations

from pathlib import Path

from crawler.store.base import ObjectStore
from crawler.store.local import LocalStore


def open_store(url: str) -> ObjectStore:
    """Open the store at a local path or at `s3://bucket/prefix`; nothing is written or asked for yet.

    On S3, region, endpoint and credentials come from the standard AWS chain (environment, `~/.aws`, role).
    Call `check()` to fail early. Raises ValueError, with advice and without the address where it holds a
    password, for an address of another kind.

    >>> open_store("data/demo").location("runs/1/report.json").endswith("data/demo/runs/1/report.json")
    True
    >>> open_store("ftp://host/folder")
    Traceback (most recent call last):
    ValueError: cannot open a store at an ftp:// address: name a local folder or s3://bucket/prefix
    """
    scheme, separator, _ = url.partition("://")
    if not url.strip() or "\0" in url:
        raise ValueError("the address of the store is empty: name a local folder or s3://bucket/prefix")
    if not separator:
        return LocalStore(Path(url).expanduser())
    if scheme != "s3":
        raise ValueError(
            f"cannot open a store at an {scheme[:20]}:// address: name a local folder or s3://bucket/prefix"
        )
    # Importing boto3 takes about half a second, which a local run need not pay.
    from crawler.store.s3.store import S3Store

    return S3Store(url)
