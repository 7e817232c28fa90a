"""Upload in parts: many parts, one visible object, or nothing at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, TypedDict, Unpack

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES = 16 * 1024 * 1024
"""S3 takes at most 10,000 parts of at least 5 MiB: enough for 160 GB here."""


class Condition(TypedDict, total=False):
    """What must hold for a write: `IfNoneMatch="*"`, that nothing is there yet."""

    IfNoneMatch: str


def upload_in_parts(
    client: S3Client,
    bucket: str,
    name: str,
    source: BinaryIO,
    metadata: dict[str, str],
    **condition: Unpack[Condition],
) -> None:
    """Upload `source` to `name`; the object appears at the end, whole. A failed upload is aborted.

    `condition` is checked at the end. Raises what botocore raises.
    """
    upload = client.create_multipart_upload(
        Bucket=bucket, Key=name, Metadata=metadata, ChecksumAlgorithm="SHA256"
    )["UploadId"]
    try:
        parts: list[CompletedPartTypeDef] = []
        while body := source.read(PART_BYTES):
            number = len(parts) + 1
            sent = client.upload_part(
                Bucket=bucket, Key=name, UploadId=upload, PartNumber=number, Body=body,
                ChecksumAlgorithm="SHA256",
            )  # fmt: skip
            parts.append(
                {"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": sent["ChecksumSHA256"]}
            )
        client.complete_multipart_upload(
            Bucket=bucket, Key=name, UploadId=upload, MultipartUpload={"Parts": parts}, **condition
        )
    except BaseException:
        # Parts without an object cost storage until someone aborts them; the first error counts.
        with suppress(BotoCoreError, ClientError):
            client.abort_multipart_upload(Bucket=bucket, Key=name, UploadId=upload)
        raise
