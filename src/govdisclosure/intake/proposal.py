"""A draft of a profile for a register (方案草稿), from the headings, days and words found in it.

It starts from the ready profile whose headings are most like the register's. What was found by likeness only, and what was not
found, is marked ``# ?``: a draft proposes, the office decides. Headings are quoted; cells are named by their place, and a word
is quoted only where it is made of words that the ready profile knows. A heading or a sheet whose name may be about a person
is written as a keyed mark, which the same key finds again.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from attrs import field, frozen

from govdisclosure.errors import UnreadableError
from govdisclosure.files import File, opened
from govdisclosure.intake.days import FORM_NAMES, day_of, marked, year_in
from govdisclosure.intake.profiles import Profile, ProfileColumn, parse_profile
from govdisclosure.intake.register_workbook import LARGEST, RegisterSheet, plain, read_sheets
from govdisclosure.intake.taking import Intake, joined_heads, mark_of, take_in
from govdisclosure.messages import say
from govdisclosure.quotation import is_quotable, quotation
from govdisclosure.records import RECORD_KINDS, FieldType, RecordKind

_LOOKED_AT = 10
_HEAD_ROWS = (1, 2, 3)
_LIKE = 0.6  # a heading less like than this is another heading
_READ = 20_000  # rows whose words and days are looked at
_NEUTRAL = re.compile(r"已?(按期|按时|逾期|延期)?(答复|办结|办理|处理)?|[,;:、.()的为及和-]|同意|决定|全部|依法|属于?|不属于")


@frozen(kw_only=True)
class _Fit:
    """How a ready profile fits a register: where the heads are, and which heading is which field's."""

    name: str
    profile: Profile
    head_rows: int
    headings: Mapping[str, Mapping[str, float]] = field(factory=dict)  # by field's name: heading → likeness
    others: tuple[str, ...] = ()
    sheets: tuple[tuple[RegisterSheet, int, tuple[str, ...]], ...] = ()  # with the row of the head, and the heads
    headless: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(max(likes.values()) for likes in self.headings.values())


def propose(register: File, ready: Mapping[str, str], *, key: bytes, kinds: Mapping[str, RecordKind] = RECORD_KINDS) -> str:
    """Return the text of a profile to complete by hand.

    Args:
        register: the register.
        ready: the text of the ready profiles, by name.
        key: the office's secret.
        kinds: the kinds of record by name.

    Raises:
        UnreadableError: the register cannot be read.
    """
    file = opened(register, most=LARGEST)
    sheets = read_sheets(file)
    profiles = {name: parse_profile(text, name, kinds=kinds) for name, text in ready.items()}
    fits = [fit for name, profile in profiles.items() if (fit := _fit(name, profile, sheets)) is not None]
    tried = {name: take_in(file, profile, key=key) for name, profile in profiles.items()} if not fits else {}
    if not fits:
        best = max(tried, key=lambda name: (tried[name].taken, -tried[name].open))
        return "".join(f"# {line}\n" for line in _unsure(best, tried[best])) + ready[best]
    fit = max(fits, key=lambda one: one.score)
    text = "\n".join(_lines(fit, ready[fit.name], file.name, key)) + "\n"
    try:
        found = take_in(file, parse_profile(text, "draft", kinds=kinds), key=key)
    except UnreadableError:  # the register holds what no profile can; the ready one is offered as it is
        found = take_in(file, fit.profile, key=key)
        text = ready[fit.name]
    return "".join(f"# {line}\n" for line in _unsure(fit.name, found)) + text


def _unsure(name: str, found: Intake) -> list[str]:
    yielded = str(say("intake.propose.base", profile=name, lines=found.lines, taken=found.taken))
    lines = [yielded, str(say("intake.propose.body"))]
    for one in found.asides:
        place = f"{quotation(one.sheet)}!{one.column}{one.row}" if one.sheet else f"{one.column}{one.row}"
        lines.append(f"? {place} {quotation(one.heading or (one.value if not one.is_line else ''))}: {one.reason}")
    return [" ".join(line.split()) for line in dict.fromkeys(lines)]


