"""Report JSON exactly as the contract has it (docs/explanation/architecture.md), and plain data into records, strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from cattrs import BaseValidationError
from hypothesis import given, strategies as st

from govdisclosure.errors import InvalidRecordError, UnknownStandardError, UnreadableError
from govdisclosure.messages import Message
from govdisclosure.records import RECORD_KINDS, Body, Charge, Engagement, Request, ServiceItem
from govdisclosure.records.vocabulary import Applicant, EngagementKind, RequestChannel, ServiceKind
from govdisclosure.report import FORMAT, Cell, Finding, MadeBy, Origin, OriginKind, RecordsUsed, Report, Unread, parsing
from govdisclosure.serialization import make_converter, structured
from govdisclosure.standards import Standard, load_text
from govdisclosure.testing import strategies
from govdisclosure.values import Blank, Kind, Period, Severity, Value

NAME = "cn-hengyang-2015.toml"
HENGYANG = load_text((files("govdisclosure") / "standards" / NAME).read_text(encoding="utf-8"), name=NAME)
WIDE = load_text(
    """
    id = "wide"
    edition = "1"
    title = "x"
    authority = "x"
    sections = [{ key = "words", text = true }, { key = "s", tables = ["t", "u"] }]
    [[tables]]
    key = "t"
    columns = [
      { key = "number", label = "数", head = ["一", "二"], entered = "count" },
      { key = "fee", label = "费", head = ["一", "二"], entered = "amount" },
      { key = "part", label = "占比", head = ["一"], entered = "share" },
      { key = "words", label = "话", entered = "text" },
      { key = "done", label = "是否", entered = "yes/no" },
    ]
    rows = [{ key = "head", label = "组", heading = true }, { key = "head.a", label = "甲" }, { key = "head.b", label = "乙" }]
    [[tables]]
    key = "u"
    printed = false
    rows = [{ key = "one", label = "一", entered = "count", signed = true }]
    """,
    name="wide.toml",
)
STANDARDS = {"cn-hengyang-2015": HENGYANG, "wide": WIDE}


def find(identity: str) -> Standard:
    if identity not in STANDARDS:
        raise UnknownStandardError("standard.unknown", found=identity, known=list(STANDARDS))
    return STANDARDS[identity]


def read(data: object) -> Report:
    return Report.from_json(json.dumps(data), standard=find)


FULL = Report(
    standard=WIDE,
    body=Body(id="health", name="某市卫生和计划生育委员会"),
    period=Period.year(2015),
    signed=date(2016, 3, 12),
    scope="area",
    includes=("health", "hospital"),
    status="final",
    revision=2,
    made_by=MadeBy(
        govdisclosure="0.1.0",
        standard="sha256:abc",
        records=RecordsUsed(digest="sha256:def", counts={"request": 31, "item": 2}, set_aside=1),
    ),
    cells={
        "unknown.cell": Cell(value="kept", origin=Origin(OriginKind.READ)),
        "one": Cell(value=-3, origin=Origin(OriginKind.COMBINED)),
        "head.a/done": Cell(value=False, origin=Origin(OriginKind.CONVERTED)),
        "head.a/words": Cell(value="=1+1", origin=Origin(OriginKind.ENTERED)),
        "head.a/part": Cell(value=Decimal("33.3"), origin=Origin(OriginKind.CALCULATED)),
        "head.a/fee": Cell(
            value=Decimal("12.50"),
            printed="12.50万",
            unit="万",
            remark="含税",
            origin=Origin(OriginKind.READ, "Sheet1!C7"),
        ),
        "head.a/number": Cell(value=946, printed="946", origin=Origin(OriginKind.READ, "line 151")),
        "head.b/number": Cell(value=Blank.MISSING, printed="表扬一次", origin=Origin(OriginKind.READ, "line 79")),
        "head.b/fee": Cell(value=Blank.NOT_APPLICABLE, origin=Origin(OriginKind.CALCULATED)),
    },
    text={"words": "第一段\n\n“第二段”"},
    notes=(
        Finding(
            rule="read.unit",
            severity=Severity.WARNING,
            cells=("head.a/fee",),
            where=("line 47",),
            message=Message.literal(zh="单位不符", en="the unit does not fit"),
            fingerprint="0123456789abcdef",
        ),
        Finding(
            rule="one.sum",
            severity=Severity.ERROR,
            left="1",
            right="2",
            difference="-1",
            message=Message.literal(zh="不等", en="not equal"),
        ),
    ),
    unread=(Unread(where="line 3", text="……"),),
)

WRITTEN = """\
{
  "format": "govdisclosure.report/1",
  "standard": "wide",
  "body": {
    "id": "health",
    "name": "某市卫生和计划生育委员会"
  },
  "period": {
    "start": "2015-01-01",
    "end": "2015-12-31"
  },
  "signed": "2016-03-12",
  "scope": "area",
  "includes": [
    "health",
    "hospital"
  ],
  "status": "final",
  "revision": 2,
  "made_by": {
    "govdisclosure": "0.1.0",
    "standard": "sha256:abc",
    "records": {
      "digest": "sha256:def",
      "counts": {
        "request": 31,
        "item": 2
      },
      "set_aside": 1
    }
  },
  "cells": {
    "head.a/number": {
      "value": 946,
      "printed": "946",
      "origin": {
        "kind": "read",
        "address": "line 151"
      }
    },
    "head.a/fee": {
      "value": "12.50",
      "printed": "12.50万",
      "unit": "万",
      "remark": "含税",
      "origin": {
        "kind": "read",
        "address": "Sheet1!C7"
      }
    },
    "head.a/part": {
      "value": "33.3",
      "origin": {
        "kind": "calculated"
      }
    },
    "head.a/words": {
      "value": "=1+1",
      "origin": {
        "kind": "entered"
      }
    },
    "head.a/done": {
      "value": false,
      "origin": {
        "kind": "converted"
      }
    },
    "head.b/number": {
      "value": null,
      "blank": "missing",
      "printed": "表扬一次",
      "origin": {
        "kind": "read",
        "address": "line 79"
      }
    },
    "head.b/fee": {
      "value": null,
      "blank": "not applicable",
      "origin": {
        "kind": "calculated"
      }
    },
    "one": {
      "value": -3,
      "origin": {
        "kind": "combined"
      }
    },
    "unknown.cell": {
      "value": "kept",
      "origin": {
        "kind": "read"
      }
    }
  },
  "text": {
    "words": "第一段\\n\\n“第二段”"
  },
  "notes": [
    {
      "rule": "read.unit",
      "severity": "warning",
      "cells": [
        "head.a/fee"
      ],
      "where": [
        "line 47"
      ],
      "message": {
        "zh": "单位不符",
        "en": "the unit does not fit"
      },
      "fingerprint": "0123456789abcdef"
    },
    {
      "rule": "one.sum",
      "severity": "error",
      "cells": [],
      "left": "1",
      "right": "2",
      "difference": "-1",
      "where": [],
      "message": {
        "zh": "不等",
        "en": "not equal"
      },
      "fingerprint": ""
    }
  ],
  "unread": [
    {
      "where": "line 3",
      "text": "……"
    }
  ]
}
"""

LEAST: dict[str, Any] = {
    "format": FORMAT,
    "standard": "wide",
    "body": {"id": "b"},
    "period": {"start": "2015-01-01", "end": "2015-12-31"},
    "cells": {"one": {"value": 3}},
}


class TestWritten:
    """One object, keys in this order, UTF-8, two-space indent, cells in the standard's order."""

    def test_is_this_text(self) -> None:
        assert FULL.to_json() == WRITTEN

    def test_has_every_key_from_format_to_cells_and_the_others_only_when_not_empty(self) -> None:
        bare = Report(standard=WIDE, body=Body(id="b"), period=Period.half(2015, 1), cells={})
        assert json.loads(bare.to_json()) == {
            "format": "govdisclosure.report/1",
            "standard": "wide",
            "body": {"id": "b"},
            "period": {"start": "2015-01-01", "end": "2015-06-30"},
            "scope": "own",
            "includes": [],
            "status": "draft",
            "revision": 1,
            "made_by": None,
            "cells": {},
        }
        keys = ["format", "standard", "body", "period", "scope", "includes", "status", "revision", "made_by", "cells"]
        assert list(json.loads(bare.to_json())) == keys

    def test_says_nothing_of_records_that_are_not_known(self) -> None:
        made_by = MadeBy(govdisclosure="0.1.0", standard="sha256:abc")
        made = Report(standard=WIDE, body=Body(id="b"), period=Period.year(2015), made_by=made_by, cells={})
        assert json.loads(made.to_json())["made_by"] == {"govdisclosure": "0.1.0", "standard": "sha256:abc"}
        objects = MadeBy(govdisclosure="0.1.0", standard="sha256:abc", records=RecordsUsed(counts={"item": 1}))
        made = Report(standard=WIDE, body=Body(id="b"), period=Period.year(2015), made_by=objects, cells={})
        assert json.loads(made.to_json())["made_by"]["records"] == {"counts": {"item": 1}, "set_aside": 0}

    @pytest.mark.parametrize("value", ["0", "1E+3", "1E-7", "-0.50", "123456789012345678.123456789012"])
    def test_has_amounts_as_plain_decimal_text(self, value: str) -> None:
        cells = {"head.a/fee": Cell(value=Decimal(value))}
        made = Report(standard=WIDE, body=Body(id="b"), period=Period.year(2015), cells=cells)
        written = json.loads(made.to_json())["cells"]["head.a/fee"]["value"]
        assert Decimal(written) == Decimal(value)
        assert "E" not in written
        assert Report.from_json(made.to_json(), standard=find)["head.a/fee"] == Decimal(value)

    def test_has_a_finding_as_the_check_command_prints_it(self) -> None:
        assert list(FULL.notes[1].to_dict()) == [
            "rule",
            "severity",
            "cells",
            "left",
            "right",
            "difference",
            "where",
            "message",
            "fingerprint",
        ]


