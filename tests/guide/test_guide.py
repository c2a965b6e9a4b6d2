"""The guide (向导): the year's work step by step, the same steps for a terminal and for whatever else leads through them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from openpyxl import load_workbook
from tests.intake.office_registers import THE_YEAR, OfficeRegister

from govdisclosure import read
from govdisclosure.cli.main import cli
from govdisclosure.guide import STATE, STEPS, Prompt, PromptKind, Task, TaskOutcome, Work, answer, back, current, perform
from govdisclosure.intake.questions import Choice
from govdisclosure.messages import Message, speaking

Office = Mapping[str, OfficeRegister]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the registers of an office's year, where the guide is begun."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for register in THE_YEAR:
        register.make(tmp_path)
    return tmp_path


def choose_in_workbook(register: OfficeRegister) -> None:
    """Choose the answers in the workbook of questions, as a clerk does in Excel."""
    path = Path("年报工作") / f"{Path(register.name).stem}.对照表.xlsx"
    book = load_workbook(path)
    page = book.worksheets[0]
    lists = {cell: str(rule.formula1) for rule in page.data_validations.dataValidation for cell in str(rule.sqref).split()}
    for row in page.iter_rows(min_row=2):
        if row[5].value is None:
            (wanted,) = {choice for part, choice in register.answers.items() if part in str(row[1].value)}
            offered = re.sub(r".*!|\$", "", lists[row[5].coordinate])
            row[5].value = next(cell.value for (cell,) in book["选项"][offered] if wanted in str(cell.value))
    book.save(path)


def write_words() -> None:
    """Write what the draft left open, in the Word file."""
    path = Path("年报工作/报告文字.docx")
    document = Document(str(path))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if "【请填写" in run.text:
                run.text = run.text.split("【请填写")[0] + "已按规定办理。"
    document.save(str(path))


class Clerk:
    """Answers the guide's questions: which registers there are of which kind, and what their words mean."""

    def __init__(self, *, in_workbook: bool) -> None:
        self.in_workbook = in_workbook
        self.left = {kind: [one for one in THE_YEAR if one.kind == kind] for kind in {one.kind for one in THE_YEAR}}
        self.register = THE_YEAR[0]
        self.typed = {
            "office:name": "某县某镇人民政府",
            "office:year": "二〇二四年",
            "office:standard": "",
            "findings:previous": "",
            "words:keep": "是",
            "documents:signed": "2025年1月20日",
            "documents:final": "ｙ",
        }

    def answer(self, prompt: Prompt) -> str:
        key = prompt.key
        if key in self.typed:
            return self.typed[key]
        kind = re.sub(r"blocks:(\w+)\..*", r"\1", key)
        if key.endswith(".how"):
            if not self.left.get(kind):
                return "没有了" if any(one.value == "enough" for one in prompt.choices) else "确无"
            self.register = self.left[kind].pop(0)
            return "有台账"
        if key.endswith(".file"):
            return f'"{self.register.name}"'
        if key.endswith(".way"):
            return "2" if self.in_workbook else ""
        if ".filled." in key:
            choose_in_workbook(self.register)
            return ""
        if ".ask." in key:
            (wanted,) = {choice for part, choice in self.register.answers.items() if part in prompt.sentence.zh}
            return next(str(number) for number, one in enumerate(prompt.choices, start=1) if wanted in one.label.zh)
        if key.startswith("words:written"):
            write_words()
        return ""

    def walk(self, work: Work, most: int = 400) -> list[TaskOutcome]:
        outcomes: list[TaskOutcome] = []
        with speaking("zh"):
            for _ in range(most):
                following = current(work)
                if following is None:
                    return outcomes
                _, item = following
                if isinstance(item, Task):
                    outcomes.append(perform(work, item))
                else:
                    answer(work, item, self.answer(item))
        return outcomes


