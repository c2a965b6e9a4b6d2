"""Tables beside the letters: for mail merge (邮件合并), one row a body, and the overdue reports (催报清单)."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from govdisclosure.auditing.letter_head import LetterHead, day_in_words
from govdisclosure.auditing.letters import Letter
from govdisclosure.auditing.overview import Audit, AuditLine, Urgency
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.sheets import TITLE, CellStyle, add_listing, add_sheet, put, saved, widen
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.messages import Message, say

_MERGED = (
    ("body", 24), ("kind", 12), ("title", 40), ("state", 12), ("handed_in", 12), ("days_late", 8), ("errors", 8),
    ("explain", 8), ("text", 80), ("reply_by", 16), ("signed", 24), ("day", 16), ("letter", 30),
)  # fmt: skip
_OVERDUE = (("body", 30), ("state", 12), ("due", 14), ("handed_in", 14), ("days_late", 10), ("remarks", 40))
_WORDS, _FIGURE = CellStyle(size=11, across="left"), CellStyle(size=11)


def mail_merge(audit: Audit, letters: Sequence[Letter], head: LetterHead, theme: Theme | None = None) -> bytes:
    """Return a workbook that Word's mail merge takes: headings in the first row, one row a body, each cell plain text.

    Rows are in the audit's order: Word looks at the first rows to tell long texts from short ones.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = add_sheet(book, str(say("audit.merge.file")))
    for column, (name, _) in enumerate(_MERGED, start=1):
        put(sheet, 1, column, str(say(f"audit.merge.{name}")), CellStyle(bold=True))
    by_line = {id(one.line): one for one in letters}
    for row, line in enumerate(audit.addressed, start=2):
        letter = by_line.get(id(line))
        texts: list[str | int] = [
            line.name,
            str(say(f"audit.letter.file.{letter.kind.value}")) if letter else str(say("audit.merge.none")),
            letter.title.replace("\n", "") if letter else "",
            str(state_in_words(line)),
            _handed_in(line),
            line.days_late,
            line.errors,
            line.to_explain,
            letter.text if letter else "",
            str(day_in_words(head.reply_by)) if head.reply_by else str(say("audit.letter.five_days")),
            head.signed or "",
            str(day_in_words(head.day)) if head.day else "",
            letter.file if letter else "",
        ]
        for column, text in enumerate(texts, start=1):
            put(sheet, row, column, text, _WORDS)
    widen(sheet, [width for _, width in _MERGED])
    sheet.freeze_panes = "B2"
    return saved(
        book,
        title=str(say("audit.merge.file")),
        day=audit.period.end if audit.period else NO_DAY,
        theme=theme or usual_theme(audit.language),
    )


def overdue(audit: Audit, theme: Theme | None = None) -> bytes | None:
    """Return a workbook of the reports that are missing or came late, the missing first; None where there are none."""
    missing = audit.of_urgency(Urgency.ABSENT)
    late = sorted((one for one in audit.bodies if one.days_late), key=lambda one: (-one.days_late, one.name))
    if not missing and not late:
        return None
    book = Workbook()
    book.remove(book.worksheets[0])
    name = str(say("audit.overdue.file"))
    rows = []
    for line in (*missing, *late):
        state = say("audit.state.absent" if line.absent else "audit.state.late")
        remarks = "\n".join(str(one) for one in line.remarks)
        due = audit.due.isoformat() if audit.due else ""
        texts: list[tuple[str | int | None, CellStyle]] = [(line.name, _WORDS), (str(state), _FIGURE), (due, _FIGURE)]
        rows.append([*texts, (_handed_in(line), _FIGURE), (line.days_late or "", _FIGURE), (remarks, _WORDS)])
    heads = [(str(say(f"audit.merge.{one}")), width) for one, width in _OVERDUE]
    add_listing(book, name, [(f"{audit.title}{name}" if audit.title else name, TITLE)], heads, rows, frozen=1)
    return saved(book, title=name, day=audit.period.end if audit.period else NO_DAY, theme=theme or usual_theme(audit.language))


def state_in_words(line: AuditLine) -> Message:
    """Return how a body stands, in a word."""
    return say(f"audit.state.{line.urgency.name.lower()}")


def _handed_in(line: AuditLine) -> str:
    return line.delivery.handed_in.isoformat() if line.delivery and line.delivery.handed_in else ""
