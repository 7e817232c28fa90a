"""Ends a crawl whose own process takes more memory than `MEMUSAGE_LIMIT_MB`."""

from __future__ import annotations

from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

STATUS = Path("/proc/self/status")


class MemoryLimit(MemoryUsage):
    """Scrapy's extension, reading what this process held since it began.

    The peak that `getrusage` gives outlives `exec`: a crawl that a large program started would be ended for the
    memory of that program.
    """

    def get_virtual_size(self) -> int:
        """Bytes, resident, at the most so far."""
        try:
            lines = STATUS.read_text().splitlines()
        except FileNotFoundError:  # no Linux: its peak of `exec` is Linux's alone
            return super().get_virtual_size()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
