"""A register by conversation: what is not certain is asked once a distinct word, and the answers are the profile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from tests.intake.office_registers import OTHERS, THE_YEAR, OfficeRegister, faulty
from tests.shared import CASES, needs

from govdisclosure import read_folder, tabulate
from govdisclosure.cli.main import cli
from govdisclosure.intake import Question, Study, store, take_in
from govdisclosure.intake.meanings import word_meant
from govdisclosure.intake.number_ranges import numbers_of
from govdisclosure.intake.profiles import parse_profile
from govdisclosure.intake.recording import record
from govdisclosure.library import default_library, study_register
from govdisclosure.messages import Language, speaking
from govdisclosure.records import RECORD_KINDS, RecordKind
from govdisclosure.records.record import Vocabulary
from govdisclosure.records.vocabulary import Applicant, Outcome, RemedyPath, RequestChannel
from govdisclosure.testing.examples import every_kind_kept

KEY = b"0123456789abcdef0123456789abcdef"


def studied(path: Path, answers: Mapping[str, str]) -> Study:
    return study_register(path, answers, key=KEY)


def answer(question: Question, told: Mapping[str, str]) -> str:
    """The value of the choice that a clerk's words mean."""
    (wanted,) = {choice for part, choice in told.items() if part in question.sentence.zh}
    exact = [one.value for one in question.choices if wanted == one.label.zh]
    return exact[0] if exact else next(one.value for one in question.choices if wanted in one.label.zh)


def answered(path: Path, told: Mapping[str, str]) -> tuple[Study, dict[str, str]]:
    """Answer question after question, as in a terminal."""
    answers: dict[str, str] = {}
    while (found := studied(path, answers)).open:
        answers[found.open[0].key] = answer(found.open[0], told)
    return found, answers


class TestRegisters:
    """Registers with their own heads and words are taken in by answers alone; figures equal a count by hand."""

    @pytest.mark.parametrize("register", [*THE_YEAR, *(one for one in OTHERS if one.kind)], ids=lambda one: one.name)
    def test_are_taken_in(self, register: OfficeRegister, tmp_path: Path) -> None:
        path = register.make(tmp_path)
        found, answers = answered(path, register.answers)
        assert len(answers) <= len(register.answers) + 2
        assert found.kind is not None
        assert found.profile is not None
        assert found.kind.name == register.kind
        taken = take_in(path, parse_profile(found.profile, path.name), key=KEY)
        assert (len(taken.records), taken.open) == (register.records, 0), taken.asides
        assert [one.zh for one in taken.remarks if "合计" in one.zh and "其中公开1件" not in one.zh] == []
        store(taken, tmp_path / "records")
        report = tabulate(every_kind_kept(read_folder(tmp_path / "records")), "cn-2021", period="2024", body="office")
        assert {address: str(report[address]) for address in register.cells} == register.cells

    def test_that_fit_no_kind_are_said_to(self, tmp_path: Path) -> None:
        (visitors,) = (one for one in OTHERS if not one.kind)
        found = studied(visitors.make(tmp_path), {})
        assert (found.kind, found.open, found.profile) == (None, (), None)
        assert "不像年度报告要统计的任何一种台账" in found.refusal.zh if found.refusal else False

    def test_are_asked_about_once_a_distinct_word(self, tmp_path: Path) -> None:
        register = THE_YEAR[2]
        found = studied(register.make(tmp_path), {})
        keys = [one.key for one in found.questions]
        assert len(keys) == len(set(keys))
        (letters,) = (one for one in found.open if "“来信”" in one.sentence.zh)
        assert letters.count == 4
        assert [one.label.zh for one in letters.choices][:2] == ["当面（书面）", "当面（口头）"]

    @pytest.mark.parametrize("head", ["申请人", "申请者", "申请主体", "申请人名称"])
    def test_with_categories_under_a_head_of_names_count_by_category(self, head: str, tmp_path: Path) -> None:
        """What the cells say decides: 公民 and 企业 are no names, and one answer for all lines would be wrong."""
        path = tmp_path / "台账.csv"
        lines = [("公民", "公民", "企业", "律师事务所", "公民")[number] for number in range(5)]
        rows = [f"K{number},2024-3-{number + 1},网络,{who},2024-3-20,予以公开\n" for number, who in enumerate(lines)]
        path.write_text("".join([f"编号,收到申请日期,申请方式,{head},答复日期,答复结果\n", *rows]), encoding="utf-8")
        found, _ = answered(path, {"“网络”": "网上平台", f"“{head}”": "申请人类别"})
        assert found.profile is not None
        taken = take_in(path, parse_profile(found.profile, path.name), key=KEY)
        kinds = [str(one["applicant"]) for one in taken.records]
        assert (kinds.count("natural_person"), kinds.count("business"), kinds.count("legal_service")) == (3, 1, 1)

    def test_with_names_ask_for_the_category_of_all(self, tmp_path: Path) -> None:
        path = tmp_path / "台账.csv"
        rows = [f"K{number},2024-3-5,网络,{who},2024-3-20,予以公开\n" for number, who in enumerate(("张三", "李四", "王五"))]
        path.write_text("".join(["编号,收到申请日期,申请方式,申请人,答复日期,答复结果\n", *rows]), encoding="utf-8")
        assert "value:applicant" in [one.key for one in studied(path, {}).open]

    def test_whose_heads_a_ready_profile_knows_are_asked_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        heads = "案号,案件类型,本机关地位,是否经过复议,审级,收到日期,结案日期,结果"
        path.write_text(f"{heads}\n(2024)行初1号,行政诉讼,被告,否,一审,2024-1-2,2024-3-4,维持\n", "utf-8")
        found = studied(path, {})
        assert (found.questions, found.kind and found.kind.name) == ((), "remedy")


