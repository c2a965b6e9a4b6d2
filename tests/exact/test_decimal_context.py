"""Every public function gives the same result whatever the caller's decimal context (不受调用方十进制上下文影响).

The figures have more digits than the contexts below keep, some more than the ordinary context does. What a function gives under
each of them is compared with what it gives without.
"""

from __future__ import annotations

import decimal
import inspect
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

import govdisclosure as g
from govdisclosure import areas
from govdisclosure.cli.main import cli
from govdisclosure.law.fees import fee_by_items, fee_by_pages
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Value

SIGNALS = [
    decimal.Clamped, decimal.DivisionByZero, decimal.FloatOperation, decimal.Inexact, decimal.InvalidOperation,
    decimal.Overflow, decimal.Rounded, decimal.Subnormal, decimal.Underflow,
]  # fmt: skip
CONTEXTS = {
    "six digits": Context(prec=6),
    "every trap": Context(prec=6, traps=SIGNALS),
    "no trap, rounding up, small exponents, e instead of E": Context(6, decimal.ROUND_UP, -9, 9, 0, 1, [], []),
}
LONG = Decimal("12345678901234567890123456789012345.67")
Y2023, Y2024 = g.Period.year(2023), g.Period.year(2024)
BODY = g.Body(id="b", name="某局")


@contextmanager
def context(other: Context) -> Iterator[None]:
    """Let this thread, and every thread that begins now, count as another program has set it."""
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    default = decimal.DefaultContext
    before = {name: getattr(default, name) for name in names}
    traps = dict(default.traps)
    try:
        for name in names:
            setattr(default, name, getattr(other, name))
        default.traps.update(other.traps)
        with decimal.localcontext(other):
            yield
    finally:
        for name, value in before.items():
            setattr(default, name, value)
        default.traps.update(traps)


FORM = one_table(
    """
    { key = "rows", label = "笔数", count = "received in period" },
    { key = "yuan", label = "金额", unit = "元", sum = "amount", where = "received in period" },
    { key = "wan", label = "万元", unit = "万元", sum = "amount", where = "received in period", divide = 10000 },
    { key = "share", label = "占比", share = { of = "received == period.end", among = "received in period" }, decimals = 9 },
    { key = "left", label = "左", entered = "amount" },
    { key = "right", label = "右", entered = "amount" },
    { key = "sum", label = "合计", total = ["left", "right"] }
    """,
    records="charge",
    relations='{ key = "least", rule = "left >= right" }, { key = "before", rule = "previous.left + 1 <= right" }',
)


def charges(year: int) -> list[g.Charge]:
    amounts = ["1234567.89", "7654321.01", "0.29"]
    made = [
        g.Charge(id=f"c{place}", body="b", amount=Decimal(one), received=date(year, 3, 1)) for place, one in enumerate(amounts)
    ]
    free = [g.Charge(id=f"z{place}", body="b", amount=Decimal(0), received=date(year, 12, 31)) for place in range(4)]
    return made + free


def report(year: int, values: Mapping[str, Value], standard: g.Standard = FORM, body: g.Body = BODY) -> g.Report:
    cells = {address: g.Cell(value=value) for address, value in values.items()}
    return g.Report(standard=standard, body=body, period=g.Period.year(year), cells=cells)


def form(year: int = 2024, body: g.Body = BODY, **values: Value) -> g.Report:
    given: dict[str, Value] = {"rows": 7, "yuan": Decimal("8888889.19"), "wan": Decimal("888.888919")}
    given |= {"share": Decimal("57.142857143"), "left": LONG, "right": Decimal("1234567.89")}
    return report(year, given | {"sum": Decimal("12345678901234567890123456790246913.56")} | values, body=body)


def national(year: int, charged: str = "1234567.89") -> g.Report:
    values: dict[str, Value] = {"processing_fees.charged": Decimal(charged), "processing_fees.received": Decimal("1234567.88")}
    return report(year, values | {"fees.charged/amount": Decimal("7654321.0987")}, g.load_standard("cn-2021"))


PARENT = g.Body(id="c", name="某市")
RIGHT = form()
WRONG = form(left=Decimal("12345678901234567890123456789012354.67"), right=Decimal("1234567.98"))
BEFORE = form(2023, left=Decimal("1234567.88"), sum=Decimal("2469135.77"))
OTHER = form(body=g.Body(id="d"), left=Decimal("0.01"), right=Decimal("0.01"), sum=Decimal("0.02"))


def folder(path: Path) -> Path:
    """A folder of records, written by hand."""
    lines = [f"{one.id},b,{one.amount},{one.received.isoformat()}" for one in charges(2024)]
    (path / "charge.csv").write_text("\n".join(["id,body,amount,received", *lines]) + "\n", encoding="utf-8")
    (path / "body.csv").write_text("id,name\nb,某局\n", encoding="utf-8")
    return path


