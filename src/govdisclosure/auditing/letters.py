"""Letters to bodies (审核意见、整改通知、催报通知): one page each, the wrong cell as the form calls it, what to do, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import chain
from typing import assert_never

from attrs import field, frozen

from govdisclosure.auditing.issues import AuditIssue, SuspectCell
from govdisclosure.auditing.letter_head import LetterHead, day_in_words
from govdisclosure.auditing.letter_pages import LetterParagraph, ParagraphKind, elements, fitting_size
from govdisclosure.auditing.overview import Audit, AuditLine, Urgency, form_title
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.docx_base import made
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.messages import Language, Message, joined, say
from govdisclosure.values import Severity


class LetterKind(Enum):
    """What a letter is (文种)."""

    REVIEW = "review"
    CORRECTION = "correction"
    REMINDER = "reminder"


@frozen(kw_only=True)
class Letter:
    """A letter to one body, in words (函件).

    Attributes:
        line: the body's line of the audit.
        kind: what it is.
        file: its file's name.
        title: with line breaks.
        paragraphs: what it says on its page.
        annex: everything that there is to say, where it did not fit the page.
        day: for the document's properties.
        language: of its words.
        theme: its page.
    """

    line: AuditLine
    kind: LetterKind
    file: str
    title: str
    paragraphs: tuple[LetterParagraph, ...]
    annex: tuple[LetterParagraph, ...]
    day: date
    language: Language
    theme: Theme = field(repr=False)

    @property
    def text(self) -> str:
        """What it says, without whom to and from whom."""
        ends = (ParagraphKind.TO, ParagraphKind.END)
        return "\n".join(one.text for one in self.paragraphs if one.kind not in ends)

    def document(self) -> bytes:
        """Return the letter as a Word document."""
        return self._document(self.title, self.paragraphs)

    def annex_document(self) -> bytes:
        """Return what did not fit as a Word document of its own."""
        title = say("audit.letter.annex", body=self.line.name).in_language(self.language)
        return self._document(title, self.annex)

    def _document(self, title: str, paragraphs: Sequence[LetterParagraph]) -> bytes:
        size = fitting_size(title, paragraphs, theme=self.theme) or self.theme.letters[-1][0]
        content = elements(title, paragraphs, size, self.theme)
        name = title.replace("\n", "")
        return made(content, title=name, author="govdisclosure", day=self.day, language=self.language, theme=self.theme)


def letters_of(audit: Audit, head: LetterHead, language: Language, theme: Theme | None = None) -> tuple[Letter, ...]:
    """Return a letter to each body that there is something to say to, in the audit's order; files of no body get none."""
    taken: set[str] = set()
    found = []
    for line in audit.addressed:
        kind = _kind(line)
        if kind is None:
            continue
        letter = _Writer(audit, line, kind, head, language, theme or usual_theme(audit.language))
        found.append(letter.letter(_file(line.name, letter.said(f"audit.letter.file.{kind.value}"), taken)))
    return tuple(found)


def _kind(line: AuditLine) -> LetterKind | None:
    match line.urgency:
        case Urgency.ABSENT:
            return LetterKind.REMINDER
        case Urgency.PUBLISHED_AND_WRONG:
            return LetterKind.CORRECTION
        case Urgency.NOBODYS | Urgency.IN_ORDER:
            return None
        case Urgency.WRONG | Urgency.UNREADABLE | Urgency.INCOMPLETE | Urgency.TO_EXPLAIN:
            return LetterKind.REVIEW
    assert_never(line.urgency)


_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST = 80  # characters of a file's name


def _file(body: str, suffix: str, taken: set[str]) -> str:
    """Return a file's name that is safe, and no other letter's."""
    base = _UNSAFE.sub("_", body)[:_LONGEST].strip(". ") or "report"
    names = chain([f"{base}-{suffix}.docx"], (f"{base}-{suffix}{number}.docx" for number in range(2, 9999)))
    name = next(one for one in names if one.lower() not in taken)
    taken.add(name.lower())
    return name


