"""What sets Khyber up on a machine: a configuration to edit, and the entry of cron that crawls."""
