"""Files from anybody: each is opened within limits, or refused in one sentence; nothing else ever happens.

``HYPOTHESIS_PROFILE=long pytest tests/readers/test_safety.py`` looks for longer. What it found stands in
docs/explanation/safety.md.
"""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, strategies as st
from reportlab.pdfgen.canvas import Canvas

from govdisclosure import load_standard, read, read_all
from govdisclosure.errors import GovDisclosureError, UnknownStandardError, UnreadableError
from govdisclosure.formats import advice, csv, docx, html, html_tree, pdf, safe_zip, spreadsheet
from govdisclosure.formats.document import OpenedDocument, Words
from govdisclosure.formats.grids import MOST_CELLS
from govdisclosure.formats.refusals import refusal
from govdisclosure.formats.safe_zip import parse
from govdisclosure.intake.register_workbook import read_sheets
from govdisclosure.library import default_library
from govdisclosure.messages import say
from govdisclosure.records import Body
from govdisclosure.report import Cell, Report
from govdisclosure.testing.made_documents import (
    compound_file,
    grids,
    package,
    relations,
    repacked,
    sheet_file,
    texts,
    word_file,
)
from govdisclosure.testing.mutations import damaged, damaged_inside, is_package
from govdisclosure.testing.roundtrip import written
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Period

