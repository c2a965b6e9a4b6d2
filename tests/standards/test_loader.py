"""Adding a standard means adding one TOML file; the loader checks everything and names file, row and column of a fault.

Each case changes one line of a small file that is right; ``LINE`` in a place is the number of that line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from govdisclosure.errors import Fault, InvalidStandardError
from govdisclosure.expressions import parse_condition
from govdisclosure.records import RECORD_KINDS
from govdisclosure.standards import AnyOf, Count, Distinct, EnteredMeasure, Share, Standard, Sum, Total, load_file, load_text
from govdisclosure.standards.model import Oddity
from govdisclosure.values import Kind, Severity

RIGHT = """\
id = "small"
edition = "3"
title = "{body}{year}年报告"
authority = "no notice"
sections = [{ key = "words", text = true }, { key = "figures", tables = ["things", "fees"] }]
policies = [
  { key = "late", label = "逾期的?", label_en = "late ones?", source = "no text known", choices = [{ key = "counted", label = "计", label_en = "counted" }, { key = "left_out", label = "不计", label_en = "left out" }] },
]
relations = [
  { key = "things.fees", rule = "posts <= fees.taken['charged']" },
]

[[tables]]
key = "things"
records = "request"
unit = "件"
partitions = [
  { field = "channel", within = "received in period", rows = ["calls", "posts"], uncounted = ["oral"] },
]
guards = [
  { key = "thing.lost", label = "没有收到", label_en = "not received", where = "received is None" },
]
relations = [
  { key = "things.order", rule = "calls <= posts", severity = "warning", tolerance = 1 },
]
rows = [
  { key = "head", label = "一、标题" },
  { key = "all", label = "总数", total = ["calls", "posts"] },
  { key = "calls", label = "来访", where = "channel in ('in_person', 'fax')", count = "received in period" },
  { key = "posts", label = "来函", where = "channel in ('registered_post', 'ordinary_post', 'online', 'email')", count = "received in period" },
  { key = "people", label = "人", distinct = "applicant_ref" },
  { key = "some", label = "有无", any = "closed in period" },
  { key = "part", label = "占比", share = { of = "outcome == 'granted'", among = "closed in period" } },
  { key = "words", label = "说明", entered = "text" },
]

