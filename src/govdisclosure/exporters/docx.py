"""Word documents (Word文档), laid out as their theme says: official documents (GB/T 9704—2012) without red head or seal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from govdisclosure.exporters.column_widths import ems
from govdisclosure.exporters.docx_base import made
from govdisclosure.exporters.docx_elements import TABLE, keep, paragraph, run
from govdisclosure.exporters.docx_tables import TableBuilder
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.messages import languages
from govdisclosure.standards import Section

_HEADING = re.compile(r"((?P<first>[一二三四五六七八九十]+、)|[(（][一二三四五六七八九十]+[)）])[^。]{1,40}(。|$)")


class DocxExporter:
    """Writes a report as a Word document: the text, name and date, then the tables of attachments on new pages."""

    name = "docx"
    suffixes: tuple[str, ...] = (".docx",)
    labels = ("Word文档", "Word document")

    def write(self, publication: PublishedReport, stream: BinaryIO) -> None:
        """Write the report; a draft bears 草稿 on every page, and the findings on the last; 暂定 where lines are set aside."""
        report = publication.report
        written = made(
            _content(publication),
            title=publication.title,
            author=report.body_name,
            day=report.signed or report.period.end,
            language=publication.language if report.standard.language in languages() else report.standard.language,
            theme=publication.theme,
            mark=publication.mark,
            state=publication.state,
            facts=publication.identity,
            report_data=publication.report_data,
        )
        stream.write(written)


def _content(publication: PublishedReport) -> Iterator[Element]:
    sections = publication.sections
    attachments = [section for section in sections if section.attachment]
    body = [paragraph("Title", _title(publication, publication.title)), paragraph("Normal")]
    for section in sections:
        if not section.attachment:
            body += [paragraph("Gap")] if body[-1].tag == TABLE else []
            body += _section(publication, section)
    body += _signature(publication, attachments, body)
    for number, section in enumerate(attachments, start=1):
        body += _attachment(publication, section, str(number) if len(attachments) > 1 else "")
    yield from body
    if body[-1].tag == TABLE:  # Word wants a paragraph after it: one that cannot run over to an empty page
        yield paragraph("End")
    if publication.is_draft:
        yield from _findings(publication)


def _section(publication: PublishedReport, section: Section, above: Sequence[str] = ()) -> Iterator[Element]:
    """Yield heading, words and tables; ``above`` are headings that already are over the tables."""
    heading = publication.heading(section.heading)
    if heading:
        yield paragraph("Heading1", heading)
    for text in publication.paragraphs(section):
        yield _body(text)
    for grid in publication.grids(section):
        caption = publication.heading(grid.heading)
        if caption not in ("", heading, *above):
            yield paragraph("Caption", caption)
        yield paragraph("Gap")
        yield TableBuilder(publication, grid).element()


def _body(text: str) -> Element:
    """Set the heading that a paragraph begins with apart: 一、 in 黑体, （一） in 楷体, to the end of its sentence."""
    match = _HEADING.match(text)
    if match is None:
        return paragraph("BodyText", text)
    heading, rest = run(match[0], "HeadingWords" if match["first"] else "SubheadingWords"), text[match.end() :]
    return paragraph("BodyText", heading, rest) if rest else keep(paragraph("BodyText", heading))


def _signature(publication: PublishedReport, attachments: Sequence[Section], text: Sequence[Element]) -> Iterator[Element]:
    """Yield what follows the text: the list of attachments, name and date.

    At the right the date ends some characters from the edge, and the name is centred over it.
    """
    keep(text[-1])  # or name and date could be alone on a page
    if attachments:
        yield keep(paragraph("Normal"))
    for number, section in enumerate(attachments, start=1):
        title = publication.heading(section.attachment or "")
        listed = title if len(attachments) == 1 else f"{number}.{title}"
        first = number == 1
        yield keep(
            paragraph("Attachments", publication.label("document.attachments", title=listed))
            if first
            else paragraph("Attachment", listed)
        )
    for _ in range(2):
        yield keep(paragraph("Normal"))
    name, day, theme = publication.report.body_name, publication.signed, publication.theme
    left = None
    if theme.signature.place == "right":
        half = max(theme.signature.indent + ems(day) / 2, ems(name) / 2) * theme.character
        left = max(round(theme.width - 2 * half), 0)
    yield keep(paragraph("Signature", name, indent=left))
    yield paragraph("Signature", day, indent=left)


def _attachment(publication: PublishedReport, section: Section, number: str) -> Iterator[Element]:
    title = publication.heading(section.attachment or "")
    yield paragraph("AttachmentMark", publication.label("document.attachment", number=number).strip())
    yield keep(paragraph("Normal"))
    yield paragraph("Title", _title(publication, title))
    yield from _section(publication, section, above=(title,))


def _findings(publication: PublishedReport) -> Iterator[Element]:
    yield paragraph("FindingsTitle", publication.label("document.findings"))
    listed = [finding for finding in publication.verdict.findings if finding.severity.calls_for_action]
    for number, finding in enumerate(listed, start=1):
        words = run(publication.label("document.finding", severity=finding.severity), "HeadingWords")
        yield paragraph("Finding", run(f"{number}. "), words, run(publication.finding(finding)))


def _title(publication: PublishedReport, title: str) -> str:
    """Break a title too long for one line after the body's name: a line may end only where the sense allows it."""
    theme = publication.theme
    fits = ems(title) * theme.text.title * 20 <= theme.width
    return title if fits else "\n".join(publication.title_lines(title))