FILES = Path(__file__).parent / "files"
MODULES = (pdf, docx, spreadsheet, html, csv)
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>2023年年度报告</title></head><body><table><tr><td>
<table border=1><caption>表三</caption><tr><td rowspan=2 colspan="2">指标</td><td colspan=7>申请人</td></tr><tr><td>自然人
<td>法人</tr><tr><td>一、<td>新收&nbsp;<td hidden>1<td>２<br>3</table></td></tr></table><p style="display:none">x</p></body>"""


def opened(data: bytes, name: str = "文件") -> OpenedDocument | None:
    """Open a file as a caller does: what is known to be unreadable is refused, then each format has a look."""
    refused = refusal(data, name)
    if refused is not None:
        raise refused
    for module in MODULES:
        if module.accepts(data):
            found: OpenedDocument = module.document(data, name)
            return found
    return None


@cache
def exported(suffix: str) -> bytes:
    columns = '{ key = "x", label = "自然人", head = ["申请人"] }, { key = "y", label = "总计", head = ["申请人"] }'
    standard = one_table(entered("a", "b", "c"), columns=columns)
    report = Report(
        standard=standard,
        body=Body(id="b", name="某局"),
        period=Period.year(2024),
        cells={"a/x": Cell(value=5), "b/y": Cell(value=0)},
        text={"overview": "本年收到申请5件。"},
    )
    return written(default_library().exporters[suffix], report)


@cache
def printed() -> bytes:
    out = BytesIO()
    page = Canvas(out, pageCompression=0)
    page.drawString(72, 800, "Report 2024")
    page.grid([72, 172, 272], [600, 620, 640])
    page.drawString(80, 606, "received")
    page.drawString(180, 606, "5")
    page.showPage()
    page.save()
    return out.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: exported("docx"),
    "xlsx": lambda: exported("xlsx"),
    "csv": lambda: exported("csv"),
    "json": lambda: exported("json"),
    "xls": lambda: (FILES / "quirks.xls").read_bytes(),
    "ods": lambda: (FILES / "quirks.ods").read_bytes(),
    "html": lambda: PAGE.encode("gbk"),
    "pdf": printed,
}


def holds(data: bytes) -> None:
    """Nothing but a document or one refusal, without a warning."""
    document, refusals = None, list[UnreadableError]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            document = opened(data)
        except UnreadableError as error:
            refusals.append(error)
    assert [fault.where for error in refusals for fault in error.faults] == ["文件"] * len(refusals)
    for block in document.blocks if document else ():
        assert isinstance(block, Words) or len({len(row) for row in block.rows}) <= 1


class TestAnyFile:
    """Opening a damaged file gives what can be read of it, or one refusal."""

    @pytest.mark.parametrize("kind", SEEDS)
    @given(st.data())
    def test_with_damaged_bytes(self, kind: str, data: st.DataObject) -> None:
        holds(data.draw(damaged(SEEDS[kind]())))

    @pytest.mark.parametrize("kind", [kind for kind in SEEDS if is_package(SEEDS[kind]())])
    @given(st.data())
    def test_with_damaged_parts(self, kind: str, data: st.DataObject) -> None:
        holds(data.draw(damaged_inside(SEEDS[kind]())))

    @given(
        st.binary(max_size=400),
        st.sampled_from((b"", b"PK\x03\x04", b"%PDF-1.7\n", b"<table>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    )
    def test_of_any_bytes(self, data: bytes, start: bytes) -> None:
        holds(start + data)

    @pytest.mark.parametrize("kind", SEEDS)
    def test_cut_off_anywhere(self, kind: str) -> None:
        seed = SEEDS[kind]()
        for at in range(0, len(seed), max(1, len(seed) // 25)):
            holds(seed[:at])

    @pytest.mark.parametrize("kind", [kind for kind in SEEDS if kind != "json"])
    def test_undamaged_is_opened(self, kind: str) -> None:
        document = opened(SEEDS[kind]())
        assert document is not None
        assert document.blocks


@cache
def published(suffix: str) -> bytes:
    """A report of a national standard, so that it is recognised and read to the end."""
    report = Report(
        standard=load_standard("cn-2019"),
        body=Body(id="b", name="某市某局"),
        period=Period.year(2020),
        cells={"requests.received/natural_person": Cell(value=5), "requests.received/total": Cell(value=5)},
        text={"overview": "2020年收到申请5件。"},
    )
    return written(default_library().exporters[suffix], report)


class TestReadingAnyFile:
    """Reading a report from a damaged file gives a report, or one error that says what to do."""

    @given(st.data(), st.sampled_from(("docx", "xlsx", "csv", "json")), st.booleans())
    def test_gives_a_report_or_one_error(self, data: st.DataObject, suffix: str, inside: bool) -> None:
        seed = published(suffix)
        content = data.draw(damaged_inside(seed) if inside and is_package(seed) else damaged(seed))
        with TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("error")
            path = Path(folder) / "年报"
            path.write_bytes(content)
            with suppress(UnreadableError, UnknownStandardError):
                assert isinstance(read(path), Report)


def compound(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(name.encode("utf-16-le") + b"\0" * 40 for name in streams)
    )


BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;">]>'
    "<document><body><p><r><t>&d;</t></r></p></body></document>"
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><document><body><p><r><t>&b;</t></r></p></body></document>'


def locked() -> bytes:
    """Return a zip file with a password: the flag is all that matters."""
    data = bytearray(package({"xl/workbook.xml": "<workbook/>"}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def bomb(name: str, size: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return out.getvalue()


REFUSED = {
    "empty": (b"", "open.empty"),
    "blank": (b"\xef\xbb\xbf \r\n\0", "open.empty"),
    "a .doc": (compound("Root Entry", "WordDocument"), "open.save_as_docx"),
    "a .ppt": (compound("PowerPoint Document"), "open.presentation"),
    "a compound of something": (compound("Contents"), "open.unknown"),
    "a docx under a password": (compound("EncryptionInfo", "EncryptedPackage"), "open.encrypted"),
    "an xls with macros": (compound("Workbook", "_VBA_PROJECT_CUR"), "open.macros"),
    "an xls that is none": (compound("Workbook"), "open.damaged"),
    "an xls under a password": (
        compound_file(
            struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0xDBB, 1996, 0, 6) + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 1),
            small=True,
        ),
        "open.encrypted",
    ),
    "a zip under a password": (locked(), "open.encrypted"),
    "a docm": (package({"word/document.xml": "<d/>", "word/vbaProject.bin": b"x"}), "open.macros"),
    "an xlsm": (package({"xl/workbook.xml": "<d/>", "xl/vbaProject.bin": b"x"}), "open.macros"),
    "an xlsb": (
        package({"_rels/.rels": relations({"xl/workbook.bin": "officeDocument"}), "xl/workbook.bin": b"x"}),
        "open.save_as_xlsx",
    ),
    "a pptx": (package({"ppt/presentation.xml": "<d/>"}), "open.presentation"),
    "an ofd": (package({"OFD.xml": "<d/>"}), "open.ofd"),
    "an odt": (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "open.save_as_docx"),
    "a zip": (package({"年报.docx": b"PK"}), "open.archive"),
    "an empty zip": (package({}), "open.damaged_archive"),
    "a rar": (b"Rar!\x1a\x07\x00", "open.archive"),
    "a png": (b"\x89PNG\r\n\x1a\n", "open.picture"),
    "a webp": (b"RIFF\0\0\0\0WEBP", "open.picture"),
    "an rtf": (b"{\\rtf1\\ansi}", "open.save_as_docx"),
    "a page in one file": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "open.save_as_docx"),
    "a Word document of 2003 in XML": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "open.save_as_docx"),
    "a workbook of 2003 in XML": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "open.save_as_xlsx"),
    "a document with entities": (package({"word/document.xml": BILLION_LAUGHS}), "open.doctype"),
    "a document with a file's entity": (package({"word/document.xml": EXTERNAL}), "open.doctype"),
    "a document in UTF-16 with entities": (package({"word/document.xml": EXTERNAL.encode("utf-16")}), "open.doctype"),
    "a document of no XML": (package({"word/document.xml": "<document>"}), "open.damaged"),
    "a document in an unknown encoding": (
        package({"word/document.xml": '<?xml version="1.0" encoding="klingon"?><d/>'}),
        "open.damaged",
    ),
    "a document nested too deeply": (package({"word/document.xml": "<a>" * 300 + "</a>" * 300}), "open.too_deep"),
    "a page of too many tags": (b"<table>" + b"<b>" * 1_000_000, "open.too_many_cells"),
    "a package of too many parts": (package({f"word/{n}.xml": "" for n in range(5001)}), "open.too_many_parts"),
    "a part much larger than it seems": (bomb("word/document.xml", 2 * 2**20), "open.too_large"),
    "a truncated docx": (word_file("<w:p/>")[:-100], "open.damaged"),
    "a truncated xlsx": (sheet_file("<sheetData/>")[:200], "open.damaged"),
    "a truncated pdf": (b"%PDF-1.7\n", "open.pdf_damaged"),
}


class TestOneSentence:
    """What cannot be read is said in one sentence that names the file and what to do."""

    @pytest.mark.parametrize("what", REFUSED)
    def test_is_said_of(self, what: str) -> None:
        data, key = REFUSED[what]
        with pytest.raises(UnreadableError) as caught:
            opened(data, "年报.xls")
        (fault,) = caught.value.faults
        assert fault.where == "年报.xls"
        assert re.sub(r"\d+", "0", fault.sentence.en) == say(key, most=0, again=advice.OFFICE).en
        assert "\n" not in caught.value.in_language("zh")

    def test_is_not_said_of_a_page_that_is_called_a_workbook(self) -> None:
        document = opened(PAGE.encode("gbk"), "年报.xls")
        assert document is not None
        assert document.titles == ("2023年年度报告",)

    @pytest.mark.parametrize("name", ["文字.txt", "报告.json"])
    def test_is_not_said_of_what_another_reader_may_know(self, name: str) -> None:
        data = "一、总体情况\n主动公开信息12条。".encode() if name == "文字.txt" else exported("json")
        assert refusal(data, name) is None
        assert opened(data, name) is None


FOIA = Path(__file__).parents[2] / "plugins" / "govdisclosure-us-foia" / "examples" / "national-tide-board-2023.xml"
FAMILIES: dict[str, tuple[str, Callable[[], bytes]]] = {  # of each kind of file: what its advice may name, and a sound one
    "docx": ("office", SEEDS["docx"]),
    "xlsx": ("office", SEEDS["xlsx"]),
    "xls": ("office", SEEDS["xls"]),
    "ods": ("office", SEEDS["ods"]),
    "html": ("page", SEEDS["html"]),
    "pdf": ("pdf", SEEDS["pdf"]),
    "ofd": ("other", lambda: exported("ofd")),
    "csv": ("text", SEEDS["csv"]),
    "xml": ("xml", FOIA.read_bytes),
    "zip": ("archive", lambda: package({"ntb-2023.xml": FOIA.read_bytes()})),
}
NAMED = {  # what no advice about another kind of file says
    "office": re.compile(r"(open|save) [^;]*\bin (Word|Excel|WPS)|用(Word|Excel|WPS)"),
    "page": re.compile("browser|Web page, HTML|浏览器"),
    "pdf": re.compile("the PDF|PDF文件"),
    "xml": re.compile("XML"),
    "text": re.compile("CSV in UTF-8|编码的CSV"),
}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) * 2 // 3],
    "zeros": lambda data: data[: len(data) // 2] + b"\0" * 400 + data[len(data) // 2 + 400 :],
    "tags": lambda data: data[:200] + b"<a>" * 300 + data[200:],
    "cp1252": lambda data: data.replace(b">", ">\xe9".encode("cp1252")),
    "doctype": lambda data: data.replace(b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>", 1),
}


class TestAdvice:
    """What to do about a file names no program that cannot open it, whatever reads it and whatever is wrong with it."""

    @pytest.mark.parametrize("kind", FAMILIES)
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_about_a_damaged_file_fits_it(self, kind: str, damage: str) -> None:
        family, seed = FAMILIES[kind]
        data = DAMAGES[damage](seed())
        if is_package(data) or kind in ("docx", "xlsx", "ods", "ofd", "zip"):
            data = self.inside(seed(), DAMAGES[damage]) if damage != "cut" else data
        for sentence in self.refusals(data, f"report.{kind}"):
            assert [other for other, words in NAMED.items() if other != family and words.search(sentence)] == [], sentence

    @pytest.mark.parametrize("what", REFUSED)
    def test_about_a_register_never_sends_anybody_to_a_document(self, what: str) -> None:
        for read_one in (read_sheets, lambda data: spreadsheet.open_workbook(data, "a")):
            with pytest.raises(UnreadableError) as caught:
                read_one(REFUSED[what][0])
            assert not re.search(r"as \.docx|govdisclosure-o", str(caught.value))

    @pytest.mark.parametrize(
        ("damage", "words"),
        [
            ("cut", "not well-formed XML"),
            ("cp1252", "encoding=.windows-1252"),
            ("doctype", "without DOCTYPE"),
        ],
    )
    def test_about_xml_says_what_is_wrong_with_it(self, damage: str, words: str) -> None:
        data = FOIA.read_bytes().replace(b' encoding="UTF-8"', b"")
        assert any(re.search(words, one) for one in self.refusals(DAMAGES[damage](data), "a.xml"))
        text = FOIA.read_text(encoding="utf-8").partition("?>")[2]
        told = f'<?xml version="1.0" encoding="windows-1252"?>{text}'.encode("cp1252")
        assert self.refusals(told, "a.xml") == []

    @staticmethod
    def inside(data: bytes, damage: Callable[[bytes], bytes]) -> bytes:
        """Return a package whose XML parts are damaged."""
        with ZipFile(BytesIO(data)) as archive:
            return package({one: damage(part) if one.endswith(".xml") else part for one in archive.namelist()
                            for part in [archive.read(one)]})  # fmt: skip

    @staticmethod
    def refusals(data: bytes, name: str) -> list[str]:
        """Return what is said of a file by whoever reads it, in both languages."""
        said = []
        file = BytesIO(data)
        file.name = name
        for read_one in (read_all, read_sheets):
            file.seek(0)
            try:
                read_one(file)
            except UnreadableError as error:
                if read_one is read_all or is_package(data):  # a register may be separated text, and is none in other formats
                    said += [error.in_language("zh"), error.in_language("en")]
        return said


class TestPackages:
    """Parts are unpacked one by one, each within the limits, and never more of them than is needed."""

    def test_say_what_they_say_of_themselves(self) -> None:
        custom = '<Properties><property name="机关"><lpwstr>某局</lpwstr></property><property/></Properties>'
        data = repacked(word_file("<w:p/>"), {"docProps/custom.xml": custom.encode()})
        document = opened(data)
        assert document is not None
        assert document.properties == {"机关": "某局"}

    def test_may_name_their_parts_in_another_case_and_with_backslashes(self) -> None:
        with ZipFile(BytesIO(sheet_file("<sheetData><row><c><v>5</v></c></row></sheetData>"))) as archive:
            parts = {name.replace("/", "\\").replace("sheet1", "Sheet1"): archive.read(name) for name in archive.namelist()}
        document = opened(package(parts))
        assert document is not None
        assert [texts(grid) for grid in grids(document)] == [[["5"]]]

    def test_with_a_part_that_is_missing_or_damaged_are_damaged(self) -> None:
        missing = repacked(
            sheet_file("<sheetData/>"),
            {"xl/worksheets/_rels/sheet1.xml.rels": relations({"../comments1.xml": "comments"}).encode()},
        )
        damaged_part = word_file("<w:p/>" * 900).replace(b"PK\x01\x02", b"PK\x01\x02", 1)
        start = damaged_part.index(b"word/document.xml") + len("word/document.xml") + 4
        for data in (missing, damaged_part[:start] + b"\xff\xff\xff" + damaged_part[start + 3 :]):
            with pytest.raises(UnreadableError, match="damaged"):
                opened(data)

    @pytest.mark.parametrize("limits", [{"part": 100}, {"whole": 100}])
    def test_are_not_unpacked_beyond_the_limits(self, limits: dict[str, Any]) -> None:
        with pytest.raises(UnreadableError, match="has more than"):
            safe_zip.Package(word_file("<w:p/>"), "文件", **limits).part("word/document.xml")

    def test_of_very_many_parts_are_refused_by_what_their_end_says(self) -> None:
        data = package({f"xl/{n}.xml": "" for n in range(5100)})
        assert safe_zip.part_count(data) == 5100
        with pytest.raises(UnreadableError, match="parts or sheets"):
            safe_zip.Package(data, "文件")

    @pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"PK\x03\x04" * 9])
    def test_without_an_end_say_of_no_parts(self, data: bytes) -> None:
        assert safe_zip.part_count(data) == 0

    def test_cut_off_name_no_more_parts_than_they_may_have(self) -> None:
        data = package({f"word/{n}.xml": "" for n in range(5100)})
        assert len(safe_zip.part_names(data[:-400])) == safe_zip.MOST_PARTS


class TestLimits:
    """The limits are those that docs/explanation/safety.md tells of."""

    @pytest.mark.parametrize(
        "limit",
        [
            f"{safe_zip.MOST_PARTS:,}",
            f"{safe_zip.LARGEST_PART // 2**20} MB",
            f"{safe_zip.LARGEST_WHOLE // 2**20} MB",
            f"{safe_zip.RATIO} times",
            f"{safe_zip.MOST_TAGS:,}",
            f"{safe_zip.MOST_TAGS // 4:,}",
            f"| {safe_zip.DEEPEST} |",
            f"| {html_tree.DEEPEST};",
            f"{html.LARGEST // 2**20} MB",
            f"{MOST_CELLS:,}",
            f"columns of a Word table | {docx.MOST_COLUMNS}",
            f"pages of a PDF | {pdf.MOST_PAGES}",
            f"{pdf.MOST_OBJECTS:,}",
            f"{pdf.MOST_SIGNS:,}",
            f"{pdf.MOST_SECONDS} seconds",
        ],
    )
    def test_are_told(self, limit: str) -> None:
        page = Path(__file__).parents[2] / "docs" / "explanation" / "safety.md"
        assert limit in page.read_text(encoding="utf-8")


class TestXml:
    """No document type, no entity but XML's own, no depth beyond the limit; prefixes don't matter."""

    def test_is_read_without_namespaces(self) -> None:
        root = parse(b'<a:x xmlns:a="u" a:y="1"><a:z>&amp;</a:z></a:x>', "a")
        assert (root.tag, root.get("y"), root.findtext("z")) == ("x", "1", "&")

    @pytest.mark.parametrize(
        "text", ["<!DOCTYPE a><a/>", '<?xml version="1.0"?><!-- x --><!DOCTYPE a SYSTEM "http://x/y"><a/>']
    )
    def test_has_no_document_type(self, text: str) -> None:
        with pytest.raises(GovDisclosureError, match="document type"):
            parse(text.encode(), "a")

    def test_has_no_more_tags_than_a_part_may_have(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(safe_zip, "MOST_TAGS", 3)
        assert parse(b"<a><b/></a>", "a").tag == "a"
        with pytest.raises(UnreadableError, match="more than 3"):
            parse(b"<a><b/><b/></a>", "a")
