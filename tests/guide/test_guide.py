"""``govdisclosure`` without arguments: the year's work step by step, safe to leave, the single command shown at every step."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook

from govdisclosure import read, read_folder
from govdisclosure.cli.desk import STATE, Desk, Work
from govdisclosure.cli.main import cli

REGISTERS = Path(__file__).parents[2] / "examples" / "registers"
Answer = str | Callable[[], str]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register in it, where the guide is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    shutil.copy(REGISTERS / "2024年申请台账.xlsx", tmp_path)
    return tmp_path


def guide(*answers: str) -> Result:
    """Answer the guide's questions; it ends where the answers do."""
    return CliRunner().invoke(cli, ["guide"], input="".join(f"{one}\n" for one in answers))


BLOCKS = ("3", "2", "3128", "56", "0", "3", "3", "3")  # charges none, decisions as totals, documents, remedies, fees none
FIRST = ("1", "某市某局")  # the first register in the folder, and the body's name


def correct() -> str:
    """Fill in what was set aside, as a clerk would."""
    (path,) = Path("年报工作").glob("*.aside.xlsx")
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[6].value = "其他" if "申请人" in str(row[3].value) else "2024-03-01"
    book.save(path)
    return ""


def write_words() -> str:
    """Write what the draft left open, in the Word file."""
    path = Path("年报工作/报告文字.docx")
    document = Document(str(path))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if "【请填写" in run.text:
                run.text = run.text.split("【请填写")[0] + "已按规定办理。"
    document.save(str(path))
    return ""


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Answer the questions one by one; an answer may do something first, as a user does in Word or Excel."""

    def run(*answers: Answer) -> Result:
        waiting: Iterator[Answer] = iter(answers)
        ask = Desk.ask

        def answered(self: Desk, key: str, *, default: str = "", **facts: object) -> str:
            answer = next(waiting)
            text = answer if isinstance(answer, str) else answer()
            monkeypatch.setattr("click.prompt", lambda *_, **__: text or default)
            return ask(self, key, default=default, **facts)

        monkeypatch.setattr(Desk, "ask", answered)
        return CliRunner().invoke(cli, ["guide"])

    return run


class TestGuide:
    """Choose register → profile → set-aside → table → findings → words → documents; everything in Chinese."""

    def test_leads_from_the_register_to_the_final_documents(self, office: Path, scripted: Callable[..., Result]) -> None:
        #                  profile  corrected  year standard previous findings  words      signed        final
        done = scripted(*FIRST, "10", correct, "2024", "cn-2021", *BLOCKS, "", "", write_words, "2025-01-20", "y")
        assert done.exit_code == 0, done.output
        assert "没有待核的行" in done.output
        assert "全部做完" in done.output
        report = read(office / "年报工作/report.json")
        assert report.body_name == "某市某局"
        # by hand from the register: five lines of 2024, one of them for two requests, one of 2023 confirmed in 2024
        assert read_folder(office / "年报工作/records").counts["request"] == 7
        text = "\n".join(one.text for one in Document(str(office / "年报工作/2024年度报告.docx")).paragraphs)
        assert "【请填写" not in text
        assert "2025年1月20日" in text
        assert (office / "年报工作/2024年度报告.xlsx").exists()

    def test_shows_the_single_command_of_every_step_and_what_it_wrote(
        self, office: Path, scripted: Callable[..., Result]
    ) -> None:
        done = scripted(*FIRST, "10", correct, "2024", "cn-2021", *BLOCKS, "", "", write_words, "", "n")
        for command in ("intake", "tabulate", "check", "draft", "write"):
            assert f"单条命令：govdisclosure {command} " in done.output
        for written in ("采集方案.toml", "records/request.csv", "report.json", "报告文字.docx", "2024年度报告.docx"):
            assert written in done.output

    def test_can_be_left_at_every_question_and_goes_on_there(self, office: Path) -> None:
        answers = [*FIRST, "10", "s", "2024", "cn-2021", *BLOCKS, "", "", "s", ""]
        for number in range(len(answers) + 1):
            shutil.rmtree(office / "年报工作", ignore_errors=True)
            left = guide(*answers[:number])
            assert left.exit_code == 0, left.output
            step = json.loads((office / "年报工作" / STATE).read_text(encoding="utf-8"))["step"]
            if number == len(answers):
                assert step == 8
            else:
                assert "已保存" in left.output
                assert ("从这里继续" in guide("q").output) == (step > 0)

    def test_going_back_is_one_step(self, office: Path) -> None:
        done = guide(*FIRST, "b", "", "", "q")
        assert done.output.count("第1步（共8步）") == 2
        assert "[某市某局]" in done.output

    def test_says_that_figures_are_provisional(self, office: Path) -> None:
        done = guide(*FIRST, "10", "s", "2024", "cn-2021", *BLOCKS, "", "", "s", "", "n")
        assert "以下数字都是暂定的" in done.output
        assert "草稿" in done.output

    def test_never_loses_what_was_corrected_before(self, office: Path, scripted: Callable[..., Result]) -> None:
        def one_only() -> str:
            correct()
            (path,) = Path("年报工作").glob("*.aside.xlsx")
            book = load_workbook(path)
            book.worksheets[0].cell(2, 7).value = None
            book.save(path)
            return ""

        done = scripted(*FIRST, "10", one_only, correct, "q")
        assert "采集5 + 待核1" in done.output
        assert "没有待核的行" in done.output

    def test_asks_again_where_an_answer_will_not_do(self, office: Path) -> None:
        done = guide(
            "9",
            "no such file",
            *FIRST,
            "no.toml",
            "10",
            "s",
            "year",
            "2024",
            "no-standard",
            "cn-2021",
            *BLOCKS,
            "none.json",
            "",
            "",
            "q",
        )
        assert done.exit_code == 0
        assert "Traceback" not in done.output
        assert done.output.count("未能完成：") == 4
        assert "已保存" in done.output

    def test_drafts_a_profile_for_the_register(self, office: Path) -> None:
        done = guide(*FIRST, "p", "", "q")
        assert "--propose" in done.output
        assert (office / "年报工作/采集方案.toml").read_text(encoding="utf-8").startswith("# ")

    def test_leaves_columns_out_that_the_profile_does_not_know(self, office: Path) -> None:
        book = load_workbook(office / "2024年申请台账.xlsx")
        for sheet in book.worksheets:
            sheet.cell(1, 30).value = "归档盒号"
            sheet.cell(2, 30).value = "归档盒号"
        book.save(office / "2024年申请台账.xlsx")
        done = guide(*FIRST, "10", "y", "s", "q")
        assert "归档盒号" in (office / "年报工作/采集方案.toml").read_text(encoding="utf-8")
        assert "0个表头待核" in done.output

    def test_begins_again_at_a_step_when_all_was_done(self, office: Path) -> None:
        guide(*FIRST, "10", "s", "2024", "cn-2021", *BLOCKS, "", "", "s", "", "n")
        done = guide("7", "", "n")
        assert "第7步（共8步）" in done.output
        assert "第6步" not in done.output

    def test_starts_anew_where_what_was_kept_is_not_ours(self, office: Path) -> None:
        (office / "年报工作").mkdir()
        (office / "年报工作" / STATE).write_text('{"step": "7"}', encoding="utf-8")
        assert "第1步（共8步）" in guide("q").output

    def test_speaks_english_when_asked(self, office: Path) -> None:
        assert "Step 1 of 8" in CliRunner().invoke(cli, ["--lang", "en", "guide"], input="q\n").output


class TestWithoutArguments:
    """A person at a terminal is led; a script gets help and an error."""

    def test_leads_a_person(self, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.modules["govdisclosure.cli.main"], "at_a_terminal", lambda: True)
        done = CliRunner().invoke(cli, [], input="q\n")
        assert "第1步（共8步）" in done.output

    def test_does_not_keep_a_script_waiting(self) -> None:
        done = CliRunner().invoke(cli, [])
        assert done.exit_code == 2
        assert "Usage" in done.output


class TestWork:
    """What is known of the work is kept whole."""

    def test_there_and_back(self, tmp_path: Path) -> None:
        work = Work(folder=tmp_path, step=3, register="甲.xlsx", year=date(2024, 1, 1).year, standard="cn-2021")
        work.save()
        assert Work.load(tmp_path) == work

    @pytest.mark.parametrize("data", [[], {}, {"step": True}, "x", None])
    def test_anything_else_is_new_work(self, data: Any, tmp_path: Path) -> None:
        (tmp_path / STATE).write_text(json.dumps(data), encoding="utf-8")
        assert Work.load(tmp_path) == Work(folder=tmp_path)
