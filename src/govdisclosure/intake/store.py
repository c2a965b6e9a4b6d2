"""Records of a register go into a folder of record files (入库): the same register twice adds nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from attrs import frozen

from govdisclosure.errors import refused
from govdisclosure.files import write_whole
from govdisclosure.intake.taking import Intake

STATE = "intake.json"
"""Beside the records: which register gave which ids, and what is set aside. ``read_folder`` reads the latter."""


@frozen(kw_only=True)
class Changes:
    """What an intake did to the folder: ids of records added, changed, removed; how many stayed the same."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: int


def store(intake: Intake, folder: Path) -> Changes:
    """Put the records of a register into a folder, beside those of other registers.

    Raises:
        UnreadableError: the folder's files are not what an intake wrote, or another register gave a record
            of the same id that differs.
    """
    kind = intake.profile.kind
    path = folder / f"{kind.name}.csv"
    state = _state(folder)
    old = _records(path)
    registers = state.setdefault("registers", {})
    ours = set(registers.get(intake.file, {}).get("ids", {}).get(kind.name, ()))
    new = {one["id"]: one for one in intake.records}
    foreign = [one for one in new if one in old and one not in ours and old[one] != new[one]]
    if foreign:
        raise refused(path.name, "intake.other_register", count=len(foreign))
    kept = {identity: one for identity, one in old.items() if identity not in ours}
    added = tuple(one for one in new if one not in old)
    changed = tuple(one for one in new if one in old and old[one] != new[one])
    removed = tuple(sorted(one for one in ours if one in old and one not in new))
    registers[intake.file] = {
        "set_aside": intake.open,
        "lines": intake.lines,
        "ids": {**registers.get(intake.file, {}).get("ids", {}), kind.name: sorted(new)},
    }
    folder.mkdir(parents=True, exist_ok=True)
    merged = {**kept, **new}
    used = set(chain.from_iterable(merged.values()))
    names = [name for name in kind.fields if name in used or kind.fields[name].required]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    get = itemgetter(*names)
    writer.writerows(_row(merged[identity], names, get) for identity in sorted(merged))
    write_whole(path, lambda file: file.write(text.getvalue().encode()))
    line = json.dumps(state, ensure_ascii=False, sort_keys=True) + "\n"
    write_whole(folder / STATE, lambda file: file.write(line.encode()))
    return Changes(added=added, changed=changed, removed=removed, same=len(new) - len(added) - len(changed))


def _row(record: Mapping[str, str], names: Sequence[str], get: Callable[[Mapping[str, str]], Sequence[str]]) -> Sequence[str]:
    """Return a record's cells; most records have all of them, and then they are had at once."""
    return get(record) if len(record) == len(names) else [record.get(name, "") for name in names]


def _state(folder: Path) -> dict[str, Any]:
    path = folder / STATE
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise refused(STATE, "intake.state")
    return found


def _records(path: Path) -> dict[str, Mapping[str, str]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if any(None in row or not row.get("id") for row in rows):
        raise refused(path.name, "intake.state")
    return {row["id"]: {name: cell for name, cell in row.items() if cell} for row in rows}
