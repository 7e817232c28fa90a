"""What every run has, crawl or backfill: its session, its job, the account of addresses, the recorder, its log."""
