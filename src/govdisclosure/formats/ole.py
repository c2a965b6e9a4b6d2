"""Compound files of Office 97 to 2003 (复合文档): what streams one has, and one of them whole.

``xlrd`` can take them apart itself, but follows a chain of sectors that bites its own tail endlessly.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

_ENTRY: Final = 128  # bytes of an entry of the directory
_LAST: Final = 0xFFFFFFFA  # sector numbers from here on are no sectors


def stream(data: bytes, *names: str) -> bytes | None:
    """Return the first stream that has one of the names; None where there is none.

    Raises:
        ValueError: the file is damaged: its sectors or its directory contradict each other.
    """
    try:
        return _stream(data, names)
    except (struct.error, IndexError) as error:
        raise ValueError("no compound file") from error


def _stream(data: bytes, names: Sequence[str]) -> bytes | None:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    _, first_entry = struct.unpack_from("<II", data, 44)
    cutoff, first_mini, _, first_table, _ = struct.unpack_from("<IIIII", data, 56)
    if not (7 <= shift <= 12 and 4 <= mini_shift < shift):
        raise ValueError("no such sectors")
    size = 1 << shift
    sectors = _Sectors(data[size:] if size > 512 else data[512:], size)
    table = _allocation(data, sectors, first_table)
    entries = _entries(sectors.chain(first_entry, table))
    found = next((entries[name] for name in names if name in entries), None)
    if found is None:
        return None
    first, length = found
    if length >= cutoff:
        return sectors.chain(first, table)[:length]
    root = entries.get("", (0, 0))
    small = _Sectors(sectors.chain(root[0], table), 1 << mini_shift)
    return small.chain(first, _numbers(sectors.chain(first_mini, table)))[:length]


class _Sectors:
    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def one(self, number: int) -> bytes:
        return self.data[number * self.size : (number + 1) * self.size]

    def chain(self, first: int, table: Sequence[int]) -> bytes:
        """Return the sectors from the first one on, each named by the table at the place of the one before."""
        parts: list[bytes] = []
        number = first
        while number < _LAST:
            if len(parts) > len(table):
                raise ValueError("a chain without an end")
            parts.append(self.one(number))
            number = table[number]
        return b"".join(parts)


def _allocation(data: bytes, sectors: _Sectors, first: int) -> Sequence[int]:
    """Return by each sector which one follows it; the list of the sectors that tell so begins in the header."""
    listed = list(_numbers(data[76:512]))
    number, seen = first, set[int]()
    while number < _LAST:
        if number in seen:
            raise ValueError("a chain without an end")
        seen.add(number)
        more = _numbers(sectors.one(number))
        listed += more[:-1]
        number = more[-1]
    if sum(each < _LAST for each in listed) > len(sectors.data) // sectors.size + 1:
        raise ValueError("more sectors than there are")
    return [following for each in listed if each < _LAST for following in _numbers(sectors.one(each))]


def _entries(directory: bytes) -> Mapping[str, tuple[int, int]]:
    """Return by name where each stream begins and how long it is; the root, with the small streams, has no name."""
    return dict(reversed(list(_each_entry(directory))))


def _each_entry(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[start : start + _ENTRY]
        length, kind = struct.unpack_from("<HB", entry, 64)
        first, size = struct.unpack_from("<II", entry, 116)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if kind == 2:
            yield name, (first, size)
        elif kind == 5:
            yield "", (first, size)


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