class TestRead:
    """Only ``format``, ``standard``, ``body``, ``period`` and ``cells`` are required, and in a cell only ``value``."""

    def test_gives_the_report_that_was_written(self) -> None:
        assert Report.from_json(WRITTEN, standard=find) == FULL
        assert Report.from_json(WRITTEN.encode(), standard=find) == FULL

    def test_has_defaults_for_the_rest(self) -> None:
        report = read(LEAST)
        assert report == Report(
            standard=WIDE,
            body=Body(id="b"),
            period=Period.year(2015),
            scope="own",
            includes=(),
            status="draft",
            revision=1,
            made_by=None,
            cells={"one": Cell(value=3, origin=Origin(OriginKind.READ))},
        )
        assert report.signed is None
        assert (report.notes, report.unread) == ((), ())
        assert report.text == {}

    def test_takes_null_for_what_is_optional(self) -> None:
        nulls = dict.fromkeys(("signed", "scope", "includes", "status", "revision", "made_by", "text", "notes", "unread"))
        cell = {"value": 3, "printed": None, "unit": None, "remark": None, "origin": None}
        assert read({**LEAST, **nulls, "cells": {"one": cell}}) == read(LEAST)

    def test_takes_a_null_value_as_missing_unless_it_says_otherwise(self) -> None:
        cells = {"one": {"value": None}, "head.a/fee": {"value": None, "blank": "not applicable"}}
        report = read({**LEAST, "cells": cells})
        assert report["one"] is Blank.MISSING
        assert report["head.a/fee"] is Blank.NOT_APPLICABLE
        assert report["head.a/number"] is Blank.MISSING

    def test_keeps_a_cell_that_the_standard_does_not_have(self) -> None:
        report = read({**LEAST, "cells": {"x": {"value": 1}, "y": {"value": "t"}, "z": {"value": True}}})
        assert [(report["x"], report["y"], report["z"])] == [(1, "t", True)]
        assert type(report["z"]) is bool

    def test_knows_a_note_of_its_own_again(self) -> None:
        """Reading, writing and reading once more says what is odd once."""
        data = {**LEAST, "zzz": 1, "cells": {"one": {"value": "3"}}}
        once = read(data)
        assert [note.rule for note in once.notes] == ["json.unknown_key", "cell.type"]
        again = Report.from_json(once.to_json(), standard=find)
        assert again == once

    def test_puts_a_note_of_one_language_in_both(self) -> None:
        report = read({**LEAST, "notes": [{"rule": "x", "message": {"zh": "只有中文"}}, {}]})
        assert report.notes == (
            Finding(rule="x", severity=Severity.WARNING, message=Message.literal(zh="只有中文", en="只有中文")),
            Finding(rule="", severity=Severity.WARNING, message=Message.literal(zh="", en="")),
        )

    def test_asks_for_the_standard_it_names(self) -> None:
        with pytest.raises(UnknownStandardError):
            read({**LEAST, "standard": "none"})


