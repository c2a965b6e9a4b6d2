"""One folder, several windows (同一个文件夹): what is undone is gone, and nobody overwrites what another has done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from tests.dying import killed_at
from tests.intake.office_registers import THE_YEAR, faulty

from govdisclosure import Decision, UnreadableError, folders, read, read_folder
from govdisclosure.guide import (
    Prompt,
    PromptKind,
    PromptPage,
    Task,
    Work,
    answer,
    answer_page,
    back,
    changes_since,
    correct,
    current,
    current_page,
    faults,
    perform,
    reopen,
    reopen_corrections,
    restart,
    words_written,
    write_words,
)
from govdisclosure.guide.steps import STEPS
from govdisclosure.messages import speaking

LICENCES, PENALTIES = THE_YEAR[0], THE_YEAR[1]
BEGUN = {"office:name": "某局", "office:year": "2024", "office:standard": "cn-2021"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of registers, with a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for register in THE_YEAR:
        register.make(tmp_path)
    return tmp_path / "年报工作"


def begun(folder: Path) -> Work:
    return Work(folder=folder, journal=dict(BEGUN), day=date(2025, 1, 9))


def walk(work: Work, said: Callable[[Prompt], str], until: str = "\x00") -> Prompt | None:
    """Answer until a question whose key has a part; return it."""
    with speaking("zh"):
        while (following := current(work)) is not None:
            _, item = following
            if isinstance(item, Task):
                perform(work, item)
            elif until in item.key:
                return item
            else:
                answer(work, item, said(item))
    return None


def clerk(**registers: str) -> Callable[[Prompt], str]:
    """Answer that there are registers of some kinds, and leave the others for later; a register is given once."""
    left = dict(registers)
    answers = {part: choice for register in THE_YEAR for part, choice in register.answers.items()}

    def said(prompt: Prompt) -> str:
        if prompt.key.endswith(".how"):
            kind = prompt.key.split(":")[1].partition(".")[0]
            if kind in left:
                return "register"
            return "enough" if any(one.value == "enough" for one in prompt.choices) else "later"
        if prompt.key.endswith(".file"):
            return left.pop(prompt.key.split(":")[1].partition(".")[0])
        if ".ask." in prompt.key:
            wanted = next(choice for part, choice in answers.items() if part in prompt.sentence.zh)
            return next(one.value for one in prompt.choices if wanted in one.label.zh)
        return "yes" if prompt.kind is PromptKind.YES_NO else ""

    return said


def decisions(work: Work) -> int:
    return len(list(read_folder(work.records).of(Decision))) if (work.records / "decision.csv").exists() else 0


class TestUndoing:
    """An answer that is taken back takes its records with it: a register that was the wrong one is not counted for ever."""

    def test_a_register_leaves_the_records_of_others(self, folder: Path) -> None:
        work = begun(folder)
        parent = folder.parent
        walk(work, clerk(decision=str(parent / LICENCES.name)), until="blocks:decision.2.how")
        before = decisions(work)
        answer(work, Prompt(key="blocks:decision.2.how", kind=PromptKind.TEXT, sentence=STEPS[0].title), "register")
        walk(work, clerk(decision=str(parent / PENALTIES.name)), until="blocks:decision.3.how")
        assert decisions(work) == before + 5
        while any(key.startswith("blocks:decision.2.file") for key in work.journal):
            back(work)
        assert decisions(work) == before
        restart(work, STEPS[1])
        assert not (work.records / "decision.csv").exists()  # missing, and not none
        assert list(Work.load(folder).journal) == [*BEGUN, "office:body!"]

    def test_none_is_no_longer_kept(self, folder: Path) -> None:
        work = begun(folder)
        walk(work, lambda prompt: "none" if "remedy" in prompt.key else "later", until="findings:previous")
        assert (work.records / "remedy.csv").exists()
        reopen(work, "remedy")
        assert not (work.records / "remedy.csv").exists()
        assert walk(work, lambda _: "", until=".how") is not None

    def test_totals_are_no_entries_any_more(self, folder: Path) -> None:
        work = begun(folder)

        def said(prompt: Prompt) -> str:
            return "7" if ".total." in prompt.key else "totals" if "charge" in prompt.key else "later"

        walk(work, said, until="findings:previous")
        assert read(work.report)["fees.charged/amount"] == 7
        reopen(work, "charge")
        walk(work, lambda _: "later", until="findings:previous")
        assert read(work.report)["fees.charged/amount"] != 7

    def test_reopening_one_kind_leaves_the_others(self, folder: Path) -> None:
        work = begun(folder)
        walk(work, clerk(decision=str(folder.parent / LICENCES.name)), until="findings:previous")
        answer(work, Prompt(key="findings:previous", kind=PromptKind.TEXT, sentence=STEPS[0].title, optional=True), "")
        counted = decisions(work)
        reopen(work, "remedy")
        assert decisions(work) == counted
        prompt = walk(work, lambda _: "", until=".how")
        assert prompt is not None
        assert prompt.key == "blocks:remedy.1.how"
        walk(work, lambda _: "later", until="findings:seen")  # last year's report is not asked for again
        assert work["findings:previous"] == ""

    def test_killed_at_any_call_is_undone_or_not(self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The journal and the records change together: never are records counted whose register nobody names."""
        walk(begun(folder), clerk(decision=str(folder.parent / LICENCES.name)), until="findings:previous")
        outcomes = []
        for call in count():
            copy = tmp_path / f"copy{call}"
            shutil.copytree(folder, copy)
            died = killed_at(call, partial(reopen, Work.load(copy), "decision"), monkeypatch)
            work = Work.load(copy)
            folders.settle(work.records)
            named = any(".take." in key for key in work.journal)
            assert decisions(work) == (9 if named else 0), call
            outcomes.append(named)
            shutil.rmtree(copy)
            if not died:
                break
        assert outcomes == sorted(outcomes, reverse=True)
        assert set(outcomes) == {True, False}

    def test_lines_put_off_can_be_corrected_later(self, folder: Path) -> None:
        faulty(folder.parent / "错误.xlsx")
        work = begun(folder)

        def said(prompt: Prompt) -> str:
            if prompt.key.endswith(".how"):
                return {"blocks:request.1.how": "register", "blocks:request.2.how": "enough"}.get(prompt.key, "later")
            if prompt.key.endswith(".file"):
                return str(folder.parent / "错误.xlsx")
            return "s" if ".aside." in prompt.key else prompt.proposed or "?"

        walk(work, said, until="findings:previous")
        reopen_corrections(work)
        asked = current(work)
        assert asked is not None
        assert asked[1].key == "blocks:request.1.aside.1"