# -------------------------------------------------------------------------------------------------------- headings


def _fit(name: str, profile: Profile, sheets: Sequence[RegisterSheet]) -> _Fit | None:
    """Find the heads under which the profile's required fields have a column each; None where there are none."""
    fits = [one for rows in _HEAD_ROWS if (one := _fit_rows(name, profile, sheets, rows)) is not None]
    return max(fits, key=lambda one: (round(one.score, 3), -one.head_rows), default=None)


def _fit_rows(name: str, profile: Profile, sheets: Sequence[RegisterSheet], rows: int) -> _Fit | None:
    headings: dict[str, dict[str, float]] = {}
    placed: list[tuple[RegisterSheet, int, tuple[str, ...]]] = []
    others: dict[str, None] = {}
    headless = []
    for sheet in sheets:
        top = sheet.top(_LOOKED_AT + rows)
        best: tuple[float, int, list[str], dict[str, tuple[str, float]]] | None = None
        for start in range(min(_LOOKED_AT, len(top))):
            heads = joined_heads(sheet, top, start, rows)
            matched = _matched(profile, heads)
            if any(one.headings and one.field.required and one.field.name not in matched for one in profile.columns):
                continue
            score = sum(like for _, like in matched.values())
            if best is None or score > best[0]:
                best = (score, start, heads, matched)
        if best is None:
            if any(plain(cell) for row in top for cell in row):
                headless.append(sheet.name)
            continue
        _, start, heads, matched = best
        for one, (heading, like) in matched.items():
            headings.setdefault(one, {})[heading] = like
        taken = {heading for heading, _ in matched.values()}
        others |= dict.fromkeys(head for head in heads if head and head not in taken)
        placed.append((sheet, start, tuple(heads)))
    if not placed:
        return None
    return _Fit(
        name=name,
        profile=profile,
        head_rows=rows,
        headings=headings,
        others=tuple(one for one in others if not any(one in likes for likes in headings.values())),
        sheets=tuple(placed),
        headless=tuple(headless),
    )


def _matched(profile: Profile, heads: Sequence[str]) -> dict[str, tuple[str, float]]:
    """Return for each field the heading most like those the profile knows; it serves one field, or those that share it."""
    known = profile.ignore | profile.many
    found: dict[str, tuple[str, float]] = {}
    pairs = sorted(
        ((_like(head, one.headings), one, head) for one in profile.columns for head in dict.fromkeys(heads) if head),
        key=lambda pair: -pair[0],
    )
    used: dict[str, ProfileColumn] = {}
    for like, one, head in pairs:
        if like < _LIKE or one.field.name in found or (like < 1 and head in known):
            continue
        if head in used and used[head].headings != one.headings:
            continue
        used[head] = one
        found[one.field.name] = (head, like)
    return found


def _like(head: str, known: frozenset[str]) -> float:
    """Return how like a heading is to those known: 1 is the same; what is after the last slash counts most."""
    if head in known:
        return 1.0
    last = head.rpartition("/")[2].replace("时间", "日期")
    best = 0.0
    for one in known:
        other = one.rpartition("/")[2].replace("时间", "日期")
        if last == other:
            return 0.95
        like = SequenceMatcher(None, last, other).ratio()
        if len(other) > 1 and (other in last or last in other) and len(last) > 1:
            like = max(like, 0.75)
        best = max(best, like)
    return best


# --------------------------------------------------------------------------------------------------------- the draft


