"""The errors that end a verb, and the exit codes of every verb: nobody defines either anywhere else.

```
Exception
├── ConfigError     configuration or an option is wrong            exit code 2
├── InputError      what the user named is not there, or unreadable exit code 2
├── LockHeldError   another run works on the same output or sources exit code 4
└── StoreError      the store failed                                exit code 5
```

Each message is one line for people: what, where, and what to do; never a secret. What goes wrong with one page is no
error but a `Rejected` (cleaners/model), or a failure that the report names (exit code 3).
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every verb; docs/operations.md says what each means for cron."""

    OK = 0
    USAGE = 2
    FAILED = 3
    LOCKED = 4
    STORE = 5


class ConfigError(Exception):
    """The configuration is wrong: one line that names file, key and what to write instead."""


class InputError(Exception):
    """An input that the user named does not exist or cannot be read; one line says what to do."""


class LockHeldError(Exception):
    """Another run works on the same output or sources; the message names its process and the lock file, or it."""


class StoreError(Exception):
    """The store failed: one line that says what, where, and what to do; never a secret."""
