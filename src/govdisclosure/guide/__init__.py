"""The year's work of an office, step by step (向导): what is asked and done, for a terminal or a browser to lead through."""

from govdisclosure.guide.prompts import Prompt, PromptKind
from govdisclosure.guide.steps import STEPS, GuideItem, GuideStep, answer, back, current, perform, restart
from govdisclosure.guide.work import STATE, Task, TaskOutcome, Work

__all__ = [
    "STATE",
    "STEPS",
    "GuideItem",
    "GuideStep",
    "Prompt",
    "PromptKind",
    "Task",
    "TaskOutcome",
    "Work",
    "answer",
    "back",
    "current",
    "perform",
    "restart",
]