def written(path: Path, one: g.Report) -> dict[str, bytes]:
    """Write a report in every format, and read back what can be."""
    found = {}
    for suffix in ("json", "csv", "xlsx", "docx", "html", "md"):
        file = path / f"report.{suffix}"
        g.write(one, file)
        found[suffix] = file.read_bytes()
    return found


def read_back(path: Path, one: g.Report) -> dict[str, object]:
    written(path, one)
    return {
        suffix: g.read(path / f"report.{suffix}", standard=one.standard, body="b", period=one.period)
        for suffix in ("json", "csv", "xlsx", "docx", "html")
    }


def filled_form(path: Path) -> Path:
    g.make_form(FORM, path / "form.xlsx", body=BODY, period=Y2024, previous=BEFORE)
    return path / "form.xlsx"


def frames() -> Any:
    import polars as pl

    rows = [{"id": one.id, "body": "b", "amount": one.amount, "received": one.received} for one in charges(2024)]
    schema: Any = {"id": pl.String, "body": pl.String, "amount": pl.Decimal(20, 2), "received": pl.Date}
    return g.take_frames({"charge": pl.DataFrame(rows, schema=schema)})


def in_duckdb() -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table charge (id varchar, body varchar, amount decimal(18, 2), received date)")
    for one in charges(2024):
        connection.execute("insert into charge values (?, ?, ?, ?)", [one.id, one.body, one.amount, one.received])
    return g.open_tables(connection)


CALLS: dict[str, Callable[[Path], object]] = {
    "accept": lambda _: g.accept(g.check(WRONG), ()),
    "available_annexes": lambda _: g.available_annexes(),
    "available_standards": lambda _: g.available_standards(),
    "check": lambda _: [g.check(RIGHT, previous=[BEFORE]), g.check(WRONG, previous=[BEFORE])],
    "check_batch": lambda _: g.check_batch(FORM, {"left": [1, 2], "right": [1, 3], "sum": [2, 6]}),
    "collect": lambda path: [one.report for one in g.collect([filled_form(path)], standard=FORM, previous=[BEFORE]).files],
    "combine": lambda _: [g.combine([RIGHT], PARENT), g.combine([RIGHT, OTHER], PARENT)],
    "combine_periods": lambda _: g.combine_periods([RIGHT, BEFORE]),
    "compare": lambda _: g.compare(RIGHT, WRONG),
    "completeness": lambda _: g.completeness([RIGHT], [BODY, PARENT], Y2024),
    "crosswalk": lambda _: g.crosswalk(national(2022), "cn-2019"),
    "diagnose": lambda _: g.diagnose(charges(2024), period=Y2024),
    "dumps": lambda _: {name: _comparable(g.dumps(RIGHT, name)) for name in ("json", "csv", "xlsx", "docx")},
    "explain": lambda _: [
        g.explain(RIGHT, "sum", previous=[BEFORE]),
        g.explain(WRONG, "left", previous=[BEFORE]),
        g.explain(g.tabulate(charges(2024), FORM, period=Y2024, body="b"), "wan", records=charges(2024)),
    ],
    "load_standard": lambda _: g.load_standard("cn-2021").digest,
    "locate": lambda _: [
        g.locate(WRONG, previous=[BEFORE]),
        g.locate(national(2024, "123456789.12"), previous=[national(2023)]),
    ],
    "make_form": lambda path: len(filled_form(path).read_bytes()) > 1000,
    "make_record": lambda _: g.make_record("charge", {"id": "1", "body": "b", "amount": "0.1", "received": "2024-01-01"}),
    "open_tables": lambda _: g.tabulate(in_duckdb(), FORM, period=Y2024, body="b"),
    "preceding": lambda _: g.preceding(RIGHT, [BEFORE]),
    "read": lambda path: read_back(path, g.tabulate(charges(2024), FORM, period=Y2024, body="b")),
    "read_all": lambda path: g.read_all(_text(path / "report.json", RIGHT.to_json()), standard=FORM),
    "read_accepted": lambda path: g.read_accepted(_text(path / "a.toml", "")),
    "read_folder": lambda path: g.tabulate(g.read_folder(folder(path)), FORM, period=Y2024, body="b"),
    "reconcile": lambda _: [g.reconcile(RIGHT, charges(2024)), g.reconcile(form(yuan=Decimal("8888888.9")), charges(2024))],
    "scan_folder": lambda path: g.tabulate(g.scan_folder(folder(path)), FORM, period=Y2024, body="b"),
    "series": lambda _: g.series([national(2022), national(2023, "7654321.09")], "processing_fees.charged", "cn-2021"),
    "tabulate": lambda _: g.tabulate(charges(2024), FORM, period=Y2024, body="b"),
    "tabulate_area": lambda _: g.tabulate_area(charges(2024), FORM, period=Y2024, body=PARENT, bodies=g.Bodies([BODY, PARENT])),
    "tabulate_by_body": lambda _: g.tabulate_by_body(charges(2024), FORM, period=Y2024),
    "tabulate_together": lambda _: g.tabulate_together(charges(2024), FORM, period=Y2024, body="c"),
    "take_frames": lambda _: g.tabulate(frames(), FORM, period=Y2024, body="b"),
    "timeliness": lambda _: g.timeliness({"b": (date(2025, 1, 1), None)}, areas.load_notice("cn-2019"), period=Y2024),
    "trace": lambda _: g.trace(charges(2024), FORM, "charge", "c0", period=Y2024, body="b"),
    "with_responses": lambda _: g.with_responses([], []),
    "write": lambda path: {name: _comparable(data) for name, data in written(path, RIGHT).items()},
    "write_by_body": lambda path: (
        g.write_by_body({"b": RIGHT, "d": OTHER}, path / "all.jsonl") and (path / "all.jsonl").read_bytes()
    ),
    # Beside the public names: what else adds.
    "compare_with_parent": lambda _: areas.compare_with_parent(
        g.combine([RIGHT], PARENT), form(body=PARENT, left=Decimal("1.5"))
    ),
    "fees": lambda _: [fee_by_items(1234), fee_by_pages(98765)],
    "records": lambda _: [repr(one) for one in charges(2024)],
}


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _comparable(data: bytes) -> object:
    """Return what a document says, without what is compressed."""
    from zipfile import ZipFile, is_zipfile

    if not is_zipfile(io.BytesIO(data)):
        return data
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps")}


