"""The public functions that need what is installed: ``read``, ``write``, ``load_standard``, ``available_standards``."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile, is_zipfile

import pytest
from attrs import evolve

from govdisclosure.consistency import check
from govdisclosure.errors import (
    GovDisclosureError,
    InvalidStandardError,
    NotFinalError,
    PluginError,
    UnknownFormatError,
    UnknownStandardError,
    UnreadableError,
)
from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.csv import CsvExporter
from govdisclosure.library import Library, available_standards, load_standard, read, using, write
from govdisclosure.messages import speaking
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.sources import gather
from govdisclosure.values import Blank, Kind, Period, Value

FORMATS = (".json", ".csv", ".xlsx", ".docx")
PROACTIVE: dict[str, Value] = {
    "disclosure.proactive": 946,
    "disclosure.proactive.items": 711,
    "disclosure.proactive.department_news": 172,
    "disclosure.proactive.key_areas": 16,
    "disclosure.proactive.public_opinion": 47,
}
ZEROS: dict[Kind, Value] = {Kind.COUNT: 0, Kind.YES_NO: False, Kind.TEXT: "无"}


def report(change: Mapping[str, Value] | None = None, **other: Any) -> Report:
    """A report that passes: 946 = 711 + 172 + 16 + 47, and nothing else happened."""
    standard = load_standard("cn-hengyang-2015")
    values = {address: ZEROS[spot.kind] for address, spot in standard.spots.items()} | PROACTIVE | dict(change or {})
    cells = {address: Cell(value=value) for address, value in values.items()}
    body = Body(id="hengyang-health", name="衡阳市卫生和计划生育委员会")
    return Report(standard=standard, body=body, period=Period.year(2015), cells=cells, **other)


def fit(change: Mapping[str, Value] | None = None, **other: Any) -> Report:
    """A report that is fit to publish: words in every part, and a date after its period."""
    words = {one.key: "本机关依法做好有关工作。" for one in load_standard("cn-hengyang-2015").text_sections}
    return report(change, **({"text": words, "signed": date(2016, 1, 20)} | other))


FAILED: dict[str, Value] = {"disclosure.proactive.items": 712}
INCOMPLETE: dict[str, Value] = {"services.cases": Blank.MISSING}
TEXT = "\n".join(
    [
        "某委2015年政府信息公开工作年度报告",
        *(f"{row.label} | {row.unit} | 无 |" for row in load_standard("cn-hengyang-2015").tables[0].rows),
    ]
)
SMALL = """\
id = "small"
edition = "1"
title = "{body}"
authority = "test"
sections = [{ key = "part", tables = ["table"] }]
[[tables]]
key = "table"
rows = [{ key = "cases", label = "办件量", unit = "件", entered = "count" }]
"""


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def written_status(path: Path) -> str:
    status: str = json.loads(path.read_text(encoding="utf-8"))["status"]
    return status


class TestLoadStandard:
    """A standard is named by its id, by the path of its file, or by a reference that joins several."""

    def test_takes_an_id(self) -> None:
        assert load_standard("cn-hengyang-2015").id == "cn-hengyang-2015"

    @pytest.mark.parametrize("name", ["small.toml", "small", "a+b.toml", "what?.toml"])
    @pytest.mark.parametrize("of", [str, Path])
    def test_takes_a_path_whatever_the_file_is_called(self, tmp_path: Path, name: str, of: type) -> None:
        assert load_standard(of(put(tmp_path / name, SMALL))).id == "small"

    def test_takes_a_reference(self) -> None:
        joined = load_standard("cn-2021+cn-2019:requests")
        assert joined.id == "cn-2021+cn-2019:requests"
        assert joined.spots.keys() > load_standard("cn-2019").spots.keys() & {"requests.received/total"}

    def test_takes_a_reference_to_files(self, tmp_path: Path) -> None:
        one, other = (put(tmp_path / f"{name}.toml", SMALL.replace("small", name)) for name in ("one", "other"))
        assert load_standard(f"{one}+{other}:table").id == "one+other:table"

    def test_names_the_nearest_of_an_unknown_id(self) -> None:
        with pytest.raises(UnknownStandardError) as error:
            load_standard("cn-hengyang-2016")
        assert "cn-hengyang-2015" in error.value.in_language("en")
        assert "cn-hengyang-2015" in error.value.in_language("zh")
        assert "cn-2021" not in error.value.in_language("en")

    def test_names_all_of_them_where_none_is_near(self) -> None:
        with pytest.raises(UnknownStandardError) as error:
            load_standard("ISO 8601")
        assert all(identity in str(error.value) for identity in available_standards())

    @pytest.mark.parametrize("name", ["", " ", "x" * 5000, "a\0b", ".", "/", "+", "cn-2021+", "?x=y"])
    def test_never_takes_what_is_no_name(self, name: str) -> None:
        with pytest.raises(UnknownStandardError):
            load_standard(name)

    def test_names_the_faults_of_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidStandardError) as error:
            load_standard(put(tmp_path / "faulty.toml", SMALL.replace('"count"', '"cuont"')))
        assert "faulty.toml" in str(error.value)

    def test_says_that_a_file_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidStandardError, match=r"nowhere\.toml"):
            load_standard(tmp_path / "nowhere.toml")


class TestAvailableStandards:
    """They are the ids of all that is installed, sorted."""

    def test_are_sorted(self) -> None:
        assert list(available_standards()) == sorted(available_standards())

    def test_are_the_files_that_come_with_the_package(self) -> None:
        names = [one.name for one in (files("govdisclosure") / "standards").iterdir()]
        assert set(available_standards()) >= {name.removesuffix(".toml") for name in names if name.endswith(".toml")}

    def test_can_all_be_loaded_under_their_id(self) -> None:
        assert [load_standard(one).id for one in available_standards()] == list(available_standards())


class TestRead:
    """The format is found by content, the standard by the labels; what the caller knows wins."""

    @pytest.mark.parametrize("name", ["report.json", "report.txt", "report", "report.docx", "report.XLSX"])
    def test_takes_json_whatever_the_file_is_called(self, tmp_path: Path, name: str) -> None:
        assert read(put(tmp_path / name, report().to_json())) == report()

    @pytest.mark.parametrize("name", ["page.txt", "page.json", "page.htm", "page"])
    def test_takes_text_whatever_the_file_is_called(self, tmp_path: Path, name: str) -> None:
        assert read(put(tmp_path / name, TEXT))["services.cases"] == 0

    @pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n  "])
    def test_takes_json_with_a_mark_or_blanks_before_it(self, tmp_path: Path, before: bytes) -> None:
        assert read(put(tmp_path / "x", before + report().to_json().encode())) == report()

    def test_takes_a_path_as_text(self, tmp_path: Path) -> None:
        assert read(str(put(tmp_path / "x", report().to_json()))) == report()

    @pytest.mark.parametrize("content", [TEXT, report().to_json()], ids=["text", "json"])
    def test_takes_body_and_period_from_the_caller(self, tmp_path: Path, content: str) -> None:
        found = read(put(tmp_path / "x", content), body="ours", period=Period.half(2015, 1))
        assert (found.body.id, found.period) == ("ours", Period.half(2015, 1))

    def test_keeps_the_bodys_name_from_json(self, tmp_path: Path) -> None:
        found = read(put(tmp_path / "x", report().to_json()), body="ours")
        assert found.body == Body(id="ours", name="衡阳市卫生和计划生育委员会")

    @pytest.mark.parametrize("content", ["办件量 | 件 | 31 |\n", report().to_json()], ids=["text", "json"])
    def test_takes_the_standard_from_the_caller(self, tmp_path: Path, content: str) -> None:
        small = put(tmp_path / "small.toml", SMALL)
        for standard in (load_standard(small), str(small)):
            found = read(put(tmp_path / "x", content), standard=standard, period=Period.year(2015))
            assert found.standard.id == "small"

    def test_opens_no_file_that_a_file_names(self, tmp_path: Path) -> None:
        small = put(tmp_path / "small.toml", SMALL)
        for reference in (str(small), f"cn-2021+{small}:table"):
            data = json.loads(report().to_json()) | {"standard": reference}
            with pytest.raises(UnknownStandardError):
                read(put(tmp_path / "x", json.dumps(data)))

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".docx"),
            ("report.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".docx"),
            ("report.png", b"\x89PNG\r\n\x1a\n", "picture"),
            ("report.jpg", b"\xff\xd8\xff\xe0", "picture"),
            ("report.docx", b"", "empty"),
        ],
    )
    def test_says_what_to_do_with_what_it_cannot_read(self, tmp_path: Path, name: str, data: bytes, words: str) -> None:
        with pytest.raises(UnreadableError) as error, speaking("en"):
            read(put(tmp_path / name, data))
        assert words in str(error.value)
        assert "\n" not in str(error.value)

    def test_says_what_it_knows_of_a_file_of_an_unknown_kind(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match=r"json, .*text"), speaking("en"):
            read(put(tmp_path / "x.bin", bytes(range(256))))

    def test_says_that_a_file_is_not_there_without_its_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError) as error:
            read(tmp_path / "nowhere.json")
        assert error.value.faults[0].where == "nowhere.json"
        assert str(tmp_path) not in str(error.value)

    def test_says_that_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError) as error:
            read(tmp_path)
        assert error.value.faults[0].where == tmp_path.name

    def test_says_that_it_has_no_name_for_a_failure(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(path: Path) -> bytes:
            raise OSError("no number")

        monkeypatch.setattr(Path, "read_bytes", fail)
        with pytest.raises(UnreadableError, match="OSError"):
            read(put(tmp_path / "x", TEXT))

    def test_opens_no_file_that_is_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = put(tmp_path / "x.json", b"{" + bytes(3 * 2**20))
        monkeypatch.setattr("govdisclosure.files.LARGEST_FILE", 2)
        monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
        with pytest.raises(UnreadableError, match=r"3.*2"):
            read(path)


class TestWrite:
    """The suffix tells the format; the file appears whole or not at all; a report with errors is a draft."""

    @pytest.mark.parametrize("suffix", [*FORMATS, ".XLSX", ".Json"])
    def test_takes_the_format_from_the_suffix(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"report{suffix}"
        write(report(), path)
        assert is_zipfile(path) is (suffix.lower() in (".xlsx", ".docx"))
        assert path.stat().st_size > 1000

    def test_takes_the_format_from_the_caller(self, tmp_path: Path) -> None:
        write(report(), tmp_path / "report.bak", format="json")
        assert read(tmp_path / "report.bak").cells == report().cells

    @pytest.mark.parametrize("name", ["report.foo", "report", ".json"])
    def test_names_the_formats_it_knows(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(UnknownFormatError) as error:
            write(report(), tmp_path / name)
        assert all(suffix in str(error.value) for suffix in FORMATS)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("suffix", FORMATS)
    @pytest.mark.parametrize("change", [{}, FAILED, INCOMPLETE], ids=["passed", "failed", "incomplete"])
    def test_writes_the_same_bytes_twice(self, tmp_path: Path, suffix: str, change: dict[str, Value]) -> None:
        paths = [tmp_path / f"{number}{suffix}" for number in range(2)]
        for path in paths:
            write(report(change), path)
        first, second = (path.read_bytes() for path in paths)
        assert first == second
        if is_zipfile(BytesIO(first)):  # whose clock has steps of two seconds
            assert {part.date_time for part in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}

    @pytest.mark.parametrize("change", [{}, FAILED, INCOMPLETE], ids=["passed", "failed", "incomplete"])
    def test_returns_the_verdict(self, tmp_path: Path, change: dict[str, Value]) -> None:
        assert write(report(change), tmp_path / "x.json") == check(report(change))

    def test_keeps_the_status_of_a_report_without_errors(self, tmp_path: Path) -> None:
        for status in ("draft", "final"):
            write(report(status=status), tmp_path / "x.json")
            assert written_status(tmp_path / "x.json") == status

    def test_makes_a_report_final_where_asked(self, tmp_path: Path) -> None:
        write(fit(), tmp_path / "x.json", final=True)
        assert written_status(tmp_path / "x.json") == "final"

    @pytest.mark.parametrize(
        ("change", "other", "reason"),
        [
            (FAILED | {"services.cases": -1}, {}, "final.errors"),
            (INCOMPLETE, {}, "final.missing"),
            ({}, {"text": {}}, "final.text"),
            ({}, {"signed": None}, "final.date"),
            ({}, {"signed": date(2015, 6, 30)}, "final.period"),
        ],
    )
    def test_makes_no_report_final_that_is_not_fit_to_publish(
        self, tmp_path: Path, change: dict[str, Value], other: dict[str, Any], reason: str
    ) -> None:
        with pytest.raises(NotFinalError) as error:
            write(fit(change, **other), tmp_path / "x.json", final=True)
        reasons: Any = error.value.facts["reasons"]
        assert reason in [one.key for one in reasons]
        assert list(tmp_path.iterdir()) == []

    def test_makes_a_report_with_errors_a_draft(self, tmp_path: Path) -> None:
        write(report(FAILED, status="final"), tmp_path / "x.json")
        assert written_status(tmp_path / "x.json") == "draft"

    def test_leaves_the_report_as_it_was(self, tmp_path: Path) -> None:
        given = report(FAILED, status="final")
        write(given, tmp_path / "x.docx")
        assert given == report(FAILED, status="final")

    def test_lets_others_read_the_file_as_the_mask_has_it(self, tmp_path: Path) -> None:
        mask = os.umask(0o027)
        try:
            write(report(), tmp_path / "x.json")
        finally:
            os.umask(mask)
        assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o640

    def test_makes_the_folder_it_writes_into(self, tmp_path: Path) -> None:
        write(report(), tmp_path / "new" / "folder" / "x.json")
        assert read(tmp_path / "new" / "folder" / "x.json") == report()

    def test_says_that_a_file_is_in_the_place_of_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_bytes(b"")
        with pytest.raises(UnreadableError) as error:
            write(report(), tmp_path / "taken" / "x.json")
        assert error.value.faults[0].where == "x.json"
        assert str(tmp_path) not in str(error.value)

    def test_writes_over_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "x.json").mkdir()
        with pytest.raises(UnreadableError):
            write(report(), tmp_path / "x.json")
        assert [one.name for one in tmp_path.iterdir()] == ["x.json"]

    def test_says_that_a_name_is_too_long(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            write(report(), tmp_path / f"{'x' * 300}.json")
        assert list(tmp_path.iterdir()) == []


class TestBeside:
    """What stands beside a report on its way out: earlier reports, its bodies' reports, its records."""

    @pytest.fixture
    def given(self) -> Iterator[list[PublishedReport]]:
        """What an exporter is given."""
        found: list[PublishedReport] = []

        class Noting:
            name, suffixes, labels = "noting", (".noted",), ("记录", "noting")

            def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
                found.append(publication)
                stream.write(b"noted")

        with_noting = Library([])
        with_noting.register(Noting())
        with using(with_noting):
            yield found

    def test_is_nothing_by_default(self, given: list[PublishedReport], tmp_path: Path) -> None:
        write(report(), tmp_path / "r.noted")
        (publication,) = given
        assert (publication.earlier, publication.parts, publication.records) == ((), {}, None)

    def test_is_handed_to_the_exporter(self, given: list[PublishedReport], tmp_path: Path) -> None:
        before, long_ago = (evolve(report(), period=Period.year(year)) for year in (2014, 2011))
        records = [Body(id="b")]
        write(report(), tmp_path / "r.noted", previous=iter([long_ago, before]), parts={"x": before}, records=records)
        (publication,) = given
        assert publication.earlier == (before, long_ago)  # the latest first
        assert publication.parts == {"x": before}
        assert publication.records == gather(records)

    def test_lets_the_check_look_back_one_year_and_no_further(self, given: list[PublishedReport], tmp_path: Path) -> None:
        before, long_ago = (evolve(report(), period=Period.year(year)) for year in (2014, 2011))
        verdict = write(report(), tmp_path / "r.noted", previous=[long_ago, before])
        assert verdict.previous == (before,)


