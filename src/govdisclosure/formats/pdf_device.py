"""PDF layout within limits (PDF版面): objects may refer to each other, and a page call itself, without end.

Imported only where pdfplumber is installed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from pdfminer.layout import LTChar, LTFigure
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFObjRef, stream_value
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF

LARGEST_CONTENT = 8 * 2**20
"""Bytes of a page's own instructions (页面指令上限)."""
MOST_LOOKUPS = 500_000
"""How often objects may be looked up, each weighed by what it holds (对象展开上限)."""


_UNSEEN_MODES = (3, 7)
"""Ways of printing letters that show nothing (隐形文字)."""


class TooManyCharactersError(Exception):
    """A page has more letters and lines than allowed."""


class TooSlowError(Exception):
    """The pages take longer than allowed."""


class TooManyLookupsError(Exception):
    """The objects unfold into more than any document needs."""


class BoundedPdf(PDF):
    """A document whose objects are looked up a limited number of times, each weighed by what it holds.

    The parser unfolds whatever refers to others, again at each reference: fifty arrays that refer to the next one twice are
    10¹⁵ places, wherever in the file they are. What it holds of a document is asked as soon as there is one.
    """

    @property
    def doc(self) -> PDFDocument:
        """The parser's document."""
        return self._doc

    @doc.setter
    def doc(self, document: PDFDocument) -> None:
        real, weights, spent = document.getobj, dict[int, int](), 0

        def getobj(objid: int) -> object:
            nonlocal spent
            found = real(objid)
            if objid not in weights:
                weights[objid] = _weight(found)
            spent += weights[objid]
            if spent > MOST_LOOKUPS:
                raise TooManyLookupsError
            return found

        document.getobj = getobj  # type: ignore[method-assign]
        document.info = [{name: _plain(value) for name, value in info.items()} for info in document.info]
        self._doc = document


def _plain(value: object) -> bytes | str:
    """Return a document's metadata under one name; empty where that is no text."""
    found = value.resolve() if isinstance(value, PDFObjRef) else value
    return found if isinstance(found, bytes | str) else ""


def _weight(thing: object) -> int:
    """Return how many things one holds itself, without those that it refers to."""
    waiting, count = [thing], 0
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
    return count


class _Bounded(PDFPageAggregatorWithMarkedContent):
    most: int
    until: float
    signs = 0
    mode = 0
    unseen: list[tuple[Any, Any]]

    def _count(self, signs: int = 1) -> None:
        self.signs += signs
        if self.signs > self.most:
            raise TooManyCharactersError
        if not self.signs % 250 and time.thread_time() > self.until:
            raise TooSlowError

    def render_string(self, textstate: Any, *given: Any) -> None:
        self.mode = textstate.render
        super().render_string(textstate, *given)

    def render_char(self, *given: Any, **named: Any) -> float:
        self._count()
        moved = float(super().render_char(*given, **named))
        if self.mode in _UNSEEN_MODES:
            self.unseen.append((self.cur_item, self.cur_item._objs.pop()))
        return moved

    def paint_path(self, *given: Any, **named: Any) -> None:
        self._count()
        super().paint_path(*given, **named)

    def begin_figure(self, *given: Any, **named: Any) -> None:
        self._count(10)  # one costs as much as many letters, even an empty one
        super().begin_figure(*given, **named)


def lay_out(page: Any, *, most: int, until: float) -> str:
    """Lay a page out, so that pdfplumber finds its letters and lines; at most so many, and until that time.

    Returns:
        The letters that are printed invisibly beside those that are seen; they are not laid out. Where most letters of a page
        are so printed, they are the words of a scanned page, and laid out as its text.

    Raises:
        TooManySignsError: there are more.
        TooSlowError: it takes longer.
    """
    if time.thread_time() > until:
        raise TooSlowError
    if sum(len(stream_value(content).get_data()) for content in page.page_obj.contents) > LARGEST_CONTENT:
        raise TooManyCharactersError
    device = _Bounded(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    device.most, device.until, device.unseen = most, until, []
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    letters = sum(isinstance(item, LTChar) for item in _items(page._layout))
    if len(device.unseen) <= letters:
        return "".join(item.get_text() for _, item in device.unseen)
    for container, item in device.unseen:
        container.add(item)
    return ""


def _items(container: Any) -> Iterator[Any]:
    for item in container:
        yield item
        if isinstance(item, LTFigure):
            yield from _items(item)
