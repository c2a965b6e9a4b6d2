"""Letters that send a report back (退回修改意见): a Word document a body, each finding with both sides and a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.auditing.headline import Headline
from govdisclosure.auditing.overview import Audit, AuditLine
from govdisclosure.auditing.plain_language import plain_words
from govdisclosure.exporters.archive import NO_DAY
from govdisclosure.exporters.docx_base import made
from govdisclosure.exporters.docx_elements import CHARACTER, WIDTH, keep, paragraph, run
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, say
from govdisclosure.report import Finding
from govdisclosure.values import Period, Severity

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST = 80  # characters of a file's name


def letters_of(audit: Audit, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write the letters; see :func:`govdisclosure.auditing.write_letters`."""
    folder.mkdir(parents=True, exist_ok=True)
    suffix = say("audit.letter.file").in_language(language)
    written: list[Path] = []
    for line in audit.lines:
        if line.unreadable is None and not _listed(line):
            continue
        base = _UNSAFE.sub("_", line.name)[:_LONGEST].strip(". ") or "report"
        name = f"{base}-{suffix}.docx"
        number = 2
        while any(one.name == name for one in written):
            name, number = f"{base}-{suffix}{number}.docx", number + 1
        path = folder / name
        write_whole(path, _Letter(line, audit.period, language).document())
        written.append(path)
    return tuple(written)


def _listed(line: AuditLine) -> list[Finding]:
    return [one for one in line.verdict.findings if one.severity.calls_for_action] if line.verdict else []


@frozen
class _Letter:
    """The letter to one body."""

    line: AuditLine
    period: Period | None
    language: Language

    def document(self) -> bytes:
        """Return the letter as a Word document."""
        period = self.period
        return made(
            self.content(),
            title=self.said("audit.letter.title", period=period or ""),
            author="govdisclosure",
            day=period.end if period else NO_DAY,
            language=self.language,
        )

    def said(self, key: str, /, **facts: object) -> str:
        """Return words of the letter in its language."""
        return say(key, **facts).in_language(self.language)

    def paragraph(self, words: str, number: int | None = None) -> Element:
        """Return a paragraph of the body, numbered where a number is given."""
        words = _official(words) if self.language == "zh" else words.rstrip(".") + "." * (not words.endswith("?"))
        return paragraph("BodyText", words if number is None else self.said("audit.letter.item", number=number, words=words))

    def content(self) -> Iterator[Element]:
        """Yield the letter."""
        line = self.line
        title = self.said("audit.letter.title", period=self.period or "")
        yield paragraph("Title", title.replace("报告", "报告\n", 1))
        yield paragraph("Normal")
        yield paragraph("Normal", self.said("audit.letter.to", body=line.name))
        if line.unreadable is not None:
            yield self.paragraph(self.said("audit.letter.unreadable", file=line.file, reason=line.unreadable))
            yield from self.close()
            return
        report = line.report
        listed = _listed(line)
        errors = line.count(Severity.ERROR)
        facts = {
            "period": self.period or "",
            "revision": report.revision if report else 1,
            "errors": errors,
            "others": len(listed) - errors,
        }
        yield self.paragraph(self.said("audit.letter.opening" if errors else "audit.letter.opening_mild", **facts))
        headings = iter("一二三四五" if self.language == "zh" else "12345")
        if line.first and line.first.candidates:
            yield self.heading(next(headings), "audit.letter.first")
            yield self.paragraph(line.first.sentence.in_language(self.language) + "".join(self.about(line.first)))
        for severity in (Severity.ERROR, Severity.EXPLAIN, Severity.WARNING):
            found = [one for one in listed if one.severity is severity]
            if not found:
                continue
            yield self.heading(next(headings), f"audit.letter.heading.{severity.value}")
            for number, one in enumerate(found, start=1):
                words = plain_words(one, report) if report else one.message
                yield self.paragraph(words.in_language(self.language) + self.where(one), number)
                yield self.paragraph(self.said(_question(one)))
        if line.changes and line.changes.unnamed:
            yield self.heading(next(headings), "audit.letter.heading.unnamed")
            for number, cell in enumerate(line.changes.unnamed, start=1):
                blank = self.said("audit.letter.blank")
                facts = {"label": cell.label, "before": cell.before or blank, "after": cell.after or blank}
                yield self.paragraph(self.said("audit.letter.unnamed", **facts), number)
        yield from self.close()

    def heading(self, number: str, key: str) -> Element:
        """Return a heading."""
        words = self.said("audit.letter.heading_line", number=number, words=self.said(key))
        return keep(paragraph("BodyText", run(words, "HeadingWords")))

    def about(self, first: Headline) -> Iterator[str]:
        """Yield what else is known of the first thing to say."""
        if first.place:
            yield self.said("audit.letter.place", place=first.place)
        if first.last_year is not None:
            yield self.said("audit.letter.last_year", value=first.last_year)
        if first.cause is not None:
            yield self.said("audit.letter.cause", cause=first.cause)

    def where(self, finding: Finding) -> str:
        """Return where a finding is."""
        return self.said("audit.letter.where", where=list(finding.where[:6])) if finding.where else ""

    def close(self) -> Iterator[Element]:
        """Yield the end: what is asked, name and day."""
        yield self.paragraph(self.said("audit.letter.close"))
        for _ in range(2):
            yield keep(paragraph("Normal"))
        left = WIDTH - 12 * CHARACTER
        signature = self.said("audit.letter.signature")
        yield keep(paragraph("Signature", signature.translate(_FULL) if self.language == "zh" else signature, indent=left))
        yield paragraph("Signature", self.said("document.day_unknown"), indent=left)


def _question(finding: Finding) -> str:
    """Ask what the body is to answer: which of the cells is wrong, or why the figures are as they are."""
    if finding.severity is Severity.EXPLAIN:
        return "audit.letter.ask.explain"
    return "audit.letter.ask.which" if finding.left is not None else "audit.letter.ask.mend"


_FULL = str.maketrans(",;:?()", "，；：？（）")
_HALF = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef”’])[,;:?()]|[,;:?()](?=[\u3000-\u9fff\uff00-\uffef“‘])|(?<=\d)[,;](?=\D)|\)$"
)


def _official(text: str) -> str:
    """Return words with the full-width characters of an official document, ended by one."""
    full = _HALF.sub(lambda match: match[0].translate(_FULL), text)
    return full if full.endswith(("。", "？", "！", "）")) else f"{full}。"
