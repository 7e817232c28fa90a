"""How far a worker process is with a shard, where whoever watches it can see it at any moment, also after its death."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

FORMAT = struct.Struct("=QQd")


class Stand(NamedTuple):
    """Pages begun, pages done (the same number while the next one is read), seconds that the one begun may take."""

    begun: int = 0
    done: int = 0
    limit: float = 0.0


class Watch:
    """A few numbers in a file that two processes hold in memory: telling costs a microsecond, and no message.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Watch(Path(folder) / "watch") as worker, Watch(Path(folder) / "watch") as watcher:
    ...         worker.tell(Stand(3, 2, 10.0))
    ...         watcher.see()
    Stand(begun=3, done=2, limit=10.0)
    """

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as stream:
            if stream.tell() < FORMAT.size:
                stream.truncate(FORMAT.size)
            self._memory = mmap.mmap(stream.fileno(), FORMAT.size)

    def tell(self, stand: Stand) -> None:
        """Say how far the work is."""
        FORMAT.pack_into(self._memory, 0, *stand)

    def see(self) -> Stand:
        """How far it was said to be."""
        return Stand(*FORMAT.unpack_from(self._memory, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._memory.close()