class TestTheYear:
    """Seven registers become a final report; no file is edited but the workbook of questions and Word."""

    @pytest.mark.parametrize("in_workbook", [True, False])
    def test_becomes_a_final_report(self, office: Path, *, in_workbook: bool) -> None:
        work = Work.load(Path("年报工作"))
        outcomes = Clerk(in_workbook=in_workbook).walk(work)
        with speaking("zh"):
            assert current(work) is None, current(work)
        report = read(office / "年报工作/report.json")
        expected = {address: value for register in THE_YEAR for address, value in register.cells.items()}
        expected["fees.charged/amount"] = "15.914"  # 行政事业性收费 includes the 1,340 yuan of 信息处理费
        assert {address: str(report[address]) for address in expected} == expected
        assert str(report["decisions.coercion/decided"]) == "0"  # it was said that there were none
        written = {path.name for outcome in outcomes for path in outcome.wrote}
        assert {"2024年度报告.docx", "2024年度报告.xlsx", "report.json", "request.csv"} <= written
        text = "\n".join(one.text for one in Document(str(office / "年报工作/2024年度报告.docx")).paragraphs)
        assert "2025年1月20日" in text
        assert "【请填写" not in text
        assert read(office / "年报工作/2024年度报告.docx").status == "final"

    def test_can_be_left_after_every_answer(self, office: Path) -> None:
        clerk = Clerk(in_workbook=False)
        with speaking("zh"):
            while (following := current(Work.load(Path("年报工作")))) is not None:  # a new process each time
                work = Work.load(Path("年报工作"))
                _, item = following
                if item.key.startswith("table:"):
                    break
                if isinstance(item, Task):
                    perform(work, item)
                else:
                    answer(work, item, clerk.answer(item))
        assert len(list((office / "年报工作/records").glob("*.csv"))) == 7  # with the body

    def test_asks_whether_there_were_none_of_what_no_register_has(self, office: Path) -> None:
        work = Work.load(Path("年报工作"))
        clerk = Clerk(in_workbook=False)
        clerk.left["decision"] = clerk.left["decision"][:1]  # licences only
        clerk.walk(work)
        assert work["blocks:decision.2.never"] == "yes"

    def test_a_register_of_no_kind_is_refused_and_another_can_be_named(self, office: Path) -> None:
        (office / "来访.csv").write_text("日期,来访人,事由\n2024-1-2,甲,乙\n", encoding="utf-8")
        work = Work(
            folder=Path("年报工作"), journal={"office:name": "某局", "office:year": "2024", "office:standard": "cn-2021"}
        )
        with speaking("zh"):
            while (following := current(work)) is not None and ".refused" not in following[1].key:
                _, item = following
                if isinstance(item, Task):
                    perform(work, item)
                else:
                    answer(work, item, "有台账" if item.key.endswith(".how") else "来访.csv")
            assert following is not None
            refused = following[1]
            assert isinstance(refused, Prompt)
            assert "不像年度报告" in refused.about[0].zh
            answer(work, refused, "")
            after = current(work)
        assert after is not None
        assert isinstance(after[1], Prompt)
        assert [one.value for one in after[1].choices] == ["register", "totals", "none", "later"]


def asked(work: Work) -> Prompt:
    """Do what is to be done, and return the question that comes next."""
    with speaking("zh"):
        while (following := current(work)) is not None and isinstance(following[1], Task):
            perform(work, following[1])
    assert following is not None
    assert isinstance(following[1], Prompt)
    return following[1]


class TestForms:
    """A form is chosen by its title, its years and its notice: first those that are made for the year."""

    @pytest.mark.parametrize(
        ("year", "first"),
        [("2024", "cn-2021"), ("2021", "cn-2021"), ("2020", "cn-2019"), ("2019", "cn-2019"), ("2016", "cn-2014")],
    )
    def test_made_for_the_year_come_first_and_are_proposed(self, office: Path, year: str, first: str) -> None:
        prompt = asked(Work(folder=Path("年报工作"), journal={"office:name": "某局", "office:year": year}))
        assert [one.value for one in prompt.choices] == [first, "other:"]
        assert prompt.proposed == first

    def test_are_named_in_words(self, office: Path) -> None:
        work = Work(folder=Path("年报工作"), journal={"office:name": "某局", "office:year": "2024"})
        label = "政府信息公开工作年度报告（国办公开办函〔2021〕30号，用于2021年及以后年度）"
        assert [one.label.zh for one in asked(work).choices] == [label, "其他"]

    def test_of_other_years_are_asked_for_after_the_word_other(self, office: Path) -> None:
        work = Work(folder=Path("年报工作"), journal={"office:name": "某局", "office:year": "2024"})
        answer(work, asked(work), "其他")
        others = asked(work)
        assert "cn-2021" not in [one.value for one in others.choices]
        assert "行政执法统计年报（国办发〔2018〕118号（待核实）；各地印发的统计表式）" in [
            one.label.zh for one in others.choices
        ]
        answer(work, others, next(one.label.zh for one in others.choices if one.value == "cn-2019"))
        asked(work)
        assert read_standard(work) == "cn-2019"

    def test_of_any_year_are_offered_where_none_is_made_for_it(self, office: Path) -> None:
        prompt = asked(Work(folder=Path("年报工作"), journal={"office:name": "某局", "office:year": "2010"}))
        assert prompt.proposed is None
        assert "没有注明用于2010年的格式" in prompt.sentence.zh
        assert {"cn-2014", "cn-2019", "cn-2021"} <= {one.value for one in prompt.choices}


def read_standard(work: Work) -> str:
    """Return the standard of the report that the guide makes without any register."""
    while not (prompt := asked(work)).key.startswith("findings:"):
        answer(work, prompt, "以后再说")
    return read(work.report).standard.id


