"""``govdisclosure guide``: the steps of :mod:`govdisclosure.guide` in a terminal; what is asked and done is theirs."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from govdisclosure.cli import display
from govdisclosure.cli.asking import rows_of
from govdisclosure.cli.options import PATH
from govdisclosure.errors import GovDisclosureError
from govdisclosure.guide import STEPS, Prompt, PromptKind, Task, Work, answer, back, current, perform, restart
from govdisclosure.messages import asked_language, say, speaking

LEAVE, BACK = ("q", "退出", "quit", "exit"), ("b", "返回", "上一步")


class _LeaveError(Exception):
    """The user leaves; the work is kept."""


class _BackError(Exception):
    """The user goes back to the question before."""


@click.command("guide")
@click.option("--folder", type=PATH, default=Path("年报工作"), help="Folder of the work; 年报工作. 工作文件夹")
def guide_command(folder: Path) -> None:
    """Go through the year's work step by step, in Chinese. 一步一步做年度报告。"""
    with speaking(asked_language() or "zh"):  # whoever needs the guide reads Chinese
        work = Work.load(folder)
        display.line(say("guide.welcome", leave=LEAVE[0], back=BACK[0]))
        try:
            _walk(work)
        except (_LeaveError, click.Abort, KeyboardInterrupt):
            display.line(say("guide.left", folder=work.folder))
        else:
            display.line(say("guide.done", folder=work.folder.resolve()))


def _walk(work: Work) -> None:
    """Ask and do what comes next, until all is done; every answer is kept at once."""
    if work.journal and current(work) is None:
        _begin_again(work)
    shown = ""
    while (following := current(work)) is not None:
        step, item = following
        if step.name != shown:
            number = STEPS.index(step) + 1
            display.line(say("guide.step", number=number, of=len(STEPS), title=step.title), style="bold")
            display.line(step.about)
            shown = step.name
        try:
            if isinstance(item, Task):
                _do(work, item)
            else:
                answer(work, item, _typed(item))
        except _BackError:
            back(work)
        except GovDisclosureError as error:
            display.line(say("guide.failed", reason=error.sentence))
            work = Work.load(work.folder)  # what is on disk holds, whatever became of the last answer
            try:
                _line(str(say("guide.ask.mended")))
            except _BackError:
                back(work)
        except ValueError as error:
            display.line(error.args[0])


def _begin_again(work: Work) -> None:
    for number, step in enumerate(STEPS, start=1):
        display.line(f"  {number} {step.title}")
    choice = _line(str(say("guide.again.step")), "")
    if choice.isdecimal() and 0 < int(choice) <= len(STEPS):
        restart(work, STEPS[int(choice) - 1])


def _do(work: Work, task: Task) -> None:
    if task.command:
        display.line(say("guide.command", command=shlex.join(["govdisclosure", *task.command])), style="dim")
    outcome = perform(work, task)
    for line in outcome.lines:
        display.line(line)
    for path in outcome.wrote:
        display.line(say("guide.wrote" if task.command else "guide.wrote_without_command", path=path))


def _typed(prompt: Prompt) -> str:
    for line in prompt.about:
        display.line(line)
    values = [one.value for one in prompt.choices]
    default = prompt.proposed or ""
    if prompt.kind.is_done_elsewhere:
        display.line(prompt.sentence)
        return _line(str(say("guide.return_key")))
    display.line(prompt.sentence)
    for row in rows_of([f"{number} {one.label}" for number, one in enumerate(prompt.choices, start=1)]):
        display.line(f"  {row}")
    if prompt.proposed in values:
        default = str(values.index(prompt.proposed) + 1)
    if prompt.kind is PromptKind.YES_NO:
        default = {"yes": "是", "no": "否"}.get(default, default)
    return _line("", default)


def _line(words: str, default: str = "") -> str:
    """Return a line as it is typed; the words for leaving and going back are understood everywhere."""
    typed = str(click.prompt(words, default=default, show_default=bool(default), prompt_suffix=" > ")).strip()
    meant = typed.lower().translate(_FULL_WIDTH)
    if meant in LEAVE:
        raise _LeaveError
    if meant in BACK:
        raise _BackError
    return typed


_FULL_WIDTH = {number + 0xFEE0: number for number in range(0x21, 0x7F)}
