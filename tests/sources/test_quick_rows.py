"""The quick way from rows to records gives what the careful one gives: the same records, the same faults in the same words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given, strategies as st

from govdisclosure.errors import InvalidRecordError, UnreadableError
from govdisclosure.records import RECORD_KINDS, Record, RecordKind, Request
from govdisclosure.records.record import TypedRecord, _faults, label, sound
from govdisclosure.records.vocabulary import RequestChannel, SuccessionKind, Word
from govdisclosure.serialization import structured
from govdisclosure.sources import Records, folder, read_folder, record_files
from govdisclosure.testing.strategies import record
from govdisclosure.values import Period

DAMAGES = (
    *("", " ", " x ", "x", "张三", "a\nb", '"', ",", "0", "1", "-1", "007", "1.0", "12.5", "12.505", "1e3", "１２"),
    *("true", "True", "是", "否", "√", "yes", "2024-01-05", "2024-1-5", "2024/1/5", "2024年1月5日", "2024-13-01", "20240105"),
    *("10000000000", "1900-01-01", "2024-01-05 00:00", "05-Jan-2024", "2024", "2024-Q1", "2024-H1", "传真", "fax", "FAX"),
    *("granted", "Granted"),
)
TYPED_DAMAGES: tuple[object, ...] = (*DAMAGES, None, 0, 1, -1, 1.0, 1.5, True, False, [], {}, 10**12)
ODD = (
    *(None, "", " ", "x", 0, -1, 10**10, True, 1.5, Decimal("1.005"), Decimal("NaN"), Decimal(-1), Decimal("1.50")),
    *(date(2024, 1, 5), date(1900, 1, 1), datetime(2024, 1, 5), Period.year(2024), RequestChannel.FAX),
)
KINDS = st.sampled_from(sorted(RECORD_KINDS.values(), key=lambda kind: kind.name))


def read(path: Path, *, quick: bool) -> tuple[object, object, object]:
    """Read a folder in one way; return the records with their order, or the faults."""
    with pytest.MonkeyPatch.context() as patch:
        if quick:  # some lines at a time, and be they few
            for size, rows in (("_CHUNK", 40), ("_ROWS", 2), ("_PART", 2)):
                patch.setattr(record_files, size, rows)
        else:
            patch.setattr(record_files, "make_maker", lambda *_: refuse)
        try:
            found = read_folder(path)
        except UnreadableError as error:
            return "faults", [(one.where, one.field, one.sentence.both) for one in error.faults], None
        return "records", dict(found.by_kind), (found.findings, found.digest, found.kept)


def refuse(rows: Iterable[object]) -> tuple[list[TypedRecord | None], list[int]]:
    count = sum(1 for _ in rows)
    return [None] * count, list(range(count))


def plain(one: TypedRecord) -> dict[str, Any]:
    """The fields of a record as JSON has them."""
    return {name: _plain(getattr(one, name)) for name in one.__kind__.fields}


def _plain(value: object) -> object:
    if isinstance(value, Word):
        return value.value
    return value if isinstance(value, str | bool | int | None) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def rows(damages: Sequence[object]) -> Callable[..., st.SearchStrategy[Any]]:
    """Records of a kind as plain data, some of whose fields are replaced, left out or doubled."""

    @st.composite
    def made(draw: st.DrawFn) -> tuple[RecordKind, list[dict[str, Any]]]:
        kind = draw(KINDS)
        lines = [plain(draw(record(kind.cls))) for _ in range(draw(st.integers(1, 4)))]
        for _ in range(draw(st.integers(0, 3))):
            line = draw(st.sampled_from(lines))
            line[draw(st.sampled_from(sorted(line)))] = draw(st.sampled_from(damages))
        return kind, lines

    return made


def agree(path: Path) -> None:
    assert read(path, quick=True) == read(path, quick=False)


class TestBothWays:
    """Whatever a file holds."""

    @given(made=rows(DAMAGES)(), layout=st.randoms(use_true_random=False))
    def test_agree_about_csv(self, made: Any, layout: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
        kind, lines = made
        header = list(kind.fields)
        layout.shuffle(header)
        header = [name for name in header if kind.fields[name].required or layout.random() < 0.9]
        heads = [layout.choice((name, kind.fields[name].zh, kind.fields[name].en)) for name in header]
        path = tmp_path_factory.mktemp("csv") / f"{kind.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([*heads, *([""] if layout.random() < 0.2 else [])])
            for line in lines:
                cells = [_text(line.get(name)) for name in header]
                if layout.random() < 0.1:
                    cells.append("more")
                if layout.random() < 0.1:
                    writer.writerow([])
                writer.writerow(cells)
        agree(path.parent)

    @given(made=rows(TYPED_DAMAGES)(), layout=st.randoms(use_true_random=False))
    def test_agree_about_json_lines(self, made: Any, layout: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
        kind, lines = made
        path = tmp_path_factory.mktemp("jsonl") / f"{kind.name}.jsonl"
        texts = []
        for line in lines:
            data = {key: value for key, value in line.items() if value is not None or layout.random() < 0.5}
            if layout.random() < 0.1:
                data[layout.choice(("no_field", kind.fields["body" if "body" in kind.fields else "id"].zh))] = "x"
            text = json.dumps(data, ensure_ascii=False)
            texts.append(layout.choice((text, text, text, f" {text} ", f"{text}x", "[1]", "", '{"a": NaN}')))
        path.write_text("\n".join(texts), "utf-8")
        agree(path.parent)

    @given(made=rows(DAMAGES)(), typed=st.booleans())
    def test_agree_about_parquet(self, made: Any, typed: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
        kind, lines = made
        path = tmp_path_factory.mktemp("parquet") / f"{kind.name}.parquet"
        frame = pl.DataFrame(
            {name: pl.Series([_text(line.get(name)) if name in line else None for line in lines]) for name in kind.fields}
        )
        if typed:
            frame = frame.with_columns(pl.col("^.*$").cast(pl.String))
            days = [name for name in frame.columns if kind.fields[name].python is date]
            frame = frame.with_columns(pl.col(days).str.to_date(strict=False))
        frame.write_parquet(path)
        agree(path.parent)

    @pytest.mark.parametrize("kind", RECORD_KINDS.values(), ids=str)
    @given(data=st.data())
    def test_agree_about_what_a_record_may_hold(self, kind: RecordKind, data: st.DataObject) -> None:
        one = data.draw(record(kind.cls))
        values: dict[str, object] = {name: getattr(one, name) for name in kind.fields}
        odd = st.sampled_from(ODD)
        for name in data.draw(st.lists(st.sampled_from(sorted(values)), max_size=2)):
            values[name] = data.draw(odd)
        held = object.__new__(kind.cls)
        for name, value in values.items():
            object.__setattr__(held, name, value)
        assert sound(kind.cls)(held) is (not _faults(held))


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class TestPlainRows:
    """Rows that are plainly right never go the careful way; every other one goes it once."""

    def read(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Records | UnreadableError, int]:
        carefully = []

        def counting(*args: Any, **more: Any) -> TypedRecord:
            carefully.append(args)
            return structured(*args, **more)

        monkeypatch.setattr(folder, "structured", counting)
        try:
            return read_folder(path), len(carefully)
        except UnreadableError as error:
            return error, len(carefully)

    @pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
    def test_are_made_quickly(self, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lines = [
            {"id": f"r{n}", "body": "b", "channel": "fax", "applicant": "other", "received": f"2024-01-{n % 28 + 1:02}"}
            for n in range(50)
        ]
        lines[7]["received"] = "2024年1月5日"
        lines[9]["id"] = "r9 "
        path = tmp_path / f"request.{suffix}"
        match suffix:
            case "csv":
                path.write_text("\n".join([",".join(lines[0]), *(",".join(line.values()) for line in lines)]), "utf-8")
            case "jsonl":
                lines[9]["id"] = "r9"
                path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
            case _:
                pl.DataFrame(lines).write_parquet(path)
        found, carefully = self.read(tmp_path, monkeypatch)
        assert isinstance(found, Records)
        assert [one.id for one in found.of(Request)] == [f"r{n}" for n in range(50)]
        assert found.of(Request)[7].received == date(2024, 1, 5)
        assert carefully == (0 if suffix == "jsonl" else 1)  # the day in words is understood once; the blank needs care

    def test_of_objects_with_ever_other_keys_go_the_careful_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(record_files, "_MOST_SHAPES", 1)
        more: list[dict[str, str]] = [{}, {"received": "2024-01-05"}, {"arrived": "2024-01-05"}, {}]
        lines = [{"id": f"r{n}", "body": "b", "channel": "fax", "applicant": "other", **other} for n, other in enumerate(more)]
        (tmp_path / "request.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
        found, carefully = self.read(tmp_path, monkeypatch)
        assert isinstance(found, Records)
        assert [one.arrived for one in found.of(Request)] == [None, None, date(2024, 1, 5), None]
        assert carefully == 1

    def test_of_a_class_with_rules_of_its_own_go_the_careful_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        head = "id,body,successor,effective,kind\n"
        word = next(iter(SuccessionKind)).value
        lines = f"s1,a,b,2024-01-01,{word}\ns2,c,c,2024-01-01,{word}\n"
        (tmp_path / "succession.csv").write_text(head + lines, "utf-8")
        error, carefully = self.read(tmp_path, monkeypatch)
        assert isinstance(error, UnreadableError)
        assert [one.where for one in error.faults] == ["succession.csv line 3"]
        assert carefully == 2

    def test_of_a_class_without_slots_are_made_all_the_same(self, tmp_path: Path) -> None:
        @attrs.frozen(kw_only=True, slots=False)
        class Loose(Record):
            id: str = attrs.field(metadata=label("编号", "id"))
            size: int | None = attrs.field(default=3, metadata=label("大小", "size"))

        kind = RecordKind("loose_thing", Loose, ("松散物", "loose thing"))
        (tmp_path / "loose_thing.csv").write_text("id,body,size\nx,b,\ny,b,5\n", "utf-8")
        assert read_folder(tmp_path, kinds={kind.name: kind}).by_kind["loose_thing"] == (
            Loose(id="x", body="b"),
            Loose(id="y", body="b", size=5),
        )

    def test_are_records_like_any_other(self, tmp_path: Path) -> None:
        (tmp_path / "request.csv").write_text("id,body,channel,applicant,received\nr,b,fax,other,2024-01-05\n", "utf-8")
        (one,) = read_folder(tmp_path).of(Request)
        assert type(one) is Request
        assert one == attrs.evolve(one)
        assert hash(one) == hash(attrs.evolve(one))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            one.id = "s"  # type: ignore[misc]
        with pytest.raises(InvalidRecordError):
            attrs.evolve(one, closed=date(2024, 1, 1))


class TestPlaces:
    """A record's file and line are known, however many lines are made into records at once, and whatever is between them."""

    HEAD = "id,body,channel,applicant,received,closed"
    FIRST, SECOND = 3, 2_700

    def where(self, path: Path) -> str:
        with pytest.raises(UnreadableError) as refused:
            read_folder(path)
        (fault,) = refused.value.faults
        return fault.where

    def ids(self) -> list[str]:
        ids = [f"r{number}" for number in range(3_000)]
        ids[self.SECOND] = ids[self.FIRST]
        return ids

    @pytest.mark.parametrize("quote", ["", '"'])
    def test_of_lines_of_csv(self, quote: str, tmp_path: Path) -> None:
        lines = [f"{quote}{one}{quote},b,fax,other,2024年1月5日,2024-02-05" for one in self.ids()]
        lines[1_500] = ""
        lines[2_000] = lines[2_000].replace(",b,", ", b,")
        (tmp_path / "request.csv").write_text("\n".join([self.HEAD, *lines]), "utf-8")
        assert self.where(tmp_path) == "request.csv line 5, request.csv line 2702"

    def test_of_lines_of_json(self, tmp_path: Path) -> None:
        names = self.HEAD.split(",")
        cells = [[one, "b", "fax", "other", "2024-01-05", None] for one in self.ids()]
        for number in range(0, 3_000, 7):  # without the day that is missing: objects of two forms
            cells[number].pop()
        lines = [json.dumps(dict(zip(names, row, strict=False))) for row in cells]
        lines[1_500] = ""
        lines[2_000] = f" {lines[2_000]}\r"
        (tmp_path / "request.jsonl").write_text("\n".join(lines), "utf-8")
        assert self.where(tmp_path) == "request.jsonl line 4, request.jsonl line 2701"

    def test_of_rows_of_parquet(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(record_files, "_PART", 700)
        rows = {"id": self.ids(), "body": "b", "channel": "fax", "applicant": "other", "received": date(2024, 1, 5)}
        pl.DataFrame(rows).with_columns(closed=pl.lit(date(2024, 2, 5))).write_parquet(tmp_path / "request.parquet")
        assert self.where(tmp_path) == "request.parquet row 4, request.parquet row 2701"

    def test_of_lines_beside_one_that_is_no_text(self, tmp_path: Path) -> None:
        line = b'{"id": "r%d", "body": "b", "channel": "fax", "applicant": "other"}'
        (tmp_path / "request.jsonl").write_bytes(b"\n".join([line % 1, b"\xff", line % 2, line % 1]))
        with pytest.raises(UnreadableError) as refused:
            read_folder(tmp_path)
        assert [one.where for one in refused.value.faults] == ["request.jsonl line 2"]


class TestRowsOfCsv:
    """Text without quotation marks is divided at commas and ends of lines; into the rows that the csv module finds."""

    @given(st.text(st.sampled_from('ab机,,"\r\n\n\0\u2028 ')), st.integers(1, 5))
    def test_are_those_of_the_csv_module(self, text: str, chunk: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(record_files, "_CHUNK", chunk)
            assert self.rows(record_files.csv_rows(text)) == self.rows(by_module(text))

    @pytest.mark.parametrize("end", ["", "\n", "\r\n", '\n"c"'])
    def test_have_no_cell_longer_than_a_million_characters(self, end: str) -> None:
        assert len(self.rows(record_files.csv_rows("a\n" + "b" * 1_000_000 + ",c" + end))) >= 2
        assert self.rows(record_files.csv_rows("a\n" + "b" * 1_000_001 + end))[-1] == "broken"

    @staticmethod
    def rows(found: Iterator[record_files.CsvRows]) -> list[object]:
        """Return rows with their lines, and that the rest is broken, where it is."""
        rows: list[object] = []
        try:
            for lines, some in found:
                rows += zip(lines, some, strict=True)
        except csv.Error:
            rows.append("broken")
        return rows


def by_module(text: str) -> Iterator[record_files.CsvRows]:
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    for cells in reader:
        yield [line], [cells]
        line = reader.line_num + 1


def test_holds_the_id_of_a_body_once(tmp_path: Path) -> None:
    lines = "".join(f"r{number},某某市公安局,fax,lawyer,2024-03-04\n" for number in range(3))
    (tmp_path / "request.csv").write_text(f"id,body,channel,applicant,received\n{lines}", encoding="utf-8")
    assert len({id(one.body) for one in read_folder(tmp_path).of(Request)}) == 1
