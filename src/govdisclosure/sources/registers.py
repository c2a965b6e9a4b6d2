"""The intake state of a folder of records (采集状态): which register gave which records, and how much is set aside.

It is in ``intake.json`` beside the record files. A register is named by a keyed reference, never by its file, whose name
may be about a person and would travel with the records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from govdisclosure.errors import refused

STATE = "intake.json"
"""The file, beside the records."""

_FORMAT = "govdisclosure.intake/2"


@frozen(kw_only=True)
class Register:
    """What one register gave to a folder of records, of one kind (台账).

    Attributes:
        reference: names the register; the same file taken in again with the office's key has the same.
        kind: the kind of record.
        lines: lines read.
        set_aside: lines and columns that could not be taken in and wait for a correction (待核).
        ids: the records that are there because this register gave them.
    """

    reference: str
    kind: str
    lines: int
    set_aside: int
    ids: frozenset[str]


def read_registers(folder: str | Path) -> tuple[Register, ...]:
    """Return what was taken into a folder of records, register by register; none where nothing was.

    Raises:
        UnreadableError: what is there is not what an intake wrote.
    """
    path = Path(folder) / STATE
    if not path.exists():
        return ()
    try:
        registers = json.loads(path.read_bytes())["registers"]
        return tuple(_former(registers) if isinstance(registers, Mapping) else map(_register, registers))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # unknown is not none: figures must not seem settled
        raise refused(path.name, "intake.state") from None


def set_aside(folder: str | Path) -> int:
    """Return how much of the registers behind a folder of records was set aside (待核).

    Raises:
        UnreadableError: what is there is not what an intake wrote.
    """
    return sum(one.set_aside for one in read_registers(folder))


def registers_content(registers: Iterable[Register]) -> bytes:
    """Return the content of the file."""
    lines = [
        {"register": one.reference, "kind": one.kind, "lines": one.lines, "set_aside": one.set_aside, "ids": sorted(one.ids)}
        for one in sorted(registers, key=lambda one: (one.kind, one.reference))
    ]
    return (json.dumps({"format": _FORMAT, "registers": lines}, ensure_ascii=False) + "\n").encode()


def former_reference(file: str) -> str:
    """Return the reference of a register that version 0.1 named by its file."""
    return hashlib.sha256(file.encode()).hexdigest()[:16]


def _register(data: Mapping[str, Any]) -> Register:
    return Register(
        reference=str(data["register"]),
        kind=str(data["kind"]),
        lines=int(data["lines"]),
        set_aside=int(data["set_aside"]),
        ids=frozenset(map(str, data["ids"])),
    )


def _former(registers: Mapping[str, Mapping[str, Any]]) -> Iterable[Register]:
    """Read what 0.1 wrote: one entry a file, whatever kinds it gave."""
    for file, one in registers.items():
        aside, lines = int(one["set_aside"]), int(one.get("lines", 0))
        for kind, ids in (one.get("ids") or {"": ()}).items():
            yield Register(
                reference=former_reference(file), kind=kind, lines=lines, set_aside=aside, ids=frozenset(map(str, ids))
            )
            aside = 0  # counted once
