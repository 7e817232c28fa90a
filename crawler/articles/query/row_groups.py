"""Many small tables as few row groups of one Parquet file."""

from __future__ import annotations

from types import TracebackType
from typing import BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet as pq

MAX_ROWS = 20_000
MAX_BYTES = 64 * 1024 * 1024
"""A row group is written from whichever of the two is reached first; readers unpack it as a whole."""


class RowGroups:
    """Writes tables of one schema to a stream, zstd as everywhere in a store; the first one says the columns."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held: list[pa.Table] = []
        self._rows = self._bytes = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Take a table, and write a row group when enough has come together."""
        self._held.append(table)
        self._rows += len(table)
        self._bytes += table.nbytes
        if self._rows >= MAX_ROWS or self._bytes >= MAX_BYTES:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        if self._writer:
            self._writer.close()

    def _flush(self) -> None:
        if not self._held:
            return
        table = pa.concat_tables(self._held)
        self._held, self._rows, self._bytes = [], 0, 0
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._stream, table.schema, compression="zstd")
        if len(table):
            self._writer.write_table(table, row_group_size=MAX_ROWS)
