"""Reports hold aggregates only: nothing about a person, and no path, comes out in a document, a message or a report.

``tests/sources/test_privacy.py`` plants values in every cell of every record file and looks at messages; here they are planted
in every field that takes free signs, and the documents are opened.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from tests.made_fonts import LAID_OUT

from govdisclosure import (
    GovDisclosureError,
    Report,
    available_standards,
    check,
    load_standard,
    open_tables,
    read_folder,
    reconcile,
    scan_folder,
    tabulate,
    write,
)
from govdisclosure.cli import main
from govdisclosure.library import default_library
from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind
from govdisclosure.records.record import Field
from govdisclosure.values import Period

IDENTITY, PHONE, NAME = "430404199001011234", "13800138000", "张三丰"
SECRETS = (IDENTITY, PHONE, NAME)
ID = f"{NAME}-{IDENTITY}-{PHONE}"
RIGHT = {
    FieldType.DATE: "2015-06-01",
    FieldType.NUMBER: "1",
    FieldType.FLAG: "true",
    FieldType.MONEY: "1.00",
    FieldType.PERIOD: "2015",
}
BODIES = ("body", "parent", "successor", "addressed_to", "handled_by", "forwarded_to")
KINDS = {name: kind for name, kind in RECORD_KINDS.items() if name not in ("body", "entry")}


def planted(kind: RecordKind, field: Field, number: int) -> str:
    """A value that fits the field, and is about a person wherever the field takes free signs."""
    if field.name in BODIES or field.name == kind.owner:
        return "theirs" if field.name == "successor" else "ours"
    if field.words is not None:
        words = list(field.words)
        return str(words[number % len(words)].value)
    return RIGHT.get(field.type, f"{ID}-{number}" if field.name == "id" else ID)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of every kind, in a folder whose name is a person's."""
    folder = tmp_path_factory.mktemp("x") / ID
    folder.mkdir()
    for name, kind in KINDS.items():
        lines = [{field: planted(kind, one, number) for field, one in kind.fields.items()} for number in range(12)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(kind.fields))
            writer.writeheader()
            writer.writerows(lines)
    return folder


def leaks(content: bytes | str) -> list[str]:
    """The secrets that stand in a document, office documents unpacked."""
    if isinstance(content, bytes) and is_zipfile(BytesIO(content)):
        archive = ZipFile(BytesIO(content))
        content = b"\n".join([name.encode() + archive.read(name) for name in archive.namelist()])
    text = content if isinstance(content, str) else content.decode("utf-8-sig", "replace")
    return [secret for secret in (*SECRETS, json.dumps(NAME)[1:-1]) if secret in text]


def made(folder: Path, standard: str) -> Report:
    return tabulate(read_folder(folder), load_standard(standard), period=Period.year(2015), body="ours")


class TestTheSearch:
    """It finds what is there."""

    @pytest.mark.parametrize("content", [ID, ID.encode(), json.dumps({"id": ID}), ID.encode("utf-8-sig")])
    def test_in_plain_content(self, content: bytes | str) -> None:
        assert leaks(content)

    def test_in_an_archive(self) -> None:
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            archive.writestr("part.xml", f"<t>{ID}</t>")
        assert leaks(stream.getvalue()) == list(SECRETS)

    def test_among_records_that_count(self, folder: Path) -> None:
        report = made(folder, "cn-hengyang-2015")
        assert report["services.cases"] == 12
        assert len(report.notes) > 3  # late requests, unknown parents: findings that could name records


@pytest.mark.parametrize("standard", available_standards())
class TestReports:
    """What stands in the records' ids, references and case numbers stands in no report, whatever the standard."""

    @pytest.mark.parametrize("name", [name for name in default_library().exporters if name not in LAID_OUT])
    def test_come_without_it_in_every_format(self, folder: Path, tmp_path: Path, standard: str, name: str) -> None:
        write(made(folder, standard), tmp_path / "report", format=name)
        assert leaks((tmp_path / "report").read_bytes()) == []

    def test_come_without_it_as_objects(self, folder: Path, standard: str) -> None:
        report = made(folder, standard)
        assert leaks(report.to_json()) == []
        assert leaks(repr((report.cells, report.text, report.notes, report.unread, report.made_by, report.body))) == []

    def test_are_checked_and_recomputed_without_it(self, folder: Path, standard: str) -> None:
        report = made(folder, standard)
        verdict = check(report, previous=[report])
        assert leaks(repr((verdict.findings, verdict.missing))) == []
        assert leaks(repr(reconcile(report, read_folder(folder)).remarks)) == []


class TestCommands:
    """Nor does it stand in anything that the command line prints."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_print_nothing_of_it(self, folder: Path, tmp_path: Path, lang: str) -> None:
        report = tmp_path / "report.json"
        options = ["--standard", "cn-hengyang-2015", "--year", "2015", "--body", "ours"]
        for arguments in (
            ["tabulate", str(folder), *options],
            ["tabulate", str(folder), *options, "-o", str(report)],
            ["check", str(report)],
            ["check", str(report), "--json"],
            ["verify", str(report), "--records", str(folder)],
        ):
            out, err = StringIO(), StringIO()
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
                main(["--lang", lang, *arguments])
            assert end.value.code == 0
            assert leaks(out.getvalue() + err.getvalue()) == []


class TestTables:
    """Nor does it come out of tables: a table may hold anything in any column, and what is wrong with it is said without it."""

    @pytest.mark.parametrize("standard", available_standards())
    def test_make_reports_without_it(self, folder: Path, standard: str) -> None:
        found = tabulate(scan_folder(folder), load_standard(standard), period=Period.year(2015), body="ours")
        assert leaks(found.to_json()) == []

    @pytest.mark.parametrize("field", [name for name in RECORD_KINDS["request"].fields if name != "body"])
    @pytest.mark.parametrize("standard", available_standards())
    def test_say_what_is_wrong_without_it(self, field: str, standard: str) -> None:
        values = [planted(RECORD_KINDS["request"], one, 0) for one in RECORD_KINDS["request"].fields.values()]
        kinds = RECORD_KINDS["request"].fields.values()
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute(f"create table request ({', '.join(one.name for one in kinds)})")
            planted_here = [ID if one.name == field else value for one, value in zip(kinds, values, strict=True)]
            for _ in range(2 if field == "id" else 1):
                connection.execute(f"insert into request values ({', '.join('?' * len(planted_here))})", planted_here)  # noqa: S608
            try:
                report = tabulate(open_tables(connection), load_standard(standard), period=Period.year(2015), body="ours")
            except GovDisclosureError as error:
                said = f"{error.in_language('zh')} {error.in_language('en')}"
            else:
                said = report.to_json()
        assert leaks(said) == []
