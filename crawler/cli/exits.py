"""How a verb ends: its exit code, and one line about an error that people can mend."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

from crawler.errors import ConfigError, Exit, InputError, LockHeldError, StoreError


def finish(work: Callable[[], int]) -> int:
    """Run a verb; returns its exit code."""
    try:
        return work()
    except (ConfigError, InputError, ValueError) as error:
        return fail(Exit.USAGE, error)
    except StoreError as error:
        return fail(Exit.STORE, error)
    except LockHeldError as error:
        return fail(Exit.LOCKED, error)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has what he wanted
        return Exit.OK
    except KeyboardInterrupt:
        print("khyber: interrupted", file=sys.stderr)
        return 128 + signal.SIGINT  # as shells say it


def fail(code: Exit, error: Exception) -> Exit:
    """Print one line about an error to stderr."""
    print(f"khyber: {error}", file=sys.stderr)
    return code
