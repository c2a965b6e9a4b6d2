"""OFD written (生成OFD): the pages that Typst lays out, with their text as text and their rules as paths.

An OFD package is a zip file of XML. Lengths are in millimetres from the upper left corner of a page; a text has a place for
each character, so that no viewer lays anything out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pdfplumber
from attrs import define, field
from govdisclosure_pdf.official import document as pdf_document

from govdisclosure.exporters import PublishedReport
from govdisclosure.exporters.archive import legible
from govdisclosure_ofd.font_parts import font_part

_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MM = 25.4 / 72
_ASCENT = 0.88
"""Of a character's size, how much of its box is above the line it is on."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_ATTRIBUTES = 0o644 << 16


def package(publication: PublishedReport) -> bytes:
    """Return the bytes of a report's document.

    Raises:
        MissingFontError: a character of the report is in no font.
        LayoutError: it cannot be laid out.
    """
    report = publication.report
    writer = _Writer()
    with pdfplumber.open(BytesIO(pdf_document(publication))) as laid_out:
        pages = [writer.page(page) for page in laid_out.pages]
        first = laid_out.pages[0]
        box = f"0 0 {_mm(first.width)} {_mm(first.height)}"
    data = legible(publication.report_data).encode()
    day = report.signed or report.period.end
    parts = {f"Doc_0/Pages/Page_{number}/Content.xml": page.encode() for number, page in enumerate(pages)}
    parts |= writer.font_parts()
    name = f"report-{report.period}.json"
    parts["Doc_0/Attachs/Attachments.xml"] = _xml(
        "Attachments",
        f'<ofd:Attachment ID="{writer.number()}" Name={quoteattr(name)} Format="json" CreationDate="{day}"'
        f' Size="{len(data) / 1024:.2f}"><ofd:FileLoc>{name}</ofd:FileLoc></ofd:Attachment>',
    )
    parts[f"Doc_0/Attachs/{name}"] = data
    parts["Doc_0/PublicRes.xml"] = _xml("Res", f"<ofd:Fonts>{writer.fonts_listed()}</ofd:Fonts>", ' BaseLoc="Res"')
    listed = "".join(f'<ofd:Page ID="{writer.number()}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts["Doc_0/Document.xml"] = _xml(
        "Document",
        f"<ofd:CommonData><ofd:MaxUnitID>{writer.last}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
    )
    digest = hashlib.sha256(b"".join(parts.values())).hexdigest()[:32]
    return _zipped({"OFD.xml": _entry(publication, day, digest), **parts})


def _entry(publication: PublishedReport, day: date, digest: str) -> bytes:
    """Return the part that a viewer opens first: what the document is called, whose it is, where it is."""
    facts = {
        "DocID": digest,
        "Title": publication.title,
        "Author": publication.report.body_name,
        "Subject": publication.state,
        "CreationDate": str(day),
        "Creator": "govdisclosure",
    }
    about = "".join(f"<ofd:{name}>{escape(legible(fact))}</ofd:{name}>" for name, fact in facts.items() if fact)
    body = f"<ofd:DocInfo>{about}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    return _xml("OFD", f"<ofd:DocBody>{body}</ofd:DocBody>", ' DocType="OFD" Version="1.1"')


