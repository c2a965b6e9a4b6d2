"""A page of a PDF laid out within limits (PDF版面): a page may call itself a thousand times over, and none ends there.

Imported only where pdfplumber is installed.
"""

from __future__ import annotations

import time
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import stream_value
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

LARGEST_CONTENT = 8 * 2**20
"""Bytes of a page's own instructions (页面指令上限)."""


class TooManySignsError(Exception):
    """A page has more letters and lines than it may."""


class TooSlowError(Exception):
    """The pages take longer than they may."""


class _Bounded(PDFPageAggregatorWithMarkedContent):
    most: int
    until: float
    signs = 0

    def _count(self, signs: int = 1) -> None:
        self.signs += signs
        if self.signs > self.most:
            raise TooManySignsError
        if not self.signs % 250 and time.monotonic() > self.until:
            raise TooSlowError

    def render_char(self, *given: Any, **named: Any) -> float:
        self._count()
        return float(super().render_char(*given, **named))

    def paint_path(self, *given: Any, **named: Any) -> None:
        self._count()
        super().paint_path(*given, **named)

    def begin_figure(self, *given: Any, **named: Any) -> None:
        self._count(10)  # one costs as much as many letters, even an empty one
        super().begin_figure(*given, **named)


def lay_out(page: Any, *, most: int, until: float) -> None:
    """Lay a page out, so that pdfplumber finds its letters and lines; at most so many, and until that time.

    Raises:
        TooManySignsError: there are more.
        TooSlowError: it takes longer.
    """
    if time.monotonic() > until:
        raise TooSlowError
    if sum(len(stream_value(content).get_data()) for content in page.page_obj.contents) > LARGEST_CONTENT:
        raise TooManySignsError
    device = _Bounded(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    device.most, device.until = most, until
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