class TestTwoWindows:
    """Whoever answers after another has, is refused; nothing is overwritten."""

    def test_the_second_is_refused(self, folder: Path) -> None:
        begun(folder).keep({"office:name": "甲局"})
        first, second = Work.load(folder), Work.load(folder)
        first.keep({"office:name": "乙局"})
        with pytest.raises(UnreadableError, match=r"另一个窗口|another window"):
            second.keep({"office:name": "丙局"})
        assert "office:name" in second
        assert Work.load(folder)["office:name"] == "乙局"
        second = Work.load(folder)
        second.keep({"office:name": "丙局"})
        assert Work.load(folder)["office:name"] == "丙局"

    def test_what_a_task_said_is_there_for_the_other(self, folder: Path) -> None:
        work = begun(folder)
        walk(work, clerk(decision=str(folder.parent / LICENCES.name)), until="blocks:decision.2.how")
        again = Work.load(folder)
        assert again.journal == work.journal
        assert any("采集" in line.zh for line in again.said["blocks:decision.1.take.1!"])


class TestPages:
    """Where there is room all questions of a register are shown at once, with those that need no answer."""

    def test_show_all_questions_of_a_register(self, folder: Path) -> None:
        register = next(one for one in THE_YEAR if one.kind == "request")
        work = begun(folder)
        said = clerk(request=str(folder.parent / register.name))
        walk(work, said, until=".ask.")
        step, page = current_page(work) or (None, None)
        assert step is STEPS[1]
        assert isinstance(page, PromptPage)
        waiting = [one for one in page.prompts if not one.settled]
        assert len(waiting) > 1
        assert len(page.prompts) > len(waiting)
        wrong = answer_page(work, page, {waiting[0].key: "99", waiting[1].key: said(waiting[1])})
        assert list(wrong) == [waiting[0].key]
        assert waiting[1].key in work
        settled = next(one for one in page.prompts if one.settled)
        answer_page(work, page, {settled.key: settled.proposed or ""})
        assert settled.key not in work  # the answer it has anyway

    def test_propose_next_year_what_was_answered(self, folder: Path) -> None:
        register = next(one for one in THE_YEAR if one.kind == "request")
        work = begun(folder)
        walk(work, clerk(request=str(folder.parent / register.name)), until="blocks:request.2.how")
        given = {key.partition(".ask.")[2]: value for key, value in work.journal.items() if ".ask." in key}
        later = begun(folder.parent / "明年")
        asked = walk(later, clerk(request=str(folder.parent / register.name)), until=".ask.")
        assert asked is not None
        assert asked.proposed == given[asked.key.partition(".ask.")[2]]
        assert "上次" in asked.about[0].zh


