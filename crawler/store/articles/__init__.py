"""Articles as text, JSON and Parquet files, and the pages that were rejected."""
