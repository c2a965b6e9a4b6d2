"""Which column of a register is which field (栏目与字段对应): by its heading, and by what its cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govdisclosure.intake.days import CERTAIN_FORMS, day_of
from govdisclosure.intake.meanings import NO, YES, field_meant, meanings, rank, word_meant
from govdisclosure.intake.printed_numbers import is_amount
from govdisclosure.intake.questions import NOT_TAKEN
from govdisclosure.intake.survey import TERM, SurveyedColumn
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.records.record import safe_id
from govdisclosure.records.vocabulary import Word

STATUS = "status"
"""A column of words and days whose words say which day it is (效力状态)."""
TICK = "tick:"
"""Before a field's name: one of several columns of which one is ticked."""
_TICKS = frozenset(["√", "✓", "✔", "☑", "■", "●", "○", "◯", "V", "v", "Y", "y", "1", "*", "是"])
LIKELY, CERTAIN = 0.4, 0.7
MOST_WORDS = 60  # distinct words of a column; more are free text
NEED_YEAR = ("3月5日", "3.5", "3月")

_AMOUNT = re.compile(r"[¥￥]?[\d,]+(\.\d+)?(万?元)?")


def assigned_fields(kind: RecordKind, columns: Mapping[str, SurveyedColumn]) -> dict[str, tuple[str, float]]:
    """Return the field of each heading that is likely one's, with how likely: best first, one column a field and sheet."""
    scores = sorted(
        (
            (score, -order, heading, name)
            for order, (heading, column) in enumerate(columns.items())
            for name in [*(one.name for one in taken_fields(kind)), *([STATUS] if has_status(kind) else [])]
            if (score := _score(kind, name, heading, column)) >= LIKELY
        ),
        reverse=True,
    )
    found: dict[str, tuple[str, float]] = {}
    for score, _, heading, name in scores:
        rivals = [columns[other] for other, (taken, _) in found.items() if taken == name]
        if heading in found or not are_disjoint([columns[heading], *rivals]):
            continue
        found[heading] = (name, score)
    if any(name == STATUS for name, _ in found.values()):  # the office's own statement goes before what follows from a term
        terms = {
            heading
            for heading, (name, _) in found.items()
            if name == "expires" and any(map(TERM.fullmatch, columns[heading].cells))
        }
        found = {heading: one for heading, one in found.items() if heading not in terms}
    return found


def _score(kind: RecordKind, name: str, heading: str, column: SurveyedColumn) -> float:
    """Return how likely a column is a field's: by its heading, and by what its cells say."""
    if name == STATUS:
        place = meanings().head_rank(kind.name, STATUS, heading.rpartition("/")[2])
        telling = any(rank(several, text) is not None for text in column.sample for several in _status_words(kind))
        return 0.0 if place is None or not telling else 0.95 - 0.02 * place
    one = kind.fields[name]
    meant = field_meant(kind.name, one, heading)
    if not column.filled:
        return meant
    if not meant and (one.type is not FieldType.WORD or one.words is None):
        return 0.0
    match one.type:
        case FieldType.DATE:
            share = column.day_share
            flags = name == "extended" and set(column.cells) <= YES | NO | {"-", "—", "/"}
            return meant if share >= 0.5 or flags else meant * 0.5 if share >= 0.2 else 0.0
        case FieldType.WORD if one.words is not None:
            share = _word_share(one.words, column, heading)
            if share == 0 and (column.digits_share > 0.5 or column.day_share > 0.5 or len(column.cells) > MOST_WORDS):
                return 0.0
            if meant:
                return meant if share >= 0.3 else meant * 0.6
            known = rank(meanings().ignored_of.get(kind.name, ()), heading.rpartition("/")[2]) is not None
            few = len(column.cells) <= MOST_WORDS and len(column.cells) <= max(3, column.filled * 0.7)
            return 0.0 if known or not few or share < 0.6 else 0.3 + 0.3 * share
        case FieldType.MONEY:
            amounts = sum(count for text, count in column.sample.items() if _AMOUNT.fullmatch(text) or is_amount(text))
            return meant if amounts >= 0.6 * sum(column.sample.values()) else 0.0
        case FieldType.NUMBER:
            return meant if column.digits_share >= 0.5 or all(text.isdecimal() for text in column.cells) else 0.0
        case FieldType.ID:
            if one.name == "applicant_ref":
                return 0.0 if _are_categories(kind, heading, column) else meant
            safe = sum(count for text, count in column.sample.items() if safe_id(text))
            return meant if safe >= 0.6 * sum(column.sample.values()) else 0.0
    return meant


def _are_categories(kind: RecordKind, heading: str, column: SurveyedColumn) -> bool:
    """Whether the cells of a column say of which kind the applicants are (公民, 企业), and not who they are."""
    words = kind.fields["applicant"].words
    certain = sum(
        count
        for text, count in column.sample.items()
        if words is not None and (found := word_meant(words, text, heading)) is not None and found[1]
    )
    return certain >= 0.8 * sum(column.sample.values())


