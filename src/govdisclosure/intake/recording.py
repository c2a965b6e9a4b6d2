"""A register into a folder of records (台账入库): taken in, stored, and what was set aside beside it, in one step."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from attrs import frozen

from govdisclosure.errors import refused
from govdisclosure.exporters.theme import Theme
from govdisclosure.files import read_whole
from govdisclosure.folders import Content, one_step
from govdisclosure.intake.answers_workbook import write_answers
from govdisclosure.intake.aside_workbook import read_corrections, write_asides
from govdisclosure.intake.profiles import Profile
from govdisclosure.intake.questions import Study
from govdisclosure.intake.store import StoreChanges, store
from govdisclosure.intake.taking import Corrections, Intake, Progress, take_in
from govdisclosure.messages import Message, say
from govdisclosure.records import RecordKind


@frozen(kw_only=True)
class RecordedRegister:
    """What came of taking a register in.

    Attributes:
        intake: the records, and what was set aside.
        changes: what changed in the folder.
        file: the file of records.
        aside: the workbook of what was set aside; None where nothing was.
    """

    intake: Intake
    changes: StoreChanges
    file: Path
    aside: Path | None

    def lines(self) -> list[Message]:
        """Return what is said of it: how many lines were taken in, set aside and left out, and what changed."""
        found, changes = self.intake, self.changes
        excluded = sum(found.excluded.values())
        facts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
        return [
            say("intake.sum", lines=found.lines, taken=found.taken, aside=found.set_aside, excluded=excluded),
            *(say(f"intake.excluded.{reason}", count=count) for reason, count in found.excluded.items()),
            say("intake.stored", records=len(found.records), kind=found.profile.kind, same=changes.same, **facts),
        ]


def record(
    register: Path,
    profile: Profile,
    output: Path,
    *,
    key: bytes,
    aside: Path | None = None,
    corrected: Path | None = None,
    show_values: bool = True,
    theme: Theme | None = None,
    progress: Progress | None = None,
) -> RecordedRegister:
    """Take a register in, and keep its records in a folder.

    Args:
        register: the register.
        profile: how it is read.
        output: the folder of record files.
        key: the office's secret.
        aside: the workbook for what is set aside; beside the folder by default, never in it.
        corrected: such a workbook, with corrections.
        show_values: whether the workbook shows what cells say.
        theme: the workbook's paper, fonts and colours.
        progress: as for :func:`~govdisclosure.intake.take_in`.

    Raises:
        UnreadableError: a file cannot be read, or the folder's files are not what an intake wrote.
    """
    corrections = read_corrections(corrected, register.name) if corrected else {}
    found = take_in(register, profile, key=key, corrections=corrections, progress=progress)
    book = aside or aside_of(register, output)
    return keep_intake(found, output, book, corrections=corrections, show_values=show_values, theme=theme)


def keep_intake(
    found: Intake,
    output: Path,
    book: Path,
    *,
    corrections: Corrections,
    show_values: bool = True,
    theme: Theme | None = None,
) -> RecordedRegister:
    """Keep the records of a register in a folder, and what was set aside in a workbook.

    Args:
        found: what was taken in.
        output: the folder of record files.
        book: the workbook.
        corrections: what was read in place of cells.
        show_values: whether the workbook shows what cells say.
        theme: the workbook's paper, fonts and colours.

    Raises:
        UnreadableError: a file cannot be written, or the folder's files are not what an intake wrote.
    """
    beside: dict[Path, Content] = {}
    if found.open:
        beside[book] = partial(write_asides, found, corrections=corrections, show_values=show_values, theme=theme)
    changes = store(found, output, beside=beside)
    file = output / f"{found.profile.kind.name}.csv"
    return RecordedRegister(intake=found, changes=changes, file=file, aside=book if found.open else None)


def aside_of(register: Path, output: Path) -> Path:
    """Return where the workbook of what was set aside is by default: beside the records, never among them."""
    return output.parent / f"{register.stem}.aside.xlsx"


def answers_of(register: Path, output: Path) -> Path:
    """Return where the workbook of a register's questions (对照表) is by default."""
    return output.parent / f"{register.stem}.对照表.xlsx"


def keep_answers(study: Study, answers: Mapping[str, str], book: Path, *, theme: Theme | None = None) -> None:
    """Write the workbook of a register's questions with the answers given so far."""
    with one_step() as step:
        step.put(book, partial(write_answers, study, answers, theme=theme))


def remembered_answers(kind: RecordKind, path: Path | None = None) -> dict[str, str]:
    """Return what was answered about registers of a kind before (去年的对照): question's key → value, to be proposed again.

    Args:
        kind: the kind of record.
        path: the file that they are kept in; ``~/.govdisclosure/answers.json`` by default.
    """
    try:
        kept = json.loads((path or _answers_kept()).read_text(encoding="utf-8"))[kind.name]
        return {key: value for key, value in kept.items() if isinstance(value, str)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # proposals only: without them the questions are asked as in the first year


def remember_answers(kind: RecordKind, answers: Mapping[str, str], path: Path | None = None) -> None:
    """Keep what was answered about a register of a kind for the next one, readable by its owner only.

    Raises:
        UnreadableError: it cannot be written.
    """
    place = path or _answers_kept()
    with one_step() as step:
        step.hold(place.parent)
        try:
            kept = dict(json.loads(place.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            kept = {}
        kept[kind.name] = {**remembered_answers(kind, place), **answers}
        step.put(place, (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode(), private=True)


def _answers_kept() -> Path:
    return Path.home() / ".govdisclosure" / "answers.json"


def office_secret(path: Path | None = None) -> tuple[bytes, Path | None]:
    """Return the office's secret; it is made once, readable by its owner only, away from the records.

    Args:
        path: its file; ``~/.govdisclosure/applicant.key`` by default.

    Returns:
        The secret, and its file where it was made just now.

    Raises:
        UnreadableError: the file holds fewer than 16 bytes.
    """
    place = path or Path.home() / ".govdisclosure" / "applicant.key"
    made = False
    if not place.exists():
        with one_step() as step:
            step.hold(place.parent)
            made = not place.exists()
            if made:  # by another run, meanwhile, otherwise: then its secret counts
                step.put(place, secrets.token_hex(32).encode(), private=True)
    secret = read_whole(place).strip()
    if len(secret) < 16:
        raise refused(place.name, "intake.key_short")
    return secret, place if made else None