class TestRegistersOfAnotherKind:
    """A register that turns out to be of another kind is taken in for that kind, or another file is named."""

    @pytest.fixture
    def mistaken(self, office: Path) -> Work:
        """The register of applications was given for documents, which are asked for first."""
        work = Work(
            folder=Path("年报工作"), journal={"office:name": "某局", "office:year": "2024", "office:standard": "cn-2021"}
        )
        assert asked(work).key == "blocks:document.1.how"
        answer(work, asked(work), "有台账")
        answer(work, asked(work), next(one.name for one in THE_YEAR if one.kind == "request"))
        return work

    def test_are_said_to_be_before_anything_else_is_asked(self, mistaken: Work) -> None:
        prompt = asked(mistaken)
        assert "这是“政府信息公开申请”台账，不是“规章和规范性文件”台账" in prompt.sentence.zh
        assert [one.label.zh for one in prompt.choices] == ["按“政府信息公开申请”采集", "换一个文件"]

    def test_are_put_aside_for_another_file(self, mistaken: Work) -> None:
        answer(mistaken, asked(mistaken), "换一个文件")
        assert [one.value for one in asked(mistaken).choices] == ["register", "totals", "none", "later"]
        assert not (mistaken.records / "request.csv").exists()

    def test_are_counted_for_their_kind_and_nothing_is_said_of_the_other(self, mistaken: Work) -> None:
        register = next(one for one in THE_YEAR if one.kind == "request")
        clerk = Clerk(in_workbook=False)
        clerk.register = register
        answer(mistaken, asked(mistaken), "1")
        while not (prompt := asked(mistaken)).key.endswith(".how"):
            answer(mistaken, prompt, clerk.answer(prompt))
        assert prompt.key == "blocks:document.2.how"
        assert [one.value for one in prompt.choices] == ["register", "totals", "none", "later"]
        answer(mistaken, prompt, "以后再说")
        while not (prompt := asked(mistaken)).key.startswith("blocks:request."):
            answer(mistaken, prompt, "以后再说")
        assert [one.value for one in prompt.choices] == ["register", "enough"]  # none would throw its records away
        assert len((mistaken.records / "request.csv").read_text(encoding="utf-8").splitlines()) > 1


class TestGoingBack:
    """Going back takes the last answer away, with all that was done since."""

    def test_is_one_question(self, office: Path) -> None:
        work = Work.load(Path("年报工作"))
        with speaking("zh"):
            for typed in ("某局", "2024", ""):
                _, item = current(work) or (None, None)
                assert isinstance(item, Prompt)
                answer(work, item, typed)
            _, task = current(work) or (None, None)
            assert isinstance(task, Task)
            perform(work, task)
            back(work)
            assert list(Work.load(Path("年报工作")).journal) == ["office:name", "office:year"]


def prompt(kind: PromptKind, *choices: str, **told: object) -> Prompt:
    made = tuple(Choice(one, Message.literal(zh=one, en=one)) for one in choices)
    return Prompt(key="a", kind=kind, sentence=Message.literal(zh="问", en="?"), choices=made, **told)  # type: ignore[arg-type]


