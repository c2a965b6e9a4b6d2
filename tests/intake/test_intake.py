"""An office's register becomes records; nothing is guessed, nothing is lost."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from govdisclosure import read_folder
from govdisclosure.cli.main import cli
from govdisclosure.errors import UnreadableError
from govdisclosure.intake import Intake, read_sheets, store, take_in
from govdisclosure.intake.aside_workbook import read_corrections
from govdisclosure.intake.days import CERTAIN_FORMS, FORM_NAMES, day_of, marked, month_in, year_in
from govdisclosure.library import default_library, load_profile
from govdisclosure.testing.made_documents import package

ROOT = Path(__file__).parents[2]
KEY = b"0123456789abcdef"
PROFILE = """
kind = "engagement"
body = "office"
exclude = ["合计", "注:*"]
ignore = ["姓名"]
year = "file"
many = ["件数"]
[fields.id]
headings = ["编号"]
[fields.kind]
headings = ["类别"]
words = { "咨询" = "enquiry", "投诉" = "complaint" }
[fields.channel]
value = "counter"
[fields.received]
headings = ["日期"]
forms = ["2024.3.5", "3月5日"]
[fields.replied]
headings = ["回复"]
forms = ["2024.3.5", "3月5日", "serial"]
[fields.attendances]
headings = ["人次"]
"""
CELLS = ["", "A-1", "A-1-2", "咨询", "3月5日", "2024.2.30", "2", "合计", "13900000000"]
HEAD = "编号,类别,日期,回复,人次,件数,姓名"


def taken(folder: Path, lines: str, *, name: str = "2024.csv", coding: str = "utf-8") -> Intake:
    (folder / "p.toml").write_text(PROFILE, encoding="utf-8")
    (folder / name).write_text(lines, encoding=coding)
    return take_in(folder / name, load_profile(folder / "p.toml"), key=KEY)


def reasons(found: Intake) -> list[str]:
    return [f"{one.column}{one.row} {one.reason.zh}" for one in found.asides]


def balanced(found: Intake) -> bool:
    return found.lines == found.taken + found.set_aside + sum(found.excluded.values())


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    spec = importlib.util.spec_from_file_location("make_registers", ROOT / "examples/registers/make_registers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make(tmp_path / "registers")
    return tmp_path / "registers"


class TestLines:
    """Lines read = records + set aside + excluded (读到 = 采集 + 待核 + 排除)."""

    def test_are_taken_set_aside_or_excluded(self, tmp_path: Path) -> None:
        lines = ["A-1,咨询,3月5日,2024.3.6,2,1,某甲", "A-2,其他,3月5日,,,1,", "合计,,,,2,,", "注:某某,,,,,,", ",,,,,,"]
        found = taken(tmp_path, "\n".join([HEAD, *lines]))
        assert (found.lines, found.taken, found.set_aside, dict(found.excluded)) == (4, 1, 1, {"exclude": 2})
        assert found.records == (
            {
                "body": "office",
                "id": "A-1",
                "kind": "enquiry",
                "channel": "counter",
                "received": "2024-03-05",
                "replied": "2024-03-06",
                "attendances": "2",
            },
        )

    @given(st.lists(st.tuples(*[st.sampled_from(CELLS)] * 6), max_size=8))
    def test_balance_whatever_stands_in_them(
        self, tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, ...]]
    ) -> None:
        text = "\n".join([HEAD, *(",".join((*line, "")) for line in lines)])
        found = taken(tmp_path_factory.mktemp("lines"), text)
        assert balanced(found)
        ids = [one["id"] for one in found.records]
        assert len(set(ids)) == len(ids)

    def test_standing_for_several_become_several(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD}\nA-1,咨询,3月5日,,,3,\nA-2,咨询,3月5日,,,许多,\n")
        assert [one["id"] for one in found.records] == ["A-1", "A-1-2", "A-1-3"]
        assert balanced(found)
        assert reasons(found) == ["F3 件数应为1至999的整数"]

    def test_with_one_id_are_all_set_aside(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD}\nA-1,咨询,3月5日,,,1,\nA-1,投诉,3月5日,,,1,\n")
        assert (found.records, found.set_aside) == ((), 2)

    def test_whose_split_id_is_another_lines_own_are_set_aside(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD}\nA-1,咨询,3月5日,,,2,\nA-1-2,投诉,3月5日,,,1,\nB-1,咨询,3月5日,,,1,\n")
        assert [one["id"] for one in found.records] == ["B-1"]
        assert balanced(found)

    def test_with_days_in_an_impossible_order_are_set_aside(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD}\nA-1,咨询,12月28日,1月5日,,1,\n")  # the year of the file is not the reply's
        assert (found.records, found.set_aside) == ((), 1)

    def test_under_an_unknown_heading_are_told_of(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD},来源\nA-1,咨询,3月5日,,,1,,某处\n")
        assert (found.taken, found.set_aside, found.unknown_headings, found.open) == (1, 0, 1, 1)

    def test_without_a_head_are_set_aside(self, tmp_path: Path) -> None:
        found = taken(tmp_path, "甲,乙\n1,2\n")
        assert (found.lines, found.set_aside) == (2, 2)

    def test_that_repeat_the_head_are_excluded(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"台账\n{HEAD}\nA-1,咨询,3月5日,,,1,\n{HEAD}\n")
        assert dict(found.excluded) == {"head": 1}

    def test_merged_with_the_next_are_set_aside(self, tmp_path: Path) -> None:
        (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
        book = Workbook()
        page = book.worksheets[0]
        for line in (HEAD.split(","), ["A-1", "咨询", "3月5日", "3月6日", "", 1, ""], ["A-2", "咨询", "3月5日", "", "", 1, ""]):
            page.append(line)
        page.merge_cells("D2:D3")
        book.save(tmp_path / "2024.xlsx")
        found = take_in(tmp_path / "2024.xlsx", load_profile(tmp_path / "p.toml"), key=KEY)
        assert (found.records, found.set_aside) == ((), 2)

    def test_of_one_heading_twice_leave_the_field_open(self, tmp_path: Path) -> None:
        found = taken(tmp_path, f"{HEAD},回复\nA-1,咨询,3月5日,3月6日,,1,,3月7日\n")
        assert "replied" not in found.records[0]
        assert found.unknown_headings == 2


class TestExamples:
    """The ready profiles take in the made-up registers; days and outcomes are those that a reader sees."""

    def test_of_requests(self, registers: Path) -> None:
        found = take_in(registers / "2024年申请台账.xlsx", load_profile("request-register"), key=KEY)
        shown = [
            (one["id"], one.get("arrived"), one["received"], one.get("closed"), one.get("outcome")) for one in found.records
        ]
        assert shown == [
            ("2024-001", "2023-12-28", "2024-01-03", "2024-01-20", "granted_in_part"),
            ("2024-002", None, "2024-01-05", "2024-01-30", "granted"),
            ("2024-003", None, "2024-01-10", "2024-02-06", "does_not_exist"),  # 45301 is 2024-01-10
            ("2024-003-2", None, "2024-01-10", "2024-02-06", "does_not_exist"),
            ("2024-006", None, "2024-02-20", None, None),
        ]
        assert (found.lines, found.taken, found.set_aside, dict(found.excluded)) == (9, 4, 2, {"exclude": 3})
        assert [(one.sheet, f"{one.column}{one.row}") for one in found.asides] == [("2月", "C4"), ("2月", "F5")]

    def test_of_a_website(self, registers: Path) -> None:
        found = take_in(registers / "网站导出.xls", load_profile("site-export"), key=KEY)
        assert [(one["id"], one["first_published"]) for one in found.records] == [("XX-1", "2024-03-05")]
        assert found.set_aside == 1

    def test_of_orders(self, registers: Path) -> None:
        found = take_in(registers / "12345工单.csv", load_profile("hotline-12345"), key=KEY)
        assert [(one["id"], one["received"], one.get("replied")) for one in found.records] == [
            ("S-1", "2024-12-30", "2025-01-06"),
            ("S-2", "2024-12-31", None),
        ]
        assert found.taken == 3

    def test_of_a_counter(self, registers: Path) -> None:
        found = take_in(registers / "2024登记簿.txt", load_profile("counter-log"), key=KEY)
        assert [(one["received"], one["replied"]) for one in found.records] == [("2024-03-05", "2024-03-06")]

    def test_have_profiles_without_faults(self) -> None:
        assert {load_profile(name).body for name in default_library().profiles} == {"office"}


class TestDays:
    """Only the forms that the profile names are read (日期写法)."""

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("2024.3.5", date(2024, 3, 5)),
            ("2024 . 3 . 5", date(2024, 3, 5)),
            ("2024-03-05 09:30", date(2024, 3, 5)),
            ("2024年3月5日", date(2024, 3, 5)),
            ("3月5日", date(2023, 3, 5)),
            ("20240305", date(2024, 3, 5)),
            ("45356", date(2024, 3, 5)),
            (45356.5, date(2024, 3, 5)),
            ("2024.2.30", None),
            ("24.3.5", None),
            ("3.5", None),
            ("5", None),
            ("99999", None),
            ("2024年3月", None),
        ],
    )
    def test_are_read_or_not(self, text: object, wanted: date | None) -> None:
        assert day_of(text, CERTAIN_FORMS, 2023) == wanted

    @pytest.mark.parametrize(
        ("text", "form", "wanted"),
        [
            ("24.3.5", "24.3.5", date(2024, 3, 5)),
            ("3.5", "3.5", date(2023, 3, 5)),
            (3.5, "3.5", None),  # 3.10 is 3.1 as a number
            ("2024年3月", "2024年3月", date(2024, 3, 31)),
            (2024.1, "2024年3月", None),
            ("2月", "3月", date(2023, 2, 28)),
            ("13月", "3月", None),
            ("至2027年6月30日", "2024年3月5日", date(2027, 6, 30)),
            ("2024年3月5号", "2024年3月5日", date(2024, 3, 5)),
        ],
    )
    def test_that_can_be_read_in_two_ways_are_read_where_the_form_is_named(
        self, text: object, form: str, wanted: date | None
    ) -> None:
        assert day_of(text, [form], 2023) == wanted

    def test_without_a_year_need_one(self) -> None:
        assert day_of("3月5日", FORM_NAMES, None) is None
        assert day_of("45356", ["2024.3.5"], None) is None

    def test_in_one_cell_are_told_apart_by_their_words(self) -> None:
        wanted = ((date(2023, 12, 28), "收"), (date(2024, 1, 3), "确认"))
        for comma in (",", "\uff0c", "、", "\n", "\uff1b"):
            assert marked(f"2023.12.28收{comma}2024.1.3确认", FORM_NAMES, None) == wanted
        assert marked("2023.12.28收，1.3确认", FORM_NAMES, None) is None
        assert marked("2023.12.28收，", FORM_NAMES, None) is None

    def test_take_a_year_only_where_one_is_named(self) -> None:
        assert [year_in(one) for one in ("2024年台账", "2023-2024", "1月", "编号120245")] == [2024, None, None, None]


class TestFiles:
    """The content decides what a file is; what cannot be read gets one line."""

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "not a spreadsheet"),
            (b"{\\rtf1 a}", "not a spreadsheet"),
            (b"\x89PNG\r\n", "not a spreadsheet"),
            (package({"word/document.xml": "<x/>"}), "not a spreadsheet"),
        ],
    )
    def test_of_other_kinds_say_what_they_are_and_what_to_do(self, data: bytes, words: str, tmp_path: Path) -> None:
        (tmp_path / "a.xls").write_bytes(data)
        with pytest.raises(UnreadableError, match=words):
            read_sheets(tmp_path / "a.xls")

    def test_of_wps_tables_are_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.et").write_bytes((Path(__file__).parents[1] / "formats" / "files" / "quirks.xls").read_bytes())
        assert read_sheets(tmp_path / "a.et")[0].height > 1

    @pytest.mark.parametrize("data", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", b"\xff\x00\xff", b'"a\nb'])
    def test_that_are_broken_are_refused(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.xls").write_bytes(data)
        with pytest.raises(UnreadableError):
            read_sheets(tmp_path / "a.xls")

    def test_that_are_absent_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            read_sheets(tmp_path / "a.xls")

    def test_of_web_tables_keep_spans(self, tmp_path: Path) -> None:
        page = "<table><tr><td rowspan=2>a<td colspan='x'>b<br>c</tr><tr><td>d</table>"
        (tmp_path / "a.xls").write_text(page, encoding="utf-8")
        (sheet,) = read_sheets(tmp_path / "a.xls")
        assert (list(sheet.read()), sheet.merged) == ([["a", "b\nc"], ["", "d"]], ((0, 0, 1, 0),))

    @pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030", "utf-16"])
    def test_of_text_are_read_in_each_coding(self, coding: str, tmp_path: Path) -> None:
        assert taken(tmp_path, f"{HEAD}\nA-1,咨询,3月5日,,,1,\n", coding=coding).taken == 1


class TestProfile:
    """A profile's faults are all named, each with its key."""

    def test_names_every_fault(self, tmp_path: Path) -> None:
        text = """
kind = "request"
colour = 1
sheets = "x"
head_rows = 9
year = "moon"
[fields.id]
[fields.applicant]
headings = ["a"]
words = { "公民" = "person", "公 民" = "other", "公民 " = "business" }
[fields.applicant_ref]
headings = ["b"]
[fields.received]
headings = ["c"]
forms = ["5/3/24"]
[fields.phone]
headings = ["d"]
"""
        (tmp_path / "p.toml").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError) as caught:
            load_profile(tmp_path / "p.toml")
        assert {one.field for one in caught.value.faults} == {
            "colour",
            "sheets",
            "head_rows",
            "year",
            "fields.id.headings",
            "fields.applicant.words.公民",
            "fields.applicant.words.公民 ",
            "fields.applicant_ref.keyed",
            "fields.received.forms",
            "fields.phone",
            "fields.channel",
            "fields.body",
        }

    @pytest.mark.parametrize("text", ['kind = "moon"', "kind = "])
    def test_of_no_kind_or_no_toml_is_refused(self, text: str, tmp_path: Path) -> None:
        (tmp_path / "p.toml").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableError):
            load_profile(tmp_path / "p.toml")


