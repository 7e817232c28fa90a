"""Hands over in batches what many callers bring one by one: each waits only for its own result."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Calls `work` with what waits, never more than `lanes` calls at once.

    A call under way gathers the next batch, so that batches grow with the load and nobody waits for one to fill: up
    to `most` in sizes (one value, if it is larger). `work` gives a result for each value, in order, or an exception for
    the caller of that one; what it raises, all callers of the batch get.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]],
        most: int,
        size: Callable[[T], int] = lambda value: 1,
        lanes: int = 1,
    ) -> None:
        self._work = work
        self._most = most
        self._size = size
        self._lanes = lanes
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, value: T) -> R:
        """The result of `work` for a value."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, future))
        self._start()
        return await future

    def _start(self) -> None:
        if self._waiting and len(self._running) < self._lanes:
            task = asyncio.ensure_future(self._run(self._take()))
            self._running.add(task)
            task.add_done_callback(self._end)

    def _take(self) -> list[tuple[T, asyncio.Future[R]]]:
        # What waits is shared among the lanes: one alone would leave the others idle.
        share = -(-len(self._waiting) // self._lanes)
        batch = [self._waiting.popleft()]
        size = self._size(batch[0][0])
        while len(batch) < share and (size := size + self._size(self._waiting[0][0])) <= self._most:
            batch.append(self._waiting.popleft())
        return batch

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._start()

    async def _run(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([value for value, _ in batch])
            pairs = list(zip(batch, results, strict=True))
        except Exception as error:  # a border: each caller raises it
            for _, future in batch:
                _fail(future, error)
            return
        for (_, future), result in pairs:
            if isinstance(result, Exception):
                _fail(future, result)
            elif not future.done():
                future.set_result(result)


def _fail(future: asyncio.Future[R], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