class TestWrongType:
    """A value of the wrong type is a finding at its cell; the others stay."""

    @pytest.mark.parametrize(
        ("address", "values"),
        [
            ("head.a/number", ["946", 946.0, True, [1], {}, 1e300, 10**18, -(10**18)]),
            ("head.a/fee", [12, 12.5, True, "12,5", "12.50元", "1e3", "NaN", "Infinity", "", "1" * 19, "0." + "1" * 13, "１"]),
            ("head.a/part", [33, 33.3, "33.3%"]),
            ("head.a/words", [1, True, 1.5, ["words"]]),
            ("head.a/done", [1, 0, "true", "是", 1.0]),
            ("unknown", [1.5, [1], {}, 10**18]),
        ],
    )
    def test_is_a_finding_at_its_cell(self, address: str, values: list[object]) -> None:
        for value in values:
            report = read({**LEAST, "cells": {"one": {"value": 3}, address: {"value": value, "printed": "as printed"}}})
            (note,) = report.notes
            assert (note.rule, note.severity, note.cells) == ("cell.type", Severity.ERROR, (address,))
            assert address in note.message.zh
            assert address in note.message.en
            assert note.fingerprint
            assert report[address] is Blank.MISSING
            assert report.cells[address].printed == "as printed"
            assert report["one"] == 3

    def test_says_which_type_it_is_and_which_is_wanted(self) -> None:
        (note,) = read({**LEAST, "cells": {"one": {"value": 3.7}}}).notes
        assert note.message.en == "the value of one is of type float, not count; it was not used"
        assert note.message.zh == "one 的值类型为 float，应为 count；该值未采用"

    def test_says_that_a_number_is_too_long_to_be_meant(self) -> None:
        assert read({**LEAST, "cells": {"one": {"value": 10**18 - 1}}})["one"] == 10**18 - 1
        (note,) = read({**LEAST, "cells": {"one": {"value": 10**18}}}).notes
        assert note.message.en == "the number of one has more than 18 digits and cannot be right; it was not used"


