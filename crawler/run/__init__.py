"""What every run has, crawl or backfill: its session, its job, the ledger of addresses, the recorder, its log."""