[[tables]]
key = "fees"
records = "charge"
columns = [
  { key = "charged", label = "收费", unit = "万元", sum = "amount", divide = 10000 },
  { key = "cases", label = "笔数", count = "received in period" },
]
rows = [
  { key = "fees.taken", label = "已收", where = "received in period" },
]
"""  # noqa: E501 - an inline table of TOML is one line


def load(text: str) -> Standard:
    return load_text(text, name="small.toml")


def faults(text: str) -> list[Fault]:
    """What the loader finds wrong with a file."""
    with pytest.raises(InvalidStandardError) as caught:
        load(text)
    return list(caught.value.faults)


def changed(old: str, new: str) -> tuple[str, int]:
    """Return the right file with one piece changed, and the number of its line."""
    assert RIGHT.count(old) == 1, "name a piece that stands once"
    text = RIGHT.replace(old, new)
    line = next(number for number, one in enumerate(RIGHT.splitlines(), 1) if old.splitlines()[0] in one)
    return text, line


class TestRightFile:
    """A file without faults is a standard."""

    def test_becomes_a_standard(self) -> None:
        standard = load(RIGHT)
        assert str(standard) == standard.id == "small"
        assert standard.edition == "3"
        assert standard.keys() == (
            "all",
            "calls",
            "posts",
            "people",
            "some",
            "part",
            "words",
            "fees.taken/charged",
            "fees.taken/cases",
        )

    def test_gives_every_row_the_kind_that_follows_from_its_measure(self) -> None:
        standard = load(RIGHT)
        assert {key: (type(spot.measure), spot.kind) for key, spot in standard.spots.items()} == {
            "all": (Total, Kind.COUNT),
            "calls": (Count, Kind.COUNT),
            "posts": (Count, Kind.COUNT),
            "people": (Distinct, Kind.COUNT),
            "some": (AnyOf, Kind.YES_NO),
            "part": (Share, Kind.SHARE),
            "words": (EnteredMeasure, Kind.TEXT),
            "fees.taken/charged": (Sum, Kind.AMOUNT),
            "fees.taken/cases": (Count, Kind.COUNT),
        }
        assert standard.rows["head"].kind is Kind.HEADING

    @pytest.mark.parametrize(
        ("measure", "kind"),
        [
            ('all = "received in period"', Kind.YES_NO),
            ('any = "received in period"', Kind.YES_NO),
            ('sum = "days(received, closed)"', Kind.COUNT),
            ('entered = "count"', Kind.COUNT),
            ('entered = "amount"', Kind.AMOUNT),
            ('entered = "share"', Kind.SHARE),
            ('entered = "yes/no"', Kind.YES_NO),
        ],
    )
    def test_knows_the_kind_of_every_measure(self, measure: str, kind: Kind) -> None:
        text, _ = changed('entered = "text"', measure)
        assert load(text).spot("words").kind is kind

    @pytest.mark.parametrize(
        ("key", "combine"),
        [("all", "sum"), ("calls", "sum"), ("people", "none"), ("some", "all"), ("part", "none"), ("words", "list")],
    )
    def test_combines_bodies_as_the_measure_allows(self, key: str, combine: str) -> None:
        """Numbers add up; distinct values and shares do not: only the records can tell."""
        assert load(RIGHT).rows[key].combine.value == combine

    def test_takes_the_units_of_the_row_the_column_and_the_table(self) -> None:
        standard = load(RIGHT)
        assert standard.spot("fees.taken/charged").unit == "万元"
        assert standard.spot("calls").unit == "件"
        assert standard.spot("fees.taken/cases").unit == ""

    def test_has_defaults_for_what_it_does_not_say(self) -> None:
        standard = load(RIGHT)
        assert (standard.language, standard.regulation, standard.periods) == ("zh", "", ())
        assert (standard.style.zero, standard.style.missing, standard.style.not_applicable) == ("0", "", "—")
        assert standard.guards[0].severity is Severity.WARNING
        assert [(one.printed, one.optional, one.stub) for one in standard.tables] == [(True, False, 1)] * 2
        assert not any(row.signed for row in standard.rows.values())
        written = [(one.relation.severity, str(one.relation.tolerance)) for one in standard.relations if one.defines is None]
        assert written == [(Severity.WARNING, "1"), (Severity.ERROR, "0")]

    def test_takes_a_row_for_all_of_its_cells_where_it_says_what_is_plausible(self) -> None:
        asked = 'cells = ["calls", "fees.taken", "fees.taken/cases"], label = "?", label_en = "why?"'
        odd = f'plausible = [{{ key = "p", kind = "swing", {asked} }}, {{ key = "q", kind = "to_zero", {asked}, least = 7 }}]\n'
        usual, other = load(RIGHT.replace("policies = [", odd + "policies = [")).plausibilities
        assert usual.cells == ("calls", "fees.taken/charged", "fees.taken/cases", "fees.taken/cases")
        assert (usual.ratio, usual.least, usual.bodies, usual.body_kinds, usual.zh, usual.en) == (3, 10, "", (), "?", "why?")
        assert (other.key, other.oddity, other.least) == ("q", Oddity.TO_ZERO, 7)

    def test_has_a_digest_that_does_not_depend_on_the_ends_of_lines(self) -> None:
        digest = load(RIGHT).digest
        assert digest.startswith("sha256:")
        assert load(RIGHT.replace("\n", "\r\n")).digest == digest
        assert load(RIGHT.replace("总数", "合计")).digest != digest

    def test_is_read_from_a_path_with_or_without_a_byte_order_mark(self, tmp_path: Path) -> None:
        path = tmp_path / "small.toml"
        path.write_text(RIGHT, encoding="utf-8")
        assert load_file(path).digest == load(RIGHT).digest
        path.write_text(RIGHT, encoding="utf-8-sig")
        assert load_file(path).digest == load(RIGHT).digest


CALLS = """where = "channel in ('in_person', 'fax')", count = "received in period" """
CASES = [
    # ------------------------------------------------------------------------------------- keys, shapes and choices
    pytest.param('label = "总数"', 'lable = "总数"', "LINE all", "lable", "use label", id="an unknown key"),
    pytest.param('label = "总数"', 'lable = "总数"', "LINE all", "label", "a row needs this key", id="a key that is missing"),
    pytest.param('edition = "3"', "", "", "edition", "a standard needs this key", id="a key of the standard"),
    pytest.param('label = "总数"', "label = 7", "LINE all", "label", "must be text", id="a number for text"),
    pytest.param('["calls", "posts"] }', '["calls", 2] }', "LINE all", "total", "list of texts", id="a number among texts"),
    pytest.param('["calls", "posts"] }', '"calls" }', "LINE all", "total", "list of texts", id="text for a list"),
    pytest.param('label = "来访"', 'label = "来访", signed = 1', "LINE calls", "signed", "true or false", id="1 for a flag"),
    pytest.param("tolerance = 1", "tolerance = -1", "LINE things.order", "tolerance", "0 or more", id="a negative number"),
    pytest.param("tolerance = 1", "tolerance = true", "LINE things.order", "tolerance", "0 or more", id="true for a number"),
    pytest.param("tolerance = 1", "tolerance = nan", "LINE things.order", "tolerance", "0 or more", id="what is no number"),
    pytest.param("tolerance = 1", 'tolerance = "half"', "LINE things.order", "tolerance", "per cent", id="words"),
    pytest.param(
        'share = { of = "outcome == \'granted\'", among = "closed in period" }',
        'share = "closed in period"',
        "LINE part",
        "share",
        "must be a table",
        id="text for a table",
    ),
    pytest.param(
        ', among = "closed in period" }', " }", "LINE part", "among", "a share needs this key", id="a key of an inner table"
    ),
    pytest.param('entered = "text"', 'entered = "txt"', "LINE words", "entered", "use text", id="a word near a choice"),
    pytest.param(
        'severity = "warning"', 'severity = "zzz"', "LINE things.order", "severity", "error, warning", id="no choice at all"
    ),
    # ------------------------------------------------------------------------------------------------------ the keys
    pytest.param('key = "people"', 'key = "calls"', "LINE calls", "key", "more than once (row)", id="two rows of one key"),
    pytest.param('key = "cases"', 'key = "charged"', "LINE charged", "key", "more than once (column)", id="two columns"),
    pytest.param('key = "people"', 'key = "People"', "LINE People", "key", "small letters", id="a capital in a key"),
    pytest.param('key = "people"', 'key = "1"', "LINE 1", "key", "small letters", id="a number for a key"),
    pytest.param('key = "people"', 'key = "text.x"', "LINE text.x", "key", "small letters", id="a key of the text sections"),
    pytest.param('key = "people"', 'key = "previous.x"', "LINE previous.x", "key", "none of", id="a key of the rules"),
    # ------------------------------------------------------------------------------------------ tables and sections
    pytest.param('"things", "fees"]', '"things", "feees"]', "WORDS", "tables", "use fees", id="an unknown table"),
    pytest.param('"things", "fees"]', '"things"]', "FEES", "tables", "listed 0 times", id="a table in no section"),
    pytest.param('["things", "fees"]', '["things", "fees", "fees"]', "FEES", "tables", "listed 2 times", id="a table twice"),
    # -------------------------------------------------------------------------------------------- records and words
    pytest.param('"人", distinct', '"人", records = "reqest", distinct', "LINE people", "records", "use request", id="a kind"),
    pytest.param("received is None", "recieved is None", "LINE thing.lost", "where", "use received", id="an unknown field"),
    pytest.param("outcome == 'granted'", "outcome == 'grantd'", "LINE part", "share", "use granted", id="an unknown word"),
    pytest.param(
        'distinct = "applicant_ref"', 'distinct = "applicant_ref + 1"', "LINE people", "distinct", "not", id="no field name"
    ),
    pytest.param('sum = "amount"', 'sum = "received"', "LINE charged", "sum", "is not a number", id="a sum of days"),
    pytest.param('any = "closed in period"', 'any = "closed in"', "LINE some", "any", "not an expression", id="no condition"),
    # ------------------------------------------------------------------------------------------------------- measures
    pytest.param(
        'entered = "text"', 'entered = "text", count = "received in period"', "LINE words", "entered", "one measure", id="two"
    ),
    pytest.param(
        '"已收", where',
        '"已收", count = "received in period", where',
        "LINE fees.taken",
        "",
        "keep one",
        id="on both",
    ),
    pytest.param(
        'label = "总数"', 'label = "总数", heading = true', "LINE all", "heading", "has no measure", id="a measured heading"
    ),
    pytest.param('"笔数", count = "received in period"', '"笔数"', "TAKEN", "", "without a measure", id="a column without one"),
    pytest.param(
        'label = "一、标题"',
        'label = "一、标题", heading = false',
        "LINE head",
        "",
        "without a measure",
        id="a row without",
    ),
    pytest.param('"有无", any', '"有无", when_none = true, any', "LINE some", "when_none", "needs a source", id="no source"),
    pytest.param(
        '"人", distinct',
        '"人", when_none = true, source = "x", distinct',
        "LINE people",
        "when_none",
        "any, all",
        id="when_none of a distinct",
    ),
    pytest.param("divide = 10000", "divide = 0", "LINE charged", "divide", "exactly", id="a division by nothing"),
    pytest.param("divide = 10000", "divide = 3", "LINE charged", "divide", "exactly", id="a division that never ends"),
    pytest.param('"占比", share', '"占比", decimals = 10, share', "LINE part", "decimals", "9 is the most", id="ten decimals"),
    # --------------------------------------------------------------------------------------------------------- totals
    pytest.param('total = ["calls", "posts"]', "total = []", "LINE all", "total", "at least one part", id="a total of nothing"),
    pytest.param('total = ["calls", "posts"]', 'total = ["cals"]', "LINE all", "total", "use calls", id="an unknown part"),
    pytest.param('total = ["calls", "posts"]', 'total = ["all"]', "LINE all", "total", "includes itself", id="a circle of one"),
    pytest.param('total = ["calls", "posts"]', 'total = ["people"]', "LINE all", "total", "people cannot", id="of distinct"),
    pytest.param('total = ["calls", "posts"]', 'total = ["some"]', "LINE all", "total", "some cannot", id="of yes and no"),
    pytest.param('total = ["calls", "posts"]', 'total = ["part"]', "LINE all", "total", "part cannot", id="of shares"),
    pytest.param('total = ["calls", "posts"]', 'total = ["words"]', "LINE all", "total", "words cannot", id="of words"),
    pytest.param('total = ["calls", "posts"]', 'total = ["head"]', "LINE all", "total", "head cannot", id="of a heading"),
    *(
        pytest.param(
            'share = { of = "outcome == \'granted\'", among = "closed in period" }',
            f'ratio = {{ of = "{of}", among = "{among}" }}',
            "LINE part",
            "ratio",
            words,
            id=f"a ratio of {of} to {among}",
        )
        for of, among, words in (
            ("words", "calls", "words is not a number"),
            ("calls", "words", "words is not a number"),
            ("head", "calls", "head cannot"),
            ("calls", "cals", "use calls"),
        )
    ),
    # ----------------------------------------------------------------------------------------------------- partitions
    pytest.param(', uncounted = ["oral"]', "", "PART", "partitions", "oral of channel falls into no row", id="a word nowhere"),
    pytest.param("('in_person', 'fax')", "('oral', 'fax')", "PART", "partitions", "in_person of", id="a gap"),
    pytest.param(
        "('in_person', 'fax')",
        "('in_person', 'fax', 'email')",
        "PART",
        "partitions",
        "email of channel falls into several: calls, posts",
        id="a word in two rows",
    ),
    pytest.param(
        "('in_person', 'fax')",
        "('in_person', 'fax', 'oral')",
        "PART",
        "partitions",
        "oral of channel falls into several: uncounted, calls",
        id="a word counted and uncounted",
    ),
    pytest.param(
        CALLS,
        """where = "channel in ('in_person', 'fax')", count = "received in period and closed is None" """,
        "LINE calls",
        "count",
        "nothing more",
        id="a row that wants more",
    ),
    pytest.param(
        CALLS,
        """where = "channel in ('in_person', 'fax')", count = "closed in period" """,
        "LINE calls",
        "count",
        "nothing more",
        id="a row of another condition",
    ),
    pytest.param(
        CALLS,
        """where = "channel not in ('in_person', 'fax')", count = "received in period" """,
        "LINE calls",
        "count",
        "nothing more",
        id="a row of all other words",
    ),
    pytest.param(
        CALLS,
        """where = "applicant == 'business'", count = "received in period" """,
        "LINE calls",
        "count",
        "nothing more",
        id="a row of another field",
    ),
    pytest.param('field = "channel"', 'field = "chanel"', "PART", "partitions", "use channel", id="an unknown field to share"),
    pytest.param('field = "channel"', 'field = "received"', "PART", "partitions", "not a field of words", id="a field of days"),
    pytest.param(
        'within = "received in period"', 'within = "recieved"', "PART", "partitions", "use received", id="an unknown within"
    ),
    pytest.param('rows = ["calls", "posts"]', 'rows = ["cals", "posts"]', "PART", "partitions", "calls", id="an unknown row"),
    pytest.param('rows = ["calls", "posts"]', 'rows = ["people", "posts"]', "PART", "partitions", "people", id="no count row"),
    pytest.param('uncounted = ["oral"]', 'uncounted = ["orale"]', "PART", "partitions", "use oral", id="an unknown uncounted"),
    pytest.param(
        'within = "received in period"',
        'records = "requests", within = "received in period"',
        "PART",
        "records",
        "use request",
        id="an unknown kind to share out",
    ),
    # ------------------------------------------------------------------------------------------------------ relations
    pytest.param("calls <= posts", "cals <= posts", "LINE things.order", "rule", "rows are calls", id="an unknown cell"),
    pytest.param("calls <= posts", "words <= posts", "LINE things.order", "rule", "words is not a number", id="words compared"),
    pytest.param("calls <= posts", "head <= posts", "LINE things.order", "rule", "head is not a number", id="a heading"),
    pytest.param("calls <= posts", "calls['x'] <= posts", "LINE things.order", "rule", "column", id="a column too many"),
    pytest.param("fees.taken['charged']", "fees.taken", "LINE things.fees", "rule", "charged, cases", id="a column too few"),
    pytest.param(
        "fees.taken['charged']", "fees.taken['chargd']", "LINE things.fees", "rule", "charged, cases", id="no such column"
    ),
    pytest.param("calls <= posts", "calls != posts", "LINE things.order", "rule", "compare two sums", id="another comparison"),
    pytest.param("calls <= posts", "calls + posts", "LINE things.order", "rule", "compare two sums", id="no comparison"),
    pytest.param("calls <= posts", "0 <= calls <= posts", "LINE things.order", "rule", "compare two sums", id="two signs"),
    pytest.param("calls <= posts", "calls <= ", "LINE things.order", "rule", "not an expression", id="half a rule"),
    pytest.param("calls <= posts", "calls * posts <= 1", "LINE things.order", "rule", "is not a cell", id="a product of cells"),
    pytest.param("calls <= posts", "calls <= True", "LINE things.order", "rule", "is not a cell", id="true for a number"),
    pytest.param("calls <= posts", "calls <= 1.5", "LINE things.order", "rule", "is not a cell", id="a constant with decimals"),
    pytest.param('key = "things.fees"', 'key = "things.order"', "ORDER", "key", "once (relation)", id="two relations"),
    pytest.param(
        '"calls <= posts"', '"calls <= posts", each = "column"', "LINE things.order", "each", "table", id="no columns"
    ),
    pytest.param(
        "\"posts <= fees.taken['charged']\"",
        '"posts <= 1", each = "row"',
        "LINE things.fees",
        "each",
        "relation of a table",
        id="each row of no table",
    ),
    pytest.param("calls <= posts", f"calls <= {'1+' * 2000}1", "LINE things.order", "rule", "not an expr", id="a long rule"),
    pytest.param('any = "closed', f'any = "{"not " * 1200}closed', "LINE some", "any", "too deeply", id="a deep condition"),
    pytest.param("calls <= posts", "calls <= above.posts", "LINE things.order", "rule", "the row above", id="above alone"),
    # -------------------------------------------------------------------------------------------------------- periods
    pytest.param(
        '"笔数", count = "received in period"',
        '"笔数", over = "period_before", entered = "count"',
        "LINE cases",
        "over",
        "changes the days of records",
        id="other days of what counts no records",
    ),
    # --------------------------------------------------------------------------------------------------- plausibility
    *(
        pytest.param(
            'authority = "no notice"',
            f'authority = "no notice"\nplausible = [{{ key = "p", label = "x", label_en = "x", {what} }}]',
            "ODD",
            field,
            words,
            id=name,
        )
        for name, what, field, words in (
            ("an unknown cell to look at", 'kind = "swing", cells = ["cals"]', "cells", "calls"),
            ("words to look at", 'kind = "swing", cells = ["calls", "words"]', "cells", "words"),
            ("bodies of another kind", 'kind = "swing", cells = ["calls"], bodies = "局"', "bodies", "other_bodies"),
            ("kinds of bodies", 'kind = "to_zero", cells = ["calls"], body_kinds = ["department"]', "bodies", "other_bodies"),
            ("other bodies without any", 'kind = "other_bodies", cells = ["calls"]', "bodies", "other_bodies"),
            ("no pattern", 'kind = "other_bodies", cells = ["calls"], bodies = "("', "bodies", "regular expression"),
        )
    ),
    # ----------------------------------------------------------------------------------------------- columns of words
    *(
        pytest.param(f'records = "{table}"', new, place, "columns_from", words, id=name)
        for name, table, new, place, words in (
            ("an unknown field", "request", 'records = "request"\ncolumns_from = "chanel"', "PART", "use channel"),
            ("a field of no words", "request", 'records = "request"\ncolumns_from = "received"', "PART", "field of words"),
            ("columns of no records", "charge", 'columns_from = "kind"', "FEES", "needs records"),
        )
    ),
    # ------------------------------------------------------------------------------------------------------- switches
    pytest.param(
        'any = "closed in period"',
        "any = \"policy.lte == 'counted'\"",
        "LINE some",
        "any",
        "late",
        id="an unknown switch",
    ),
    pytest.param(
        'any = "closed in period"',
        "any = \"policy.late == 'maybe'\"",
        "LINE some",
        "any",
        "counted, left_out",
        id="an unknown answer",
    ),
]


class TestFault:
    """Every fault says file and line, row and column, what is wrong, and the nearest right spelling."""

    @pytest.mark.parametrize(("old", "new", "where", "field", "words"), CASES)
    def test_is_named_with_its_line_and_key(self, old: str, new: str, where: str, field: str, words: str) -> None:
        text, line = changed(old.strip(), new.strip())
        places = {
            "": "small.toml",
            "WORDS": "small.toml:5 figures",
            "FEES": "small.toml:38 fees",
            "PART": "small.toml:14 things",
            "TAKEN": "small.toml:45 fees.taken",
            "ORDER": "small.toml:24 things.order",
            "ODD": "small.toml:5 p",
        }
        place = places.get(where) or f"small.toml:{where.replace('LINE', str(line))}"
        found = faults(text)
        assert any((one.where, one.field) == (place, field) and words in one.sentence.en for one in found), found

    def test_is_the_only_one_where_one_thing_is_wrong(self) -> None:
        """What follows from a fault is not reported as another: a measure, a condition or a kind of record that is wrong."""
        for old, new in (
            ('distinct = "applicant_ref"', 'distinct = "applicnt_ref"'),
            ("'in_person', 'fax'", "'in_persn', 'fax'"),
            ('"人", distinct', '"人", records = "reqest", distinct'),
            ('records = "charge"', 'records = "chrge"'),
            ('sum = "amount", divide = 10000', 'sum = "amunt", divide = 10000'),
        ):
            assert len(faults(changed(old, new)[0])) == 1, new

    def test_names_each_row_that_leads_back_to_itself_and_no_other(self) -> None:
        """``a`` adds up ``b``, which adds up ``c``, which adds up ``b``: only the last two cannot be."""
        total = 'rows = [{ key = "a", label = "a", total = ["b"] }, { key = "b", label = "b", total = ["c"] }, C]'
        text = RIGHT[: RIGHT.index("[[tables]]")].replace('["things", "fees"]', '["t"]').replace("posts <=", "a <=")
        text = text.replace("fees.taken['charged']", "b") + '[[tables]]\nkey = "t"\n'
        circular = faults(text + total.replace("C", '{ key = "c", label = "c", total = ["b"] }'))
        assert [(one.where.partition(" ")[2], one.field) for one in circular] == [("b", "total"), ("c", "total")]
        assert load(text + total.replace("C", '{ key = "c", label = "c", entered = "count" }')).keys() == ("a", "b", "c")

    def test_is_said_in_both_languages_its_place_first(self) -> None:
        (fault,) = faults(changed('total = ["calls", "posts"]', 'total = ["cals"]')[0])
        assert fault.zh == "small.toml:28 all:total：合计中的 cals 不存在，可用：calls"
        assert fault.en == "small.toml:28 all: total: it names cals, which does not exist; use calls"

    def test_comes_with_all_others_of_its_stage(self) -> None:
        text = (
            RIGHT.replace('label = "总数"', 'lable = "总数"')
            .replace("tolerance = 1", "tolerance = -1")
            .replace("sum =", "sun =")
        )
        found = [(one.where, one.field) for one in faults(text)]
        assert found == [
            ("small.toml:24 things.order", "tolerance"),
            ("small.toml:28 all", "lable"),
            ("small.toml:28 all", "label"),
            ("small.toml:41 charged", "sun"),
        ]

    def test_is_counted_where_there_are_several(self) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            load(RIGHT.replace("'fax'", "'fx'").replace("'online'", "'onlin'"))
        assert caught.value.in_language("zh").startswith("统计标准文件有2处错误：\nsmall.toml:29 calls:where：")
        assert caught.value.in_language("en").startswith("the standard's file has 2 faults:\nsmall.toml:29 calls: where: ")

    def test_gathers_conditions_of_rows_columns_and_guards(self) -> None:
        text = RIGHT.replace("'fax'", "'fx'").replace('sum = "amount"', 'sum = "amunt"').replace("received is None", "lost")
        assert [(one.where, one.field) for one in faults(text)] == [
            ("small.toml:29 calls", "where"),
            ("small.toml:21 thing.lost", "where"),
            ("small.toml:41 charged", "sum"),
        ]

    def test_stands_at_the_file_where_no_key_is_known(self) -> None:
        text = RIGHT.replace('{ key = "words", text = true }', "{ text = true }")
        assert [(one.where, one.field) for one in faults(text)] == [("small.toml", "key")]

    def test_stands_at_the_key_without_a_line_where_the_file_writes_it_in_another_way(self) -> None:
        text = RIGHT.replace('key = "people", label = "人", distinct', '"key" = "people", label = "人", sum')
        assert [one.where for one in faults(text)] == ["small.toml people"]


class TestCellsOfTwoKinds:
    """A cell counts records of one kind, and a total adds what can be added."""

    TABLE = """
    id = "x"
    edition = "1"
    title = "x"
    authority = "x"
    sections = [{ key = "s", tables = ["t"] }]
    [[tables]]
    key = "t"
    records = "request"
    columns = [
      { key = "one", label = "1", where = "applicant == 'business'" },
      { key = "two", label = "2", where = "applicant == 'other'" },
      { key = "both", label = "1+2", total = ["one", "two"] },
    ]
    rows = [ROW]
    """

    def test_so_a_row_of_other_records_cannot_stand_under_a_columns_condition(self) -> None:
        text = self.TABLE.replace("ROW", '{ key = "r", label = "r", records = "remedy", count = "filed in period" }')
        (fault,) = faults(text)
        assert (fault.where, fault.field) == ("small.toml:15 r", "records")
        assert "request" in fault.sentence.en
        assert "one" in fault.sentence.en

    @pytest.mark.parametrize("kind", ["text", "share", "yes/no"])
    def test_so_columns_do_not_add_up_words_answers_and_shares_that_are_entered(self, kind: str) -> None:
        (fault,) = faults(self.TABLE.replace("ROW", f'{{ key = "r", label = "r", entered = "{kind}" }}'))
        assert (fault.where, fault.field) == ("small.toml:13 both", "total")
        assert fault.sentence.en.startswith("r cannot be added")

    @pytest.mark.parametrize(
        "measure",
        [
            'distinct = "applicant_ref"',
            'any = "closed in period"',
            'all = "closed in period"',
            'share = { of = "outcome == \'granted\'", among = "closed in period" }',
        ],
    )
    def test_and_what_does_not_add_up_is_counted_over_the_records_of_all_columns(self, measure: str) -> None:
        spot = load(self.TABLE.replace("ROW", f'{{ key = "r", label = "r", {measure} }}')).spot("r/both")
        assert (spot.parts, spot.counts_all) == ((), True)
        assert str(spot.where[1]) == str(parse_condition("applicant in ('business', 'other')", RECORD_KINDS["request"]))

    def test_but_counts_and_figures_that_are_entered_add_up(self) -> None:
        rows = '{ key = "r", label = "r", count = "closed in period" }, { key = "e", label = "e", entered = "amount" }'
        standard = load(self.TABLE.replace("ROW", rows))
        assert [one.relation.key for one in standard.relations] == ["r.across", "e.across"]

    def test_so_words_in_a_column_take_no_part_in_relations(self) -> None:
        text = """
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{ key = "s", tables = ["t"] }]
        [[tables]]
        key = "t"
        columns = [{ key = "number", label = "1", entered = "count" }, { key = "words", label = "2", entered = "text" }]
        rows = [{ key = "r", label = "r" }]
        relations = [{ key = "bad", rule = "r['number'] == r['words']" }]
        """
        (fault,) = faults(text)
        assert (fault.where, fault.field) == ("small.toml:11 bad", "rule")
        assert fault.sentence.en == "r is not a number and cannot be used in a relation"


class TestKindOfRecord:
    """A condition is about one kind of record."""

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ('{ key = "r", label = "r", count = "received in period" }', "count"),
            ('{ key = "r", label = "r", where = "received in period", entered = "count" }', "where"),
        ],
    )
    def test_which_the_row_or_its_table_names(self, row: str, field: str) -> None:
        text = f"""
        id = "x"
        edition = "1"
        title = "x"
        authority = "x"
        sections = [{{ key = "s", tables = ["t"] }}]
        tables = [{{ key = "t", rows = [{row}] }}]
        """
        (fault,) = faults(text)
        assert (fault.where, fault.field) == ("small.toml:7 r", field)
        assert fault.sentence.en == "a condition needs records: name the kind of record"


class TestFile:
    """A file that cannot be read is named, with the reason."""

    def test_that_is_no_toml_is_named_with_the_line(self) -> None:
        (fault,) = faults(RIGHT.replace('edition = "3"', "edition = "))
        assert fault.where == "small.toml"
        assert "line 2" in fault.sentence.en
        assert "line 2" in fault.sentence.zh

    def test_that_nests_without_end_is_no_toml_either(self) -> None:
        (fault,) = faults("id = " + "[" * 100_000)
        assert fault.where == "small.toml"

    def test_that_is_absent_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            load_file(tmp_path / "absent.toml")
        (fault,) = caught.value.faults
        assert fault.where == "absent.toml"
        assert fault.sentence.en == "it cannot be opened or is not UTF-8 text (FileNotFoundError)"

    def test_that_is_a_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidStandardError, match="IsADirectoryError"):
            load_file(tmp_path)

    def test_that_is_not_utf_8_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "gbk.toml"
        path.write_bytes(RIGHT.encode("gbk"))
        with pytest.raises(InvalidStandardError, match="UTF-8") as caught:
            load_file(path)
        assert caught.value.faults[0].where == "gbk.toml"


class TestSwitch:
    """What no official text settles is a named switch; the first answer is the default."""

    def test_is_at_its_default_where_nothing_is_chosen(self) -> None:
        (policy,) = load(RIGHT).policies
        assert policy.is_default
        assert (policy.chosen.key, policy.chosen.zh, policy.chosen.en) == ("counted", "计", "counted")
        assert (policy.zh, policy.en, policy.source) == ("逾期的?", "late ones?", "no text known")

    def test_stands_in_the_id_where_another_answer_is_chosen(self) -> None:
        standard = load_text(RIGHT, name="small.toml", policies={"late": "left_out"})
        assert standard.id == "small?late=left_out"
        assert not standard.policies[0].is_default
        assert load_text(RIGHT, name="small.toml", policies={"late": "counted"}).id == "small"

    def test_settles_a_condition_when_the_file_is_loaded(self) -> None:
        text = RIGHT.replace('any = "closed in period"', "any = \"closed in period and policy.late == 'counted'\"")
        counted = load_text(text, name="small.toml").spot("some").measure
        left_out = load_text(text, name="small.toml", policies={"late": "left_out"}).spot("some").measure
        assert counted == load(RIGHT).spot("some").measure
        assert left_out != counted

    @pytest.mark.parametrize(
        ("chosen", "field", "words"),
        [
            ({"lat": "counted"}, "policies", "late"),
            ({"zzz": "counted"}, "policies", "late"),
            ({"late": "maybe"}, "choices", "counted, left_out"),
        ],
    )
    def test_that_is_unknown_is_a_fault(self, chosen: dict[str, str], field: str, words: str) -> None:
        with pytest.raises(InvalidStandardError) as caught:
            load_text(RIGHT, name="small.toml", policies=chosen)
        (fault,) = caught.value.faults
        assert fault.field == field
        assert words in fault.sentence.en

    def test_without_answers_is_a_fault(self) -> None:
        text = RIGHT[: RIGHT.index("choices = [")] + "choices = [] },\n]\n" + RIGHT[RIGHT.index("relations = [") :]
        (fault,) = faults(text)
        assert (fault.where, fault.field) == ("small.toml:7 late", "choices")


@pytest.mark.parametrize("key", ["in", "requests.in", "is", "not.granted"])
def test_a_key_that_no_rule_could_name_is_refused(key: str) -> None:
    (fault, *_) = faults(RIGHT.replace('key = "people"', f'key = "{key}"'))
    assert "no word of the rules' grammar" in fault.sentence.en