class TestAnswers:
    """What a Chinese clerk types is understood."""

    @pytest.mark.parametrize(
        ("kind", "typed", "meant"),
        [
            (PromptKind.YES_NO, "ｙ", "yes"),
            (PromptKind.YES_NO, "是", "yes"),
            (PromptKind.YES_NO, "好的", "yes"),
            (PromptKind.YES_NO, "Ｎ", "no"),
            (PromptKind.YES_NO, "没有", "no"),
            (PromptKind.YEAR, "２０２４年", "2024"),
            (PromptKind.YEAR, "二〇二四年度", "2024"),
            (PromptKind.DAY, "2025年1月20日", "2025-01-20"),
            (PromptKind.DAY, "2025.1.20", "2025-01-20"),
            (PromptKind.DAY, "２０２５年１月２０号", "2025-01-20"),
            (PromptKind.DAY, "二〇二五年一月二十日", "2025-01-20"),
            (PromptKind.DAY, "二〇二五年十二月三十一日", "2025-12-31"),
            (PromptKind.DAY, "二〇二五年一月十五日", "2025-01-15"),
            (PromptKind.FIGURE, "３，１２８件", "3128"),
            (PromptKind.FIGURE, "16.89万元", "16.89"),
            (PromptKind.TEXT, " 某局 ", "某局"),
        ],
    )
    def test_are_understood(self, kind: PromptKind, typed: str, meant: str) -> None:
        assert prompt(kind).understood(typed) == meant

    @pytest.mark.parametrize(
        ("kind", "typed"),
        [
            (PromptKind.YES_NO, "也许"),
            (PromptKind.YEAR, "24"),
            (PromptKind.DAY, "2025年2月30日"),
            (PromptKind.FIGURE, "三件"),
            (PromptKind.FILE, "没有.xlsx"),
            (PromptKind.CHOICE, "3"),
            (PromptKind.TEXT, ""),
        ],
    )
    def test_that_are_not_understood_are_asked_again(self, kind: PromptKind, typed: str) -> None:
        with pytest.raises(ValueError) as error:  # noqa: PT011 - its argument is the message
            prompt(kind, "甲", "乙").understood(typed)
        assert error.value.args[0].zh

    def test_that_mean_nothing_are_chosen_and_not_taken_for_granted(self) -> None:
        chosen = prompt(PromptKind.CHOICE, "", "乙")  # the first is: there is no such day
        assert chosen.understood("1") == ""
        with pytest.raises(ValueError):  # noqa: PT011 - its argument is the message
            chosen.understood("")

    def test_of_a_choice_are_numbers_or_names(self) -> None:
        chosen = prompt(PromptKind.CHOICE, "甲", "乙", proposed="甲")
        assert [chosen.understood(typed) for typed in ("２", "乙", "")] == ["乙", "乙", "甲"]

    @pytest.mark.parametrize(
        "dragged",
        [
            "{path}",
            "'{path}'",
            '"{path}"',
            "“{path}”",
            " {path} ",
            "file://{quoted}",
            "& '{path}'",
            "{escaped}",
        ],
    )
    def test_of_files_are_dragged_paths(self, dragged: str, tmp_path: Path) -> None:
        path = tmp_path / "申请 台账(1).xlsx"
        path.touch()
        escaped = re.sub(r"([ ()])", r"\\\1", str(path))
        typed = dragged.format(path=path, quoted=path.as_uri().removeprefix("file://"), escaped=escaped)
        assert prompt(PromptKind.FILE).understood(typed) == str(path.resolve())


def guide(*answers: str) -> Result:
    """Answer the guide's questions in a terminal; it ends where the answers do."""
    return CliRunner().invoke(cli, ["guide"], input="".join(f"{one}\n" for one in answers))


class TestTerminal:
    """The terminal asks what the steps ask, in Chinese, and says the single command of everything it does."""

    def test_leads_through_a_year_without_registers(self, office: Path) -> None:
        kinds = ["3"] * 6
        done = guide("某局", "2024年", "", *kinds, "", "", "s", "2025年1月20日", "")
        assert "某局" in done.output
        for command in ("tabulate", "check", "draft", "write"):
            assert f"单条命令：govdisclosure {command} " in done.output
        assert "全部做完" in done.output
        assert "还不能定稿" in done.output

    def test_speaks_chinese_throughout(self, office: Path) -> None:
        done = guide("某局", "今年", "2024", "ｂ", "2024", "9", "cn-2021", "退出")
        assert "请输入四位数的年份" in done.output
        assert "已保存" in done.output
        assert re.findall(r"[A-Za-z]{4,}", re.sub(r"govdisclosure|cn-[\w-]+|[\w/.]+\.\w+|Word|Excel", "", done.output)) == []

    def test_says_the_single_command_of_a_register(self, office: Path) -> None:
        done = guide("某局", "2024", "", "1", "规范性文件目录.xlsx", "1", "2", "2", "q")
        assert "单条命令：govdisclosure intake " in done.output
        assert "采集5 + 待核0" in done.output
        assert (office / "年报工作" / STATE).exists()
        assert "第2步（共6步）：各类台账" in guide("q").output

    def test_says_the_single_command_of_the_workbook_of_questions(self, office: Path) -> None:
        register = next(one for one in THE_YEAR if one.kind == "request")
        done = guide("某局", "2024", "", "4", "4", "4", "1", register.name, "2", "q")
        assert f"-o {shlex.quote('年报工作/records')} --no-ask" in done.output
        book = Path("年报工作") / f"{Path(register.name).stem}.对照表.xlsx"
        command = re.search("单条命令：govdisclosure (.*--no-ask)", done.output)
        assert command is not None
        book.unlink()
        CliRunner().invoke(cli, shlex.split(command[1]))
        assert book.exists()

    def test_names_the_file_of_what_no_command_does(self, office: Path) -> None:
        done = guide("某局", "2024", "", "2", *["5"] * 6, "3", "q")
        for name in ("body.csv", "entry.csv", "decision.csv"):
            assert f"写了 年报工作/records/{name}（这一步没有单条命令）" in done.output

    def test_begins_again_at_a_step(self, office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        guide("某局", "2024年", "", *["3"] * 6, "", "", "s", "", "")
        again = guide("6", "2025-01-20")
        assert "从第几步重新做" in again.output
        assert f"第{len(STEPS)}步" in again.output
