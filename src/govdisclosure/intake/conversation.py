"""A register by conversation (问答采集): questions about what its heads and words mean; the answers make the profile.

:func:`study` is a pure function of the register and the answers given so far, so a terminal, a workbook (对照表) and a browser
ask the same questions: each is asked once for a *distinct* heading or word. What the tables of synonyms are certain of is
answered by itself, and can be answered otherwise; everything else waits for an answer, and nothing is guessed in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from govdisclosure.files import File, OpenedFile, opened
from govdisclosure.intake.days import CERTAIN_FORMS, FORM_NAMES, ORDERS, day_of, marked, year_in
from govdisclosure.intake.field_assignment import (
    CERTAIN,
    MOST_WORDS,
    NEED_YEAR,
    STATUS,
    TICK,
    are_disjoint,
    assigned_fields,
    days_with_years,
    demanded_fields,
    has_status,
    headings_by_field,
    is_telling,
    kind_score,
    taken_fields,
    ticked_columns,
)
from govdisclosure.intake.meanings import NO, YES, field_meant, meanings, rank, word_meant
from govdisclosure.intake.number_ranges import numbers_of
from govdisclosure.intake.printed_numbers import NUMBER_FORMS, USUAL, amount_of
from govdisclosure.intake.profiles import parse_profile, profile_text, toml
from govdisclosure.intake.questions import EMPTY, LATER, NOT_TAKEN, Answers, Choice, Question, Study, choices_of, yes_no
from govdisclosure.intake.register_workbook import LARGEST, UnclearCell, plain, read_sheets
from govdisclosure.intake.survey import TERM, Survey, SurveyedColumn, survey
from govdisclosure.intake.taking import take_in
from govdisclosure.messages import Message, say
from govdisclosure.quotation import is_quotable, quotation
from govdisclosure.records import Field, FieldType, RecordKind
from govdisclosure.records.record import safe_id
from govdisclosure.records.vocabulary import Word
from govdisclosure.standards.reporting import currencies

_UNCERTAIN = tuple(name for name in FORM_NAMES if name not in (*CERTAIN_FORMS, *ORDERS))


def study(
    register: File | OpenedFile,
    answers: Answers,
    *,
    key: bytes,
    kinds: Mapping[str, RecordKind],
    ready: Mapping[str, str] | None = None,
    body: str = "office",
) -> Study:
    """Return what is known of a register after the answers given so far.

    Args:
        register: the register.
        answers: question's key → value of one of its choices.
        key: the office's secret.
        kinds: the kinds of record by name.
        ready: the text of the ready profiles, by name: one whose headings are the register's is taken, and nothing is asked.
        body: the id of the body whose register it is.

    Raises:
        UnreadableError: the register cannot be read.
    """
    file = opened(register, most=LARGEST)
    text = None if answers else _ready_made(file, ready or {}, key, kinds)
    if text is not None:
        kind = kinds[parse_profile(text, file.name, kinds=kinds).kind.name]
        profile = re.sub(r"^body = .*$", f"body = {toml(body)}", text, count=1, flags=re.MULTILINE)
        return Study(file=file.name, kind=kind, questions=(), open=(), profile=profile, refusal=None)
    known = tuple(kinds[name] for name in meanings().heads if name in kinds)
    return _Conversation(file.name, _looked_over(file.name, file.data, known), answers, known, key, body).study()


@lru_cache(maxsize=4)  # a conversation looks at the same register after every answer
def _looked_over(name: str, data: bytes, kinds: tuple[RecordKind, ...]) -> Survey:
    return survey(read_sheets(OpenedFile(name, data)), kinds)


def _ready_made(file: OpenedFile, ready: Mapping[str, str], key: bytes, kinds: Mapping[str, RecordKind]) -> str | None:
    """Return the ready profile whose headings are those of the register, if it understands all its words; None if none does."""
    for name, text in ready.items():
        profile = parse_profile(text, name, kinds=kinds)
        tried = take_in(file, profile, key=key)
        if tried.taken and all(one.is_line and one.reason.key in _OF_ONE_LINE for one in tried.asides):
            return text
    return None


_OF_ONE_LINE = frozenset(
    f"intake.why.{name}"
    for name in ("day", "month", "empty", "id", "repeated", "differ", "error", "never_calculated", "struck")
)
"""Why a line may be set aside that no answer about the register would mend."""


class _Conversation:
    def __init__(self, file: str, found: Survey, answers: Answers, kinds: Sequence[RecordKind], key: bytes, body: str) -> None:
        self.file, self.found, self.answers, self.kinds, self.key, self.body = file, found, answers, kinds, key, body
        self.questions: list[Question] = []

    def study(self) -> Study:
        """Ask everything, and make the profile."""
        if not self.found.sheets:
            return self.refused(None, say("intake.ask.no_head"))
        kind = self.kind()
        if kind is None:
            return self.refused(None, say("intake.ask.no_kind"))
        fields = self.heads(kind)
        for one in demanded_fields(kind):
            having = {
                sheet for heading, name in fields.items() if name == one.name for sheet in self.found.columns[heading].sheets
            }
            for sheet in [each.sheet.name for each in self.found.sheets if each.sheet.name not in having]:
                if sheet in having:
                    continue
                heading = self.column_of(one, fields, sheet)
                if heading is not None:
                    fields[heading] = one.name
                    having |= set(self.found.columns[heading].sheets)
                elif not having:
                    return self.refused(kind, say("intake.ask.lacks", field=one))
        profile = self.profile(kind, fields)
        return Study(
            file=self.file, kind=kind, questions=tuple(self.questions), open=self.open(), profile=profile, refusal=None
        )

    def refused(self, kind: RecordKind | None, why: Message) -> Study:
        waiting = self.open()
        refusal = None if waiting else why
        questions = tuple(self.questions)
        return Study(file=self.file, kind=kind, questions=questions, open=waiting, profile=None, refusal=refusal)

    def open(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if not one.sure and self.given(one) is None)

    def given(self, question: Question) -> str | None:
        answer = self.answers.get(question.key)
        return answer if answer is not None and answer in {one.value for one in question.choices} else None

    def ask(self, question: Question) -> str | None:
        """Put a question, and return its answer: the one given, or the one proposed."""
        self.questions.append(question)
        answer = self.given(question)
        return question.proposed if answer is None else answer

    # -------------------------------------------------------------------------------------------------------------- kind

    def kind(self) -> RecordKind | None:
        """Find out what kind of record the lines are."""
        titles = [self.file.rpartition(".")[0], *(text for one in self.found.sheets for text in (one.title, one.sheet.name))]
        scores: dict[str, float] = {}
        fitting: dict[str, bool] = {}
        titled: dict[str, bool] = {}
        most = 0
        for kind in self.kinds:
            fields = assigned_fields(kind, self.found.columns)
            certain = [score for _, score in fields.values() if score >= CERTAIN]
            title = any(rank(meanings().titles.get(kind.name, ()), plain(text)) is not None for text in titles)
            whole = all(one.name in {name for name, _ in fields.values()} for one in demanded_fields(kind))
            titled[kind.name], most = title, max(most, len(certain))
            fitting[kind.name] = whole and len(certain) >= 2
            own = {name for name, score in fields.values() if score >= CERTAIN} - {"id", "kind"}
            needed = [one.name for one in kind.fields.values() if one.required and one.words is not None]
            given = {name for name, score in fields.values() if score >= CERTAIN}
            scores[kind.name] = (
                sum(0.8 if name in given else -0.8 for name in needed)
                + len(own)
                + 0.2 * len(certain)
                + (3 if title else 0)
                + kind_score(kind, self.found.columns)
            )
        ranked = sorted(self.kinds, key=lambda kind: (fitting[kind.name], scores[kind.name]), reverse=True)
        best = ranked[0]
        second = next((scores[kind.name] for kind in ranked[1:] if fitting[kind.name]), 0.0)
        fits = fitting[best.name]
        choices = [Choice(kind.name, say("intake.ask.kind_of", kind=kind)) for kind in self.kinds]
        question = Question(
            key="kind",
            sentence=say("intake.ask.kind", file=self.file, lines=self.found.lines),
            choices=(*choices, Choice(NOT_TAKEN, say("intake.ask.none_of_these"))),
            proposed=best.name if fits else None,
            sure=fits and scores[best.name] >= 3 and scores[best.name] - second >= 1,
        )
        if not any(fitting.values()) and not any(titled.values()) and most < 3:
            return None  # nothing fits: it is said, and nothing is asked
        answer = self.ask(question)
        return next((kind for kind in self.kinds if kind.name == answer), None)

    # ------------------------------------------------------------------------------------------------------------- heads

    def heads(self, kind: RecordKind) -> dict[str, str]:
        """Return which field each heading is for; columns that nobody knows are asked about."""
        proposed = assigned_fields(kind, self.found.columns)
        choices = (
            *(Choice(one.name, Message.literal(zh=one.zh, en=one.en)) for one in taken_fields(kind)),
            *([Choice(STATUS, say("intake.ask.status"))] if has_status(kind) else []),
            Choice("many", say("intake.ask.many")),
            Choice(NOT_TAKEN, say("intake.ask.not_taken")),
        )
        fields: dict[str, str] = {}
        ticks = ticked_columns(kind, self.found.columns, {name for name, _ in proposed.values()})
        for heading, column in self.found.columns.items():
            name, score = proposed.get(heading, (NOT_TAKEN, 0.0))
            last = heading.rpartition("/")[2]
            if name == NOT_TAKEN and rank(meanings().many, last) is not None and column.digits_share == 0:
                numbers = {text for text in column.cells if re.fullmatch(r"[1-9]\d{0,2}", text)}
                name, score = ("many", 0.8) if column.cells and numbers == set(column.cells) else (NOT_TAKEN, 0.0)
            if (ticked := ticks.get(heading)) is not None:
                name, score = f"{TICK}{ticked.name}", 1.0
            known = name != NOT_TAKEN and score >= CERTAIN
            ignored = name == NOT_TAKEN and (self.is_known(kind, heading) or not is_telling(column))
            answer = self.ask(
                Question(
                    key=f"head:{heading}",
                    sentence=say("intake.ask.head_known", heading=heading)
                    if known or ignored
                    else say("intake.ask.head", heading=heading, examples=_examples(column)),
                    choices=(*choices, *([_tick(ticked)] if ticked is not None else [])),
                    proposed=name,
                    sure=known or ignored,
                    heading=heading,
                    count=column.filled,
                )
            )
            fields[heading] = answer or NOT_TAKEN
        return fields

    def is_known(self, kind: RecordKind, heading: str) -> bool:
        """Whether a heading is known to hold nothing that is counted, or is a field's that another column serves better."""
        last = heading.rpartition("/")[2]
        own = meanings().ignored_of.get(kind.name, ())
        return (
            rank(meanings().ignored, last) is not None
            or rank(own, last) is not None
            or any(field_meant(kind.name, one, heading) >= CERTAIN for one in taken_fields(kind))
        )

    def column_of(self, needed: Field, fields: Mapping[str, str], sheet: str) -> str | None:
        """Ask which column of a sheet is a field's that every record must have."""
        free = [
            heading for heading, name in fields.items() if name == NOT_TAKEN and sheet in self.found.columns[heading].sheets
        ]
        choices = [Choice(one, Message.literal(zh=one, en=one)) for one in free]
        answer = self.ask(
            Question(
                key=f"column:{needed.name}:{sheet}",
                sentence=say("intake.ask.column", field=needed, sheet=sheet or self.file),
                choices=(*choices, Choice(NOT_TAKEN, say("intake.ask.no_column"))),
            )
        )
        return None if answer in (None, NOT_TAKEN) else answer

    # ----------------------------------------------------------------------------------------------------------- profile

    def profile(self, kind: RecordKind, fields: Mapping[str, str]) -> str:
        """Ask what the profile needs, and return its text."""
        names = headings_by_field(fields)
        told: dict[str, dict[str, Any]] = {}
        within = self.ids(names, told)
        years: set[str] = set()
        for one in taken_fields(kind):
            headings = names.get(one.name, [])
            if one.name == "id":
                continue
            if (ticked := names.get(f"{TICK}{one.name}")) is not None:
                told[one.name] = {"headings": ticked, "ticks": True, "words": self.ticked_words(one, ticked)}
                continue
            if not headings:
                self.value_of(one, told)
                continue
            columns = [self.found.columns[heading] for heading in headings]
            entry: dict[str, Any] = {"headings": headings}
            match one.type:
                case FieldType.WORD | FieldType.FLAG:
                    entry["words"] = self.words(one, columns)
                case FieldType.DATE:
                    self.days(kind, one, columns, entry, told, years)
                case FieldType.MONEY:
                    units = [unit for one in currencies().values() for unit in one if any(map(_says(unit), headings))]
                    if units and (unit := max(units, key=len)) != "元":
                        entry["unit"] = unit
                    if form := _form_of_amounts(columns, entry.get("unit", "元")):
                        entry["forms"] = [form]
            if one.name == "applicant_ref":
                entry["keyed"] = True
            told[one.name] = {**told.get(one.name, {}), **entry}
        for heading in names.get(STATUS, []):
            self.days(kind, None, [self.found.columns[heading]], {"headings": [heading]}, told, years)
        self.optional(kind, told)
        if self.answers.get("repeated") == "one":
            for one in kind.fields.values():
                if one.name in told and one.type is FieldType.DATE:
                    told[one.name]["merge"] = "latest" if one.name in ("closed", "replied", "paid", "expires") else "earliest"
        return self.text(kind, fields, told, within, years)

    def ids(self, names: Mapping[str, Sequence[str]], told: dict[str, dict[str, Any]]) -> str | None:
        """Find what tells the lines apart: an office's number, a serial number, or the line's place."""
        candidates = [(heading, False) for heading in names.get("id", [])]
        candidates += [(heading, True) for heading in self.found.columns if re.fullmatch(r"(.*/)?(序号?|行号|No\.?)", heading)]
        official = [heading for heading, serial in candidates if not serial]
        if len(official) > 1 and are_disjoint(self.found.columns[heading] for heading in official):
            told["id"] = {"headings": official}
            return None
        for heading, serial in candidates:
            column = self.found.columns[heading]
            if not column.filled or column.filled < 0.8 * self.found.lines or len(column.sheets) < len(self.found.sheets):
                continue
            if sum(count for text, count in column.cells.items() if safe_id(text)) < 0.6 * column.filled:
                continue
            if column.repeats and (serial or self.repeated(column) == "row"):
                continue
            told["id"] = {"headings": [heading]}
            self.ranges(column)
            if len(column.cells) < column.filled and not column.repeats:  # each sheet begins again
                return "sheet"
            few_digits = all(text.isdecimal() and len(text) <= 4 for text in column.cells)
            return "register" if serial or few_digits else None
        told["id"] = {"from": "row"}
        return None

    def repeated(self, column: SurveyedColumn) -> str | None:
        """Ask what lines with one number are."""
        return self.ask(
            Question(
                key="repeated",
                sentence=say("intake.ask.repeated", heading=column.heading, count=column.repeats),
                choices=tuple(Choice(one, say(f"intake.ask.repeated_{one}")) for one in ("aside", "row", "one")),
                proposed="aside" if column.repeats <= max(2, column.filled // 10) else None,
                heading=column.heading,
                count=column.repeats,
            )
        )

    def ranges(self, column: SurveyedColumn) -> None:
        """Ask whether a number such as 11-13号 is for several records."""
        several = [text for text in column.cells if numbers_of(text)]
        if several:
            self.ask(
                Question(
                    key="ranges",
                    sentence=say("intake.ask.ranges", example=several[0], times=len(several)),
                    choices=(
                        Choice("each", say("intake.ask.ranges_each", count=len(numbers_of(several[0])))),
                        Choice("one", say("intake.ask.ranges_one")),
                    ),
                    heading=column.heading,
                    text=several[0],
                    count=len(several),
                )
            )

    def value_of(self, one: Field, told: dict[str, dict[str, Any]]) -> None:
        """Ask for the one value of a required field that has no column, or which sheet's name says it."""
        if not one.required or one.words is None or one.name == "body":
            return
        names = [each.sheet.name for each in self.found.sheets]
        by_sheet = {name: word_meant(one.words, name) for name in names}
        of_sheets = len(names) > 1 and all(by_sheet.values())
        texts = [*names, *(each.title for each in self.found.sheets), self.file.rpartition(".")[0], *self.found.columns]
        named = [_named(one.words, text) for text in texts]
        meant = next((value for value in named if value is not None), None)
        sure = one.name == "kind" and meant is not None and meant in named[: -len(self.found.columns)]
        likely = "@sheet" if of_sheets else "respondent" if one.name == "role" else meant
        answer = self.ask(
            Question(
                key=f"value:{one.name}",
                sentence=say("intake.ask.value", field=one),
                choices=(
                    *choices_of(one.words),
                    *([Choice("@sheet", say("intake.ask.by_sheet"))] if len(names) > 1 else []),
                ),
                proposed=likely,
                sure=of_sheets or sure,
            )
        )
        if answer == "@sheet":
            words: dict[str, str] = {}
            for name in names:
                likely_word = by_sheet[name]
                chosen = self.ask(
                    Question(
                        key=f"sheet:{one.name}:{name}",
                        sentence=say("intake.ask.sheet_word", sheet=name, field=one),
                        choices=choices_of(one.words),
                        proposed=likely_word[0] if likely_word else None,
                        sure=bool(likely_word),
                        text=name,
                    )
                )
                if chosen is not None:
                    words[name] = chosen
            told[one.name] = {"from": "sheet", "words": words}
        elif answer is not None:
            told[one.name] = {"value": answer}

    def words(self, one: Field, columns: Sequence[SurveyedColumn]) -> dict[str, str]:
        """Ask what each word of a column means that the tables are not certain of."""
        meant: dict[str, str] = {}
        vocabulary = one.words
        for column in columns:
            for text, count in column.cells.items():
                if isinstance(column.raw[text], UnclearCell):
                    continue
                found: tuple[str, bool] | None
                if vocabulary is None:
                    found = ("true", True) if text in YES else ("false", True) if text in NO else None
                else:
                    found = word_meant(vocabulary, text, column.heading)
                no_meaning = meanings().is_no_day(text) and not one.required and not (found and found[1])
                if found is None and no_meaning:
                    found = (EMPTY, True)
                if len(column.cells) > MOST_WORDS and found is None:
                    continue  # free text: its lines are set aside
                choices = choices_of(vocabulary) if vocabulary else yes_no()
                answer = self.ask(
                    Question(
                        key=f"word:{column.heading}:{text}",
                        sentence=say("intake.ask.word", heading=column.heading, text=text, count=count, field=one),
                        choices=(
                            *choices,
                            *([] if one.required else [Choice(EMPTY, say("intake.ask.empty"))]),
                            Choice(LATER, say("intake.ask.later")),
                        ),
                        proposed=found[0] if found else None,
                        sure=bool(found and found[1]),
                        heading=column.heading,
                        text=text,
                        count=count,
                    )
                )
                if answer is not None and answer != LATER:
                    meant[text] = answer
        return meant

    def ticked_words(self, one: Field, headings: Sequence[str]) -> dict[str, str]:
        """Ask what each of several columns means of which one is ticked."""
        meant: dict[str, str] = {}
        for heading in headings:
            found = word_meant(one.words, heading.rpartition("/")[2]) if one.words is not None else None
            answer = self.ask(
                Question(
                    key=f"tick:{heading}",
                    sentence=say("intake.ask.tick", heading=heading, field=one),
                    choices=choices_of(one.words) if one.words is not None else yes_no(),
                    proposed=found[0] if found else None,
                    sure=bool(found and found[1]),
                    heading=heading,
                    count=self.found.columns[heading].filled,
                )
            )
            if answer is not None:
                meant[heading] = answer
        return meant

    def days(
        self,
        kind: RecordKind,
        one: Field | None,
        columns: Sequence[SurveyedColumn],
        entry: dict[str, Any],
        told: dict[str, dict[str, Any]],
        years: set[str],
    ) -> None:
        """Ask how days are written, what the words among them mean, and which day is meant by a word beside one."""
        forms: dict[str, None] = {}
        words: dict[str, str] = {}
        meant: dict[str, str] = {}  # word beside a day → field
        for column in columns:
            plain_days = 0
            beside: dict[str, tuple[str, int]] = {}
            for text, count in column.cells.items():
                raw = column.raw[text]
                if isinstance(raw, UnclearCell):
                    continue
                fitting = self.forms(column, text, forms)
                if fitting:
                    plain_days += count
                    continue
                parts = marked(raw, CERTAIN_FORMS, 2024)
                if parts is not None:
                    forms |= dict.fromkeys(name for name in CERTAIN_FORMS if marked(raw, [name], 2024))
                    forms |= dict.fromkeys(name for part in re.split(r"[,;、]", text) for name in _forms_in(part))
                    for _, word in parts:
                        beside[word] = (text, beside.get(word, ("", 0))[1] + count)
                    continue
                self.day_word(kind, one, column, text, count, words, told)
            if beside:
                for word, (example, count) in beside.items():
                    if not word and one is not None:
                        meant[""] = one.name
                        continue
                    if (name := self.beside(kind, column, word, example, count)) is not None:
                        meant[word] = name
                if plain_days and one is not None:
                    meant[""] = one.name
                elif plain_days and (name := self.beside(kind, column, "", "", plain_days)) is not None:
                    meant[""] = name
        if one is None and "repealed" not in told and any(meaning.startswith("@") for meaning in words.values()):
            told["repealed"] = {"headings": entry["headings"], "forms": [], "words": words}
        if one is not None and not meant:
            entry |= {"forms": [name for name in FORM_NAMES if name in forms], "words": words}
        else:
            for name in sorted(set(meant.values()) - {EMPTY}):
                if one is not None and name != one.name and told.get(name, {}).get("headings"):
                    continue  # the field has a column of its own
                own = {word for word, field in meant.items() if field == name}
                others = {word: "" for word in meant if word not in own}
                made = {
                    "headings": entry["headings"],
                    "forms": [each for each in FORM_NAMES if each in forms],
                    "marks": sorted(own),
                    "words": others,
                    "blanks": [word for word, meaning in words.items() if meaning == EMPTY],
                }
                if one is not None and name == one.name:
                    entry |= made
                elif name not in told:
                    told[name] = made
        if set(forms) & set(NEED_YEAR):
            years.add("year")

    def forms(self, column: SurveyedColumn, text: str, forms: dict[str, None]) -> bool:
        """Take up the form of a day; one that can be read in two ways is asked about. Return whether the cell is a day."""
        raw = column.raw[text]
        if isinstance(raw, date):
            return True
        found = [name for name in CERTAIN_FORMS if day_of(raw, [name], 2024) is not None]
        if found:
            forms |= dict.fromkeys(found[:1] if isinstance(raw, str) else found)
            return True
        orders = [name for name in ORDERS if day_of(raw, [name], 2024) is not None]
        if len(orders) == 2 and day_of(raw, ORDERS, 2024) is None:
            orders = self.order(column, text)
        if orders:
            forms |= dict.fromkeys(orders)
            return True
        for name in _UNCERTAIN:
            if day_of(raw, [name], 2024) is None:
                continue
            key = f"form:{column.heading}:{name}"
            if all(one.key != key for one in self.questions):
                self.questions.append(
                    Question(
                        key=key,
                        sentence=say(f"intake.ask.form_{_UNCERTAIN.index(name)}", heading=column.heading, text=text),
                        choices=yes_no(),
                        proposed="true",
                        heading=column.heading,
                        text=text,
                    )
                )
            if self.answers.get(key, "true") == "true":
                forms[name] = None
            return True
        return False

    def order(self, column: SurveyedColumn, text: str) -> list[str]:
        """Ask whether month or day is first in a column, and return the form; while nobody knows both, which read nothing."""
        key = f"form:{column.heading}:order"
        if all(one.key != key for one in self.questions):
            read = [[name for name in ORDERS if day_of(raw, [name], 2024)] for raw in column.raw.values()]
            shown = {names[0] for names in read if len(names) == 1}  # such as 3/15/2024, which has no fifteenth month
            self.questions.append(
                Question(
                    key=key,
                    sentence=say("intake.ask.order", heading=column.heading, text=text),
                    choices=tuple(Choice(name, say(f"intake.ask.order_{number}")) for number, name in enumerate(ORDERS)),
                    proposed=shown.pop() if len(shown) == 1 else None,
                    heading=column.heading,
                    text=text,
                )
            )
        proposed = next(one.proposed for one in self.questions if one.key == key)
        answer = self.answers.get(key, proposed)
        return [answer] if answer in ORDERS else list(ORDERS)

    def day_word(
        self,
        kind: RecordKind,
        one: Field | None,
        column: SurveyedColumn,
        text: str,
        count: int,
        words: dict[str, str],
        told: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Ask what a word in a column of days means."""
        choices = [Choice(EMPTY, say("intake.ask.no_day"))]
        proposed, sure = (EMPTY, True) if meanings().is_no_day(text) else (None, False)
        base = next((each.name for each in demanded_fields(kind)), "received")
        if one is not None and (years := TERM.fullmatch(text)) and one.name != base:
            label = say("intake.ask.years_after", field=kind.fields[base], years=years["years"])
            choices.append(Choice(f"@{base}+{years['years']}y", label))
            proposed, sure = None, False
        elif one is not None and one.name == "extended":
            choices.append(Choice("@received", say("intake.ask.extended")))
            proposed, sure = (
                ("@received", False) if text in YES or text.startswith(("是", "已延", "延")) else (EMPTY, text in NO)
            )
        elif one is None and "expires" in told and "废止" in text:
            choices.append(Choice("@expires", say("intake.ask.repealed")))
            proposed, sure = "@expires", False
        elif re.search(r"\d", text):  # a day that cannot be, or one written as nobody knows
            proposed, sure = LATER, True
        choices.append(Choice(LATER, say("intake.ask.later")))
        answer = self.ask(
            Question(
                key=f"word:{column.heading}:{text}",
                sentence=say("intake.ask.day_word", heading=column.heading, text=text, count=count),
                choices=tuple(choices),
                proposed=proposed,
                sure=sure,
                heading=column.heading,
                text=text,
                count=count,
            )
        )
        if answer is not None and answer != LATER:
            words[text] = answer

    def beside(self, kind: RecordKind, column: SurveyedColumn, word: str, example: str, count: int) -> str | None:
        """Ask which day is meant where a word is beside it; return the field, or the empty text for none."""
        days = [field for field in kind.fields.values() if field.type is FieldType.DATE]
        found = meanings().mark(kind.name, word)
        return self.ask(
            Question(
                key=f"mark:{column.heading}:{word}",
                sentence=say("intake.ask.mark", heading=column.heading, text=word or "…", example=example, count=count),
                choices=(
                    *(Choice(one.name, Message.literal(zh=one.zh, en=one.en)) for one in days),
                    Choice(EMPTY, say("intake.ask.not_taken_day")),
                ),
                proposed=found,
                sure=found is not None,
                heading=column.heading,
                text=word,
                count=count,
            )
        )

    def optional(self, kind: RecordKind, told: dict[str, dict[str, Any]]) -> None:
        """Ask whether a sheet that lacks a column of the others leaves it empty."""
        for name, entry in told.items():
            headings = entry.get("headings", [])
            having = {sheet for heading in headings for sheet in self.found.columns[heading].sheets}
            without = [one.sheet.name for one in self.found.sheets if one.sheet.name not in having]
            if not headings or not without or kind.fields[name].required:
                continue
            by_kind = any(each.get("from") == "sheet" for each in told.values())
            answer = self.ask(
                Question(
                    key=f"optional:{name}",
                    sentence=say("intake.ask.optional", sheets=without, field=kind.fields[name]),
                    choices=(
                        Choice("true", say("intake.ask.optional_empty")),
                        Choice("false", say("intake.ask.optional_aside")),
                    ),
                    proposed="true",
                    sure=by_kind,
                )
            )
            if answer == "true":
                entry["optional"] = True

    # -------------------------------------------------------------------------------------------------------------- text

    def text(
        self,
        kind: RecordKind,
        fields: Mapping[str, str],
        told: Mapping[str, Mapping[str, Any]],
        within: str | None,
        years: set[str],
    ) -> str:
        """Return the profile's text."""
        data: dict[str, Any] = {"kind": kind.name, "body": self.body}
        data["sheets"] = ["*", *self.hidden_sheets()]
        data["skip_sheets"] = self.skipped()
        rows = sorted({one.rows for one in self.found.sheets})
        data["head_rows"] = rows if len(rows) > 1 else rows[0]
        data["exclude"] = meanings().data["not_records"]
        data["lone"] = [*meanings().data["lone"], *self.leads()]
        used = {heading for entry in told.values() for heading in entry.get("headings", ())}
        many = [heading for heading, name in fields.items() if name == "many"]
        data["ignore"] = [heading for heading in self.found.columns if heading not in used and heading not in many]
        if self.nameless():
            data["ignore"].append("")
        data["many"] = many
        if years and (year := self.year()) is not None:
            data["year"] = year
        if within is not None:
            data["id_within"] = within
        if self.answers.get("repeated") == "one":
            data["one_case"] = True
        if (ranges := self.answers.get("ranges")) in ("each", "one"):
            data["ranges"] = ranges
        if self.found.merged and (merged := self.merged()) is not None:
            data["merged"] = merged
        return profile_text(data, told, self.key)

    def hidden_sheets(self) -> list[str]:
        taken = []
        for one in self.found.hidden:
            answer = self.ask(
                Question(
                    key=f"hidden:{one.sheet.name}",
                    sentence=say("intake.ask.hidden", sheet=one.sheet.name),
                    choices=(
                        Choice("skip", say("intake.ask.skip_sheet")),
                        Choice("take", say("intake.ask.take_sheet")),
                    ),
                    text=one.sheet.name,
                )
            )
            if answer == "take":
                taken.append(one.sheet.name)
        return taken

    def skipped(self) -> list[str]:
        names = [one.sheet.name for one in self.found.hidden if self.answers.get(f"hidden:{one.sheet.name}") == "skip"]
        for sheet in self.found.others:
            if sheet.hidden:
                continue  # without a head: lists to choose from
            answer = self.ask(
                Question(
                    key=f"headless:{sheet.name}",
                    sentence=say("intake.ask.headless", sheet=sheet.name, rows=sheet.height),
                    choices=(
                        Choice("skip", say("intake.ask.skip_sheet")),
                        Choice("aside", say("intake.ask.aside_sheet")),
                    ),
                    proposed="skip" if re.search(r"说明|字典|代码|选项|填表|统计|汇总|透视|目录|Sheet\d", sheet.name) else None,
                    text=sheet.name,
                )
            )
            if answer == "skip":
                names.append(sheet.name)
        return names

    def leads(self) -> list[str]:
        """Ask of each line with hardly a cell whether it is a record; return the patterns of those that are none."""
        patterns = []
        for lead, count in self.found.leads.items():
            answer = self.ask(
                Question(
                    key=f"line:{lead}",
                    sentence=say("intake.ask.line", text=lead, count=count),
                    choices=(Choice("no", say("intake.ask.no_record")), Choice("yes", say("intake.ask.a_record"))),
                    proposed="no" if re.match(r"(.*[::]|注|备注|说明|制表|填表|审核|复核|统计|数据)", lead) else None,
                    text=lead,
                    count=count,
                )
            )
            if answer == "no":
                patterns.append(re.sub(r"([*?\[])", r"[\1]", lead))
        return patterns

    def nameless(self) -> bool:
        """Ask whether columns with cells and no heading are left out."""
        count = 0
        for one in self.found.sheets:
            empty = [index for index, head in enumerate(one.heads) if not head]
            first = one.start + one.rows
            width = len(one.heads)
            for begin, block in one.sheet.blocks():
                for number, row in enumerate(block, start=begin):
                    if number >= first:
                        count += any(index < len(row) and plain(row[index]) for index in empty)
                        count += any(plain(cell) for cell in row[width:])
        if not count:
            return False
        answer = self.ask(
            Question(
                key="nameless",
                sentence=say("intake.ask.nameless", count=count),
                choices=(
                    Choice("skip", say("intake.ask.not_taken")),
                    Choice("aside", say("intake.ask.later")),
                ),
                proposed="skip",
            )
        )
        return answer == "skip"

    def merged(self) -> str | None:
        return self.ask(
            Question(
                key="merged",
                sentence=say("intake.ask.merged"),
                choices=(
                    Choice("each", say("intake.ask.merged_each")),
                    Choice("one", say("intake.ask.merged_one")),
                ),
            )
        )

    def year(self) -> str | None:
        """Find the year of days that have none: in the names of all sheets, the file's name, a title; or ask for it."""
        named = {year_in(one.sheet.name) for one in self.found.sheets}
        titled = {year_in(one.title) for one in self.found.sheets} - {None}
        if None not in named:
            likely: str | None = "sheet" if len(named) > 1 else str(next(iter(named)))
        elif (year := year_in(self.file)) is not None:
            likely = str(year)
        else:
            likely = str(next(iter(titled))) if len(titled) == 1 else None
        seen = sorted({day.year for column in self.found.columns.values() for day in days_with_years(column)}, reverse=True)[:6]
        offered = dict.fromkeys([*([likely] if likely else []), *map(str, seen)])
        recent = max([*seen, *(int(one) for one in offered if one.isdecimal()), 2024])
        offered |= dict.fromkeys(str(recent + step) for step in (1, 0, -1, -2))
        label = {"sheet": say("intake.ask.year_of_sheet")}
        return self.ask(
            Question(
                key="year",
                sentence=say("intake.ask.year"),
                choices=tuple(Choice(one, label.get(one, Message.literal(zh=f"{one}年", en=one))) for one in offered),
                proposed=likely,
                sure=likely is not None,
            )
        )


# ---------------------------------------------------------------------------------------------------------------- helpers


def _tick(field: Field) -> Choice:
    return Choice(f"{TICK}{field.name}", say("intake.ask.ticked", field=field))


def _named(vocabulary: type[Word], text: str) -> str | None:
    """Return the one word of a vocabulary that a title names."""
    found = word_meant(vocabulary, text)
    if found is not None:
        return found[0]
    named = {
        str(word.value) for word in vocabulary if len(plain(word.zh)) > 1 and plain(word.zh).removeprefix("行政") in plain(text)
    }
    return named.pop() if len(named) == 1 else None


def _form_of_amounts(columns: Sequence[SurveyedColumn], unit: str) -> str | None:
    """Return how amounts are printed where the usual form cannot read them all, and another can; None otherwise."""
    cells = [raw for column in columns for text, raw in column.raw.items() if text and not isinstance(raw, UnclearCell)]
    reading = [form for form in NUMBER_FORMS if all(amount_of(raw, unit, [form]) is not None for raw in cells)]
    return None if USUAL in reading else next(iter(reading), None)


def _says(unit: str) -> Callable[[str], bool]:
    """Return what tells whether a heading names a unit of money; one in Latin letters is a word of its own."""
    word = re.compile(rf"(?<![a-z]){re.escape(unit.lower())}(?![a-z])")
    return lambda heading: word.search(heading.lower()) is not None


def _examples(column: SurveyedColumn) -> list[str]:
    """Return some cells of a column as examples."""
    return [text if len(text) <= 14 else f"{text[:13]}…" for text in list(column.cells)[:3]]


def _forms_in(text: str) -> list[str]:
    match = re.search(r"\d.*\d[日号]?", text)
    return [] if match is None else [name for name in CERTAIN_FORMS if day_of(match[0], [name], 2024) is not None]


def draft(register: File, *, key: bytes, kinds: Mapping[str, RecordKind]) -> str:
    """Return the text of a profile for a register, with what is still to be answered as remarks; it names nobody.

    Raises:
        UnreadableError: the register cannot be read.
    """
    found = study(register, {}, key=key, kinds=kinds)
    lines = [] if found.refusal is None else [f"# {found.refusal}"]
    for one in found.open:
        word = say("intake.ask.draft", heading=quotation(one.heading), text=quotation(one.text), count=one.count)
        lines.append(
            f"# ? {word if one.heading else one.sentence if is_quotable(str(one.sentence)) else one.key.partition(':')[0]}"
        )
    text = "" if found.profile is None else re.sub(r"^words = \{.*\}$", _quotable_words, found.profile, flags=re.MULTILINE)
    text = re.sub(r"^lone = .*$", f"lone = {toml(meanings().data['lone'])}", text, flags=re.MULTILINE)
    return "\n".join([*dict.fromkeys(lines), text])


def _quotable_words(match: re.Match[str]) -> str:
    pairs = re.findall(r'("(?:[^"\\]|\\.)*") = ("(?:[^"\\]|\\.)*")', match[0])
    return f"words = {{ {', '.join(f'{word} = {meant}' for word, meant in pairs if is_quotable(json.loads(word)))} }}"