class TestUnknownKey:
    """A key that nothing is known of is noted with its place; its content is not used."""

    @pytest.mark.parametrize(
        ("change", "place", "cells"),
        [
            ({"zzz": [1]}, "zzz", ()),
            ({"body": {"id": "b", "phone": "1"}}, "body.phone", ()),
            ({"period": {"start": "2015-01-01", "end": "2015-12-31", "year": 2015}}, "period.year", ()),
            ({"made_by": {"clock": "12:00"}}, "made_by.clock", ()),
            ({"made_by": {"records": {"path": "/home"}}}, "made_by.records.path", ()),
            ({"cells": {"one": {"value": 3, "color": "red"}}}, "one.color", ("one",)),
            ({"cells": {"one": {"value": 3, "origin": {"kind": "read", "page": 1}}}}, "one.origin.page", ("one",)),
            ({"notes": [{"rule": "x", "weight": 1}]}, "notes[0].weight", ()),
            ({"notes": [{"message": {"fr": "…"}}]}, "notes[0].message.fr", ()),
            ({"unread": [{"where": "line 1", "page": 1}]}, "unread[0].page", ()),
        ],
    )
    def test_is_noted(self, change: dict[str, Any], place: str, cells: tuple[str, ...]) -> None:
        notes = [note for note in read({**LEAST, **change}).notes if note.rule == "json.unknown_key"]
        assert [(note.severity, note.cells) for note in notes] == [(Severity.WARNING, cells)]
        assert notes[0].message.en == f"unknown key {place}; its content was not used"
        assert notes[0].message.zh == f"不认识的键 {place}，其内容未采用"


