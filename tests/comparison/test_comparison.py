"""Two versions of one report: every planted change is found at its cell or paragraph, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from govdisclosure import compare, write
from govdisclosure.cli.main import main
from govdisclosure.comparison import CellDifference, DifferenceKind, HeadDifference, TextDifference
from govdisclosure.messages import say, speaking
from govdisclosure.records import Body
from govdisclosure.report import Cell, Finding, Origin, OriginKind, Report, Unread
from govdisclosure.standards import Standard
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Blank, Period, Severity, Value

KEYS = tuple(f"row_{letter}" for letter in "abcdefgh")
STANDARD = one_table(
    ",".join([entered(*KEYS), entered("fee", kind="amount"), entered("done", kind="yes/no"), entered("words", kind="text")])
)
BLANKS = st.sampled_from(Blank)
COUNTS = st.integers(0, 99)
LINES = st.lists(st.sampled_from(["甲。", "乙。", "丙。", "丁。", "收到3件。"]), max_size=5)


def report(cells: dict[str, Value] | None = None, *, text: str = "", standard: Standard = STANDARD) -> Report:
    """Return a report of body ``b`` on 2024; all counts are 1 unless ``cells`` says otherwise."""
    values: dict[str, Value] = {**dict.fromkeys(KEYS, 1), **(cells or {})}
    return Report(
        standard=standard,
        body=Body(id="b", name="某局"),
        period=Period.year(2024),
        cells={address: Cell(value=value) for address, value in values.items()},
        text={"overview": text} if text else {},
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    cells = draw(st.dictionaries(st.sampled_from(KEYS), COUNTS | BLANKS, max_size=8))
    cells |= draw(st.dictionaries(st.just("fee"), st.decimals(0, 9, places=2) | BLANKS))
    cells |= draw(st.dictionaries(st.just("done"), st.booleans() | BLANKS))
    cells |= draw(st.dictionaries(st.just("words"), st.sampled_from(["", "甲", "乙"])))
    made = report(cells, text="\n".join(draw(LINES)))
    signed = draw(st.none() | st.just(date(2025, 1, 20)) | st.just(date(2025, 1, 21)))
    return evolve(made, signed=signed, body=Body(id=draw(st.sampled_from("bc"))), revision=draw(st.integers(1, 2)))


class TestLaws:
    """What must hold whatever the reports."""

    @given(reports())
    def test_a_report_is_the_same_as_itself(self, one: Report) -> None:
        found = compare(one, one)
        assert (found.same, found.differences, found.remarks) == (True, (), ())

    @given(reports(), reports())
    def test_with_the_sides_exchanged_the_differences_are_exchanged(self, one: Report, other: Report) -> None:
        there, back = compare(one, other), compare(other, one)
        assert [(it.field, it.left, it.right) for it in there.heads] == [(it.field, it.right, it.left) for it in back.heads]
        assert [(it.address, it.left, it.right) for it in there.cells] == [(it.address, it.right, it.left) for it in back.cells]
        exchanged = {(it.section, it.right, it.left) for it in back.texts}
        assert {(it.section, it.left, it.right) for it in there.texts} == exchanged
        assert len(there.texts) == len(back.texts)

    @given(reports(), st.dictionaries(st.sampled_from(KEYS), st.integers(100, 200), max_size=8))
    def test_the_cells_that_were_changed_are_the_differences(self, one: Report, planted: dict[str, int]) -> None:
        other = evolve(one, cells={**one.cells, **{key: Cell(value=value) for key, value in planted.items()}})
        found = compare(one, other)
        assert [it.address for it in found.cells] == [key for key in KEYS if key in planted]
        assert [it.right.value for it in found.cells] == [planted[key] for key in KEYS if key in planted]
        assert len(found.differences) == len(planted)

    @given(st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), unique=True, min_size=1), st.data())
    def test_the_paragraphs_that_were_changed_are_the_differences(self, lines: list[str], data: st.DataObject) -> None:
        planted = data.draw(st.sets(st.integers(0, len(lines) - 1)))
        changed = [f"{line}改" if place in planted else line for place, line in enumerate(lines)]
        found = compare(report(text="\n".join(lines)), report(text="\n".join(changed)))
        assert [(it.number, it.left, it.right) for it in found.texts] == [
            (place + 1, lines[place], changed[place]) for place in sorted(planted)
        ]


class TestCells:
    """Cells are compared by value."""

    @pytest.mark.parametrize(
        ("left", "right", "how"),
        [
            (1, 2, DifferenceKind.VALUES),
            (Decimal("1.5"), Decimal("1.6"), DifferenceKind.VALUES),
            ("甲", "乙", DifferenceKind.VALUES),
            (True, False, DifferenceKind.VALUES),
            (True, 1, DifferenceKind.VALUES),  # a yes is no count
            (3, Blank.MISSING, DifferenceKind.ONLY_LEFT),
            ("甲", Blank.NOT_APPLICABLE, DifferenceKind.ONLY_LEFT),
            (Blank.MISSING, 3, DifferenceKind.ONLY_RIGHT),
            (0, Blank.MISSING, DifferenceKind.ZERO_OR_BLANK),
            (Blank.NOT_APPLICABLE, 0, DifferenceKind.ZERO_OR_BLANK),
            (Blank.MISSING, Blank.NOT_APPLICABLE, DifferenceKind.BLANKS),
        ],
    )
    def test_zero_blank_and_dash_are_three_things(self, left: Value, right: Value, how: DifferenceKind) -> None:
        (one,) = compare(report({"row_a": left}), report({"row_a": right})).cells
        assert (one.address, one.how) == ("row_a", how)

    def test_an_amount_is_the_same_however_many_zeros_it_ends_in(self) -> None:
        assert compare(report({"fee": Decimal("12.50")}), report({"fee": Decimal("12.5")})).same

    def test_a_cell_that_is_not_there_is_missing(self) -> None:
        one = report()
        assert compare(one, evolve(one, cells={**one.cells, "fee": Cell(value=Blank.MISSING)})).same

    def test_the_difference_is_right_minus_left(self) -> None:
        (one,) = compare(report({"fee": Decimal("12.50")}), report({"fee": Decimal("2.25")})).cells
        assert one.difference == "-10.25"

    def test_words_and_blanks_have_no_difference(self) -> None:
        (one,) = compare(report({"words": "甲"}), report({"words": ""})).cells
        assert one.difference is None
        assert one.sentence.zh == "“words”（words）：左为甲，右为“”"

    def test_both_printed_forms_and_places_are_shown(self) -> None:
        read = Origin(OriginKind.READ, "表三!C7")
        one = evolve(report(), cells={"row_a": Cell(value=1234, printed="1,234", origin=read)})
        other = evolve(report(), cells={"row_a": Cell(value=1243, printed="１２４３件")})
        third = evolve(report(), cells={"row_a": Cell(value=1234, printed="1234", origin=read)})
        (found,) = compare(one, other).cells
        assert found.sentence.zh == (
            "“row_a”（row_a）：左为1234（印作“1,234”）〔表三!C7〕，右为1243（印作“１２４３件”），右减左为9"
        )
        assert compare(third, other).cells[0].sentence.en == (
            "row_a (row_a): left 1234 [表三!C7], right 1243 (printed as “１２４３件”); right minus left is 9"
        )

    @pytest.mark.parametrize(
        ("place", "zh"),
        [
            ("table 5, row 4, column 2", "表5第4行第2列"),
            ("page 3, line 12", "第3页第12行"),
            ("line 42", "第42行"),
            ("三、收到和处理!B7", "三、收到和处理!B7"),
            ("report.txt, line 3", "report.txt, line 3"),
        ],
    )
    def test_places_are_said_in_both_languages(self, place: str, zh: str) -> None:
        left, right = report(), report({"row_a": 2})
        cells = {**left.cells, "row_a": Cell(value=1, origin=Origin(OriginKind.READ, place))}
        (found,) = compare(evolve(left, cells=cells), right).cells
        assert f"左为1〔{zh}〕" in found.sentence.zh
        assert f"left 1 [{place}]" in found.sentence.en

    def test_a_cell_that_the_standard_does_not_know_is_compared_too(self) -> None:
        (one,) = compare(report({"odd": 1}), report({"odd": 2})).cells
        assert (one.address, one.label) == ("odd", "odd")


class TestWords:
    """Words are compared by paragraph."""

    def test_a_paragraph_that_was_added(self) -> None:
        (one,) = compare(report(text="甲。\n乙。"), report(text="甲。\n丙。\n乙。")).texts
        assert (one.number, one.left, one.right) == (2, None, "丙。")
        assert one.sentence.zh == "“overview”第2段只在右边：“…。”"

    def test_a_paragraph_that_was_removed(self) -> None:
        (one,) = compare(report(text="甲。\n丙。\n乙。"), report(text="甲。\n乙。")).texts
        assert (one.number, one.left, one.right) == (2, "丙。", None)
        assert one.sentence.en == "overview, paragraph 2 is on the left only: “…。”"

    def test_blanks_around_paragraphs_say_nothing(self) -> None:
        assert compare(report(text="\u3000\u3000甲。\n\n乙。 "), report(text="甲。\n乙。")).same

    def test_figures_that_words_name_are_filled_in(self) -> None:
        assert compare(report({"row_a": 7}, text="收到{row_a}件。"), report({"row_a": 7}, text="收到7件。")).same

    def test_a_changed_figure_is_not_said_twice(self) -> None:
        found = compare(report({"row_a": 7}, text="收到{row_a}件。"), report({"row_a": 8}, text="收到{row_a}件。"))
        assert [type(one) for one in found.differences] == [CellDifference]

    def test_of_a_section_that_the_standard_does_not_know(self) -> None:
        (one,) = compare(evolve(report(), text={"odd": "甲"}), report()).texts
        assert (one.section, one.heading, one.left, one.right) == ("odd", "odd", "甲", None)


class TestHead:
    """What the reports say of themselves."""

    def heads(self, **change: Any) -> list[tuple[str, str, str]]:
        found = compare(report(), evolve(report(), **change))
        return [(one.field, one.left, one.right) for one in found.heads]

    def test_bodies_with_names_differ_by_name(self) -> None:
        assert self.heads(body=Body(id="b", name="某委")) == [("body", "某局", "某委")]

    def test_bodies_without_a_name_differ_by_id(self) -> None:
        assert self.heads(body=Body(id="c")) == [("body", "某局", "c")]

    def test_one_name_with_two_ids_is_a_remark(self) -> None:
        found = compare(report(), evolve(report(), body=Body(id="c", name="某局")))
        assert (found.same, found.remarks) == (True, (say("comparison.body_id", left="b", right="c"),))

    def test_period_scope_and_bodies_included(self) -> None:
        assert self.heads(period=Period.year(2023)) == [("period", "2024", "2023")]
        assert self.heads(scope="area", includes=("c", "b")) == [("scope", "own", "area"), ("includes", "", "b, c")]

    def test_days_of_signature_that_differ(self) -> None:
        one, other = (evolve(report(), signed=date(2025, 1, day)) for day in (20, 21))
        (found,) = compare(one, other).differences
        assert isinstance(found, HeadDifference)
        assert found.sentence.zh == "落款日期不同：左为2025-01-20，右为2025-01-21"

    def test_a_day_of_signature_on_one_side_is_a_remark(self) -> None:
        found = compare(report(), evolve(report(), signed=date(2025, 1, 20)))
        assert (found.same, [it.zh for it in found.remarks]) == (True, ["只有一边写明落款日期：2025-01-20"])

    def test_status_and_revision_are_remarks(self) -> None:
        found = compare(report(), evolve(report(), status="final", revision=2))
        assert found.same
        assert [it.zh for it in found.remarks] == ["左为草稿，右为正式报告", "左为第1版，右为第2版"]

    def test_what_one_reader_noticed_is_a_remark(self) -> None:
        note = Finding(rule="read.unit", severity=Severity.WARNING, cells=("row_a",), message=say("comparison.empty"))
        found = compare(evolve(report(), notes=(note,), unread=(Unread(where="line 3", text="甲"),)), report())
        assert found.same
        assert [it.zh for it in found.remarks] == ["左边读入时的提示：“”", "左边有1处内容未能识别"]

    def test_what_both_readers_noticed_is_not_said(self) -> None:
        note = Finding(rule="read.unit", severity=Severity.WARNING, cells=("row_a",), message=say("comparison.empty"))
        assert compare(evolve(report(), notes=(note,)), evolve(report(), notes=(note,))).remarks == ()


class TestStandards:
    """Reports by two standards."""

    OTHER = one_table(entered("row_b", "row_c", "row_z"))

    def test_that_differ_are_a_difference_and_the_common_cells_are_compared(self) -> None:
        other = report({"row_b": 9, "row_z": 5}, standard=evolve(self.OTHER, id="other-table"))
        other = evolve(other, cells={key: other.cells[key] for key in ("row_b", "row_c", "row_z")})
        found = compare(report(), other)
        assert [(it.field, it.left, it.right) for it in found.heads] == [("standard", "one-table", "other-table")]
        assert found.compared == ("row_b", "row_c")
        assert [it.address for it in found.cells] == ["row_b"]
        assert found.not_compared == (*(key for key in STANDARD.spots if key not in found.compared), "row_z")
        assert found.remarks[0].en.startswith("the two follow different standards (one-table and other-table)")

    def test_of_two_editions_are_compared_and_said(self) -> None:
        found = compare(report(), report(standard=evolve(STANDARD, digest="sha256:1")))
        assert (found.same, found.remarks) == (True, (say("comparison.edition", standard="one-table"),))

    def test_a_table_that_is_not_printed_is_no_difference_where_one_side_has_none_of_it(self) -> None:
        standard = one_table(entered(*KEYS), more="printed = false")
        one = report(standard=standard)
        found = compare(one, evolve(one, cells={}))
        assert (found.same, found.not_compared) == (True, KEYS)
        assert found.remarks == (say("comparison.not_printed", count=len(KEYS)),)
        assert len(compare(one, evolve(one, cells={"row_a": one.cells["row_a"]})).cells) == len(KEYS) - 1


class TestData:
    """The comparison as plain data."""

    def test_has_every_difference_with_its_kind(self) -> None:
        other = evolve(report({"row_a": Blank.NOT_APPLICABLE}, text="甲。"), period=Period.year(2023))
        data = compare(report(), other).to_dict()
        assert data["same"] is False
        assert [(it["kind"], it.get("field") or it.get("cell") or it.get("section")) for it in data["differences"]] == [
            ("head", "period"),
            ("cell", "row_a"),
            ("text", "overview"),
        ]
        assert data["differences"][1]["left"] == {"value": 1}
        assert data["differences"][1]["right"] == {"value": None, "blank": "not applicable"}
        assert (data["differences"][2]["left"], data["differences"][2]["right"]) == (None, "…。")  # no word of a form
        assert all(set(it["message"]) == {"zh", "en"} for it in data["differences"])
        assert json.loads(json.dumps(data)) == data

    def test_shows_printed_forms_and_places(self) -> None:
        cell = Cell(value=1234, printed="1,234", origin=Origin(OriginKind.READ, "line 3"))
        data = compare(evolve(report(), cells={"row_a": cell}), report()).to_dict()
        assert data["differences"][0]["left"] == {"value": 1234, "printed": "1,234", "where": "line 3"}

    def test_with_everything_shows_what_agrees(self) -> None:
        data = compare(report(), report({"row_a": 2})).to_dict(everything=True)
        assert list(data["equal"]) == list(KEYS[1:])
        assert data["equal"]["row_b"] == {"left": {"value": 1}, "right": {"value": 1}}


class TestCommand:
    """``govdisclosure compare LEFT RIGHT``."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        (tmp_path / "s.toml").write_text(
            'id = "s"\nedition = "1"\ntitle = "x"\nauthority = "x"\n'
            'sections = [{ key = "t", tables = ["t"] }]\n[[tables]]\nkey = "t"\n'
            f"rows = [{entered(*KEYS)}]\n",
            encoding="utf-8",
        )
        for name, change in (("one", {}), ("same", {}), ("other", {"row_a": 2, "row_c": 5})):
            write(report({**change}), tmp_path / f"{name}.json")
        return tmp_path

    def run(self, files: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
        call = ["--lang", "zh", "compare", *words, "--standard", str(files / "s.toml")]
        with pytest.raises(SystemExit) as stopped:
            main(call)
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    def test_ends_with_0_where_they_are_the_same(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = self.run(files, capsys, str(files / "one.json"), str(files / "same.json"))
        assert (code, out) == (0, "两版一致，比对了8格\n")

    def test_ends_with_1_where_they_differ(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = self.run(files, capsys, str(files / "one.json"), str(files / "other.json"))
        assert code == 1
        assert out.splitlines() == [
            "“row_a”（row_a）：左为1，右为2，右减左为1",
            "“row_c”（row_c）：左为1，右为5，右减左为4",
            "两版有2处不同，比对了8格",
        ]

    def test_ends_with_2_where_one_cannot_be_read(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = self.run(files, capsys, str(files / "one.json"), str(files / "none.json"))
        assert (code, out) == (2, "")
        assert "none.json" in err

    def test_is_told_body_and_year_of_a_file_that_says_neither(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(report(), files / "one.csv")
        sides = (str(files / "one.json"), str(files / "one.csv"))
        untold, _, err = self.run(files, capsys, *sides)
        assert untold == 2
        assert "--year" in err
        code, out, _ = self.run(files, capsys, *sides, "--year", "2024", "--body", "b")
        assert (code, out) == (0, "两版一致，比对了8格\n")

    def test_shows_what_agrees_with_all(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = self.run(files, capsys, str(files / "one.json"), str(files / "other.json"), "--all")
        assert "“row_b”（row_b）：同为1" in out
        assert "“row_a”（row_a）：同为" not in out

    def test_prints_json(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = self.run(files, capsys, str(files / "one.json"), str(files / "other.json"), "--json")
        assert (code, [it["cell"] for it in json.loads(out)["differences"]]) == (1, ["row_a", "row_c"])


def test_every_difference_has_a_sentence_in_both_languages() -> None:
    other = evolve(report({"row_a": 2}, text="甲。"), scope="area")
    for one in compare(report(), other).differences:
        with speaking("en"):
            assert isinstance(one, HeadDifference | CellDifference | TextDifference)
            assert str(one.sentence) == one.sentence.en != one.sentence.zh