class Failing:
    """An exporter that fails half-way."""

    name = "failing"
    suffixes = (".half",)
    labels = ("半途而废", "failing half-way")

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        stream.write(b"half")
        raise self.error


class TestAtomicity:
    """An exporter that fails leaves no file, and what stood there stays."""

    @contextmanager
    def use(self, error: BaseException) -> Iterator[None]:
        failing = Library([])
        failing.register(Failing(error))
        with using(failing):
            yield

    @pytest.mark.parametrize("error", [ValueError("ours"), SystemExit(3), KeyboardInterrupt()], ids=repr)
    def test_leaves_no_file(self, tmp_path: Path, error: BaseException) -> None:
        with self.use(error), pytest.raises(PluginError):  # no interruption of the user's own
            write(report(), tmp_path / "x.half")
        assert list(tmp_path.iterdir()) == []

    def test_leaves_what_stood_there(self, tmp_path: Path) -> None:
        path = put(tmp_path / "x.half", "whole")
        with self.use(ValueError("ours")), pytest.raises(PluginError, match="ours"):
            write(report(), path)
        assert path.read_text() == "whole"
        assert list(tmp_path.iterdir()) == [path]

    def test_is_an_error_of_ours_where_the_disk_is_full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(CsvExporter, "write", Failing(OSError(28, "No space left on device")).write)
        with pytest.raises(UnreadableError, match="No space left") as error:
            write(report(), tmp_path / "x.csv")
        assert isinstance(error.value, GovDisclosureError)
        assert list(tmp_path.iterdir()) == []
