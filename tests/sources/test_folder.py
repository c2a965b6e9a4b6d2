"""A source folder holds one CSV file a kind; every fault is gathered with file, line and column, and none is used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from govdisclosure.errors import Fault, UnreadableError
from govdisclosure.records import (
    RECORD_KINDS,
    Body,
    Charge,
    Engagement,
    Entry,
    Item,
    Publication,
    Request,
    Response,
    ServiceItem,
)
from govdisclosure.records.vocabulary import (
    Applicant,
    BodyKind,
    EngagementKind,
    ItemKind,
    Outcome,
    PublicationChannel,
    RequestChannel,
    ServiceKind,
)
from govdisclosure.sources import Records, read_folder
from govdisclosure.values import Period, Severity

REQUEST = "id,body,channel,applicant,received,closed,outcome\n"


def folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def records(path: Path, **files: str | bytes) -> Records:
    return read_folder(folder(path, {f"{kind}.csv": content for kind, content in files.items()}))


def faults(path: Path, **files: str | bytes) -> list[Fault]:
    """What is wrong with the files of a folder."""
    with pytest.raises(UnreadableError) as caught:
        records(path, **files)
    return list(caught.value.faults)


def in_english(found: list[Fault]) -> list[str]:
    return [fault.en for fault in found]


class TestRecords:
    """Header = field names, ISO dates, ``true`` / ``false``, amounts with a point; an empty cell is missing."""

    def test_of_a_request(self, tmp_path: Path) -> None:
        text = REQUEST + "r1,b,online,natural_person,2015-03-01,2015-03-20,granted\nr2,b,fax,other,,,\n"
        assert records(tmp_path, request=text).of(Request) == (
            Request(
                id="r1",
                body="b",
                channel=RequestChannel.ONLINE,
                applicant=Applicant.NATURAL_PERSON,
                received=date(2015, 3, 1),
                closed=date(2015, 3, 20),
                outcome=Outcome.GRANTED,
            ),
            Request(id="r2", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER),
        )

    def test_with_yes_and_no(self, tmp_path: Path) -> None:
        text = "secret,own_system,connected,kind,body,id\ntrue,false,,licence,b,s1\n"
        expected = ServiceItem(id="s1", body="b", kind=ServiceKind.LICENCE, secret=True, own_system=False, connected=None)
        assert records(tmp_path, service_item=text).of(ServiceItem) == (expected,)

    def test_with_numbers_and_money(self, tmp_path: Path) -> None:
        got = records(
            tmp_path,
            charge="id,body,amount,received\nc,b,12.50,2015-01-01\n",
            engagement="id,body,kind,attendances\ne,b,interview,120\n",
        )
        assert got.of(Charge) == (Charge(id="c", body="b", amount=Decimal("12.50"), received=date(2015, 1, 1)),)
        assert got.of(Engagement) == (Engagement(id="e", body="b", kind=EngagementKind.INTERVIEW, attendances=120),)

    def test_of_entries_whose_value_may_be_empty(self, tmp_path: Path) -> None:
        text = "body,period,address,value\nb,2015,one,946\nb,2015-H1,two,\nb,2015-01-01..2015-03-31,three,—\n"
        assert [(one.period, one.address, one.value) for one in records(tmp_path, entry=text).of(Entry)] == [
            (Period.year(2015), "one", "946"),
            (Period.half(2015, 1), "two", ""),
            (Period.quarter(2015, 1), "three", "—"),
        ]

    def test_of_a_body(self, tmp_path: Path) -> None:
        text = "id,name,kind\nhealth,某某委员会,administrative_organ\n"
        assert records(tmp_path, body=text).body("health") == Body(
            id="health", name="某某委员会", kind=BodyKind.ADMINISTRATIVE_ORGAN
        )

    def test_come_in_the_order_of_the_kinds_whatever_the_files_are_called(self, tmp_path: Path) -> None:
        got = records(
            tmp_path,
            request=REQUEST,
            publication="id,body,item,channel,published\np,b,i,own_site,2015-01-02\n",
            item="id,body,kind\ni,b,news\n",
        )
        assert list(got.by_kind) == ["item", "publication"]
        assert got.of(Item) == (Item(id="i", body="b", kind=ItemKind.NEWS),)
        assert got.of(Publication)[0].channel is PublicationChannel.OWN_SITE
        assert got.counts == {"item": 1, "publication": 1}

    def test_are_read_from_every_kind_of_file(self, tmp_path: Path) -> None:
        headers = {name: ",".join(kind.fields) + "\n" for name, kind in RECORD_KINDS.items()}
        assert records(tmp_path, **headers).counts == {}

    def test_are_reported_file_by_file(self, tmp_path: Path) -> None:
        folder(tmp_path, {"request.csv": REQUEST + "r1,b,fax,other,,,\nr2,b,fax,other,,,\n", "item.csv": "id,body,kind\n"})
        seen: list[tuple[str, int]] = []
        read_folder(tmp_path, progress=lambda name, lines: seen.append((name, lines)))
        assert seen == [("item.csv", 0), ("request.csv", 2)]


class TestText:
    """What Excel and editors do to a CSV file changes nothing."""

    TEXT = REQUEST + "r1,b,fax,other,2015-01-01,,\n"

    @pytest.mark.parametrize(
        "data",
        [
            TEXT.encode("utf-8-sig"),
            TEXT.replace("\n", "\r\n").encode(),
            TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
            TEXT.removesuffix("\n").encode(),
            TEXT.replace("\n", "\n\n").encode(),
            TEXT.replace("\n", "\n,,,,,,\n").encode(),
            TEXT.replace(",", " , ").encode(),
            b'"id","body","channel","applicant","received","closed","outcome"\n"r1","b","fax","other","2015-01-01","",""\n',
        ],
        ids=["a byte order mark", "CRLF", "both", "no last end", "blank lines", "lines of commas", "blanks", "quotes"],
    )
    def test_is_read_alike(self, tmp_path: Path, data: bytes) -> None:
        expected = Request(id="r1", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, received=date(2015, 1, 1))
        assert records(tmp_path, request=data).of(Request) == (expected,)

    def test_keeps_the_line_breaks_of_a_quoted_cell(self, tmp_path: Path) -> None:
        text = 'body,period,address,value\nb,2015,text.overview,"第一段\n\n  第二段"\n'
        assert records(tmp_path, entry=text).of(Entry)[0].value == "第一段\n\n  第二段"

    @pytest.mark.parametrize("mark", [b"", b"\x84\x31\x95\x33"])
    def test_in_gb18030_is_read(self, tmp_path: Path, mark: bytes) -> None:
        text = "id,name\nhealth,commission\nwater,水利局𠮷\n"
        assert records(tmp_path, body=mark + text.encode("gb18030")).body("water").name == "水利局𠮷"

    def test_in_utf_16_with_its_mark_is_read(self, tmp_path: Path) -> None:
        assert records(tmp_path, body="id,name\nwater,水利局\n".encode("utf-16")).body("water").name == "水利局"

    @pytest.mark.parametrize("data", [b"\xff\xfei\0d", b"\xff", b"id\0,name"])
    def test_in_no_encoding_at_all_is_named(self, tmp_path: Path, data: bytes) -> None:
        (fault,) = faults(tmp_path, body=data)
        assert fault.where == "body.csv line 1"

    def test_with_damaged_bytes_is_named_with_its_first_line(self, tmp_path: Path) -> None:
        text = "id,name\nhealth,某市卫生健康委员会\nwater,水利局\n".encode()
        (fault,) = faults(tmp_path, body=text.replace("利".encode(), b"\xe5\x88"))
        assert fault.en.startswith("body.csv line 3: its text is in neither UTF-8 nor GB18030 (GBK); in Excel, save it as")


class TestHeader:
    """The header is judged first: unknown columns with the nearest, columns twice, columns that are missing."""

    def test_with_an_unknown_column_names_the_nearest(self, tmp_path: Path) -> None:
        assert in_english(faults(tmp_path, request="id,body,chanel,applicant\nr,b,fax,other\n")) == [
            "request.csv line 1: a request has no field 'chanel'; did you mean channel?",
            "request.csv line 1: the header lacks required columns: channel",
        ]

    def test_with_a_column_like_no_other_names_all(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path, item="id,body,kind,zzz\n")
        assert fault.en.startswith(
            "item.csv line 1: a item of information has no field 'zzz'; its fields are id, body, kind, made"
        )

    def test_with_a_column_twice_is_refused(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path, item="id,body,kind,id\ni,b,news,i\n")
        assert fault.en == "item.csv line 1: a column appears twice in the header"

    def test_without_what_is_required_names_all_of_it(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path, request="received\n2015-01-01\n")
        assert fault.en == "request.csv line 1: the header lacks required columns: id, body, channel, applicant"

    def test_below_blank_lines_has_its_own_line(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path, item="\n\nid,body\ni,b\n")
        assert fault.en == "item.csv line 3: the header lacks required columns: kind"

    def test_is_missing_from_an_empty_file(self, tmp_path: Path) -> None:
        (fault,) = faults(tmp_path, item="")
        assert fault.en == "item.csv line 1: the header lacks required columns: id, body, kind"


class TestFault:
    """A fault names file, line and field, and all faults of all files come at once."""

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            (
                "r1,b,fax,other,1/5/2015,,",
                "received: 'day of receipt': 8 characters: digits, symbols does not fit; give a date",
            ),
            ("r1,b,fax,other,2015-02-30,,", "received: 'day of receipt': '2015-02-30' does not fit; give a date without time"),
            ("r1,b,fax,other,20150331,,", "received: 'day of receipt': 8 characters: digits does not fit; give a date"),
            ("r1,b,fax,other,2015-01-05 09:30,,", "received: 'day of receipt': 16 characters: digits, symbols does not fit"),
            ("r1,b,fax,other,0215-01-05,,", "received: 'day of receipt' is 0215-01-05, not between 1949-10-01 and 2100-12-31"),
            (
                "r1,b,fax,othr,2015-01-05,,",
                "applicant: 'kind of applicant': 'othr' is not an allowed value; did you mean other?",
            ),
            ("r1,b,zz,other,2015-01-05,,", "channel: 'channel': 2 characters: letters is not an allowed value"),
            ("r1,b,传呼,other,2015-01-05,,", "channel: 'channel': 2 characters: Chinese characters is not an allowed value"),
            ("r1,b,,other,2015-01-05,,", "channel: 'channel' is missing; give a word of the vocabulary"),
            (",b,fax,other,2015-01-05,,", "id: 'id' is missing; give an id (text, not empty)"),
            ("r1,,fax,other,2015-01-05,,", "body: 'body' is missing"),
            ("r1,b,fax,other,2015-01-05,2015-01-04,", "closed: day closed 2015-01-04 is before day of receipt 2015-01-05"),
            ("r1,b,fax,other,2015-01-05,,granted", "outcome: 'outcome' is given without 'day closed'; fill in closed"),
            ("r1,b,fax,other,2015-01-05", "this line has 5 cells and the header has 7; check commas and quotes"),
            ("r1,b,fax,other,2015-01-05,,,", "this line has 8 cells and the header has 7"),
        ],
    )
    def test_in_a_request_is_named(self, tmp_path: Path, line: str, words: str) -> None:
        (fault,) = faults(tmp_path, request=f"{REQUEST}r0,b,fax,other,2015-01-01,,\n{line}\n")
        assert fault.en.startswith(f"request.csv line 3: {words}")
        assert fault.zh.startswith(("request.csv line 3：", "request.csv line 3:"))

    @pytest.mark.parametrize("value", ["t", "2", "是否", "x", "-", "待定"])
    def test_in_a_yes_or_no_is_anything_but_an_answer(self, tmp_path: Path, value: str) -> None:
        (fault,) = faults(tmp_path, service_item=f"id,body,kind,secret,own_system\ns,b,licence,{value},false\n")
        assert (fault.where, fault.field) == ("service_item.csv line 2", "secret")
        assert fault.sentence.en.endswith("give true or false (or yes, no, 是, 否)")

    @pytest.mark.parametrize("value", ["3.0", "-1", "+1", "1,000", "1e3", "一", "１２", "0x10", "9" * 16])
    def test_in_a_number_is_anything_but_digits(self, tmp_path: Path, value: str) -> None:
        (fault,) = faults(tmp_path, engagement=f'id,body,kind,attendances\ne,b,interview,"{value}"\n')
        assert (fault.where, fault.field) == ("engagement.csv line 2", "attendances")

    @pytest.mark.parametrize("value", ["1.234", "-1", "1,5", "¥5", "5元", ".5", "5.", "1e3", "NaN", "Infinity"])
    def test_in_an_amount_is_anything_but_yuan_with_two_decimals(self, tmp_path: Path, value: str) -> None:
        (fault,) = faults(tmp_path, charge=f'id,body,amount,received\nc,b,"{value}",2015-01-01\n')
        assert (fault.where, fault.field) == ("charge.csv line 2", "amount")

    @pytest.mark.parametrize("value", ["2015年", "2015-13", "H1", "2015-12-31..2015-01-01"])
    def test_in_a_period_is_anything_but_a_period(self, tmp_path: Path, value: str) -> None:
        (fault,) = faults(tmp_path, entry=f"body,period,address,value\nb,{value},x,1\n")
        assert (fault.where, fault.field) == ("entry.csv line 2", "period")
        assert fault.sentence.en.endswith("give a period, such as 2015 or 2024-H1")

    def test_stands_at_the_line_on_which_its_record_begins(self, tmp_path: Path) -> None:
        text = 'body,period,address,value\nb,2015,one,"a\nb\n\nc"\n\nb,x,two,"d\ne"\nb,y,three,1\n'
        assert [fault.where for fault in faults(tmp_path, entry=text)] == ["entry.csv line 7", "entry.csv line 9"]

    def test_comes_with_all_others_of_all_files_in_the_order_of_the_kinds(self, tmp_path: Path) -> None:
        found = faults(
            tmp_path,
            request=REQUEST + "r1,b,fx,other,2015,,\nr2,b,fax\n",
            item="id,body,kind\ni,b,nws\n",
            engagement="id,body,kid\n",
        )
        assert [(fault.where, fault.field) for fault in found] == [
            ("item.csv line 2", "kind"),
            ("request.csv line 2", "channel"),
            ("request.csv line 2", "received"),
            ("request.csv line 3", ""),
            ("engagement.csv line 1", ""),
            ("engagement.csv line 1", ""),
        ]

    def test_is_counted_in_the_message(self, tmp_path: Path) -> None:
        folder(tmp_path, {"request.csv": REQUEST + "r1,b,fx,other,2015,,\n"})
        with pytest.raises(UnreadableError) as caught:
            read_folder(tmp_path)
        assert caught.value.in_language("en").startswith("2 faults:\nrequest.csv line 2: channel: ")
        assert caught.value.in_language("zh").startswith("共2处问题：\nrequest.csv line 2:channel：")

    @pytest.mark.parametrize(
        "text", ['id,body,kind\ni,b,"news\n', 'id,body,kind\ni,b,"ne"ws"\n', "id,body,kind\ni,b," + "x" * 2_000_000]
    )
    def test_in_the_quotes_or_the_length_of_a_cell_makes_it_no_csv(self, tmp_path: Path, text: str) -> None:
        (fault,) = faults(tmp_path, item=text)
        assert fault.en == "item.csv: it is not valid CSV (a quote is not closed, or a cell is too long)"

    def test_of_the_system_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder(tmp_path, {"item.csv": "id,body,kind\n", "request.csv": REQUEST + "r,b,x,other,,,\n"})

        def read_bytes(path: Path) -> bytes:
            if path.name == "item.csv":
                raise PermissionError(13, "Permission denied")
            with path.open("rb") as stream:
                return stream.read()

        monkeypatch.setattr(Path, "read_bytes", read_bytes)
        with pytest.raises(UnreadableError) as caught:
            read_folder(tmp_path)
        assert [(fault.where, fault.field) for fault in caught.value.faults] == [
            ("item.csv", ""),
            ("request.csv line 2", "channel"),
        ]
        assert "Permission denied" in caught.value.faults[0].en


class TestRecordsTogether:
    """What can only be seen with all records is placed at the lines too."""

    @pytest.mark.parametrize("identity", ["r1", "申2015-1", "430404199001011234"])
    def test_so_one_id_twice_names_every_line(self, tmp_path: Path, identity: str) -> None:
        line = f"{identity},b,fax,other,2015-01-01,,\n"
        (fault,) = faults(tmp_path, request=f"{REQUEST}{line}r9,b,fax,other,2015-01-01,,\n{line}\n{line}")
        assert fault.where == "request.csv line 2, request.csv line 4, request.csv line 6"
        assert fault.field == "id"
        assert fault.sentence.en == "two records have this id (request); an id belongs to one record"

    def test_so_one_id_in_two_kinds_is_no_fault(self, tmp_path: Path) -> None:
        got = records(tmp_path, item="id,body,kind\nx,b,news\n", request=REQUEST + "x,b,fax,other,,,\n")
        assert got.counts == {"item": 1, "request": 1}

    @pytest.mark.parametrize("identity", ["a1", "答复1"])
    def test_so_an_answer_before_its_request_is_placed_at_its_line(self, tmp_path: Path, identity: str) -> None:
        (fault,) = faults(
            tmp_path,
            request=REQUEST + "r1,b,fax,other,2015-03-10,,\n",
            response=f"id,body,request,given,outcome\n\n{identity},b,r1,2015-03-09,granted\n",
        )
        assert (fault.where, fault.field) == ("response.csv line 3", "given")
        assert fault.sentence.en == (
            "the answer is dated 2015-03-09, before request r1 was received on 2015-03-10; correct one of them"
        )

    def test_so_an_answer_to_what_was_never_received_is_placed_at_the_requests_line(self, tmp_path: Path) -> None:
        (fault,) = faults(
            tmp_path,
            request=REQUEST + "r1,b,fax,other,,,\n",
            response="id,body,request,given,outcome\na1,b,r1,2015-03-09,granted\n",
        )
        assert (fault.where, fault.field) == ("request.csv line 2", "closed")

    def test_so_answers_close_their_requests(self, tmp_path: Path) -> None:
        got = records(
            tmp_path,
            request=REQUEST + "r1,b,fax,other,2015-03-01,,\n",
            response="id,body,request,given,outcome\na1,b,r1,2015-03-09,granted\n",
        )
        assert [(one.closed, one.outcome) for one in got.of(Request)] == [(date(2015, 3, 9), Outcome.GRANTED)]
        assert got.of(Response)[0].given == date(2015, 3, 9)


class TestFolder:
    """Other suffixes are ignored, an unknown CSV name is a warning, and a folder without record files is refused."""

    def test_that_is_none_is_named(self, tmp_path: Path) -> None:
        for path in (tmp_path / "absent", folder(tmp_path, {"request.csv": REQUEST}) / "request.csv"):
            with pytest.raises(UnreadableError) as caught:
                read_folder(path)
            (fault,) = caught.value.faults
            assert fault.where == path.name
            assert fault.sentence.en.startswith("there is no such folder")

    @pytest.mark.parametrize("files", [{}, {"request.txt": REQUEST}, {"notes.csv": "a\n"}])
    def test_without_record_files_is_refused_with_their_names(self, tmp_path: Path, files: dict[str, str]) -> None:
        with pytest.raises(UnreadableError) as caught:
            read_folder(folder(tmp_path, files))
        (fault,) = caught.value.faults
        assert fault.where == tmp_path.name
        assert fault.sentence.en.startswith("the folder holds no record file; their names are item, publication, site_column")

    def test_ignores_other_suffixes_and_folders(self, tmp_path: Path) -> None:
        (tmp_path / "item.csv").mkdir()
        folder(tmp_path, {"request.csv": REQUEST, "item.pdf": b"\0", "item.csv~": "?", "README": "?"})
        got = read_folder(tmp_path)
        assert got.counts == {}
        assert got.findings == ()

    def test_takes_the_suffix_in_capitals(self, tmp_path: Path) -> None:
        assert read_folder(folder(tmp_path, {"item.CSV": "id,body,kind\ni,b,news\n"})).counts == {"item": 1}

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("requests.csv", "requests.csv is not the name of a record file and was not read; did you mean request.csv"),
            ("Request.csv", "did you mean request.csv"),
            ("zzz.csv", "zzz.csv is not the name of a record file; it was not read"),
        ],
    )
    def test_warns_of_an_unknown_csv_file(self, tmp_path: Path, name: str, words: str) -> None:
        (finding,) = read_folder(folder(tmp_path, {"request.csv": REQUEST, name: "junk\n"})).findings
        assert finding.rule == "source.unknown_file"
        assert finding.severity is Severity.WARNING
        assert finding.where == (name,)
        assert words in finding.message.en
        assert finding.message.zh.startswith(f"{name} 不是记录文件名，没有读取")

    def test_reads_no_file_twice(self, tmp_path: Path) -> None:
        """Where two names differ in the case of their suffix, neither is dropped in silence."""
        content = "id,body,kind\ni,b,news\n"
        names = sorted(one.name for one in folder(tmp_path, {"item.csv": content, "item.CSV": content}).iterdir())
        if names == ["item.CSV", "item.csv"]:
            with pytest.raises(UnreadableError) as caught:
                read_folder(tmp_path)
            (fault,) = caught.value.faults
            assert fault.where == "item.CSV, item.csv"
        else:  # a file system that does not tell the two apart: there is one file, and it is read
            assert [one.id for one in read_folder(tmp_path).of(Item)] == ["i"]


class TestDigest:
    """Figures can be traced to exactly these files: the digest is of their names and bytes, in no order."""

    FILES = {"item.csv": "id,body,kind\ni,b,news\n", "request.csv": REQUEST}  # noqa: RUF012

    def digest(self, path: Path, files: Mapping[str, str | bytes]) -> str:
        path.mkdir()
        digest = read_folder(folder(path, files)).digest
        assert digest is not None
        assert digest.startswith("sha256:")
        assert len(digest) == 7 + 64
        return digest

    def test_is_the_same_whatever_the_order_in_which_they_were_made(self, tmp_path: Path) -> None:
        turned = dict(reversed(self.FILES.items()))
        assert self.digest(tmp_path / "one", self.FILES) == self.digest(tmp_path / "other", turned)

    def test_takes_no_part_of_files_that_are_not_read(self, tmp_path: Path) -> None:
        more = {**self.FILES, "zzz.csv": "junk", "item.txt": "junk"}
        assert self.digest(tmp_path / "one", self.FILES) == self.digest(tmp_path / "other", more)

    @pytest.mark.parametrize(
        "changed",
        [
            {"item.csv": "id,body,kind\nj,b,news\n"},
            {"item.csv": "id,body,kind\r\ni,b,news\r\n"},
            {"item.csv": "\ufeffid,body,kind\ni,b,news\n"},
            {"engagement.csv": "id,body,kind\n"},
        ],
        ids=["a letter", "the ends of lines", "a byte order mark", "an empty file more"],
    )
    def test_changes_with_a_byte(self, tmp_path: Path, changed: dict[str, str]) -> None:
        assert self.digest(tmp_path / "one", self.FILES) != self.digest(tmp_path / "other", {**self.FILES, **changed})
