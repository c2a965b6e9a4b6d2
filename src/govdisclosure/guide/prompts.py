"""What a guide asks and how answers are understood (问答): as a Chinese clerk types them, without a terminal in sight."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Container, Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from attrs import frozen

from govdisclosure.exact.decimals import parsed
from govdisclosure.intake.days import CERTAIN_FORMS, NUMERALS, day_of
from govdisclosure.intake.questions import Choice
from govdisclosure.messages import Message, say

_YES = frozenset(
    [
        "y",
        "yes",
        "是",
        "是的",
        "对",
        "好",
        "好的",
        "行",
        "可以",
        "嗯",
        "ok",
        "要",
        "有",
        "√",
        "true",
        "确认",
        "确实",
        "确实没有",
    ]
)
_NO = frozenset(["n", "no", "否", "不", "不是", "不要", "没有", "无", "×", "false", "不行", "不用"])
_QUOTES = "\"'“”‘’「」 "


class PromptKind(Enum):
    """What is typed for an answer."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    YEAR = "year"
    DAY = "day"
    FIGURE = "figure"
    FILE = "file"
    WAIT = "wait"
    CORRECTIONS = "corrections"  # lines that were set aside are corrected, in their workbook or in place
    WORDS = "words"  # the report's words are written, in Word or in place

    @property
    def is_done_elsewhere(self) -> bool:
        """Whether nothing is typed: it is waited for until something is done in another program."""
        return self in (PromptKind.WAIT, PromptKind.CORRECTIONS, PromptKind.WORDS)


@frozen(kw_only=True)
class Prompt:
    """A question of the guide (提问).

    Attributes:
        key: what the answer is kept under.
        kind: what is typed.
        sentence: the question.
        choices: the answers of a choice; the files that are at hand; what may be typed in place of waiting.
        proposed: the answer of the return key alone; None where there is none.
        optional: whether it may stay empty.
        about: what is said before.
        settled: whether it is certain, so that it is not asked; it can be answered otherwise where it is shown.
        one_by_one: whether it only asks how the following questions are answered, for want of a page that shows them all.
    """

    key: str
    kind: PromptKind
    sentence: Message
    choices: tuple[Choice, ...] = ()
    proposed: str | None = None
    optional: bool = False
    about: tuple[Message, ...] = ()
    settled: bool = False
    one_by_one: bool = False

    def understood(self, typed: str) -> str:
        """Return what an answer means, as it is kept.

        Raises:
            ValueError: it is not understood; its one argument is the message that says what to type.
        """
        text = unicodedata.normalize("NFKC", typed).strip()
        if not text:
            if self.proposed is not None:
                return self.proposed
            if self.optional or self.kind.is_done_elsewhere:
                return ""
            raise ValueError(say("guide.again.text"))
        meant = self._choice(text)
        if meant is not None:
            return meant
        match self.kind:
            case PromptKind.TEXT:
                return typed.strip()
            case PromptKind.CHOICE:
                raise ValueError(say("guide.again.choice", most=len(self.choices)))
            case PromptKind.YES_NO:
                if text.lower() in _YES | _NO:
                    return "yes" if text.lower() in _YES else "no"
                raise ValueError(say("guide.again.yes_no"))
            case PromptKind.YEAR:
                match_ = re.fullmatch(r"((?:19|20)\d\d)年?度?", text.translate(NUMERALS))
                if match_ is None:
                    raise ValueError(say("guide.again.year"))
                return match_[1]
            case PromptKind.DAY:
                return _day(text)
            case PromptKind.FIGURE:
                number = text.replace(",", "").removesuffix("万元").removesuffix("元").removesuffix("件").strip()
                figure = parsed(number) if re.fullmatch(r"\d+(\.\d+)?", number) else None
                if figure is None:
                    raise ValueError(say("guide.no_figure"))
                return number
            case PromptKind.FILE:
                return str(_file(typed))
            case PromptKind.WAIT | PromptKind.CORRECTIONS | PromptKind.WORDS:
                return ""

    def _choice(self, text: str) -> str | None:
        if text.isdecimal() and 0 < int(text) <= len(self.choices) and self.kind is not PromptKind.FIGURE:
            return self.choices[int(text) - 1].value
        for one in self.choices:
            if text.lower() in (one.value.lower(), unicodedata.normalize("NFKC", one.label.zh).lower(), one.label.en.lower()):
                return one.value
        return None


@frozen
class PromptPage:
    """Questions that are shown together where there is room, and asked one after another where there is not (一页问题)."""

    prompts: tuple[Prompt, ...]

    def following(self, answered: Container[str]) -> Prompt | None:
        """Return the first that waits for an answer."""
        return next((one for one in self.prompts if not one.settled and one.key not in answered), None)


def _day(text: str) -> str:
    """Return a day, however it is written (2025年1月20日, 二〇二五年一月二十日), in ISO form."""
    found = day_of(text, CERTAIN_FORMS, None)
    if found is None:
        raise ValueError(say("guide.again.day"))
    return found.isoformat()


def _file(typed: str) -> Path:
    """Return the file that was typed, pasted, or dragged into a window."""
    for text in _spellings(typed.strip()):
        with suppress(OSError, ValueError):
            path = Path(text).expanduser()
            if path.is_file():
                return path.resolve()
    raise ValueError(say("guide.again.file", file=Path(typed.strip(_QUOTES)).name or typed.strip()))


def _spellings(text: str) -> Iterator[str]:
    """Yield what a path may be meant by: as it is, without quotes, from a URL, without backslashes before blanks."""
    yield text
    bare = re.sub(r"^&\s+", "", text).strip(_QUOTES)
    yield bare
    if bare.lower().startswith("file:"):
        path = unquote(urlsplit(bare).path)
        yield path
        yield path.lstrip("/")  # file:///C:/…
    with suppress(ValueError):
        yield from shlex.split(text)[:1]
    yield re.sub(r"\\(.)", r"\1", bare)
    yield unicodedata.normalize("NFC", bare)