def _lines(fit: _Fit, ready: str, name: str, key: bytes) -> Iterator[str]:
    """Yield the draft's lines; what wants a decision ends in ``# ?``."""
    base: dict[str, Any] = tomllib.loads(ready)
    forms = {one.field.name: _forms(fit, one) for one in fit.profile.columns if one.field.type is FieldType.DATE}
    yield f"kind = {_toml(base['kind'])}"
    yield f'body = "office"  # ? {say("intake.propose.body_id")}'
    if fit.headless:
        yield f"skip_sheets = {_toml(_names(fit.headless, key))}  # ? {say('intake.propose.skipped')}"
    yield f"head_rows = {fit.head_rows}"
    yield f"exclude = {_toml(base.get('exclude', []))}"
    many = [one for one in fit.others if one.rpartition("/")[2] in {known.rpartition("/")[2] for known in fit.profile.many}]
    ignored = [one for one in fit.others if one not in many]
    sure = set(fit.profile.ignore)
    yield f"ignore = {_toml(_names(ignored, key))}" + (
        "" if sure.issuperset(ignored) else f"  # ? {say('intake.propose.ignored')}"
    )
    if many:
        yield f"many = {_toml(_names(many, key))}"
    if any("3月5日" in found for found in forms.values()):
        named = [year_in(sheet.name) for sheet, _, _ in fit.sheets]
        where = "sheet" if all(named) else "file"
        doubt = "" if all(named) or year_in(name) else f"  # ? {say('intake.propose.year')}"
        yield f"year = {_toml(where)}{doubt}"
    if base.get("one_case"):
        yield "one_case = true"
    for one in fit.profile.columns:
        told = base["fields"][one.field.name]
        likes = fit.headings.get(one.field.name)
        if likes is None and "value" not in told:
            yield f"\n# ? {say('intake.propose.no_column', field=one.field)}: {one.field.name}"
            continue
        yield f"\n[fields.{one.field.name}]"
        if likes is not None:
            doubt = "" if min(likes.values()) == 1 else f"  # ? {say('intake.propose.like', field=one.field)}"
            yield f"headings = {_toml(_names(likes, key))}{doubt}"
        if one.field.type is FieldType.DATE:
            yield f"forms = {_toml(forms[one.field.name] or told.get('forms', []))}"
        if "words" in told:
            words = {**told["words"], **dict(_words(fit, one))}
            guessed = len(words) > len(told["words"])
            inner = ", ".join(f"{_toml(printed)} = {_toml(meant)}" for printed, meant in words.items())
            yield f"words = {{ {inner} }}" + (f"  # ? {say('intake.propose.words')}" if guessed else "")
        for name in ("marks", "keyed", "value", "merge"):
            if name in told:
                yield f"{name} = {_toml(told[name])}"


def _names(names: Iterable[str], key: bytes) -> list[str]:
    """Return headings or names of sheets as a draft writes them: a keyed mark for those that may be about a person."""
    return [one if is_quotable(one) else mark_of(one, key) for one in names]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cells(fit: _Fit, column: ProfileColumn) -> Iterator[object]:
    """Yield the cells under a field's headings, empty ones left out."""
    wanted = fit.headings.get(column.field.name, {})
    for sheet, start, heads in fit.sheets:
        places = [index for index, head in enumerate(heads) if head in wanted]
        for begin, rows in sheet.blocks():
            for number, row in enumerate(rows, start=begin):
                if number >= start + fit.head_rows:
                    yield from (row[index] for index in places if index < len(row) and plain(row[index]))
            if begin > _READ:
                break


def _forms(fit: _Fit, column: ProfileColumn) -> list[str]:
    """Return the forms in which days of a column are written, as examples."""
    found: dict[str, None] = {}
    for cell in {str(cell) for cell in _cells(fit, column) if isinstance(cell, str | float | int)}:
        text = cell.removesuffix(".0")
        for name in FORM_NAMES:
            if name not in found and (day_of(text, [name], 2024) or marked(text, [name], 2024)):
                found[name] = None
    return [name for name in FORM_NAMES if name in found]


def _words(fit: _Fit, column: ProfileColumn) -> Iterator[tuple[str, str]]:
    """Yield words of a column that are made of one known word and neutral ones, with what the known one means."""
    known = {printed: meant or "" for printed, meant in column.words.items()}
    if column.field.words:
        known = {plain(word.zh): str(word.value) for word in column.field.words} | known
    longest = sorted((one for one in known if len(one) > 1), key=len, reverse=True)
    for text in sorted({plain(cell) for cell in _cells(fit, column)} - set(column.words)):
        named = next((one for one in longest if one in text), None)
        if named is not None and not _NEUTRAL.sub("", text.replace(named, "", 1)):
            yield text, known[named]