class TestUnreadable:
    """Broken JSON, or JSON that is no report, is refused with the place, all faults at once."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "not valid JSON"),
            ("{", "not valid JSON"),
            (WRITTEN[: len(WRITTEN) // 2], "not valid JSON"),
            (WRITTEN.rstrip()[:-1], "not valid JSON"),
            (WRITTEN + "{}", "not valid JSON"),
            ("<html>", "not valid JSON"),
            ("[" * 100_000, "not valid JSON"),
            ('{"a":' * 100_000, "not valid JSON"),
            ('{"format": "\\ud800"}', "not valid JSON"),
            ('{"n": ' + "1" * 5000 + "}", "not valid JSON"),
            ("{}", "not report JSON of this library"),
            ("[]", "not report JSON of this library"),
            ("null", "not report JSON of this library"),
            ('"govdisclosure.report/1"', "not report JSON of this library"),
            ('{"format": "govdisclosure.report/2"}', "not report JSON of this library"),
            ('{"format": ["govdisclosure.report/1"]}', "not report JSON of this library"),
            ('{"a": NaN}', "NaN and Infinity are no numbers"),
            ('{"a": [-Infinity]}', "NaN and Infinity are no numbers"),
            ('{"a": 1, "b": {"c": 1, "c": 2}}', "c: this key appears twice in one object; keep one"),
        ],
    )
    def test_is_refused(self, text: str, words: str) -> None:
        for given_text in (text, text.encode()):
            with pytest.raises(UnreadableError) as caught:
                Report.from_json(given_text, standard=find)
            assert words in caught.value.in_language("en")

    def test_is_refused_with_the_line_at_which_it_breaks(self) -> None:
        with pytest.raises(UnreadableError) as caught:
            Report.from_json(WRITTEN.replace('"revision": 2,', '"revision": 2'), standard=find)
        assert caught.value.faults[0].where == "line 20"

    @pytest.mark.parametrize("data", [b"\xff\xfe{", b'{"a": "\xff"}', "{}".encode("utf-16")[:-1]])
    def test_is_refused_where_the_bytes_are_no_text(self, data: bytes) -> None:
        with pytest.raises(UnreadableError):
            Report.from_json(data, standard=find)

    def test_names_everything_that_is_missing(self) -> None:
        with pytest.raises(UnreadableError) as caught:
            read({"format": FORMAT})
        assert [fault.where for fault in caught.value.faults] == ["standard", "body", "period", "cells"]
        assert {fault.sentence.en for fault in caught.value.faults} == {"this is required"}

    @pytest.mark.parametrize(
        ("change", "places"),
        [
            ({"standard": 1}, ["standard"]),
            ({"body": "b"}, ["body", "body.id"]),
            ({"body": {}}, ["body.id"]),
            ({"body": {"id": ""}}, ["body.id"]),
            ({"body": {"id": "  "}}, ["body.id"]),
            ({"body": {"id": 7}}, ["body.id", "body.id"]),
            ({"body": {"id": "b", "name": 7}}, ["body.name"]),
            ({"period": "2015"}, ["period", "period.start", "period.end"]),
            ({"period": {}}, ["period.start", "period.end"]),
            ({"period": {"start": "2015-01-01"}}, ["period.end"]),
            ({"period": {"start": "20150101", "end": "2015-02-30"}}, ["period.start", "period.end"]),
            ({"period": {"start": "2015-12-31", "end": "2015-01-01"}}, ["period"]),
            ({"period": {"start": "2015-01-01T00:00:00", "end": 2015}}, ["period.start", "period.end"]),
            ({"signed": "12.3.2016"}, ["signed"]),
            ({"signed": 20160312}, ["signed"]),
            ({"scope": "all"}, ["scope"]),
            ({"scope": 1}, ["scope"]),
            ({"includes": "b"}, ["includes"]),
            ({"includes": ["b", 1]}, ["includes"]),
            ({"status": "Final"}, ["status"]),
            ({"revision": "1"}, ["revision"]),
            ({"revision": 1.0}, ["revision"]),
            ({"revision": True}, ["revision"]),
            ({"made_by": "me"}, ["made_by"]),
            ({"made_by": {"govdisclosure": 1}}, ["made_by.govdisclosure"]),
            ({"made_by": {"records": []}}, ["made_by.records"]),
            (
                {"made_by": {"records": {"counts": [], "set_aside": "1"}}},
                ["made_by.records.counts", "made_by.records.set_aside"],
            ),
            ({"made_by": {"records": {"counts": {"item": "1"}}}}, ["made_by.records.counts.item"]),
            ({"cells": []}, ["cells"]),
            ({"cells": {"one": 3}}, ["cells.one"]),
            ({"cells": {"one": {}}}, ["cells.one"]),
            ({"cells": {"one": {"value": 3, "printed": 3}}}, ["cells.one.printed"]),
            ({"cells": {"one": {"value": 3, "unit": [], "remark": 1}}}, ["cells.one.unit", "cells.one.remark"]),
            ({"cells": {"one": {"value": None, "blank": "empty"}}}, ["cells.one.blank"]),
            ({"cells": {"one": {"value": None, "blank": ["missing"]}}}, ["cells.one.blank"]),
            ({"cells": {"one": {"value": 3, "origin": "read"}}}, ["cells.one.origin"]),
            ({"cells": {"one": {"value": 3, "origin": {}}}}, ["cells.one.origin"]),
            ({"cells": {"one": {"value": 3, "origin": {"kind": []}}}}, ["cells.one.origin"]),
            ({"cells": {"one": {"value": 3, "origin": {"kind": "read", "address": 7}}}}, ["cells.one.origin.address"]),
            ({"text": ["words"]}, ["text"]),
            ({"text": {"words": ["words"]}}, ["text.words"]),
            ({"notes": {}}, ["notes"]),
            ({"notes": ["note"]}, ["notes[0]"]),
            ({"notes": [{"severity": "grave"}]}, ["notes[0].severity"]),
            (
                {"notes": [{}, {"rule": 1, "cells": "x", "message": "words"}]},
                ["notes[1].message", "notes[1].rule", "notes[1].cells"],
            ),
            ({"notes": [{"message": {"zh": 1}, "left": 1}]}, ["notes[0].message.zh", "notes[0].left"]),
            ({"unread": ["line 1"]}, ["unread[0]"]),
            ({"unread": [{"where": 1}]}, ["unread[0].where"]),
        ],
    )
    def test_names_the_place_of_each_fault(self, change: dict[str, Any], places: list[str]) -> None:
        with pytest.raises(UnreadableError) as caught:
            read({**LEAST, **change})
        assert sorted(fault.where for fault in caught.value.faults) == sorted(places)

    def test_names_the_faults_of_all_cells_at_once(self) -> None:
        cells = {"one": 3, "head.a/fee": {"value": "1", "unit": 1}, "head.a/number": {"value": 3.5}}
        with pytest.raises(UnreadableError) as caught:
            read({**LEAST, "cells": cells, "revision": "x"})
        assert [fault.where for fault in caught.value.faults] == ["cells.one", "cells.head.a/fee.unit", "revision"]
        assert caught.value.in_language("zh").startswith("共3处问题：\ncells.one：单元格应为含有 value 的对象")


def any_values(kind: Kind) -> st.SearchStrategy[Value]:
    decimals = st.decimals(-(10**17), 10**17, places=6, allow_nan=False)
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.COUNT: st.integers(-(10**17), 10**17),
        Kind.AMOUNT: decimals,
        Kind.SHARE: decimals,
        Kind.YES_NO: st.booleans(),
        Kind.TEXT: TEXT,
    }
    return st.one_of(st.sampled_from(Blank), by_kind[kind])


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NOTHING_OR_TEXT = st.one_of(st.none(), TEXT)
DATES = st.dates(date(2000, 1, 1), date(2030, 1, 1))
ORIGINS = st.builds(Origin, st.sampled_from(OriginKind), NOTHING_OR_TEXT)
FINDINGS = st.builds(
    Finding,
    rule=TEXT,
    severity=st.sampled_from(Severity),
    cells=st.lists(TEXT, max_size=2).map(tuple),
    left=NOTHING_OR_TEXT,
    right=NOTHING_OR_TEXT,
    difference=NOTHING_OR_TEXT,
    where=st.lists(TEXT, max_size=2).map(tuple),
    # a sentence of one language only is read into both
    message=st.builds(Message.literal, zh=TEXT.filter(bool), en=TEXT.filter(bool)),
    fingerprint=TEXT,
)
MADE_BY = st.builds(
    MadeBy,
    govdisclosure=TEXT,
    standard=TEXT,
    records=st.one_of(
        st.none(),
        st.builds(
            RecordsUsed,
            digest=NOTHING_OR_TEXT,
            counts=st.dictionaries(TEXT, st.integers(0, 10**9), max_size=3),
            set_aside=st.integers(0, 99),
        ),
    ),
)


@st.composite
def reports(draw: st.DrawFn, standard: Standard) -> Report:
    """Any report of a standard, with any cells of it, and cells that it does not have."""
    some = draw(st.sets(st.sampled_from(list(standard.spots))))
    cells = {address: _cell(draw, any_values(standard.spots[address].kind)) for address in some}
    for address in draw(st.sets(st.sampled_from(["not.a.cell", "head", "one/more", "", "张"]))):
        cells[address] = _cell(draw, st.one_of(st.sampled_from(Blank), st.booleans(), st.integers(-9, 9), TEXT))
    return Report(
        standard=standard,
        body=Body(id=draw(TEXT.filter(str.strip)), name=draw(NOTHING_OR_TEXT)),
        period=Period(*sorted([draw(DATES), draw(DATES)])),
        signed=draw(st.one_of(st.none(), DATES)),
        scope=draw(st.sampled_from(["own", "area"])),
        includes=tuple(draw(st.lists(TEXT, max_size=2))),
        status=draw(st.sampled_from(["draft", "final"])),
        revision=draw(st.integers(1, 99)),
        made_by=draw(st.one_of(st.none(), MADE_BY)),
        cells=cells,
        text=draw(st.dictionaries(TEXT, TEXT, max_size=2)),
        notes=tuple(draw(st.lists(FINDINGS, max_size=2))),
        unread=tuple(draw(st.lists(st.builds(Unread, where=TEXT, text=TEXT), max_size=2))),
    )


def _cell(draw: st.DrawFn, values: st.SearchStrategy[Value]) -> Cell:
    return Cell(
        value=draw(values),
        printed=draw(NOTHING_OR_TEXT),
        unit=draw(NOTHING_OR_TEXT),
        remark=draw(NOTHING_OR_TEXT),
        origin=draw(ORIGINS),
    )


ANY_REPORT = st.sampled_from([HENGYANG, WIDE]).flatmap(reports)


class TestRoundTrip:
    """Lossless both ways, stable bytes."""

    @given(ANY_REPORT)
    def test_gives_the_same_report_and_the_same_bytes(self, report: Report) -> None:
        text = report.to_json()
        again = Report.from_json(text, standard=find)
        assert again == report
        assert {key: type(cell.value) for key, cell in again.cells.items()} == {
            key: type(cell.value) for key, cell in report.cells.items()
        }
        assert again.to_json() == text
        assert Report.from_json(text.encode(), standard=find) == report

    @given(ANY_REPORT, st.randoms(use_true_random=False))
    def test_writes_the_same_bytes_in_whatever_order_the_cells_came(self, report: Report, random: Any) -> None:
        known = [entry for entry in report.cells.items() if entry[0] in report.standard.spots]
        shuffled = random.sample(known, len(known))
        one, other = (
            Report(standard=report.standard, body=report.body, period=report.period, cells=dict(cells))
            for cells in (known, shuffled)
        )
        assert one.to_json() == other.to_json()


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


def paths(data: object, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in plain data."""
    found = [above]
    if isinstance(data, dict):
        for key, one in data.items():
            found += paths(one, (*above, key))
    elif isinstance(data, list):
        for number, one in enumerate(data):
            found += paths(one, (*above, number))
    return found


