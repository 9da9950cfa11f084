"""The records of a text as they stream by, each with its number in the file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv


def schema_of(width: int) -> pa.Schema:
    return pa.schema([("n", pa.int64()), *((f"c{i}", pa.string()) for i in range(1, width + 1))])


class Counter:
    """Gives every record its number in the file, those set aside counted in; drops the titles
    and the header."""

    def __init__(self, header: int, width: int, aside: list[tuple[int, str]]) -> None:
        self.header, self.width, self.aside = header, width, aside
        self.at = 0
        self._passed = 0

    def batches(self, reader: pyarrow.csv.CSVStreamingReader) -> Iterator[pa.RecordBatch]:
        for batch in reader:
            numbers = self._numbers(batch.num_rows)
            columns = [pc.utf8_trim_whitespace(column) for column in batch.columns]
            columns += [pa.repeat(pa.scalar(""), len(numbers))] * (self.width - len(columns))
            whole = pa.RecordBatch.from_arrays([pa.array(numbers), *columns], schema=schema_of(self.width))
            yield whole.slice(int(np.searchsorted(numbers, self.header, side="right")))

    def _numbers(self, count: int) -> np.ndarray:
        numbers = []
        while count:
            bound = self.aside[self._passed][0] if self._passed < len(self.aside) else None
            free = count if bound is None else min(count, bound - self.at - 1)
            numbers.append(np.arange(self.at + 1, self.at + free + 1, dtype=np.int64))
            self.at += free
            count -= free
            if bound is not None and self.at == bound - 1:
                self.at = bound
                self._passed += 1
        return np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int64)