def _status_words(kind: RecordKind) -> list[list[re.Pattern[str]]]:
    """Return the words of a state of validity: those beside a day, and those alone."""
    beside = [one for several in meanings().marks.get(kind.name, {}).values() for one in several]
    alone = re.compile("(现行|继续)?有效|已?(失效|废止)|是|否")
    return [[*(re.compile(f".*({one.pattern}).*") for one in beside), alone]]


def _word_share(vocabulary: type[Word], column: SurveyedColumn, heading: str) -> float:
    """Return which part of a column's cells are words of a vocabulary."""
    known = sum(
        count * (1.0 if found[1] else 0.5)
        for text, count in column.sample.items()
        if (found := word_meant(vocabulary, text, heading)) and text not in YES | NO
    )
    if re.match("是否|有无", heading.rpartition("/")[2]) and column.cells.keys() <= YES | NO:
        known = sum(count for text, count in column.cells.items() if word_meant(vocabulary, text, heading))
    filled = sum(column.sample.values())
    none = sum(count for text, count in column.sample.items() if meanings().is_no_day(text))
    return known / (filled - none) if filled > none else 1.0


def is_telling(column: SurveyedColumn) -> bool:
    """Whether an unknown column may hold what is counted: days, or a few words that repeat; an outcome is never passed over."""
    if not column.filled:
        return False
    if re.search(r"结果|结论|类型|类别|状态|日期|时间|方式|渠道", column.heading):
        return True
    few = len(column.cells) <= 15 and len(column.cells) <= column.filled * 0.5
    return (column.day_share > 0.8 and any(True for _ in days_with_years(column))) or (few and column.filled >= 4)


def kind_score(kind: RecordKind, columns: Mapping[str, SurveyedColumn]) -> float:
    """Return how much headings speak for a kind by words that only its registers use."""
    words = {
        "request": "申请人|申请方式|公开申请|补正|信息公开",
        "remedy": "复议|诉讼|法院|裁判|案号|原告|被告|审级",
        "document": "规范性文件|印发|制发|效力|废止|有效期|发文|登记号",
        "decision": "许可|处罚|强制|违法|相对人",
        "charge": "收费|缴款|票据|收款|非税|缴费",
        "request_fee": "信息处理费",
        "engagement": "信访|来访|来信|投诉|咨询|诉求|工单|来电",
        "item": "索引号|信息ID|体裁|公开|栏目|发布",
    }
    pattern = words.get(kind.name)
    return sum(bool(pattern and re.search(pattern, heading)) for heading in columns) * 0.5


def taken_fields(kind: RecordKind) -> list[Field]:
    """Return the fields of a kind that a register can have."""
    left_out = {"body", "request", "item", "response", "submission"}
    return [one for one in kind.fields.values() if one.type is not FieldType.TEXT and one.name not in left_out]


def demanded_fields(kind: RecordKind) -> list[Field]:
    """Return the fields that need a column: required days and amounts, and for requests the day of receipt."""
    found = [one for one in kind.fields.values() if one.required and one.type in (FieldType.DATE, FieldType.MONEY)]
    return found or [kind.fields[name] for name in ("received", "first_published", "notified") if name in kind.fields][:1]


def has_status(kind: RecordKind) -> bool:
    """Whether registers of a kind may have a column of their validity (效力状态)."""
    return STATUS in meanings().heads.get(kind.name, {})


def ticked_columns(kind: RecordKind, columns: Mapping[str, SurveyedColumn], assigned: set[str]) -> dict[str, Field]:
    """Return the columns of which one is ticked on each line (打勾), with the field whose words they are."""
    ticked = [heading for heading, column in columns.items() if column.filled and column.cells.keys() <= _TICKS]
    found: dict[str, Field] = {}
    for one in taken_fields(kind):
        if one.words is None or one.name in assigned:
            continue
        own = [heading for heading in ticked if heading not in found and word_meant(one.words, heading.rpartition("/")[2])]
        above = {heading.rpartition("/")[0] for heading in own} - {""}
        own += [heading for heading in ticked if heading not in (*found, *own) and heading.rpartition("/")[0] in above]
        if len(own) > 1:
            found |= dict.fromkeys(own, one)
    return found


def headings_by_field(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the headings of each field, those not taken left out."""
    names: dict[str, list[str]] = {}
    for heading, name in fields.items():
        if name not in (NOT_TAKEN, "many"):
            names.setdefault(name, []).append(heading)
    return names


def are_disjoint(columns: Iterable[SurveyedColumn]) -> bool:
    """Whether no two of the columns are on one sheet."""
    seen: set[str] = set()
    for column in columns:
        if seen & set(column.sheets):
            return False
        seen |= set(column.sheets)
    return True


def days_with_years(column: SurveyedColumn) -> Iterator[Any]:
    """Yield the days of a column that are written with their year."""
    for text in column.cells:
        day = day_of(column.raw[text], [one for one in CERTAIN_FORMS if one not in NEED_YEAR], None)
        if day is not None:
            yield day
