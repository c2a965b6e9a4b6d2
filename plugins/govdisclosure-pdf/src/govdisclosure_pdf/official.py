"""The official document (正式文件): laid out by Typst as GB/T 9704 asks, PDF/A-3a and PDF/UA-1 in one file.

Typst is one wheel and needs no library of the system. It is given plain data and knows no clock: the same report, the same
bytes. What it cannot print is an error here, never a box.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files

import typst

from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.archive import legible
from govdisclosure_pdf.content import content_of
from govdisclosure_pdf.exporter import LayoutError
from govdisclosure_pdf.fonts import MissingFontError, fonts

_NOT_DISPLAYED = re.compile(r'the (?:text|PDF contains the codepoint) `"(.*?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_NAMED = 20
"""So many characters without a glyph are looked for before the document is given up."""


def document(publication: PublishedReport) -> bytes:
    """Return the document's bytes.

    Raises:
        MissingFontError: a character of the report is in no font.
        LayoutError: it cannot be laid out.
    """
    report = publication.report
    content = json.dumps(content_of(publication), ensure_ascii=False)
    day = datetime.combine(report.signed or report.period.end, time(), UTC)
    missing, made = "", None
    while made is None and len(missing) < _MOST_NAMED:
        inputs = {"data": content, "report": legible(publication.report_data)}
        try:
            made = typst.Compiler(font_paths=fonts()).compile(
                input=_source(), format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"], timestamp=day
            )
        except typst.TypstError as error:
            lacking = _lacking(error.message)
            if not lacking:
                raise LayoutError(error.message) from None
            missing += lacking
            content = content.translate(dict.fromkeys(map(ord, lacking)))  # is there another one?
    if missing or not isinstance(made, bytes):
        raise MissingFontError(missing)
    return made


def _lacking(message: str) -> str:
    """Return the characters that Typst says it cannot display."""
    match = _NOT_DISPLAYED.search(message)
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), match[1]) if match else ""
    return "".join(dict.fromkeys(text))


@cache
def _source() -> bytes:
    return (files(__package__) / "official.typ").read_bytes()