@frozen
class _Writer:
    """Writes the letter to one body."""

    audit: Audit
    line: AuditLine
    kind: LetterKind
    head: LetterHead
    language: Language
    theme: Theme

    def said(self, key: str, /, **facts: object) -> str:
        """Return words of the letter in its language."""
        return say(key, **facts).in_language(self.language)

    def day(self, day: date) -> str:
        """Return a day as letters write it."""
        return day_in_words(day).in_language(self.language)

    def letter(self, file: str) -> Letter:
        """Return the letter; what does not fit its page is counted there and goes into an annex."""
        title = self.said(f"audit.letter.title.{self.kind.value}", report=self.report)
        blocks = list(self.blocks())
        whole = [*self.opening(), *chain.from_iterable(blocks), *self.closing()]
        annex: tuple[LetterParagraph, ...] = ()
        if fitting_size(title, whole, theme=self.theme) is None:
            annex = tuple(chain.from_iterable(blocks))
            while blocks:
                blocks.pop()
                rest = [
                    *chain.from_iterable(blocks),
                    self.text("audit.letter.rest", count=self.count - sum(map(_items, blocks))),
                ]
                whole = [*self.opening(), *rest, *self.closing()]
                if fitting_size(title, whole, theme=self.theme) is not None:
                    break
        period = self.audit.period
        return Letter(
            line=self.line,
            kind=self.kind,
            file=file,
            title=title,
            paragraphs=tuple(whole),
            annex=annex,
            day=period.end if period else NO_DAY,
            language=self.language,
            theme=self.theme,
        )

    @property
    def report(self) -> str:
        """What the report is called."""
        own = form_title(self.line.report) if self.line.report else ""
        is_another = own and own != self.audit.title  # a form of its own beside the one that most reports follow
        return own if is_another else report_name(self.audit, self.language)

    @property
    def count(self) -> int:
        """How many items the letter has."""
        return len(self.line.points) + len(self.line.changes.unnamed if self.line.changes else ())

    def text(self, key: str, /, **facts: object) -> LetterParagraph:
        """Return a paragraph of the catalogue."""
        return LetterParagraph(ParagraphKind.TEXT, self.ended(self.said(key, **facts)))

    def ended(self, words: str) -> str:
        """Return words as a letter writes them, ended by one full stop."""
        if self.language == "zh":
            full = _HALF.sub(lambda match: match[0].translate(_FULL), words)
            full = _DOUBLED.sub(lambda match: match[1] or match[2], full)
            return full if full.endswith(("。", "？", "！")) else f"{full}。"
        return words if words.endswith((".", "?")) else f"{words}."

    def opening(self) -> Iterator[LetterParagraph]:
        """Yield whom it is to, what was found, what to do and by when."""
        line = self.line
        yield LetterParagraph(ParagraphKind.TO, self.said("audit.letter.to", body=line.name))
        by = self.head.reply_by
        facts = {
            "report": self.report,
            "by": self.said("audit.letter.by", day=self.day(by)) if by else self.said("audit.letter.five_days"),
            "errors": line.errors,
            "others": self.count - sum(1 for one in line.points if one.errors),
            "file": line.file,
            "reason": line.unreadable or "",
        }
        late = self.said("audit.letter.late", days=line.days_late) if line.days_late else ""
        if line.absent:
            listed = line.delivery.handed_in if line.delivery else None
            due = self.audit.due
            name = "listed" if listed else "absent_due" if due else "absent"
            day = listed or due
            yield self.text(f"audit.letter.{name}", day=self.day(day) if day else "", **facts)
        elif line.unreadable is not None:
            yield self.text("audit.letter.unreadable", **facts)
        elif self.kind is LetterKind.CORRECTION:
            yield self.text("audit.letter.published" if facts["others"] else "audit.letter.published_only", late=late, **facts)
        elif line.errors:
            yield self.text("audit.letter.wrong" if facts["others"] else "audit.letter.wrong_only", late=late, **facts)
        elif self.count:
            yield self.text("audit.letter.mild", late=late, **facts)
        if line.twins:
            yield self.text("audit.letter.twins", files=list(line.twins), **facts)

    def blocks(self) -> Iterator[list[LetterParagraph]]:
        """Yield the items, each with the heading above it where it is the first of its kind."""
        headings = iter("一二三四五" if self.language == "zh" else "12345")
        number = 0
        for severity in (Severity.ERROR, Severity.EXPLAIN, Severity.WARNING):
            for place, issue in enumerate([one for one in self.line.points if one.severity is severity]):
                number += 1
                heading = [self.heading(next(headings), f"audit.letter.heading.{severity.value}")] if not place else []
                yield [*heading, self.item(number, self.issue(issue))]
        for place, cell in enumerate(self.line.changes.unnamed if self.line.changes else ()):
            number += 1
            heading = [self.heading(next(headings), "audit.letter.heading.unnamed")] if not place else []
            blank = self.said("audit.letter.blank")
            words = say("audit.letter.unnamed", label=cell.label, before=cell.before or blank, after=cell.after or blank)
            yield [*heading, self.item(number, words)]

    def heading(self, number: str, key: str) -> LetterParagraph:
        """Return a heading."""
        words = self.said("audit.letter.heading_line", number=number, words=self.said(key))
        return LetterParagraph(ParagraphKind.HEADING, words)

    def item(self, number: int, words: Message) -> LetterParagraph:
        """Return a numbered paragraph."""
        text = self.ended(words.in_language(self.language))
        return LetterParagraph(ParagraphKind.TEXT, self.said("audit.letter.item", number=number, words=text))

    def issue(self, issue: AuditIssue) -> Message:
        """Return an issue in words."""
        where = say("audit.letter.in", heading=issue.heading) if issue.heading else ""
        if not issue.candidates:
            words = issue.words
            if "body" in words.facts:
                words = say(words.key, **{**words.facts, "body": say("audit.letter.you")})
            return say("audit.letter.plain", where=where if issue.finding.operands else "", words=words)
        if issue.is_open:
            told = [self.cell(one, None) for one in issue.told]
            words = say("audit.letter.borne_out" if issue.borne_out else "audit.letter.tie", count=issue.ways, cells=told)
            then = say("audit.letter.then", others=issue.others) if issue.others else ""
            return say("audit.letter.open", where=where, words=issue.words, tie=words, then=then)
        if issue.together:
            cells = [self.cell(one, None) for one in issue.candidates]
            others = say("audit.letter.ways", ways=issue.ways, others=issue.others) if issue.others else ""
            facts = {"where": where, "count": len(cells), "cells": cells, "words": issue.words, "others": others}
            return say("audit.letter.together", **facts)
        cell = self.cell(issue.candidates[0], issue.cause)
        return say("audit.letter.one", where=where, cell=cell, words=issue.words)

    def cell(self, cell: SuspectCell, cause: Message | None) -> Message:
        """Return a cell with what is printed, what would agree, why, and last year's figure."""
        notes = [say("audit.letter.cause", cause=cause)] if cause else []
        notes += [say("audit.letter.last_year", value=cell.last_year)] if cell.last_year is not None else []
        now = cell.now or say("audit.letter.blank")
        words = say("audit.letter.cell", cell=cell.name, now=now, should_be=cell.should_be)
        return say("audit.letter.noted", words=words, notes=joined(notes)) if notes else words

    def closing(self) -> Iterator[LetterParagraph]:
        """Yield the signature and the date."""
        head = self.head
        yield LetterParagraph(ParagraphKind.END, "")
        yield LetterParagraph(ParagraphKind.END, head.signed or self.said("audit.letter.signature"))
        yield LetterParagraph(ParagraphKind.END, self.day(head.day) if head.day else self.said("document.day_unknown"))


def report_name(audit: Audit, language: Language) -> str:
    """Return what the reports of an audit are called: by their form, in its language; else what they are."""
    if audit.title and language == audit.language:
        return audit.title
    return say("audit.letter.report", period=audit.period or "").in_language(language)


def _items(block: Sequence[LetterParagraph]) -> int:
    return sum(one.kind is ParagraphKind.TEXT for one in block)


_FULL = str.maketrans(",;:?()", "，；：？（）")
_HALF = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef”’])[,;:?()]|[,;:?()](?=[\u3000-\u9fff\uff00-\uffef“‘])|(?<=\d)[,;](?=\D)|\)$"
)
_DOUBLED = re.compile(r"。(）|。|；)|[，；](。)")