@needs(CASES)
class TestHandedRegisters:
    """The registers that went wrong before."""

    @pytest.mark.parametrize(
        ("name", "told", "records", "cells"),
        [
            (
                "依申请公开-三个月表.xlsx",
                {"11-13号": "每个编号", "“邮寄”": "需签收", "“信函”": "平常信函", "写作“是”": "已延期", "已转办": "空着"},
                15,
                {"requests.received/total": "15", "requests.carried_out/total": "2", "requests.results.granted/total": "5"},
            ),
            (
                "复议诉讼台账.xlsx",
                {"本机关地位": "被申请人"},
                7,
                {
                    "remedies.cases/reconsideration_total": "3",
                    "remedies.cases/after_total": "2",
                    "remedies.cases/direct_open": "1",
                },
            ),
            (
                "规范性文件清单.xlsx",
                {},
                5,
                {"documents.normative/made": "2", "documents.normative/repealed": "1", "documents.normative/in_force": "3"},
            ),
            ("编号带代字.csv", {}, 8, {"requests.received/total": "8"}),
        ],
    )
    def test_are_taken_in(
        self, name: str, told: Mapping[str, str], records: int, cells: Mapping[str, str], tmp_path: Path
    ) -> None:
        path = CASES / "registers" / name
        told = {**told, "维持原判": "维持"}
        found, _ = answered(path, told)
        taken = take_in(path, parse_profile(found.profile or "", path.name), key=KEY)
        assert (len(taken.records), taken.open) == (records, 0), taken.asides
        store(taken, tmp_path / "records")
        report = tabulate(every_kind_kept(read_folder(tmp_path / "records")), "cn-2021", period="2024", body="office")
        assert {address: str(report[address]) for address in cells} == cells

    def test_whose_total_differs_say_so(self) -> None:
        path = CASES / "registers" / "依申请公开-三个月表.xlsx"
        told = {"11-13号": "每个编号", "“邮寄”": "需签收", "“信函”": "平常信函", "写作“是”": "已延期", "已转办": "空着"}
        found, _ = answered(path, told)
        remarks = [one.zh for one in take_in(path, parse_profile(found.profile or "", "p"), key=KEY).remarks]
        assert [one for one in remarks if "合计" in one] == ["工作表“3月”第8行的合计写的是12，按各行采集的是6；请核对"]


