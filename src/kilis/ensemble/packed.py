"""The numbers of more members than fit into memory: packed in a temporary file, read back by columns.

Members come one by one and are needed column by column, for their quantiles. So a batch of them is cut into blocks of
columns and each block is packed for itself: as the smallest kind of number that holds it exactly, then by LZ4. Memory
holds one batch; the file has no name and is gone when the object is, whatever happens.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator
from types import EllipsisType

import numpy as np
import pyarrow as pa

from kilis.engine.network import Floats, Ints

BATCH_BYTES = 128_000_000
BLOCK_BYTES = 32_000_000
"""Bytes of a batch of members, and of one block of columns of all members, unpacked."""

KINDS = (np.dtype(np.int16), np.dtype(np.int32), np.dtype(np.float64))


def smallest(block: Floats) -> np.ndarray:
    """Return the same numbers in the smallest of KINDS that holds them all exactly.

    >>> smallest(np.array([0.0, 40000.0])).dtype, smallest(np.array([0.5])).dtype
    (dtype('int32'), dtype('float64'))
    """
    low, high = float(block.min(initial=0.0)), float(block.max(initial=0.0))
    for kind in KINDS[:-1]:
        room = np.iinfo(kind)
        if low >= room.min and high <= room.max:
            whole = block.astype(kind)
            return whole if np.array_equal(whole, block) else block
    return block


class Packed:
    """Numbers (members, cells) that are written row by row and read by columns: ``packed[:, first:last]``."""

    def __init__(self, members: int, cells: int) -> None:
        self.shape = (members, cells)
        self.nbytes = 8 * members * cells
        self.width = max(1, min(cells, BLOCK_BYTES // (8 * members)))
        self._file = tempfile.TemporaryFile(prefix="kilis-members-")  # noqa: SIM115
        self._batch: Floats = np.empty((max(1, min(members, BATCH_BYTES // (8 * cells))), cells))
        self._filled = 0
        self._packs: list[list[tuple[int, int, np.dtype]]] = []
        self._codec = pa.Codec("lz4")

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def bytes_on_disk(self) -> int:
        """The size of the file so far."""
        return os.fstat(self._file.fileno()).st_size

    def append(self, row: Floats) -> None:
        """Add the next member."""
        self._batch[self._filled] = row
        self._filled += 1
        if self._filled == len(self._batch) or len(self._packs) * len(self._batch) + self._filled == len(self):
            self._write()

    def _write(self) -> None:
        packs = []
        for first in range(0, self.shape[1], self.width):
            block = smallest(np.ascontiguousarray(self._batch[: self._filled, first : first + self.width]))
            pack = self._codec.compress(block.tobytes(), asbytes=True)
            packs.append((self._file.tell(), len(pack), block.dtype))
            self._file.write(pack)
        self._file.flush()
        self._packs.append(packs)
        self._filled = 0

    def _read(self, batch: int, block: int) -> np.ndarray:
        members = min(len(self._batch), len(self) - batch * len(self._batch))
        width = min(self.width, self.shape[1] - block * self.width)
        at, length, kind = self._packs[batch][block]
        # pread: several threads read at once.
        pack = os.pread(self._file.fileno(), length, at)
        raw = self._codec.decompress(pack, members * width * kind.itemsize, asbytes=True)
        return np.frombuffer(raw, kind).reshape(members, width)

    def _columns(self, first: int, last: int) -> Floats:
        found = np.empty((len(self), max(0, last - first)))
        for block in range(first // self.width, math.ceil(last / self.width)):
            start = block * self.width
            left, right = max(first, start), min(last, start + self.width)
            for batch in range(len(self._packs)):
                part = self._read(batch, block)
                rows = slice(batch * len(self._batch), batch * len(self._batch) + len(part))
                found[rows, left - first : right - first] = part[:, left - start : right - start]
        return found

    def __iter__(self) -> Iterator[Floats]:
        """Yield the members one by one."""
        for batch, packs in enumerate(self._packs):
            whole = np.concatenate([self._read(batch, block) for block in range(len(packs))], axis=1)
            yield from whole.astype(np.float64)

    def __getitem__(self, which: tuple[slice | EllipsisType, slice] | Ints) -> Floats:
        """Return columns of all members, ``[:, first:last]``, or the members of the given numbers."""
        if isinstance(which, tuple):
            first, last, _ = which[1].indices(self.shape[1])
            return self._columns(first, last)
        numbers = np.asarray(which)
        found = np.empty((*numbers.shape, self.shape[1]))
        for first in range(0, self.shape[1], self.width):
            last = min(first + self.width, self.shape[1])
            found[..., first:last] = self._columns(first, last)[numbers]
        return found
