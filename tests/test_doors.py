"""Whatever takes a file, a standard, a period, a body, records or earlier reports takes them alike, and refuses alike."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from attrs import evolve

import govdisclosure
from govdisclosure import (
    Bodies,
    Body,
    GovDisclosureError,
    InvalidPeriodError,
    InvalidRecordError,
    Library,
    Period,
    UnknownFormatError,
    UnknownStandardError,
    UnreadableError,
    check,
    check_batch,
    collect,
    combine,
    combine_periods,
    completeness,
    crosswalk,
    diagnose,
    dumps,
    explain,
    load_standard,
    locate,
    make_form,
    preceding,
    read,
    read_accepted,
    read_all,
    reconcile,
    series,
    tabulate,
    tabulate_area,
    tabulate_by_body,
    tabulate_together,
    timeliness,
    trace,
    write,
    write_by_body,
)
from govdisclosure.areas.returns import Notice
from govdisclosure.files import opened
from govdisclosure.intake import take_in
from govdisclosure.library import load_profile, propose_profile
from govdisclosure.sources import gather
from govdisclosure.testing import sample_report
from govdisclosure.testing.examples import request

RECORDS = [request(), request("r2", closed=None, outcome=None), Body(id="b", name="某局")]
TOML = """
id = "own"
edition = "1"
title = "{body} {year}"
authority = "test"
sections = [{ key = "s", tables = ["t"] }]
[[tables]]
key = "t"
rows = [{ key = "one", label = "一", entered = "count" }]
""".encode()
MADE = sample_report("cn-2021", year=2024)
LAST = evolve(sample_report("cn-2021", year=2023), body=MADE.body)


def as_given(data: bytes, path: Path) -> Iterator[Any]:
    """A file as it may be given: by its path, as text or not, as bytes of any kind, open on disk or in memory."""
    path.write_bytes(data)
    yield str(path)
    yield path
    yield data
    yield bytearray(data)
    yield memoryview(data)
    yield io.BytesIO(data)
    with path.open("rb") as stream:
        yield stream
        assert not stream.closed


class TestFilesToRead:
    """A path, bytes or an open binary file, wherever a file is read."""

    @pytest.mark.parametrize("suffix", ["json", "docx", "xlsx", "csv"])
    def test_read_takes_every_form(self, tmp_path: Path, suffix: str) -> None:
        for given in as_given(dumps(MADE, suffix), tmp_path / f"report.{suffix}"):
            found = read(given, standard="cn-2021", body="sample", period=2024)
            assert found.body.id == "sample"
            assert found["requests.received/total"] == MADE["requests.received/total"]

    def test_read_all_tells_lines_from_one_report_without_a_name(self, tmp_path: Path) -> None:
        lines = io.BytesIO()
        write_by_body({"a": MADE, "b": LAST}, lines, format="jsonl")
        for given in as_given(lines.getvalue(), tmp_path / "all.jsonl"):
            assert read_all(given) == (MADE, LAST)
        for given in as_given(MADE.to_json().encode(), tmp_path / "one.json"):
            assert read_all(given) == (MADE,)

    def test_load_standard_takes_a_file_and_an_id(self, tmp_path: Path) -> None:
        found = [load_standard(given) for given in as_given(TOML, tmp_path / "own.toml")]
        assert len(set(found)) == 1
        assert load_standard("cn-2021").id == "cn-2021"

    def test_a_file_is_a_standard_wherever_one_is_taken(self, tmp_path: Path) -> None:
        for given in as_given(TOML, tmp_path / "own.toml"):
            assert tabulate(RECORDS, given, period=2024, body="b").standard.id == "own"

    def test_collect_takes_forms_that_are_nowhere(self, tmp_path: Path) -> None:
        forms = {}
        for name in ("a", "b", "c", "d"):
            stream = io.BytesIO()
            make_form("cn-2021", stream, body=name, period="2024")
            forms[name] = stream.getvalue()
        (tmp_path / "a.xlsx").write_bytes(forms["a"])
        found = collect([tmp_path / "a.xlsx", forms["b"], io.BytesIO(forms["c"]), forms["d"]], period=2024)
        assert [one.body.id for one in found.reports] == ["a", "b", "c", "d"]
        assert len({one.file for one in found.files}) == 4
        assert [one.original for one in found.files] == list(forms.values())
        for alone in (forms["b"], tmp_path / "a.xlsx", str(tmp_path), io.BytesIO(forms["b"])):
            assert len(collect(alone).reports) == 1

    def test_intake_takes_every_form(self, tmp_path: Path) -> None:
        register = "编号,申请人类别,收到日期,答复日期,办理结果\n1,公民,2024-01-02,2024-01-20,予以公开\n".encode()
        profile = load_profile("request-register")
        found = [take_in(given, profile, key=b"0123456789abcdef") for given in as_given(register, tmp_path / "2024.csv")]
        assert {(one.taken, one.set_aside) for one in found} == {(found[0].taken, found[0].set_aside)}
        drafts = [propose_profile(given, key=b"0123456789abcdef") for given in as_given(register, tmp_path / "2024.csv")]
        assert all("format" in one or "[" in one for one in drafts)

    def test_accepted_findings_are_read_from_every_form(self, tmp_path: Path) -> None:
        text = (
            '[[accepted]]\nfingerprint = "0123456789abcdef"\nrule = "r"\ncells = []\nbody = "b"\nperiod = "2024"\n'
            'who = "x"\nwhen = "2025-01-02"\nreason = "y"\n'
        )
        found = [read_accepted(given) for given in as_given(text.encode(), tmp_path / "accepted.toml")]
        assert len(set(found)) == 1

    @pytest.mark.parametrize("given", [None, 3, 1.5, [3], object(), Path, "", "\0", "no such"])
    @pytest.mark.parametrize(
        "door",
        [
            read,
            read_all,
            load_standard,
            collect,
            read_accepted,
            lambda one: take_in(one, load_profile("counter-log"), key=b"k" * 16),
        ],
    )
    def test_what_is_none_is_one_clear_error(self, door: Callable[[Any], object], given: Any) -> None:
        with pytest.raises(GovDisclosureError) as caught:
            door(given)
        assert caught.value.in_language("zh")
        assert caught.value.in_language("en")

    def test_an_empty_file_is_no_report_and_no_standard(self) -> None:
        for door in (read, read_all, load_standard):
            with pytest.raises(GovDisclosureError):
                door(b"")
        assert collect(b"").reports == ()
        assert read_accepted(b"") == ()

    def test_a_file_open_as_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "r.json").write_text(MADE.to_json(), encoding="utf-8")
        with (tmp_path / "r.json").open(encoding="utf-8") as stream, pytest.raises(UnreadableError, match=r"r\.json.*binary"):
            read(stream)  # type: ignore[arg-type]
        with pytest.raises(UnreadableError, match="binary"):
            read(io.StringIO(MADE.to_json()))  # type: ignore[arg-type]

    def test_a_closed_file_is_refused(self) -> None:
        stream = io.BytesIO(b"{}")
        stream.close()
        with pytest.raises(UnreadableError, match="closed"):
            read(stream)

    def test_bytes_that_are_too_many_are_refused(self) -> None:
        with pytest.raises(UnreadableError, match="1 MB is the limit"):
            opened(bytes(2**20 + 1), most=1)
        with pytest.raises(UnreadableError, match="1 MB is the limit"):
            opened(io.BytesIO(bytes(2**20 + 1)), most=1)


class TestFilesToWrite:
    """A path or an open binary file, wherever a file is written; ``dumps`` gives the bytes."""

    @pytest.mark.parametrize("suffix", ["json", "docx", "xlsx", "csv"])
    def test_write_gives_the_same_bytes_everywhere(self, tmp_path: Path, suffix: str) -> None:
        stream = io.BytesIO()
        verdict = write(MADE, stream, format=suffix)
        assert verdict == write(MADE, tmp_path / f"a.{suffix}")
        with (tmp_path / "b.bin").open("wb") as file:
            write(MADE, file, format=f".{suffix}")
            assert not file.closed
        written = [(tmp_path / name).read_bytes() for name in (f"a.{suffix}", "b.bin")]
        assert dumps(MADE, suffix) == stream.getvalue() == written[0] == written[1]

    def test_the_name_of_an_open_file_tells_the_format(self, tmp_path: Path) -> None:
        with (tmp_path / "a.docx").open("wb") as file:
            write(MADE, file)
        assert read(tmp_path / "a.docx")["requests.received/total"] == MADE["requests.received/total"]

    @pytest.mark.parametrize("suffix", ["xlsx", "parquet", "jsonl"])
    def test_by_body(self, tmp_path: Path, suffix: str) -> None:
        stream = io.BytesIO()
        write_by_body({"sample": MADE}, stream, format=suffix)
        write_by_body({"sample": MADE}, tmp_path / f"all.{suffix}")
        assert stream.getvalue() == (tmp_path / f"all.{suffix}").read_bytes()

    def test_nothing_is_written_where_something_is_wrong(self) -> None:
        stream = io.BytesIO()
        with pytest.raises(UnknownFormatError):
            write(MADE, stream)
        with pytest.raises(UnknownFormatError):
            write(MADE, stream, format="papyrus")
        with pytest.raises(UnknownFormatError):
            dumps(MADE, "papyrus")
        with pytest.raises(UnknownFormatError):
            write_by_body({"sample": MADE}, stream)
        assert stream.getvalue() == b""

    @pytest.mark.parametrize("target", [None, 3, b"bytes", ["a.json"], object(), io.StringIO()])
    @pytest.mark.parametrize(
        "door",
        [
            lambda target: write(MADE, target, format="json"),
            lambda target: write_by_body({"sample": MADE}, target, format="jsonl"),
            lambda target: make_form("cn-2021", target, body="b", period=2024),
        ],
    )
    def test_what_is_no_target_is_one_clear_error(self, door: Callable[[Any], object], target: Any) -> None:
        with pytest.raises(UnreadableError):
            door(target)

    def test_a_file_that_is_not_open_for_writing_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "r").write_bytes(b"kept")
        with (tmp_path / "r").open("rb") as stream, pytest.raises(UnreadableError):
            write(MADE, stream, format="json")
        assert (tmp_path / "r").read_bytes() == b"kept"
        closed = io.BytesIO()
        closed.close()
        with pytest.raises(UnreadableError, match="closed"):
            write(MADE, closed, format="json")


def doors() -> dict[str, Callable[..., object]]:
    """A call of every public function that takes a standard, period, body, records or earlier reports; all of them right."""
    notice = Notice(id="x", title="x", source="x")
    return {
        "check": lambda previous=LAST: check(MADE, previous=previous),
        "check_batch": lambda standard="cn-2021": check_batch(standard, {"requests.received/total": [1]}),
        "collect": lambda standard="cn-2021", period="2024", previous=LAST: collect(
            [FORM], standard=standard, period=period, previous=previous
        ),
        "combine": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: combine(
            [evolve(MADE, body=Body(id="b"))], body, standard=standard, period=period, records=records
        ),
        "combine_periods": lambda standard="cn-2021", period=2024, previous=LAST: combine_periods(
            [MADE], standard=standard, period=period, previous=previous
        ),
        "completeness": lambda period=2024: completeness([MADE], [Body(id="b")], period),
        "crosswalk": lambda standard="cn-2021": crosswalk(MADE, standard),
        "diagnose": lambda period="2024", body="b", records=RECORDS: diagnose(
            records, period=period, body=body, previous_records=records
        ),
        "dumps": lambda previous=LAST, records=RECORDS: dumps(MADE, previous=previous, records=records),
        "explain": lambda standard="cn-2021", records=RECORDS, previous=LAST: explain(
            MADE, "requests.received/total", standard=standard, records=records, previous=previous
        ),
        "locate": lambda previous=LAST: locate(MADE, previous=previous),
        "make_form": lambda standard="cn-2021", period=2024, body="sample", previous=LAST: make_form(
            standard, io.BytesIO(), period=period, body=body, previous=previous
        ),
        "preceding": lambda previous=LAST: preceding(MADE, previous),
        "read": lambda standard="cn-2021", period="2024", body="sample": read(
            MADE.to_json().encode(), standard=standard, period=period, body=body
        ),
        "read_all": lambda standard="cn-2021": read_all(MADE.to_json().encode(), standard=standard),
        "reconcile": lambda records=RECORDS: reconcile(evolve(MADE, body=Body(id="b")), records),
        "series": lambda standard="cn-2021", previous=LAST: series(previous, "requests.received/total", standard),
        "tabulate": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: tabulate(
            records, standard, period=period, body=body
        ),
        "tabulate_area": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: tabulate_area(
            records, standard, period=period, body=body
        ),
        "tabulate_by_body": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: tabulate_by_body(
            records, standard, period=period, together=body
        ),
        "tabulate_together": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: tabulate_together(
            records, standard, period=period, body=body
        ),
        "timeliness": lambda period=2024: timeliness({}, notice, period=period, bodies=[Body(id="b")]),
        "trace": lambda standard="cn-2021", period=2024, body="b", records=RECORDS: trace(
            records, standard, "request", "r1", period=period, body=body
        ),
        "write": lambda previous=LAST, records=RECORDS: write(
            MADE, io.BytesIO(), format="json", previous=previous, records=records
        ),
    }


def _form() -> bytes:
    stream = io.BytesIO()
    make_form("cn-2021", stream, body="sample", period=2024)
    return stream.getvalue()


FORM = _form()
TAKEN: dict[str, list[Any]] = {
    "standard": [load_standard("cn-2021"), "cn-2021"],
    "period": [Period.year(2024), 2024, "2024", "2024-01-01..2024-12-31"],
    "body": [Body(id="b"), "b"],
    "records": [RECORDS, tuple(RECORDS), gather(RECORDS)],
    "previous": [LAST, [LAST], (LAST,)],
}
REFUSED: dict[str, tuple[type[Exception], list[Any]]] = {
    "standard": (UnknownStandardError, [3, 1.5, ["cn-2021"], object(), "no such", Period.year(2024)]),
    "period": (InvalidPeriodError, [2024.0, True, "last year", b"2024", ["2024"], object(), 10**6, "2024-13"]),
    "body": (InvalidRecordError, [3, b"b", ["b"], object(), "", " "]),
    "records": (GovDisclosureError, [3, "records", b"x", object(), {"request": []}, [3], [None], MADE]),
    "previous": (UnreadableError, [3, "last.json", object(), [3], [None], {"a": 1}]),
}
CALLS = [(name, kind) for name, call in doors().items() for kind in inspect.signature(call).parameters]


class TestValues:
    """A standard by object or id; a period as such, as a year or as text; a body by object or id; reports one or several."""

    @pytest.mark.parametrize(("name", "kind"), CALLS)
    def test_are_taken_in_every_form(self, name: str, kind: str) -> None:
        call = doors()[name]
        found = [call(**{kind: one}) for one in TAKEN[kind]]
        if kind in ("standard", "period", "records", "previous") and name != "collect":
            assert all(one == found[0] for one in found)

    @pytest.mark.parametrize(("name", "kind"), CALLS)
    def test_are_refused_by_our_own_errors(self, name: str, kind: str) -> None:
        error, wrong = REFUSED[kind]
        call = doors()[name]
        for one in wrong:
            with pytest.raises(error) as caught:
                call(**{kind: one})
            listed = (inspect.getdoc(getattr(govdisclosure, name)) or "").partition("Raises:")[2]
            assert type(caught.value).__name__ in listed, f"{name}({kind}={one!r})"

    def test_a_body_keeps_the_name_it_is_given_with(self) -> None:
        found = read(MADE.to_json().encode(), body=Body(id="x", name="某局"))
        assert found.body == Body(id="x", name="某局")
        assert tabulate(RECORDS, "cn-2021", period=2024, body="b").body.name == "某局"

    def test_no_earlier_report_is_none_or_nothing(self) -> None:
        assert check(MADE, previous=None) == check(MADE, previous=[]) == check(MADE)

    def test_what_is_no_report_is_refused(self) -> None:
        calls: list[Callable[[Any], object]] = [check, locate, dumps]
        calls += [lambda one: reconcile(one, RECORDS), lambda one: crosswalk(one, "cn-2019"), lambda one: explain(one, "x")]
        for call in calls:
            for wrong in ("report.json", None, {"a": 1}):
                with pytest.raises(UnreadableError):
                    call(wrong)

    def test_bodies_are_taken_with_their_history_or_alone(self) -> None:
        for given in (Bodies([Body(id="b")]), [Body(id="b")], (Body(id="b"),)):
            (found,) = completeness([], given, 2024)
            assert found.rule == "completeness.missing"


SPELT = {
    "standard": {"StandardLike", "StandardLike | None", "Standard | str | None"},
    "to": {"StandardLike"},
    "period": {"PeriodLike", "PeriodLike | None"},
    "body": {"BodyLike", "BodyLike | None"},
    "records": {"RecordSource", "RecordSource | None"},
    "previous_records": {"RecordSource | None"},
    "previous": {"Previous"},
}
"""The types of parameters in public signatures."""
FOLDERS = ("read_folder", "scan_folder", "open_source", "load_profile")
"""They take a folder or a name, which is no file."""


class TestSignatures:
    """One spelling each in every public signature."""

    @pytest.mark.parametrize("names", [vars(Library), {name: getattr(govdisclosure, name) for name in govdisclosure.__all__}])
    def test_are_spelt_in_one_way(self, names: Mapping[str, object]) -> None:
        functions = {name: one for name, one in names.items() if isinstance(one, FunctionType) and not name.startswith("_")}
        for name, function in functions.items():
            for parameter in inspect.signature(function).parameters.values():
                if parameter.name in SPELT and name != "standard":
                    assert parameter.annotation in SPELT[parameter.name], f"{name}({parameter})"
                if name not in FOLDERS:
                    assert "PathLike" not in str(parameter.annotation), name

    def test_every_function_with_such_a_parameter_is_tried_above(self) -> None:
        wanted = {
            name
            for name in govdisclosure.__all__
            if inspect.isfunction(function := getattr(govdisclosure, name))
            and {"standard", "period", "body", "records", "previous"} & set(inspect.signature(function).parameters)
        }
        assert wanted - {"available_annexes"} <= set(doors())
