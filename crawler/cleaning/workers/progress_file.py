"""How far a worker process is with a shard, where whoever watches it can read it at any moment, also after its death."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

FORMAT = struct.Struct("=QQdQ")


class Progress(NamedTuple):
    """Pages begun, pages done (the same number while the next one is read), seconds that the one begun may take.

    `size` counts the bytes of the results of those that are done.
    """

    begun: int = 0
    done: int = 0
    limit: float = 0.0
    size: int = 0


class ProgressFile:
    """A few numbers in a file that two processes hold in memory: writing them costs a microsecond, and no message.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with ProgressFile(Path(folder) / "a") as worker, ProgressFile(Path(folder) / "a") as watcher:
    ...         worker.write(Progress(3, 2, 10.0, 4096))
    ...         watcher.read()
    Progress(begun=3, done=2, limit=10.0, size=4096)
    """

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as stream:
            if stream.tell() < FORMAT.size:
                stream.truncate(FORMAT.size)
            self._memory = mmap.mmap(stream.fileno(), FORMAT.size)

    def write(self, progress: Progress) -> None:
        """Note how far the work is."""
        FORMAT.pack_into(self._memory, 0, *progress)

    def read(self) -> Progress:
        """What was noted last."""
        return Progress(*FORMAT.unpack_from(self._memory, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.close()