def shown(value: object) -> object:
    """Return what a result says, to the last digit; lazy answers are worked out."""
    if isinstance(value, g.Report):
        return json.loads(value.to_json())
    if isinstance(value, Decimal | g.Period):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [shown(one) for one in value]
    if attrs.has(type(value)):
        words = [str(one.message) for one in value.findings] if isinstance(value, g.Verdict) else []
        fields = [name for name in _public(type(value)) if not name.startswith("_") and name not in ("standard", "made_by")]
        return [type(value).__name__, words, {name: shown(getattr(value, name)) for name in fields}]
    return value if isinstance(value, int | str | bytes | date | None) else repr(value)


def _public(kind: type) -> list[str]:
    made = [one.name for one in attrs.fields(kind)]
    return made + [name for name, one in inspect.getmembers(kind, lambda one: isinstance(one, property))]


NO_FIGURES = {"default_library", "hookimpl", "using"}
FUNCTIONS = sorted(name for name in g.__all__ if inspect.isfunction(getattr(g, name)) and name not in NO_FIGURES)


class TestEveryPublicFunction:
    """What the caller set for decimals changes no figure (调用方的十进制上下文不影响任何数字)."""

    def test_is_called_here(self) -> None:
        assert [name for name in FUNCTIONS if name not in CALLS] == [], "give each a call in CALLS"

    @pytest.mark.parametrize("other", CONTEXTS)
    @pytest.mark.parametrize("name", CALLS)
    def test_gives_the_same(self, name: str, other: str, tmp_path: Path) -> None:
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        expected = shown(CALLS[name](first))
        with context(CONTEXTS[other]):
            found = shown(CALLS[name](second))
        assert found == expected

    def test_keeps_every_digit(self) -> None:
        with context(CONTEXTS["every trap"]):
            made = g.tabulate(charges(2024), FORM, period=Y2024, body="b")
            both = g.combine([RIGHT, OTHER], PARENT)
            compared = areas.compare_with_parent(g.combine([RIGHT], PARENT), form(body=PARENT, left=Decimal("1.5")))
        assert {address: made[address] for address in ("yuan", "wan", "share")} == {
            "yuan": Decimal("8888889.19"), "wan": Decimal("888.888919"), "share": Decimal("57.142857143"),
        }  # fmt: skip
        assert both["left"] == Decimal("12345678901234567890123456789012345.68")
        (difference,) = (one.difference for one in compared.differences if one.address == "left")
        assert str(difference) == "-12345678901234567890123456789012344.17"


class TestTheCommandLine:
    """Nor does it change what a command prints."""

    @pytest.mark.parametrize("other", CONTEXTS)
    @pytest.mark.parametrize(
        "arguments",
        [
            ["tabulate", "records", "--standard", "cn-2021", "--year", "2024", "--body", "b"],
            ["check", "report.json"],
            ["locate", "report.json"],
            ["explain", "report.json", "processing_fees.charged"],
            ["compare", "report.json", "other.json"],
            ["write", "report.json", "-o", "out.csv"],
            ["verify", "report.json", "--records", "records"],
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_prints_the_same(self, arguments: list[str], other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("records").mkdir()
        folder(Path("records"))
        Path("report.json").write_text(national(2024, "1234567.87").to_json(), encoding="utf-8")
        Path("other.json").write_text(national(2024, "1234567.86").to_json(), encoding="utf-8")
        expected = CliRunner().invoke(cli, arguments)
        with context(CONTEXTS[other]):
            found = CliRunner().invoke(cli, arguments)
        assert (found.output, found.exit_code, found.exception.__class__) == (
            expected.output, expected.exit_code, expected.exception.__class__,
        )  # fmt: skip
        assert expected.exit_code in (0, 1), expected.output
        assert expected.output
