"""Nothing about a person enters a message: whatever stands in whatever cell, only its length and shape are told.

A column that slipped by one puts names and numbers under any heading, so each value is planted in every cell of every file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from govdisclosure.consistency import check
from govdisclosure.errors import GovDisclosureError
from govdisclosure.messages import Message
from govdisclosure.reconciliation import reconcile
from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind
from govdisclosure.records.record import Field
from govdisclosure.report import Finding
from govdisclosure.sources import read_folder
from govdisclosure.standards import load_text
from govdisclosure.tabulation import tabulate
from govdisclosure.values import Period

IDENTITY, PHONE, CARD, NAME = "430404199001011234", "13800138000", "6222021234567890123", "张三丰"
PLANTED = (IDENTITY, PHONE, CARD, NAME, f"{NAME} {PHONE}", f"{NAME}({IDENTITY})", "43040419900101123X")
SECRETS = (IDENTITY, PHONE, CARD, NAME, "43040419900101123")
STANDARD_FILE = "cn-hengyang-2015.toml"
STANDARD = load_text((files("govdisclosure") / "standards" / STANDARD_FILE).read_text(encoding="utf-8"), name=STANDARD_FILE)

RIGHT = {
    FieldType.DATE: "2015-06-01",
    FieldType.NUMBER: "1",
    FieldType.FLAG: "true",
    FieldType.MONEY: "1.00",
    FieldType.PERIOD: "2015",
    FieldType.TEXT: "1",
}


def right(field: Field, number: int) -> str:
    """A value that fits its field; ids of parents lead to the first record of their kind."""
    if field.words is not None:
        return str(next(iter(field.words)).value)
    if field.type is FieldType.ID:
        return {"id": f"x{number}", "body": "b", "successor": "c"}.get(field.name, "x0")
    return RIGHT[field.type]


def line(kind: RecordKind, number: int) -> dict[str, str]:
    return {name: right(field, number) for name, field in kind.fields.items()}


def written(kind: RecordKind, lines: list[dict[str, str]]) -> str:
    return "\n".join([",".join(kind.fields), *(",".join(one.values()) for one in lines)]) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one right line in each file."""
    folder = tmp_path_factory.mktemp("records")
    for name, kind in RECORD_KINDS.items():
        (folder / f"{name}.csv").write_text(written(kind, [line(kind, 0)]), encoding="utf-8")
    return folder


def said(folder: Path) -> Iterator[Message]:
    """Every sentence that comes of reading, tabulating, checking and holding against each other."""

    def of(findings: tuple[Finding, ...]) -> Iterator[Message]:
        for finding in findings:
            yield finding.message
            yield from (Message.literal(text) for text in (*finding.where, *finding.cells, finding.rule))

    try:
        records = read_folder(folder)
        yield from of(records.findings)
        for body in (None, "b"):
            try:
                report = tabulate(records, STANDARD, period=Period.year(2015), body=body)
            except GovDisclosureError as error:
                yield error.sentence
                continue
            yield from of(check(report).findings)
            yield from (one.sentence for one in reconcile(report, records).differences)
    except GovDisclosureError as error:
        yield error.sentence


def leaks(folder: Path) -> list[tuple[str, str]]:
    sentences = [words for sentence in said(folder) for words in (sentence.zh, sentence.en)]
    return [(secret, words) for words in sentences for secret in SECRETS if secret in words]


@contextmanager
def changed(folder: Path, texts: Mapping[str, str]) -> Iterator[None]:
    """A folder with other text in some of its files, for a while."""
    before = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in texts}
    try:
        for name, text in texts.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        yield
    finally:
        for name, text in before.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")


CELLS = [(name, column) for name, kind in RECORD_KINDS.items() for column in kind.fields]


class TestPrivacy:
    """Planted identity numbers, phones, bank cards and names never come out, in either language."""

    def test_starts_from_a_folder_without_faults(self, folder: Path) -> None:
        assert read_folder(folder).findings == ()

    @pytest.mark.parametrize(("name", "column"), CELLS, ids=[f"{name}.{column}" for name, column in CELLS])
    def test_holds_for_every_cell(self, folder: Path, name: str, column: str) -> None:
        kind = RECORD_KINDS[name]
        planted = [{**line(kind, number), column: one} for number, one in enumerate((*PLANTED, *PLANTED), 1)]  # ids repeated
        with changed(folder, {name: written(kind, [line(kind, 0), *planted])}):
            assert leaks(folder) == []

    @pytest.mark.parametrize("name", RECORD_KINDS)
    def test_holds_for_the_header_and_for_a_cell_too_many(self, folder: Path, name: str) -> None:
        right = (folder / f"{name}.csv").read_text(encoding="utf-8")
        for text in (
            right.replace("id", NAME, 1),
            right.replace("id", IDENTITY, 1),
            right.replace("id", f"id,{PHONE}", 1),
            f"{CARD}\n{right}",
            f"{right.rstrip()},{NAME}\n",
            f"{right}{IDENTITY}\n",
            f'{right}"{NAME}\n',
        ):
            with changed(folder, {name: text}):
                assert leaks(folder) == []

    def test_holds_for_answers_that_do_not_fit_their_requests(self, folder: Path) -> None:
        requests, answers = RECORD_KINDS["request"], RECORD_KINDS["response"]
        nothing = dict.fromkeys(("received", "closed", "outcome", "due", "extended", "arrived", "confirmed"), "")
        for days in ({"received": "2015-07-01"}, {}, {"received": "2015-01-01", "closed": "2015-02-01", "outcome": "granted"}):
            asked = [{**line(requests, 1), **nothing, **days, "id": planted} for planted in PLANTED]
            given = [{**line(answers, 1), "id": planted, "request": planted, "redecides": ""} for planted in PLANTED]
            with changed(folder, {"request": written(requests, asked), "response": written(answers, given)}):
                assert list(said(folder))
                assert leaks(folder) == []