PLACES = [path for path in paths(json.loads(WRITTEN)) if path]


def read_or_refused(text: str | bytes) -> None:
    """The one promise about JSON from outside: a report, or an error that says what is wrong; cells in one step or in many."""
    found = report_or_error(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_plain_cell", lambda *_: None)
        assert report_or_error(text) == found
    if isinstance(found, Report):
        assert Report.from_json(found.to_json(), standard=find) == found
    else:
        assert all(found)


def report_or_error(text: str | bytes) -> Report | tuple[str, str]:
    """The report, or what the error says in both languages."""
    try:
        return Report.from_json(text, standard=find)
    except (UnreadableError, UnknownStandardError) as error:
        return error.in_language("zh"), error.in_language("en")


class TestDamage:
    """Whatever is done to report JSON, it is read with notes or refused with a reason; no other error comes out."""

    @given(st.lists(st.tuples(st.sampled_from(PLACES), ANY_JSON), min_size=1, max_size=3))
    def test_in_any_place_is_noted_or_refused(self, changes: list[tuple[tuple[str | int, ...], object]]) -> None:
        data: Any = json.loads(WRITTEN)
        for path, value in changes:
            inner = data
            for step in path[:-1]:
                try:
                    inner = inner[step]
                except (KeyError, IndexError, TypeError):  # an earlier change took it away
                    break
            if isinstance(inner, dict):
                inner[str(path[-1])] = value
        read_or_refused(json.dumps(data))

    @given(st.sets(st.sampled_from(PLACES), min_size=1, max_size=4))
    def test_by_keys_taken_away_is_noted_or_refused(self, gone: set[tuple[str | int, ...]]) -> None:
        data: Any = json.loads(WRITTEN)
        for path in sorted(gone, key=len, reverse=True):
            inner = data
            for step in path[:-1]:
                inner = inner[step]
            if isinstance(inner, dict):
                del inner[path[-1]]
        read_or_refused(json.dumps(data))

    @given(ANY_JSON)
    def test_that_leaves_no_report_is_refused(self, data: object) -> None:
        read_or_refused(json.dumps(data))
        read_or_refused(json.dumps({**LEAST, "cells": data, "text": data, "notes": data, "made_by": data}))
        read_or_refused(json.dumps({**LEAST, "cells": {"one": data, "head.a/fee": {"value": data, "origin": data}}}))
        read_or_refused(json.dumps({**LEAST, "notes": [data], "unread": [data], "includes": [data], "body": data}))

    @given(st.binary(max_size=30), st.integers(0, len(WRITTEN.encode())), st.integers(0, 30))
    def test_of_bytes_is_noted_or_refused(self, junk: bytes, start: int, length: int) -> None:
        data = WRITTEN.encode()
        read_or_refused(data[:start] + junk + data[start + length :])

    @pytest.mark.parametrize("depth", [*range(850, 1000, 10), 5_000])
    @pytest.mark.parametrize("place", ["notes", "includes", "unread", "cells", "made_by", "text", "zzz", "value", "rule"])
    def test_by_nesting_is_noted_or_refused(self, place: str, depth: int) -> None:
        nest = "[" * depth + "]" * depth
        inner = {"value": '{"cells": {"one": {"value": %s}}}', "rule": '{"notes": [{"rule": %s}]}'}.get(
            place, f'{{"{place}": %s}}'
        )
        text = json.dumps(LEAST)[:-1] + ", " + (inner % nest)[1:]
        read_or_refused(text.replace(', "cells": {"one": {"value": 3}}', "") if '"cells"' in inner else text)


class TestConverter:
    """Strict where ``cattrs`` would be lenient: ``int()`` turns 3.7 into 3 and ``True`` into 1, figures that nobody sees."""

    SERVICE: Mapping[str, object] = {"id": "s", "body": "b", "kind": "licence", "secret": True, "own_system": False}
    REQUEST: Mapping[str, object] = {"id": "r", "body": "b", "channel": "fax", "applicant": "other"}
    INTERVIEW: Mapping[str, object] = {"id": "e", "body": "b", "kind": "interview"}
    CHARGE: Mapping[str, object] = {"id": "c", "body": "b", "amount": "1", "received": "2015-01-01"}

    def test_takes_what_fits(self) -> None:
        converter = make_converter()
        assert converter.structure({**self.INTERVIEW, "attendances": 120}, Engagement) == Engagement(
            id="e", body="b", kind=EngagementKind.INTERVIEW, attendances=120
        )
        assert converter.structure(self.SERVICE, ServiceItem) == ServiceItem(
            id="s", body="b", kind=ServiceKind.LICENCE, secret=True, own_system=False
        )
        assert converter.structure({**self.REQUEST, "received": "2015-03-31", "due": None}, Request) == Request(
            id="r", body="b", channel=RequestChannel.FAX, applicant=Applicant.OTHER, received=date(2015, 3, 31)
        )

    @pytest.mark.parametrize("value", [3.7, 3.0, True, "3", -1, Decimal(3), "", [3], 10**400 * -1])
    def test_refuses_what_is_no_whole_number(self, value: object) -> None:
        with pytest.raises((BaseValidationError, InvalidRecordError)):
            make_converter().structure({**self.INTERVIEW, "attendances": value}, Engagement)

    @pytest.mark.parametrize("value", [3, 3.7, True, "3.0", "-3", "+3", "", " 3", "３", "3\n"])
    def test_refuses_text_that_is_no_whole_number(self, value: object) -> None:
        assert make_converter(text=True).structure({**self.INTERVIEW, "attendances": "3"}, Engagement).attendances == 3
        with pytest.raises(BaseValidationError):
            make_converter(text=True).structure({**self.INTERVIEW, "attendances": value}, Engagement)

    @pytest.mark.parametrize("value", [1, 0, "true", "True", 1.0, None, ""])
    def test_refuses_what_is_neither_true_nor_false(self, value: object) -> None:
        with pytest.raises((BaseValidationError, InvalidRecordError)):
            make_converter().structure({**self.SERVICE, "secret": value}, ServiceItem)

    @pytest.mark.parametrize("value", ["True", "FALSE", "1", "yes", "是", "", True, " true"])
    def test_refuses_text_that_is_neither_true_nor_false(self, value: object) -> None:
        data = {**self.SERVICE, "secret": "true", "own_system": "false"}
        assert make_converter(text=True).structure(data, ServiceItem).secret is True
        with pytest.raises(BaseValidationError):
            make_converter(text=True).structure({**data, "secret": value}, ServiceItem)

    @pytest.mark.parametrize(
        "value",
        [
            "20150331",
            "2015-W14-2",
            "2015-3-31",
            "2015-03-31T00:00:00",
            "2015-03-31 09:30",
            "2015-02-30",
            "31.03.2015",
            "２０１５-03-31",
            "2015-03-31\n",
            20150331,
            1427760000.0,
            datetime(2015, 3, 31),
            date(2015, 3, 31),
            "",
        ],
    )
    @pytest.mark.parametrize("text", [True, False])
    def test_refuses_what_is_no_date(self, value: object, text: bool) -> None:
        with pytest.raises(BaseValidationError):
            make_converter(text=text).structure({**self.REQUEST, "received": value}, Request)

    @pytest.mark.parametrize("value", [12.5, 12, "12.505", "-1", "1,000", "1e3", "NaN", ".5", "5.", "", Decimal(1), "¥1"])
    def test_refuses_what_is_no_amount_in_yuan(self, value: object) -> None:
        assert make_converter().structure({**self.CHARGE, "amount": "12.50"}, Charge).amount == Decimal("12.50")
        with pytest.raises(BaseValidationError):
            make_converter().structure({**self.CHARGE, "amount": value}, Charge)

    @pytest.mark.parametrize("value", ["Fax", "FAX", "fax ", "传真", "", 1, None, RequestChannel.FAX.name, ["fax"]])
    def test_refuses_what_is_no_word_of_the_vocabulary(self, value: object) -> None:
        with pytest.raises((BaseValidationError, InvalidRecordError)):
            make_converter().structure({**self.REQUEST, "channel": value}, Request)

    @pytest.mark.parametrize("value", [1, None, True, 1.5, ["x"]])
    def test_refuses_what_is_no_text_for_an_id(self, value: object) -> None:
        with pytest.raises(BaseValidationError):
            make_converter().structure({**self.REQUEST, "id": value}, Request)

    def test_refuses_a_key_too_many(self) -> None:
        with pytest.raises(BaseValidationError):
            make_converter().structure({**self.REQUEST, "chanel": "fax"}, Request)

    def test_gives_a_record_back_as_plain_data(self) -> None:
        converter = make_converter()
        charge = Charge(id="c", body="b", amount=Decimal("12.50"), received=date(2015, 1, 31))
        data = converter.unstructure(charge)
        assert data == {"body": "b", "id": "c", "amount": "12.50", "received": "2015-01-31"}
        assert converter.structure(data, Charge) == charge

    @pytest.mark.parametrize("name", sorted(RECORD_KINDS))
    @given(data=st.data())
    def test_gives_every_record_back(self, name: str, data: st.DataObject) -> None:
        kind, converter = RECORD_KINDS[name], make_converter()
        made = data.draw(strategies.record(kind.cls))
        assert converter.structure(converter.unstructure(made), kind.cls) == made

    def test_gives_a_body_of_the_usual_kind_back_where_none_is_given(self) -> None:
        converter = make_converter()
        body = Body(id="b", kind=None, reports_as=None)
        assert body == Body(id="b")
        assert converter.structure(converter.unstructure(body), Body) == body

    def test_is_a_new_one_each_time(self) -> None:
        assert make_converter() is not make_converter()


class TestStructured:
    """A record from plain data: every fault with its field, in our words, at the place that was given."""

    KIND = RECORD_KINDS["request"]

    def faults(self, data: Mapping[str, object], where: str = "here") -> list[tuple[str, str, str]]:
        with pytest.raises(InvalidRecordError) as caught:
            structured(self.KIND, data, make_converter(), where=where)
        return [(fault.where, fault.field, fault.sentence.en) for fault in caught.value.faults]

    def test_names_every_field_at_fault(self) -> None:
        found = self.faults({"id": "r", "channel": "fx", "applicant": "other", "received": "2015", "chanel": "fax"})
        assert [(where, field) for where, field, _ in found] == [
            ("here", "body"),
            ("here", "channel"),
            ("here", "received"),
            ("here", ""),
        ]
        assert found[0][2] == "'body' is missing; give an id (text, not empty)"
        assert found[3][2] == "a request has no field 'chanel'; did you mean channel?"

    def test_names_days_in_an_order_that_cannot_be(self) -> None:
        data = {"id": "r", "body": "b", "channel": "fax", "applicant": "other"}
        (fault,) = self.faults({**data, "received": "2015-01-02", "closed": "2015-01-01"})
        assert fault == ("here", "closed", "day closed 2015-01-01 is before day of receipt 2015-01-02; correct one of them")
        (fault,) = self.faults({**data, "received": "2015-01-02", "closed": "2015-01-01"}, where="")
        assert fault[0] == "Request r"

    def test_does_not_repeat_a_strange_name_of_a_field(self) -> None:
        data = {"id": "r", "body": "b", "channel": "fax", "applicant": "other", "张三丰 13800138000": "x"}
        (fault,) = self.faults(data)
        assert "张三丰" not in fault[2]
        assert fault[2].startswith("a request has no field 15 characters: …; its fields are id, body")