class TestPrivacy:
    """Names, telephones, identity numbers and cards come out nowhere, whichever column they slipped into."""

    SECRETS = ("欧阳某某", "13912345678", "430401199001011234", "6222021234567890123")

    @pytest.mark.parametrize("column", range(7))
    @pytest.mark.parametrize("secret", SECRETS)
    def test_holds_in_every_column(self, column: int, secret: str, tmp_path: Path) -> None:
        line = ["A-1", "咨询", "3月5日", "", "", "1", "某甲"]
        line[column] = secret
        (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
        (tmp_path / "2024.csv").write_text(f"{HEAD}\n{','.join(line)}\n", encoding="utf-8")
        told = ["intake", str(tmp_path / "2024.csv"), "--profile", str(tmp_path / "p.toml")]
        told += ["-o", str(tmp_path / "out"), "--key", str(tmp_path / "key")]
        result = CliRunner().invoke(cli, told, standalone_mode=False)
        assert result.exception is None
        assert secret not in result.output
        for file in (tmp_path / "out").iterdir():
            if file.suffix == ".xlsx":
                cells = [str(cell) for row in load_workbook(file).worksheets[0].iter_rows(values_only=True) for cell in row]
                assert not any(secret in cell for cell in cells)
            else:
                assert secret not in file.read_text(encoding="utf-8")

    def test_makes_references_that_need_the_key(self, registers: Path) -> None:
        profile = load_profile("request-register")
        first, again, other = (take_in(registers / "2024年申请台账.xlsx", profile, key=key) for key in (KEY, KEY, KEY * 2))
        refs = [[one["applicant_ref"] for one in found.records] for found in (first, again, other)]
        assert refs[0] == refs[1]
        assert not set(refs[0]) & set(refs[2])


class TestStore:
    """The same register twice adds nothing; a changed line shows as changed; what is set aside makes figures provisional."""

    LINES = f"{HEAD}\nA-1,咨询,3月5日,,,1,\nA-2,咨询,3月5日,,,1,\n"

    def test_is_idempotent_and_shows_changes(self, tmp_path: Path) -> None:
        folder = tmp_path / "records"
        first = store(taken(tmp_path, self.LINES), folder)
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        again = store(taken(tmp_path, self.LINES), folder)
        assert (len(first.added), again.added, again.changed, again.same) == (2, (), (), 2)
        assert before == {file.name: file.read_bytes() for file in folder.iterdir()}
        later = store(taken(tmp_path, self.LINES.replace("A-1,咨询", "A-1,投诉").replace("A-2", "A-3")), folder)
        assert (later.changed, later.added, later.removed) == (("A-1",), ("A-3",), ("A-2",))

    def test_refuses_another_registers_record_that_differs(self, tmp_path: Path) -> None:
        store(taken(tmp_path, self.LINES), tmp_path / "records")
        with pytest.raises(UnreadableError):
            store(taken(tmp_path, self.LINES.replace("咨询", "投诉"), name="2024b.csv"), tmp_path / "records")

    def test_says_how_much_is_set_aside(self, tmp_path: Path) -> None:
        store(taken(tmp_path, self.LINES.replace("A-1,咨询", "A-1,某事")), tmp_path / "records")
        assert read_folder(tmp_path / "records").set_aside == 1
        (tmp_path / "records/intake.json").write_text("[]", encoding="utf-8")
        with pytest.raises(UnreadableError):
            read_folder(tmp_path / "records")
        with pytest.raises(UnreadableError):
            store(taken(tmp_path, self.LINES), tmp_path / "records")


class TestCommand:
    """``govdisclosure intake``: set aside, corrected in the workbook, taken in again."""

    def run(self, *told: str | Path) -> Any:
        return CliRunner().invoke(cli, ["--lang", "zh", "intake", *map(str, told)], standalone_mode=False)

    def test_takes_corrections_in(self, registers: Path, tmp_path: Path) -> None:
        register, out, key = registers / "2024年申请台账.xlsx", tmp_path / "out", tmp_path / "key"
        told = (register, "--profile", "request-register", "-o", out, "--key", key)
        assert "读到9行 = 采集4 + 待核2 + 排除3" in self.run(*told).output
        book = load_workbook(out.parent / "2024年申请台账.aside.xlsx")
        page = book.worksheets[0]
        page["G2"], page["G3"] = "其他", "2024.2.28"
        book.save(tmp_path / "mended.xlsx")
        assert len(read_corrections(tmp_path / "mended.xlsx", register.name)) == 2
        result = self.run(*told, "--corrected", tmp_path / "mended.xlsx")
        assert "读到9行 = 采集6 + 待核0 + 排除3" in result.output
        assert "新增2，变动0，撤去0，未变5" in result.output
        assert read_folder(out).set_aside == 0

    @pytest.mark.parametrize(("value", "struck", "said"), [("=1/0", False, "formula"), ("其他", True, "struck out")])
    def test_takes_no_correction_that_cannot_be_known(
        self, registers: Path, tmp_path: Path, value: str, struck: bool, said: str
    ) -> None:
        register, key = registers / "2024年申请台账.xlsx", tmp_path / "key"
        self.run(register, "--profile", "request-register", "-o", tmp_path / "out", "--key", key)
        book = load_workbook(tmp_path / "2024年申请台账.aside.xlsx")
        cell = book.worksheets[0]["G2"]
        cell.value, cell.font = value, Font(strike=struck)
        book.save(tmp_path / "mended.xlsx")
        with pytest.raises(UnreadableError, match=f"G2 .*{said}"):
            read_corrections(tmp_path / "mended.xlsx", register.name)

    def test_refuses_a_workbook_that_is_none(self, registers: Path, tmp_path: Path) -> None:
        for data in (b"", b"PK\x03\x04x"):
            (tmp_path / "no.xlsx").write_bytes(data)
            with pytest.raises(UnreadableError):
                read_corrections(tmp_path / "no.xlsx", "x")

    def test_prints_a_profile_and_asks_for_what_it_needs(self, tmp_path: Path) -> None:
        assert self.run("--show-profile", "counter-log").output == default_library().profiles["counter-log"]
        assert self.run("--show-profile", "moon").exception is not None
        assert self.run().exception is not None
        (tmp_path / "key").write_text("short", encoding="utf-8")
        (tmp_path / "a.csv").write_text("a", encoding="utf-8")
        told = (tmp_path / "a.csv", "--profile", "counter-log", "-o", tmp_path / "o", "--key", tmp_path / "key")
        assert self.run(*told).exception is not None or "密钥文件太短" in self.run(*told).output


class TestSheets:
    """Sheets are taken by their names; a sheet that the profile does not name is set aside, never passed over."""

    def test_are_taken_left_out_or_set_aside(self, tmp_path: Path) -> None:
        told = PROFILE.replace('year = "file"', 'year = "sheet"\nsheets = ["*月"]\nskip_sheets = ["说明"]\nid_within = "sheet"')
        (tmp_path / "p.toml").write_text(told, encoding="utf-8")
        book = Workbook()
        book.remove(book.worksheets[0])
        for name in ("2024年1月", "2023年12月", "说明", "草稿", "空"):
            page = book.create_sheet(name)
            if name != "空":
                page.append(HEAD.split(","))
                page.append([1, "咨询", "1月5日", None, None, 1, None])
        book.save(tmp_path / "r.xlsx")
        seen: list[tuple[str, int, int]] = []
        profile = load_profile(tmp_path / "p.toml")
        found = take_in(tmp_path / "r.xlsx", profile, key=KEY, progress=lambda *told: seen.append(told))
        assert [(one["id"], one["received"]) for one in found.records] == [
            ("2024年1月-1", "2024-01-05"),
            ("2023年12月-1", "2023-01-05"),
        ]
        assert (found.lines, found.taken, found.set_aside, dict(found.excluded)) == (6, 2, 2, {"sheet": 2})
        assert seen == [("2024年1月", 2, 2), ("2023年12月", 2, 2)]

    def test_of_a_month_doubt_days_of_later_months_that_name_no_year(self, tmp_path: Path) -> None:
        (tmp_path / "p.toml").write_text(PROFILE, encoding="utf-8")
        book = Workbook()
        book.worksheets[0].title = "1月"
        for line in (
            HEAD.split(","),
            ["A-1", "咨询", "12月28日", None, None, 1, None],  # last year's, in a file of 2024
            ["A-2", "咨询", "1月28日", "2月3日", None, 1, None],
            ["A-3", "咨询", "2024.12.28", None, None, 1, None],  # the year is written: it stands
        ):
            book.worksheets[0].append(line)
        book.save(tmp_path / "2024.xlsx")
        found = take_in(tmp_path / "2024.xlsx", load_profile(tmp_path / "p.toml"), key=KEY)
        assert [one["id"] for one in found.records] == ["A-2", "A-3"]
        assert reasons(found) == ["C2 没有写年份，月份又晚于工作表的月份：是否为上年？请写明年份"]
        (aside,) = found.asides
        told = {(aside.sheet, aside.line, "C"): "2023.12.28"}
        again = take_in(tmp_path / "2024.xlsx", load_profile(tmp_path / "p.toml"), key=KEY, corrections=told)
        assert again.records[0]["received"] == "2023-12-28"

    @pytest.mark.parametrize(
        ("name", "month"),
        [("1月", 1), ("2024年12月", 12), ("十一月份", 11), ("1-3月", None), ("一季度", None), ("台账", None), ("13月", None)],
    )
    def test_name_a_month_or_none(self, name: str, month: int | None) -> None:
        assert month_in(name) == month

    def test_that_lack_a_column_are_told_of(self, tmp_path: Path) -> None:
        found = taken(tmp_path, "编号,类别,日期,人次,件数,,姓名\nA-1,咨询,3月5日,两,1,多余,\n")
        assert (found.set_aside, found.unknown_headings) == (1, 2)  # no 回复; a column without a heading; 两 is no number

    def test_whose_orders_differ_are_set_aside(self, tmp_path: Path) -> None:
        orders = "主单编号,诉求类型,受理时间,办结时间\nS-1,咨询,2024-01-05,\nS-1,投诉,2024-01-06,\n"
        (tmp_path / "o.csv").write_text(orders, encoding="utf-8")
        found = take_in(tmp_path / "o.csv", load_profile("hotline-12345"), key=KEY)
        assert (found.records, found.set_aside) == ((), 2)


class TestProposal:
    """``--propose`` drafts a profile; what is unsure is named above it, and the draft is a profile that loads."""

    def test_names_what_it_does_not_know_and_nobody(self, registers: Path, tmp_path: Path) -> None:
        told = ["--lang", "zh", "intake", str(registers / "2024年申请台账.xlsx"), "--propose", "--key", str(tmp_path / "key")]
        draft = CliRunner().invoke(cli, told, standalone_mode=False).stdout
        assert "# ? “申请信息/申请人类别”的“合作社”（1）待确定" in draft
        (tmp_path / "draft.toml").write_text(draft, encoding="utf-8")
        assert load_profile(tmp_path / "draft.toml").kind.name == "request"
