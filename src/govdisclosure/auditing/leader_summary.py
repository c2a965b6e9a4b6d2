"""The page for the leader (审核情况汇总): who handed in, who is late or missing, who is wrong, ranked; the others by name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import product
from math import ceil
from typing import TypeAlias

from attrs import frozen
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.auditing.letter_head import LetterHead, day_in_words
from govdisclosure.auditing.letter_pages import LetterParagraph, ParagraphKind, elements, fitting_size, title_lines
from govdisclosure.auditing.letters import report_name
from govdisclosure.auditing.overview import Audit, AuditLine, Urgency
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.column_widths import ems as ems
from govdisclosure.exporters.docx_base import made
from govdisclosure.exporters.docx_elements import keep, run, w
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.messages import Language, say

_SIZES = (21, 18)  # half points, of the table
_WIDTHS = (560, 2100, 860, 600, 720)  # the last column has the rest of the line
_COLUMNS = ("number", "body", "published", "errors", "explain", "first")
_FEW_NAMES = 12
_CENTRED = (0, 2, 3, 4)


def summary_document(audit: Audit, head: LetterHead, language: Language, theme: Theme | None = None) -> bytes:
    """Return the page as a Word document."""
    page, theme = _SummaryPage(audit, head), theme or usual_theme(audit.language)
    title = str(say("audit.summary.title", report=report_name(audit, language)))
    wrong = audit.of_urgency(Urgency.PUBLISHED_AND_WRONG, Urgency.WRONG)
    choices = product(range(len(wrong), -1, -1), (len(audit.lines), _FEW_NAMES, 0), _SIZES)
    fits = (_fit(page, title, wrong[:shown], size, theme, named=named) for shown, named, size in choices)
    above, below, rows, table, letters = next((one for one in fits if one[-1]), None) or _fit(
        page, title, (), 0, theme, named=0
    )
    content = list(elements(title, [*above, *below], letters or theme.letters[-1][0], theme))
    if rows:
        heads = [str(say(f"audit.summary.{one}")) for one in _COLUMNS]
        place = 1 + len(title_lines(title, theme)) + len(above)
        content.insert(place, _listing(_widths(theme), heads, rows, size=table, centred=_CENTRED))
    day = audit.period.end if audit.period else NO_DAY
    name = title.replace("\n", "")
    return made(content, title=name, author="govdisclosure", day=day, language=language, theme=theme)


def _fit(page: _SummaryPage, title: str, shown: Sequence[AuditLine], size: int, theme: Theme, *, named: int) -> _Fit:
    """Return the page with rows of the table in a size of type, and the size of its letters if it fits."""
    above, below = list(page.above()), list(page.below(shown, named=named))
    rows = [page.row(number, one) for number, one in enumerate(shown, start=1)]
    return above, below, rows, size, fitting_size(title, [*above, *below], _height(rows, size, theme), theme)


_Fit: TypeAlias = tuple[list[LetterParagraph], list[LetterParagraph], list[list[str]], int, int | None]


def _widths(theme: Theme) -> tuple[int, ...]:
    return (*_WIDTHS, theme.width - sum(_WIDTHS))


def _height(rows: Sequence[Sequence[str]], size: int, theme: Theme) -> int:
    """Return what the table takes, in twips."""
    characters = [(width - 130) // (size * 10) for width in _widths(theme)]
    lines = [max(max(1, ceil(ems(text) * 1.05 / room)) for text, room in zip(row, characters, strict=True)) for row in rows]
    return (sum(lines) + 2) * size * 13 + (len(rows) + 1) * 70 if rows else 0


@frozen
class _SummaryPage:
    """The words of the page."""

    audit: Audit
    head: LetterHead

    def above(self) -> Iterator[LetterParagraph]:
        """Yield what is above the table: the numbers, who is missing, who is late."""
        audit = self.audit
        lines, absent = audit.bodies, audit.of_urgency(Urgency.ABSENT)
        late = sorted((one for one in lines if one.days_late), key=lambda one: (-one.days_late, one.name))
        wrong = audit.of_urgency(Urgency.PUBLISHED_AND_WRONG, Urgency.WRONG)
        there = len(lines) - len(absent)
        facts = {
            "bodies": there + len(absent),
            "there": there,
            "absent": len(absent),
            "late": len(late),
            "due": day_in_words(audit.due) if audit.due else "",
            "wrong": len(wrong),
            "errors": sum(one.errors for one in wrong),
            "published": len(audit.of_urgency(Urgency.PUBLISHED_AND_WRONG)),
        }
        yield _text(str(say("audit.summary.handed_in" if audit.due else "audit.summary.handed_in_no_due", **facts)))
        yield _text(str(say("audit.summary.result" if wrong else "audit.summary.result_none", **facts)))
        if absent:
            names = [one.name for one in absent]
            yield _text(str(say("audit.summary.absent", count=len(absent), names=names)))
        if late:
            names = [str(say("audit.summary.days", name=one.name, days=one.days_late)) for one in late]
            yield _text(str(say("audit.summary.late", count=len(late), names=names)))
        if wrong:
            yield _text(str(say("audit.summary.wrong", count=len(wrong))))

    def below(self, shown: Sequence[AuditLine], *, named: int) -> Iterator[LetterParagraph]:
        """Yield what is below the table: those that it leaves out, who is to explain, and of those in order so many by name."""
        left_out = self.audit.of_urgency(Urgency.PUBLISHED_AND_WRONG, Urgency.WRONG)[len(shown) :]
        if left_out:
            names = [str(say("audit.summary.wrong_body", name=one.name, errors=one.errors)) for one in left_out]
            yield _text(str(say("audit.summary.more", count=len(left_out), names=names)))
        states = (Urgency.UNREADABLE, Urgency.INCOMPLETE, Urgency.TO_EXPLAIN, Urgency.IN_ORDER)
        groups = [(state.name.lower(), self.audit.of_urgency(state)) for state in states]
        for name, found in (*groups, ("nobodys", self.audit.nobodys)):
            names = [one.name for one in found]
            if name == "in_order" and named < len(names):
                names = [*names[:named], str(say("audit.summary.others"))] if named else [str(say("audit.summary.see"))]
            if found:
                yield _text(str(say(f"audit.summary.{name}", count=len(found), names=names)))
        across = list(dict.fromkeys(one.name for one in self.audit.lines if one.contradicts_another_form))
        if across:
            yield _text(str(say("audit.summary.across", count=len(across), names=across)))
        for form in dict.fromkeys(form for one in self.audit.lines for form in one.lacking):
            names = list(dict.fromkeys(one.name for one in self.audit.lines if form in one.lacking))
            yield _text(str(say("audit.summary.lacking", form=form, count=len(names), names=names)))
        head = self.head
        yield LetterParagraph(ParagraphKind.END, head.signed or str(say("audit.letter.signature")))
        yield LetterParagraph(ParagraphKind.END, str(day_in_words(head.day) if head.day else say("document.day_unknown")))

    def row(self, number: int, line: AuditLine) -> list[str]:
        """Return a body's row of the table."""
        published = {True: "yes", False: "no", None: "unknown"}[line.is_published]
        first = str(line.first.short) if line.first else ""
        return [str(number), line.name, str(say(f"audit.summary.{published}")), str(line.errors), str(line.to_explain), first]


