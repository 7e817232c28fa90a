"""The home of files in a bucket: requests, retries, errors for people."""
