"""Leading through the steps (向导进程): what comes next, how it is answered or done, and how it is taken back.

Nothing here reads or prints: a terminal asks :func:`current` for one question at a time, a page asks :func:`current_page` for
all that are shown together; both keep their answers in the same folder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from govdisclosure.drafting.text_entries import keep_entries
from govdisclosure.folders import one_step
from govdisclosure.guide.prompts import Prompt, PromptPage
from govdisclosure.guide.steps import (
    DONE,
    LASTING,
    PUT_OFF,
    REFERENCE,
    STEPS,
    GuideItem,
    GuideStep,
    empty_report,
    register_kind,
)
from govdisclosure.guide.work import Task, TaskOutcome, Work
from govdisclosure.intake.store import withdraw
from govdisclosure.intake.taking import Progress
from govdisclosure.messages import Message


def current(work: Work) -> tuple[GuideStep, Prompt | Task] | None:
    """Return what comes next, and in which step; None where all is done.

    Raises:
        GovDisclosureError: a file that was named can no longer be read.
    """
    following = current_page(work)
    if following is None:
        return None
    step, item = following
    if isinstance(item, Task):
        return step, item
    prompt = item.following(work.journal)
    assert prompt is not None  # noqa: S101 - the page is the current one because a question of it waits
    return step, prompt


def current_page(work: Work) -> tuple[GuideStep, PromptPage | Task] | None:
    """Return the page of questions, or the task, that comes next, and in which step; None where all is done.

    Raises:
        GovDisclosureError: a file that was named can no longer be read.
    """
    for step in STEPS:
        for item in step.items(work):
            if _waits(item, work):
                return step, PromptPage((item,)) if isinstance(item, Prompt) else item
    return None


def passed(work: Work) -> Iterator[tuple[GuideStep, GuideItem]]:
    """Yield what was answered and done, in the order of the steps."""
    for step in STEPS:
        for item in step.items(work):
            if _waits(item, work):
                return
            yield step, item


def _waits(item: GuideItem, work: Work) -> bool:
    return item.following(work.journal) is not None if isinstance(item, PromptPage) else item.key not in work


def answer(work: Work, prompt: Prompt, typed: str) -> None:
    """Keep the answer to a question.

    Raises:
        ValueError: it is not understood; its argument is the message that says what to type.
    """
    work.keep({prompt.key: prompt.understood(typed)})


def answer_page(work: Work, page: PromptPage, typed: Mapping[str, str]) -> dict[str, Message]:
    """Keep the answers to the questions of a page that are understood.

    Args:
        work: the work.
        page: the page.
        typed: what was typed, by the question's key; a question that is not among them is not answered.

    Returns:
        What is wrong with the others, by the question's key.
    """
    understood, faults = {}, {}
    for prompt in page.prompts:
        if prompt.key not in typed:
            continue
        try:
            meant = prompt.understood(typed[prompt.key])
        except ValueError as error:
            faults[prompt.key] = error.args[0]
        else:
            if not prompt.settled or meant != prompt.proposed:
                understood[prompt.key] = meant
    if understood:
        work.keep(understood)
    return faults


def perform(work: Work, task: Task, progress: Progress | None = None) -> TaskOutcome:
    """Do a task, and keep what it came to.

    Raises:
        GovDisclosureError: it cannot be done; the sentence says why.
    """
    outcome = task.run(progress)
    work.keep({task.key: outcome.value, **outcome.noted}, {task.key: outcome.lines})
    return outcome


def back(work: Work) -> None:
    """Take the last answer away, with what was done since."""
    asked = [key for key in work.journal if not key.endswith(DONE)]
    if asked:
        _forget(work, work.from_on(asked[-1]))


def restart(work: Work, step: GuideStep) -> None:
    """Forget a step and all after it, and take back what was done there."""
    first = next((key for key in work.journal if key.startswith(f"{step.name}:")), None)
    if first is not None:
        _forget(work, work.from_on(first))


def reopen(work: Work, block: str) -> None:
    """Forget what was said of one kind of record, and what was done with the figures since; the other kinds stay.

    Args:
        work: the work.
        block: the name of the kind.
    """
    later = {step.name for step in STEPS[2:]}
    own = [key for key in work.journal if key.startswith(f"blocks:{block}.")]
    since = [key for key in work.journal if key.partition(":")[0] in later and key not in LASTING]
    _forget(work, [*own, *since])


def reopen_corrections(work: Work) -> None:
    """Have lines that were left aside for later corrected after all, and the figures made again."""
    later = {step.name for step in STEPS[2:]}
    put_off = [key for key, value in work.journal.items() if ".aside." in key and value == PUT_OFF]
    since = [key for key in work.journal if key.partition(":")[0] in later and key not in LASTING]
    if put_off:
        work.forget([*put_off, *since])


def _forget(work: Work, keys: Collection[str]) -> None:
    """Forget answers, and take what was done with them out of the folder of records again, in one step."""
    registers = {
        key: (work[key], register_kind(work, key.removesuffix(REFERENCE))) for key in work.journal if key.endswith(REFERENCE)
    }
    gone = {one for key, one in registers.items() if key in keys} - {one for key, one in registers.items() if key not in keys}
    totals = [key.partition(".total.")[2] for key in keys if ".total." in key]
    unkept = [key.removeprefix("blocks:").partition(".")[0] for key in keys if key.endswith(f".none{DONE}")]
    with one_step() as step:
        if work.records.is_dir():
            step.hold(work.records)
            if gone:
                withdraw(work.records, gone)
            if totals:
                keep_entries(empty_report(work), work.records, dict.fromkeys(totals, ""))
            for kind in unkept:
                if not _has_records(place := work.records / f"{kind}.csv"):
                    step.remove(place)
        work.forget(keys)


def _has_records(place: Path) -> bool:
    return place.exists() and len(place.read_text(encoding="utf-8-sig").splitlines()) > 1
