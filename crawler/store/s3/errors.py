"""S3 failures: which may pass by themselves, and one line for people about the rest.

Only codes, status numbers and our own words go into a message: what a server or botocore writes may repeat
an address with a password in it, or a part of the signature.
"""

from __future__ import annotations

from botocore import exceptions as aws

from crawler.errors import StoreError

TAKEN = frozenset({"PreconditionFailed", "412"})
"""Codes that answer a conditional write to a key that is taken."""

MISSING = frozenset({"NoSuchKey", "NotFound", "404"})

_PASSING_CODES = frozenset(
    {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "Throttling", "TooManyRequests"}
    # Another writer was busy with the same key (S3 API reference, "PutObject", 409): ask again.
    | {"ConditionalRequestConflict", "OperationAborted"}
    # The upload was completed or aborted behind our back, as after a lost answer: start it again.
    | {"NoSuchUpload"}
)
_PASSING_STATUS = frozenset({429, 500, 502, 503, 504})
_PASSING_KINDS = (
    aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError, aws.FlexibleChecksumError,
)  # fmt: skip

_ADVICE = {
    "NoSuchBucket": "the bucket does not exist: create it, or correct its name",
    "InvalidAccessKeyId": "the access key is unknown: check AWS_ACCESS_KEY_ID or AWS_PROFILE",
    "SignatureDoesNotMatch": "the secret key is wrong: check AWS_SECRET_ACCESS_KEY or AWS_PROFILE",
    "ExpiredToken": "the credentials have expired: get new ones",
    "AccessDenied": "access denied: check the credentials and that they may read and write this bucket",
    "403": "access denied: check the credentials and that they may read and write this bucket",
    "PermanentRedirect": "the bucket lies in another region: set AWS_DEFAULT_REGION",
    "301": "the bucket lies in another region: set AWS_DEFAULT_REGION",
    "RequestTimeTooSkewed": "the clock of this machine is wrong: set it",
    "QuotaExceeded": "the quota of the store is used up: free some space",
}


def code_of(error: Exception) -> str:
    """S3's code of an error (`NoSuchBucket`, `404`), or the name of its class."""
    if isinstance(error, aws.ClientError):
        return str(error.response.get("Error", {}).get("Code", "unknown"))
    return type(error).__name__


def may_pass(error: Exception) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, aws.ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return code_of(error) in _PASSING_CODES or status in _PASSING_STATUS
    return isinstance(error, _PASSING_KINDS) and not isinstance(error, aws.SSLError)


def describe_failure(error: Exception, where: str, endpoint: str) -> StoreError:
    """One line about a failure at `where` (an `s3://` address), with what to do."""
    code = code_of(error)
    if isinstance(error, aws.NoCredentialsError | aws.PartialCredentialsError):
        advice = "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
    elif isinstance(error, aws.ClientError):
        advice = _ADVICE.get(code, f"the server answers {code}: look it up, then run again")
    elif may_pass(error):
        advice = f"no good answer from {endpoint} ({code}): check AWS_ENDPOINT_URL and the network"
    else:
        advice = (
            f"the AWS set-up does not work ({code}): check AWS_PROFILE, AWS_DEFAULT_REGION and ~/.aws/config"
        )
    return StoreError(f"cannot use {where}: {advice}")
