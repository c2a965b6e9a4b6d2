"""The year's work of an office, step by step (向导): what is asked and done, for a terminal or a browser to lead through."""

from govdisclosure.guide.in_place import changes_since, correct, faults, take_word_file, words_written, write_words
from govdisclosure.guide.prompts import Prompt, PromptKind, PromptPage
from govdisclosure.guide.steps import (
    REGISTER_FILES,
    REPORT_FILES,
    STEPS,
    GuideItem,
    GuideStep,
    outputs,
    signed_report,
    standard_of,
)
from govdisclosure.guide.walk import answer, answer_page, back, current, current_page, passed, perform, reopen, restart
from govdisclosure.guide.work import NOTHING_DONE, STATE, Task, TaskOutcome, Work, revision_of

__all__ = [
    "NOTHING_DONE",
    "REGISTER_FILES",
    "REPORT_FILES",
    "STATE",
    "STEPS",
    "GuideItem",
    "GuideStep",
    "Prompt",
    "PromptKind",
    "PromptPage",
    "Task",
    "TaskOutcome",
    "Work",
    "answer",
    "answer_page",
    "back",
    "changes_since",
    "correct",
    "current",
    "current_page",
    "faults",
    "outputs",
    "passed",
    "perform",
    "reopen",
    "restart",
    "revision_of",
    "signed_report",
    "standard_of",
    "take_word_file",
    "words_written",
    "write_words",
]