@define
class _Writer:
    """Pages on their way into a package.

    Attributes:
        last: the highest number given to an object; each has its own.
        fonts: the fonts by the names that the pages have for them, each with its number.
        used: the characters in each font.
    """

    last: int = 0
    fonts: dict[str, int] = field(factory=dict)
    used: dict[str, set[str]] = field(factory=dict)

    def number(self) -> int:
        self.last += 1
        return self.last

    def page(self, page: Any) -> str:
        """Return a page as OFD has it."""
        layer = self.number()
        objects = [self.rule(one) for one in page.lines]
        objects += [self.text(run) for run in _runs(page.chars)]
        area = f"0 0 {_mm(page.width)} {_mm(page.height)}"
        return _xml(
            "Page",
            f"<ofd:Area><ofd:PhysicalBox>{area}</ofd:PhysicalBox></ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content>',
        ).decode()

    def rule(self, line: Mapping[str, Any]) -> str:
        """Return a rule of a table as a path."""
        thick = line["linewidth"] * _MM
        left, top = line["x0"] * _MM - thick / 2, line["top"] * _MM - thick / 2
        across, down = (line["x1"] - line["x0"]) * _MM, (line["bottom"] - line["top"]) * _MM
        boundary = " ".join(map(_short, (left, top, across + thick, down + thick)))
        begin, end = _short(thick / 2), f"{_short(across + thick / 2)} {_short(down + thick / 2)}"
        way = f"M {begin} {begin} L {end}"
        return (
            f'<ofd:PathObject ID="{self.number()}" Boundary="{boundary}" LineWidth="{_short(thick)}">'
            f'<ofd:StrokeColor Value="0 0 0"/><ofd:AbbreviatedData>{way}</ofd:AbbreviatedData></ofd:PathObject>'
        )

    def text(self, run: list[dict[str, Any]]) -> str:
        """Return characters beside each other as a text with a place for each."""
        first, last = run[0], run[-1]
        name = first["fontname"].partition("+")[2] or first["fontname"]
        font = self.fonts.get(name) or self.fonts.setdefault(name, self.number())
        self.used.setdefault(name, set()).update(one["text"] for one in run)
        size = first["size"] * _MM
        base = first["base"] * _MM
        left, top = first["x0"] * _MM, base - _ASCENT * size
        boundary = " ".join(map(_short, (left, top, (last["x1"] - first["x0"]) * _MM, size)))
        steps = " ".join(_short((one["x0"] - before["x0"]) * _MM) for before, one in pairwise(run))
        places = f' DeltaX="{steps}"' if steps else ""
        words = escape("".join(one["text"] for one in run))
        return (
            f'<ofd:TextObject ID="{self.number()}" Boundary="{boundary}" Font="{font}" Size="{_short(size)}">'
            f'<ofd:FillColor Value="0 0 0"/><ofd:TextCode X="0" Y="{_short(_ASCENT * size)}"{places}>{words}</ofd:TextCode>'
            "</ofd:TextObject>"
        )

    def fonts_listed(self) -> str:
        """Return the list of fonts."""
        return "".join(
            f'<ofd:Font ID="{number}" FontName={quoteattr(name)} FamilyName={quoteattr(name)} Charset="unicode">'
            f"<ofd:FontFile>font_{number}{font_part(name, frozenset(self.used[name])).suffix}</ofd:FontFile></ofd:Font>"
            for name, number in self.fonts.items()
        )

    def font_parts(self) -> dict[str, bytes]:
        """Return the used part of each font, by the name of its file in the package."""
        made = {number: font_part(name, frozenset(self.used[name])) for name, number in self.fonts.items()}
        return {f"Doc_0/Res/font_{number}{part.suffix}": part.data for number, part in made.items()}


def _runs(characters: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield characters beside each other of one font and size, blanks between words left out."""
    run: list[dict[str, Any]] = []
    for given in characters:
        one = {**given, "base": given["top"] + (given["y1"] - given["matrix"][5])}  # the line it is on, from the top
        if run:
            last = run[-1]
            goes_on = (
                one["fontname"] == last["fontname"]
                and abs(one["size"] - last["size"]) < 0.01
                and abs(one["base"] - last["base"]) < 0.01
                and -0.5 < one["x0"] - last["x1"] < one["size"]
            )
            if not goes_on:
                yield run
                run = []
        if one["text"].strip():
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _xml(name: str, content: str, attributes: str = "") -> bytes:
    return f"{_HEAD}<ofd:{name} {_NAMESPACE}{attributes}>{content}</ofd:{name}>".encode()


def _mm(points: float) -> str:
    return _short(float(points) * _MM)


def _short(length: float) -> str:
    """Return a length in millimetres with three decimals at the most."""
    return f"{length:.3f}".rstrip("0").rstrip(".") or "0"


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file without the clock."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            info = ZipInfo(name, _EARLIEST)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, _ATTRIBUTES
            archive.writestr(info, content, compresslevel=6)
    return out.getvalue()
