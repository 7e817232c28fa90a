"""The `khyber` command: verbs, their options, and what each prints; the work is done in the rooms below."""
