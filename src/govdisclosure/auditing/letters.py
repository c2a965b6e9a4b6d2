"""Letters that send a report back (退回修改意见): a Word document a body, each finding with both sides and a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.auditing.lines import Audit, AuditLine
from govdisclosure.auditing.plainly import plain_words
from govdisclosure.exporters.archive import legible, normalised
from govdisclosure.exporters.word_elements import CHARACTER, WIDTH, keep, page_number, paragraph, run
from govdisclosure.exporters.word_package import empty
from govdisclosure.messages import say
from govdisclosure.report import Finding
from govdisclosure.values import Period, Severity

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST = 80  # signs of a file's name


def write_letters(audit: Audit, folder: Path) -> tuple[Path, ...]:
    """Write a letter to each body whose report has something to mend or to explain; return their files, in the audit's order.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for line in audit.lines:
        if line.unreadable is None and not _listed(line):
            continue
        base = _UNSAFE.sub("_", line.name)[:_LONGEST].strip(". ") or "report"
        name = f"{base}-退回修改意见.docx"
        number = 2
        while any(one.name == name for one in written):
            name, number = f"{base}-退回修改意见{number}.docx", number + 1
        path = folder / name
        path.write_bytes(_letter(line, audit.period))
        written.append(path)
    return tuple(written)


def _listed(line: AuditLine) -> list[Finding]:
    return [one for one in line.verdict.findings if one.severity is not Severity.INFO] if line.verdict else []


def _letter(line: AuditLine, period: Period | None) -> bytes:
    document = Document(BytesIO(empty()))
    about = document.core_properties
    about.title = legible(say("audit.letter.title", period=period or "").zh)[:255]
    about.author = about.last_modified_by = "govdisclosure"
    about.language, about.revision = "zh-CN", 1
    about.created = about.modified = datetime.combine(period.end, time(), UTC) if period else datetime(2000, 1, 1, tzinfo=UTC)
    pages = document.sections[0]
    for place, style in ((pages.footer, "Footer"), (pages.even_page_footer, "FooterEven")):
        place.is_linked_to_previous = False
        given = place.paragraphs[0]._p
        given.addprevious(page_number(style))
        given.getparent().remove(given)
    end = document.element.body.sectPr
    for element in _content(line, period):
        end.addprevious(element)
    saved = BytesIO()
    document.save(saved)
    return normalised(saved.getvalue())


def _content(line: AuditLine, period: Period | None) -> Iterator[Element]:
    """Yield the letter; it is in Chinese, whoever runs the command."""
    yield paragraph("Title", say("audit.letter.title", period=period or "").zh.replace("报告", "报告\n", 1))
    yield paragraph("Normal")
    yield paragraph("Normal", f"{line.name}：")
    if line.unreadable is not None:
        yield paragraph("BodyText", _official(say("audit.letter.unreadable", file=line.file, reason=line.unreadable).zh))
        yield from _close()
        return
    report = line.hand_in.report if line.hand_in else None
    listed = _listed(line)
    errors = line.count(Severity.ERROR)
    facts = {
        "period": period or "",
        "revision": report.revision if report else 1,
        "errors": errors,
        "others": len(listed) - errors,
    }
    yield paragraph("BodyText", _official(say("audit.letter.opening" if errors else "audit.letter.opening_mild", **facts).zh))
    headings = iter("一二三四五")
    if line.first and line.first.candidates:
        yield _heading(next(headings), "audit.letter.first")
        yield paragraph("BodyText", _official(line.first.sentence.zh + "".join(_about_first(line))))
    for severity in (Severity.ERROR, Severity.EXPLAIN, Severity.WARNING):
        found = [one for one in listed if one.severity is severity]
        if not found:
            continue
        yield _heading(next(headings), f"audit.letter.heading.{severity.value}")
        for number, one in enumerate(found, start=1):
            words = plain_words(one, report, line.verdict, line.previous) if report and line.verdict else one.message
            yield paragraph("BodyText", f"{number}．{_official(words.zh + _where(one))}")
            yield paragraph("BodyText", _official(_question(one)))
    if line.changes and line.changes.unnamed:
        yield _heading(next(headings), "audit.letter.heading.unnamed")
        for number, cell in enumerate(line.changes.unnamed, start=1):
            blank = say("audit.letter.blank").zh
            facts = {"label": cell.label, "before": cell.before or blank, "after": cell.after or blank}
            yield paragraph("BodyText", f"{number}．{_official(say('audit.letter.unnamed', **facts).zh)}")
    yield from _close()


def _heading(number: str, key: str) -> Element:
    return keep(paragraph("BodyText", run(f"{number}、{say(key).zh}", "HeadingWords")))


def _about_first(line: AuditLine) -> Iterator[str]:
    if line.first is None:
        return
    if line.first.place:
        yield say("audit.letter.place", place=line.first.place).zh
    if line.first.last_year is not None:
        yield say("audit.letter.last_year", value=line.first.last_year).zh
    if line.first.cause is not None:
        yield say("audit.letter.cause", cause=line.first.cause).zh


def _where(finding: Finding) -> str:
    return say("audit.letter.where", where=list(finding.where[:6])).zh if finding.where else ""


def _question(finding: Finding) -> str:
    """Ask what the body is to answer: which of the cells is wrong, or why the figures are as they are."""
    if finding.severity is Severity.EXPLAIN:
        return say("audit.letter.ask.explain").zh
    return say("audit.letter.ask.which" if finding.left is not None else "audit.letter.ask.mend").zh


_FULL = str.maketrans(",;:?()", "，；：？（）")
_HALF = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef”’])[,;:?()]|[,;:?()](?=[\u3000-\u9fff\uff00-\uffef“‘])|(?<=\d)[,;](?=\D)|\)$"
)


def _official(text: str) -> str:
    """Return words with the full-width signs of an official document, ended by one."""
    full = _HALF.sub(lambda match: match[0].translate(_FULL), text)
    return full if full.endswith(("。", "？", "！", "）")) else f"{full}。"


def _close() -> Iterator[Element]:
    yield paragraph("BodyText", _official(say("audit.letter.close").zh))
    for _ in range(2):
        yield keep(paragraph("Normal"))
    left = WIDTH - 12 * CHARACTER
    yield keep(paragraph("Signature", say("audit.letter.signature").zh.translate(_FULL), indent=left))
    yield paragraph("Signature", "____年__月__日", indent=left)
