"""An audit of forty bodies with planted faults: who is told what, counted as a person counts, each letter on one page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from docx import Document
from openpyxl import load_workbook
from tests.auditing.city import (
    DUE,
    FAULTS,
    LATE,
    LISTED_WITHOUT_FILE,
    MISSING,
    NAMES,
    NO_REPORTS,
    PUBLISHED_AND_WRONG,
    TWICE,
    TWINS,
    UNREADABLE,
    full,
    make_city,
)

from govdisclosure import Cell, Period, Severity, check, read
from govdisclosure.areas import gather_reports
from govdisclosure.auditing import (
    Audit,
    AuditLine,
    LetterHead,
    Urgency,
    audit_reports,
    issues_of,
    write_letters,
    write_summary,
)
from govdisclosure.auditing.letter_pages import LetterParagraph, ParagraphKind, fitting_size, title_lines
from govdisclosure.auditing.letters import Letter, letters_of
from govdisclosure.library import read_all

HEAD = LetterHead(signed="清河市人民政府办公室", day=date(2025, 1, 23), reply_by=date(2025, 1, 28))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("city")
    make_city(made)
    return made


@pytest.fixture(scope="module")
def audit(folder: Path) -> Audit:
    now, before = (gather_reports(folder / year, read_all) for year in ("2024", "2023"))
    return audit_reports(now, previous=before, due=DUE)


@pytest.fixture(scope="module")
def letters(audit: Audit) -> dict[str, Letter]:
    return {one.line.name: one for one in letters_of(audit, HEAD, "zh")}


def line_of(audit: Audit, name: str) -> AuditLine:
    return next(one for one in audit.bodies if one.name == full(name))


@pytest.fixture(scope="module")
def written(audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("letters")
    write_letters(audit, made, head=HEAD)
    write_summary(audit, made / "汇总.docx", head=HEAD)
    return made


class TestCounting:
    """One wrong cell is one error, however many relations fail; every body has one line."""

    def test_every_body_has_a_line_and_no_other_file_has(self, audit: Audit) -> None:
        assert sorted(one.name for one in audit.bodies) == sorted(full(name) for name in NAMES)
        assert {one.file for one in audit.nobodys} == set(NO_REPORTS) - {"Thumbs.db"}

    @pytest.mark.parametrize("name", FAULTS)
    def test_errors_are_wrong_cells(self, audit: Audit, name: str) -> None:
        line = line_of(audit, name)
        assert line.errors == FAULTS[name].errors
        assert line.verdict is not None

    @pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if name != "统计局"])
    def test_the_planted_cells_are_among_those_named(self, audit: Audit, name: str) -> None:
        named = {cell.address for issue in line_of(audit, name).points for cell in issue.candidates}
        assert set(FAULTS[name].changes) <= named

    def test_two_cells_that_changed_places_could_be_any_two_of_a_row(self, audit: Audit) -> None:
        (issue,) = line_of(audit, "统计局").points
        assert (issue.together, issue.ways, issue.errors) == (True, "21", 2)
        assert issue.others is not None
        assert "“自然人”栏“（一）予以公开”至" in issue.others.zh

    def test_the_words_of_the_report_come_first_where_cells_tie(self, audit: Audit) -> None:
        (issue, *_) = line_of(audit, "水利局").points
        assert (issue.ways, issue.borne_out, len(issue.candidates)) == ("24", 1, 24)
        assert issue.candidates[0].address == "requests.received/natural_person"

    def test_what_only_the_wrong_figure_brings_about_is_not_said_again(self, folder: Path) -> None:
        before = read(folder / "2023" / f"{full('体育局')}.json")
        total = "requests.received/total"
        wrong = evolve(before, period=Period.year(2024), cells={**before.cells, total: Cell(value=90_000)})
        verdict = check(wrong, previous=before)
        assert any(one.severity is Severity.EXPLAIN and one.cells == (total,) for one in verdict.findings)
        issues = issues_of(wrong, verdict, previous=[before])
        assert [one for one in issues if not one.errors and one.finding.cells == (total,)] == []


class TestOrder:
    """Published and wrong comes first; who is missing, late, unreadable is said."""

    def test_published_and_wrong_comes_first(self, audit: Audit) -> None:
        assert {one.name for one in audit.lines[:2]} == {full(name) for name in PUBLISHED_AND_WRONG}

    def test_states(self, audit: Audit) -> None:
        states = {
            MISSING: Urgency.ABSENT,
            LISTED_WITHOUT_FILE: Urgency.ABSENT,
            UNREADABLE: Urgency.UNREADABLE,
            TWICE: Urgency.TO_EXPLAIN,
            TWINS: Urgency.TO_EXPLAIN,
            "办公室": Urgency.IN_ORDER,
        }
        assert {name: line_of(audit, name).urgency for name in states} == states

    def test_each_has_a_first_thing_to_say(self, audit: Audit) -> None:
        words = {
            MISSING: "未报送",
            LISTED_WITHOUT_FILE: "没有报告文件",
            UNREADABLE: "损坏",
            TWICE: "有1格上次没有指出而改动",
            TWINS: "请确认以哪一份为准",
            "办公室": "没有问题",
        }
        assert {name: word for name, word in words.items() if word not in line_of(audit, name).first_words.zh} == {}

    def test_late_reports_by_days(self, audit: Audit) -> None:
        assert {one.name: one.days_late for one in audit.bodies if one.days_late} == {
            full(key): days for key, days in LATE.items()
        }


class TestLetters:
    """One page, to bodies only, the cell in the words of the form, what to do and by when, signature on the page."""

    def test_go_to_those_with_something_to_do(self, letters: dict[str, Letter]) -> None:
        names = {*FAULTS, MISSING, LISTED_WITHOUT_FILE, UNREADABLE, TWICE, TWINS}
        assert set(letters) == {full(name) for name in names}

    def test_each_fits_one_page(self, letters: dict[str, Letter]) -> None:
        assert all(fitting_size(one.title, one.paragraphs) for one in letters.values())
        assert all(one.paragraphs[-1].kind is ParagraphKind.END for one in letters.values())

    def test_kinds(self, letters: dict[str, Letter]) -> None:
        kinds = {
            name: letters[full(name)].file.removesuffix(".docx").rpartition("-")[2] for name in (MISSING, "教育局", "公安局")
        }
        assert kinds == {MISSING: "催报通知", "教育局": "整改通知", "公安局": "审核意见"}

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("公安局", "“（一）予以公开”行“自然人”栏填"),
            ("公安局", "上年为"),
            ("公安局", "发现错误1处"),
            ("公安局", "于2025年1月28日前更正"),
            ("教育局", "已经公布"),
            (
                "水利局",
                "24格中改任何一格都能相符，改后与报告文字部分也相符的是：“一、本年新收政府信息公开申请数量”行",
            ),
            ("统计局", "有2格要一并更正"),
            (MISSING, "应于2025年1月20日前报送，至今没有收到"),
            (LISTED_WITHOUT_FILE, "已报送，但没有收到报告文件"),
            (UNREADABLE, f"“{full(UNREADABLE)}.docx”无法读取"),
            (TWICE, "“行政许可/本年处理决定数量”首次报送为"),
            (TWINS, "以哪一份为准"),
        ],
    )
    def test_say(self, letters: dict[str, Letter], name: str, words: str) -> None:
        assert words in letters[full(name)].text

    def test_name_no_key_and_no_column_number(self, letters: dict[str, Letter]) -> None:
        text = "".join(one.text for one in letters.values())
        assert not any(words in text for words in ("requests.", "remedies.", "column", "table", "＋“商业企业”0"))

    def test_have_the_form_of_an_official_letter(self, letters: dict[str, Letter]) -> None:
        kinds = [one.kind for one in letters[full("公安局")].paragraphs]
        assert kinds[0] is ParagraphKind.TO
        assert kinds[-2:] == [ParagraphKind.END] * 2
        assert [one.text for one in letters[full("公安局")].paragraphs[-2:]] == ["清河市人民政府办公室", "2025年1月23日"]
        assert title_lines(letters[full("公安局")].title) == ["关于2024年政府信息公开", "工作年度报告的审核意见"]

    def test_in_english(self, audit: Audit) -> None:
        (letter,) = [one for one in letters_of(audit, LetterHead(), "en") if one.line.name == full("公安局")]
        assert letter.title == "Review of your annual report for 2024"
        assert "row '（一）予以公开', column '自然人' is" in letter.text
        assert "within five working days" in letter.text

    def test_what_does_not_fit_goes_into_an_annex(self, folder: Path, tmp_path: Path) -> None:
        made = read(folder / "2024" / f"{full('办公室')}.json")
        spoilt = {key: Cell(value=int(made[key]) + 50) for key in list(made.cells)[12:170:7] if isinstance(made[key], int)}  # type: ignore[arg-type]
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.json").write_text(evolve(made, cells={**made.cells, **spoilt}).to_json(), encoding="utf-8")
        audit = audit_reports(gather_reports(tmp_path / "in", read_all))
        (letter,) = letters_of(audit, HEAD, "zh")
        assert "见附件" in letter.text
        assert fitting_size(letter.title, letter.paragraphs)
        assert sum(one.kind is ParagraphKind.TEXT for one in letter.annex) == len(audit.lines[0].points)
        written = [one.name for one in write_letters(audit, tmp_path / "out")]
        assert written == [letter.file, letter.file.replace(".docx", "-附件.docx"), "邮件合并.xlsx"]

    def test_a_page_too_small_for_all_is_said(self) -> None:
        many = [LetterParagraph(ParagraphKind.TEXT, "字" * 300)] * 9
        assert fitting_size("题", many) is None


class TestTables:
    """The table for mail merge has headings in its first row and a row a body; the overdue list has the missing first."""

    def test_mail_merge(self, written: Path, letters: dict[str, Letter]) -> None:
        (sheet,) = load_workbook(written / "邮件合并.xlsx").worksheets
        heads, *rows = sheet.iter_rows(values_only=True)
        assert heads[:3] == ("机关", "文种", "标题")
        assert len(rows) == len(NAMES)
        assert sheet.merged_cells.ranges == set()
        by_name = {row[0]: dict(zip(heads, row, strict=True)) for row in rows}
        assert by_name[full("公安局")]["正文"] == letters[full("公安局")].text
        assert by_name[full("公安局")]["答复期限"] == "2025年1月28日"
        assert by_name[full("办公室")]["文种"] == "不发函"

    def test_overdue(self, written: Path) -> None:
        (sheet,) = load_workbook(written / "催报清单.xlsx").worksheets
        rows = [row[:2] for row in sheet.iter_rows(min_row=3, values_only=True)]
        assert rows == [
            (full(LISTED_WITHOUT_FILE), "未报送"),
            (full(MISSING), "未报送"),
            *((full(name), "迟报") for name in LATE),
        ]

    def test_the_leader_s_page(self, written: Path) -> None:
        document = Document(str(written / "汇总.docx"))
        text = "\n".join(one.text for one in document.paragraphs)
        for words in (
            "应报40个机关，已报38个，其中迟报2个（期限为2025年1月20日）；未报2个",
            "9个机关的报告有错误，共12处，其中已经公布的2个",
            f"{full('住房和城乡建设局')}（28天）",
            f"须重新报送的1个：{full(UNREADABLE)}",
        ):
            assert words in text
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        assert {row[1] for row in rows[1:3]} == {full(name) for name in PUBLISHED_AND_WRONG}
        named = {row[1] for row in rows} | {name for name in map(full, FAULTS) if f"{name}（" in text}
        assert named >= {full(name) for name in FAULTS}  # nobody is left out