class TestAnswers:
    """A terminal, and a workbook with lists to choose from, ask the same questions."""

    def run(self, *told: str | Path, typed: str = "") -> Result:
        words = ["--lang", "zh", "intake", *map(str, told), "--key", "key"]
        return CliRunner().invoke(cli, words, input=typed, standalone_mode=False)

    def test_are_chosen_in_a_workbook_and_taken_back(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        register = THE_YEAR[4]
        path = register.make(tmp_path)
        first = self.run(path, "-o", "records")
        assert first.return_value == 1
        assert "还有2个问题要回答" in first.output
        book = load_workbook("规范性文件目录.对照表.xlsx")
        page = book.worksheets[0]
        assert page.data_validations.dataValidation
        assert [page.cell(row, 6).value for row in (2, 3)] == [None, None]
        for row in (2, 3):
            wanted = next(choice for part, choice in register.answers.items() if part in str(page.cell(row, 2).value))
            choices = [cell.value for column in book["选项"].iter_cols() for cell in column if cell.value]
            page.cell(row, 6).value = next(one for one in choices if wanted in str(one))
        book.save("规范性文件目录.对照表.xlsx")
        done = self.run(path, "-o", "records")
        assert (done.return_value, "读到5行 = 采集5 + 待核0" in done.output) == (0, True), done.output

    def test_that_are_none_of_the_list_are_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        path = THE_YEAR[4].make(tmp_path)
        self.run(path, "-o", "records")
        book = load_workbook("规范性文件目录.对照表.xlsx")
        book.worksheets[0].cell(2, 6).value = "不知道"
        book.save("规范性文件目录.对照表.xlsx")
        said = self.run(path, "-o", "records")
        assert "不在下拉选项里" in f"{said.output}{said.exception}"
        Workbook().save("规范性文件目录.对照表.xlsx")
        assert "不是本程序写的对照表" in f"{(said := self.run(path, '-o', 'records')).output}{said.exception}"

    def test_are_typed_in_a_terminal_and_kept_when_it_is_left(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        path = THE_YEAR[4].make(tmp_path)
        self.run(path, "-o", "records", "--ask", typed="abc\n自制发日期起满5年\n")  # and then the terminal is closed
        assert "还有1个问题" in self.run(path, "-o", "records", "--no-ask").output
        done = self.run(path, "-o", "records", "--ask", typed="2\n")
        assert "读到5行 = 采集5" in done.output

    def test_nothing_is_written_where_no_kind_fits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (visitors,) = (one for one in OTHERS if not one.kind)
        done = self.run(visitors.make(tmp_path), "-o", "records")
        assert (done.return_value, "不像年度报告" in done.output) == (1, True)
        assert not (tmp_path / "records").exists()


class TestSetAside:
    """What no answer mends is mended in the workbook of set-aside lines: a row for each distinct fault, with what it says."""

    def test_is_a_row_for_each_distinct_fault_and_taken_back(self, tmp_path: Path) -> None:
        path, records, book = tmp_path / "台账.xlsx", tmp_path / "records", tmp_path / "待核.xlsx"
        faulty(path)
        told = {"按惯例": "逐行核对", "编号相同": "写错了"}
        found, _ = answered(path, told)
        profile = parse_profile(found.profile or "", path.name)
        with speaking("zh"):
            first = record(path, profile, records, key=KEY, aside=book)
        assert (first.intake.taken, first.intake.set_aside) == (0, 6)
        opened = load_workbook(book)
        page = opened.worksheets[0]
        rows = {(row[2].value, row[5].value): row for row in page.iter_rows(min_row=2)}
        assert rows["F6", "按惯例"][7].value == "2"  # one row for both lines
        lists = {cell: rule for rule in page.data_validations.dataValidation for cell in str(rule.sqref).split()}
        assert rows["F6", "按惯例"][6].coordinate in lists
        for place, correction in {
            ("F6", "按惯例"): "信息不存在",
            ("A3", "A-1"): "A-2",
            ("B4", "2024-13-6"): "2024年1月6日",
            ("E5", "2024-1-9"): "不采集",
        }.items():
            rows[place][6].value = correction
        opened.save(book)
        with speaking("zh"):
            again = record(path, profile, records, key=KEY, aside=book, corrected=book)
        assert (again.intake.taken, again.intake.open, dict(again.intake.excluded)) == (5, 0, {"left_out": 1})
        assert [one["id"] for one in again.intake.records] == ["A-1", "A-2", "A-3", "A-5", "A-6"]
        assert [one["outcome"] for one in again.intake.records][-2:] == ["does_not_exist"] * 2


class TestWords:
    """What words mean: labels and synonyms are certain, what is like them is asked about."""

    @pytest.mark.parametrize("kind", RECORD_KINDS.values(), ids=lambda kind: kind.name)
    def test_of_a_vocabulary_are_its_labels(self, kind: RecordKind) -> None:
        for field in kind.fields.values():
            for word in field.words or ():
                assert word_meant(field.words, word.zh) == (word.value, True)
                assert word_meant(field.words, word.en) == (word.value, True)

    @pytest.mark.parametrize(
        ("vocabulary", "text", "wanted"),
        [
            (RequestChannel, "信函（EMS）", ("registered_post", True)),
            (RequestChannel, "邮寄", ("registered_post", False)),
            (RequestChannel, "网上、邮寄", ("online", False)),
            (RequestChannel, "13800001111", None),
            (Applicant, "（一）自然人", ("natural_person", True)),
            (Outcome, "属于主动公开范围，告知查询途径", ("already_public", True)),
            (Outcome, "不予公开（第三方商业秘密）", ("trade_secret", True)),
            (Outcome, "补正逾期，视为放弃", ("not_corrected", True)),
            (Outcome, "本机关不掌握", ("does_not_exist", False)),
        ],
    )
    def test_are_certain_likely_or_unknown(self, vocabulary: Vocabulary, text: str, wanted: object) -> None:
        assert word_meant(vocabulary, text) == wanted

    def test_yes_and_no_mean_what_the_heading_asks(self) -> None:
        assert word_meant(RemedyPath, "是", "是否经过复议") == ("after_reconsideration", True)
        assert word_meant(RemedyPath, "否", "是否经过复议") == ("direct", True)
        assert word_meant(RemedyPath, "是") is None

    def test_of_standards_are_known(self) -> None:
        """Each row of the form in force is an alias of an outcome that it counts."""
        standard = default_library().standard("cn-2021")
        (table,) = (one for one in standard.tables if one.key == "requests")
        for row in table.rows:
            if row.key.startswith("requests.results.") and row.key.count(".") == 3:
                assert word_meant(Outcome, row.label) is not None, row.label


class TestNumbers:
    """A number that stands for several (编号区间)."""

    @pytest.mark.parametrize(
        ("text", "count"),
        [
            ("依申请〔2024〕11-13号", 3),
            ("公开〔2024〕9、10号", 2),
            ("第5号至第8号", 4),
            ("001-003", 3),
            ("2024-001", 0),
            ("依申请2024-1号", 0),
            ("2023-2024", 0),
            ("13-11号", 0),
            ("1-900号", 0),
        ],
    )
    def test_is_several_or_one(self, text: str, count: int) -> None:
        assert len(numbers_of(text)) == count


def test_questions_are_shown_in_both_languages(tmp_path: Path) -> None:
    for register in (*THE_YEAR, *OTHERS):
        for question in studied(register.make(tmp_path), {}).questions:
            for lang in get_args(Language):
                with speaking(lang):
                    assert str(question.sentence)
                    assert all(str(one.label) for one in question.choices)