def _text(words: str) -> LetterParagraph:
    return LetterParagraph(ParagraphKind.TEXT, words)


def _listing(
    widths: Sequence[int], heads: Sequence[str], rows: Iterable[Sequence[str]], *, size: int, centred: Container[int] = ()
) -> Element:
    """Return a plain table (清单): one line of heads, and rows.

    Args:
        widths: of the columns, in twips.
        heads: what is above each.
        rows: the texts of each row.
        size: of the type, in half points, one of ``docx_tables.TABLE_SIZES``.
        centred: the columns whose texts are centred, from 0.
    """
    borders = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in _EDGES))
    sides = (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))
    margins = w("tblCellMar", *(w(side, w=space, type="dxa") for side, space in sides))
    width = w("tblW", w=sum(widths), type="dxa")
    properties = w("tblPr", width, w("jc", val="center"), borders, w("tblLayout", type="fixed"), margins)

    def line(texts: Sequence[str], style: str, *marks: Element) -> Element:
        cells = []
        for width, (place, text) in zip(widths, enumerate(texts), strict=True):
            side = "center" if style or place in centred else "left"
            words = w("p", w("pPr", w("pStyle", val=f"Table{size}"), w("jc", val=side)), run(text, style))
            cells.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), words))
        return w("tr", w("trPr", w("cantSplit"), *marks), *cells)

    made = [keep(line(heads, "HeadingWords", w("tblHeader"))), *(line(row, "") for row in rows)]
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *made)


_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