class TestInPlace:
    """Lines are corrected, and words written, in the files that a terminal names."""

    def test_lines_set_aside_are_corrected(self, folder: Path) -> None:
        faulty(folder.parent / "错误.xlsx")
        work = begun(folder)

        def said(prompt: Prompt) -> str:
            if prompt.key.endswith(".how"):
                return "register" if prompt.key == "blocks:request.1.how" else "later"
            if prompt.key.endswith(".file"):
                return str(folder.parent / "错误.xlsx")
            return prompt.proposed or "?"

        prompt = walk(work, said, until=".aside.")
        assert prompt is not None
        assert prompt.kind is PromptKind.CORRECTIONS
        found = faults(work, prompt)
        twice = next(one for one in found if one.count == 2 and one.aside.value == "按惯例")
        assert any("公开" in choice for choice in twice.choices)
        texts = {"2024-13-6": "2024-1-6", "按惯例": twice.choices[0]}
        correct(work, prompt, {one.key: texts[one.aside.value] for one in found if one.aside.value in texts})
        answer(work, prompt, "")
        again = walk(work, said, until=".aside.2")
        assert again is not None
        left = faults(work, again)
        assert 0 < len(left) < len(found)
        assert not {one.aside.value for one in left} & texts.keys()

    def test_words_are_in_the_word_file(self, folder: Path) -> None:
        work = begun(folder)
        prompt = walk(work, lambda one: "" if one.proposed is None and one.optional else "later", until="words:written")
        assert prompt is not None
        assert prompt.kind is PromptKind.WORDS
        words = words_written(work)
        section = next(key for key, text in words.items() if text)
        write_words(work, {section: "本年认真落实。"})
        assert words_written(work)[section] == "本年认真落实。"
        assert {key: text for key, text in words_written(work).items() if key != section} == {
            key: text for key, text in words.items() if key != section
        }


class TestYesterday:
    """The tables of each day are kept; what changed since is the difference from the last earlier day."""

    def test_is_compared_with_the_last_earlier_day(self, folder: Path) -> None:
        work = begun(folder)
        walk(work, lambda _: "later", until="findings:previous")
        assert changes_since(work, read(work.report)) is None
        later = Work.load(folder, day=date(2025, 1, 12))
        reopen(later, "remedy")
        walk(later, lambda one: "none" if "remedy" in one.key else "later", until="findings:previous")
        found = changes_since(later, read(later.report))
        assert found is not None
        day, comparison = found
        assert day == "2025-01-09"
        assert comparison.cells
        assert all(one.address.startswith("remedies.") for one in comparison.cells)
