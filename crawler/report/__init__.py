"""What a run did, as JSON and as a page for people."""
