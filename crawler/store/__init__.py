"""Where articles, archives and reports live: the same keys on disk and on S3."""
