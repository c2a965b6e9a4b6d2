"""Which year a report is about (报告年度): title, table heads, sentences and file name together; disagreement is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from attrs import frozen

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")
_ALONE = re.compile(r"(?<![\d.\-])(20\d{2})(?![\d.\-]*\d)")
_MONTH = re.compile(r"\s*(?:年\s*)?\d{1,2}\s*月")
_SPAN = re.compile(r"(20\d{2})年1月1日(?:起)?[至到—\-~]+(?:(20\d{2})年)?12月31日")
_CHINESE = re.compile(r"[二2][〇○零O0Ｏ][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = {sign: str(number) for number, sign in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "O": "0"}


@frozen
class NamedYear:
    """A year and what names it: ``title``, ``table``, ``head``, ``period``, ``text``, ``file``, ``properties``."""

    year: int
    by: str


def plain(text: str) -> str:
    """Return a text with years in Chinese numerals (二〇二三年) in digits."""
    text = unicodedata.normalize("NFKC", text)
    return _CHINESE.sub(lambda match: "".join(_DIGITS.get(sign, sign) for sign in match[0]), text)


def named(text: str, by: str) -> list[NamedYear]:
    """Return the years that a title, a caption or the head of a column names."""
    return [NamedYear(int(match[1]), by) for match in _YEAR.finditer(plain(text))]


def is_alone(text: str) -> bool:
    """Whether a cell prints a year and little else, as what is over a table does: 2022年, 附：2022年度情况."""
    return re.fullmatch(r"\W*(?:附件?|附?表)?\W*20\d{2}年度?\w{0,3}\W*", plain(text).strip()) is not None


def in_head(text: str) -> list[NamedYear]:
    """Return the years in the head of a column, which may be without 年: 本年(2023)制发件数."""
    return [NamedYear(int(match[1]), "head") for match in re.finditer(r"(?<!\d)(20\d{2})(?!\d)", plain(text))]


def in_name(name: str) -> list[NamedYear]:
    """Return the year in a file's name; the day it was saved on is none."""
    stem = plain(name.rpartition(".")[0] or name)
    marked = list(_YEAR.finditer(stem))
    found = [NamedYear(int(match[1]), "file") for match in marked if not _MONTH.match(stem, match.end())]
    return found if marked else [NamedYear(int(match[1]), "file") for match in _ALONE.finditer(stem)]


def in_sentences(paragraphs: Iterable[str]) -> list[NamedYear]:
    """Return the year that the words are about: that of the period that they state, else the first that they name."""
    texts = [plain(text) for text in paragraphs]
    spans = [match for text in texts for match in _SPAN.finditer(re.sub(r"\s", "", text))]
    if spans:
        return [NamedYear(int(spans[0][2] or spans[0][1]), "period")]
    every = [int(match[1]) for text in texts for match in _YEAR.finditer(text)]
    return [NamedYear(every[0], "text")] if every else []


def mentioned(paragraphs: Sequence[str]) -> set[int]:
    """Return every year that the words name."""
    return {int(match[1]) for text in paragraphs for match in _YEAR.finditer(plain(text))}


def agreed(found: Sequence[NamedYear], words: Sequence[str]) -> tuple[int | None, list[NamedYear]]:
    """Return the report's year, and those that say another; the title first, then the period that the words state.

    A year of the words counts against the title only where the title's is nowhere in them: a report speaks of other years too.
    """
    for by in ("given", "title", "table", "properties", "period", "head", "file", "text"):
        own = [one.year for one in found if one.by == by]
        if own:
            year = own[0]
            break
    else:
        return None, []
    spoken = mentioned(words)
    against = [one for one in found if one.year != year and (one.by not in ("text", "period") or year not in spoken)]
    return year, against
