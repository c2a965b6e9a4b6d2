"""Storing a register's records in a folder of record files (入库), idempotently."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from pathlib import Path

from attrs import evolve, frozen

from govdisclosure.errors import refused
from govdisclosure.folders import Content, one_step
from govdisclosure.intake.taking import Intake
from govdisclosure.sources import Register, read_registers
from govdisclosure.sources.registers import STATE, former_reference, registers_content


@frozen(kw_only=True)
class StoreChanges:
    """What an intake did to the folder (入库变化): ids of records added, changed, removed; how many stayed the same."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: int


def store(
    intake: Intake, folder: Path, *, beside: Mapping[Path, Content] | None = None, wait: float | None = None
) -> StoreChanges:
    """Put the records of a register into a folder (入库), beside those of other registers, in one step.

    Nobody else changes the folder meanwhile. Killed at any point, the folder holds what it held before, or the whole change.

    Args:
        intake: what came of the register.
        folder: the folder of record files; it is made where it does not exist.
        beside: other files to write with it, such as the workbook of what was set aside; all are written or none.
        wait: seconds to wait where another process is changing the folder; 10 by default.

    Raises:
        UnreadableError: the folder's files are not what an intake wrote, another register gave a record of the same id that
            differs, another process is changing the folder, or a file cannot be written.

    Example:
        >>> from govdisclosure.library import load_profile
        >>> taken = take_in("examples/registers/12345工单.csv", load_profile("hotline-12345"), key=b"0123456789abcdef")
        >>> len(store(taken, Path("year")).added), store(taken, Path("year")).same
        (2, 2)
    """
    kind = intake.profile.kind
    path = folder / f"{kind.name}.csv"
    with one_step(wait=wait) as step:
        step.hold(folder)
        ours, others = _ownership(intake, read_registers(folder))
        old = _records(path)
        new = {one["id"]: one for one in intake.records}
        shared = frozenset(chain.from_iterable(one.ids for one in others if one.kind == kind.name))
        mine = ours.ids - shared
        foreign = [one for one in new if one in old and one not in mine and old[one] != new[one]]
        if foreign:
            raise refused(path.name, "intake.other_register", count=len(foreign))
        kept = {identity: one for identity, one in old.items() if identity not in mine}
        added = tuple(one for one in new if one not in old)
        changed = tuple(one for one in new if one in old and old[one] != new[one])
        removed = tuple(sorted(one for one in mine if one in old and one not in new))
        merged = {**kept, **new}
        step.put(path, _content(merged, intake))
        step.put(folder / STATE, registers_content([*others, evolve(ours, ids=frozenset(new))]))
        for file, content in (beside or {}).items():
            step.put(file, content)
    return StoreChanges(added=added, changed=changed, removed=removed, same=len(new) - len(added) - len(changed))


def withdraw(folder: Path, registers: Collection[tuple[str, str]]) -> None:
    """Take the records of registers out of a folder again, in one step; what other registers gave, too, stays.

    Args:
        folder: the folder of record files.
        registers: reference and kind of each; those that gave nothing are passed over.

    Raises:
        UnreadableError: as for :func:`store`.
    """
    with one_step() as step:
        step.hold(folder)
        known = read_registers(folder)
        left = [one for one in known if (one.reference, one.kind) not in registers]
        for kind in {one.kind for one in known if one not in left}:
            ours = [one for one in left if one.kind == kind]
            gone = frozenset(chain.from_iterable(one.ids for one in known if one.kind == kind)) - frozenset(
                chain.from_iterable(one.ids for one in ours)
            )
            path = folder / f"{kind}.csv"
            kept = {identity: one for identity, one in _records(path).items() if identity not in gone}
            if kept or ours:
                step.put(path, _table(kept, _columns(path)))
            else:
                step.remove(path)  # nobody keeps such records any more: missing, and not zero
        step.put(folder / STATE, registers_content(left))


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file), [])


def _ownership(intake: Intake, known: Sequence[Register]) -> tuple[Register, list[Register]]:
    """Return the register as it is after the intake, with the ids it gave before, and all other registers."""
    names = (intake.register, former_reference(intake.file))
    kind = intake.profile.kind.name
    before = [one for one in known if one.reference in names and one.kind in (kind, "")]
    ids = frozenset(chain.from_iterable(one.ids for one in before))
    ours = Register(reference=intake.register, kind=kind, lines=intake.lines, set_aside=intake.open, ids=ids)
    return ours, [one for one in known if one not in before]


def _content(records: Mapping[str, Mapping[str, str]], intake: Intake) -> bytes:
    """Return the records as a table, sorted by id, with the columns that any of them fills."""
    kind = intake.profile.kind
    used = set(chain.from_iterable(records.values()))
    return _table(records, [name for name in kind.fields if name in used or kind.fields[name].required])


def _table(records: Mapping[str, Mapping[str, str]], names: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    get = itemgetter(*names)
    writer.writerows(_row(records[identity], names, get) for identity in sorted(records))
    return text.getvalue().encode()


def _row(record: Mapping[str, str], names: Sequence[str], get: Callable[[Mapping[str, str]], Sequence[str]]) -> Sequence[str]:
    """Return a record's cells; most records have all of them, and then they are had at once."""
    return get(record) if len(record) == len(names) else [record.get(name, "") for name in names]


def _records(path: Path) -> dict[str, Mapping[str, str]]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if any(None in row or not row.get("id") for row in rows):
        raise refused(path.name, "intake.state")
    return {row["id"]: {name: cell for name, cell in row.items() if cell} for row in rows}
