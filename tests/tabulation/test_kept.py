"""What was not given is not zero (没有提供不等于零): cells of a kind of record that a source does not keep are missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from govdisclosure import Blank, Body, Entry, Period, Records, Report, TableSource, load_standard, read_folder, scan_folder
from govdisclosure.dialects import DIALECTS
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Decision, Item, Publication, UpwardSubmission
from govdisclosure.records.vocabulary import ItemKind, PublicationChannel, SubmissionTarget
from govdisclosure.report import OriginKind
from govdisclosure.sources import open_tables
from govdisclosure.sources.ddl import create_table
from govdisclosure.sources.frames import frames_of
from govdisclosure.sources.record_set import gather
from govdisclosure.standards.over_time import OverTime
from govdisclosure.tabulation import tabulate
from govdisclosure.testing.examples import every_kind_kept, request
from govdisclosure.testing.record_tables import inserts
from govdisclosure.testing.small_standards import one_table
from govdisclosure.values import Severity

Y2024 = Period.year(2024)
NATIONAL = load_standard("cn-2021")
TARGET = next(iter(SubmissionTarget))
LICENCES, PENALTIES = "decisions.licences/decided", "decisions.penalties/decided"
RECEIVED = "requests.received/total"
PUBLICATION = Publication(id="p", body="b", item="i", channel=PublicationChannel.OWN_SITE, published=date(2024, 3, 1))


def in_memory(records: Records) -> Records:
    return records


def in_frames(records: Records) -> TableSource:
    return frames_of(records)


def in_a_database(records: Records) -> TableSource:
    connection, dialect = duckdb.connect(), DIALECTS["duckdb"]
    for kind in records.kept:
        connection.execute(create_table(kind, dialect))
    for statement in inserts(records.by_kind, dialect):
        connection.execute(statement)
    return open_tables(connection)


ENGINES = pytest.mark.parametrize("engine", [in_memory, in_frames, in_a_database])
Engine = Callable[[Records], Records | TableSource]


def entry(address: str, value: str, period: Period = Y2024) -> Entry:
    return Entry(body="b", period=period, address=address, value=value)


def rules(report: Report) -> list[str]:
    return [note.rule for note in report.notes]


@ENGINES
class TestAKindThatIsNotKept:
    """A cell that counts it is missing, with the reason; one that counts a kind without a record is 0."""

    def test_makes_its_cells_missing(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request()])), NATIONAL, period=Y2024)
        assert (made[RECEIVED], made[LICENCES], made["remedies.cases/direct_total"]) == (1, Blank.MISSING, Blank.MISSING)

    def test_is_named_once_with_its_cells(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request()])), NATIONAL, period=Y2024)
        notes = [note for note in made.notes if note.rule == "records.not_kept"]
        assert [len(note.cells) for note in notes] == [1, 3, 6, 15, 4]  # charge, decision, document, remedy, request_fee
        assert LICENCES in notes[1].cells
        assert "decision" in notes[1].message.en

    def test_is_zero_where_there_is_an_empty_place_for_it(self, engine: Engine) -> None:
        kept = gather([request()], kept=[Decision.__kind__])
        made = tabulate(engine(kept), NATIONAL, period=Y2024)
        assert (made[LICENCES], made["fees.charged/amount"]) == (0, Blank.MISSING)

    def test_is_zero_where_it_is_stated_that_there_were_none(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request()])), NATIONAL, period=Y2024, none="decision, charge, request_fee")
        assert (made[LICENCES], made["fees.charged/amount"]) == (0, 0)
        assert made["remedies.cases/direct_total"] is Blank.MISSING

    def test_cannot_be_stated_to_be_none_where_there_are_records(self, engine: Engine) -> None:
        with pytest.raises(UnreadableError, match="request"):
            tabulate(engine(gather([request()])), NATIONAL, period=Y2024, none=["request"])

    def test_that_is_no_kind_of_record_is_refused_with_the_nearest(self, engine: Engine) -> None:
        with pytest.raises(UnreadableError, match="remedy"):
            tabulate(engine(gather([request()])), NATIONAL, period=Y2024, none=["remedies"])

    def test_makes_a_cell_missing_that_reads_it_as_a_parent(self, engine: Engine) -> None:
        column = one_table(
            '{ key = "news", label = "n", count = "column.kind == \'department_news\'" },'
            '{ key = "all", label = "a", count = "published in period" }',
            records="publication",
        )
        item = Item(id="i", body="b", kind=ItemKind.NEWS)
        made = tabulate(engine(gather([PUBLICATION, item])), column, period=Y2024)
        assert (made["all"], made["news"]) == (1, Blank.MISSING)


@ENGINES
class TestItemsOfPublications:
    """Items follow from their publications where no items are kept; an empty list of items is a list."""

    STANDARD = one_table('{ key = "items", label = "i", count = "first_published in period" }', records="item")

    def test_are_counted_where_no_list_of_items_is_kept(self, engine: Engine) -> None:
        assert tabulate(engine(gather([PUBLICATION])), self.STANDARD, period=Y2024)["items"] == 1

    def test_are_none_where_the_list_of_items_is_empty(self, engine: Engine) -> None:
        kept = gather([PUBLICATION], kept=[Item.__kind__])
        assert tabulate(engine(kept), self.STANDARD, period=Y2024, body="b")["items"] == 0


@ENGINES
class TestATotalTypedIn:
    """An entry for a calculated cell counts where nothing can be counted; where both are there and differ, that is an error."""

    def test_is_taken_where_the_kind_is_not_kept(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request(), entry(LICENCES, "12345")])), NATIONAL, period=Y2024)
        assert made[LICENCES] == 12345
        assert made.cells[LICENCES].origin.kind is OriginKind.ENTERED
        assert made[PENALTIES] is Blank.MISSING

    def test_that_agrees_is_silent(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request(), entry(RECEIVED, "1")])), NATIONAL, period=Y2024)
        assert made.cells[RECEIVED].origin.kind is OriginKind.CALCULATED
        assert "entry.differs" not in rules(made)

    def test_that_differs_is_an_error_with_both_figures(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request(), entry(RECEIVED, "7")])), NATIONAL, period=Y2024)
        (found,) = [note for note in made.notes if note.rule == "entry.differs"]
        assert (found.severity, found.cells, made[RECEIVED]) == (Severity.ERROR, (RECEIVED,), 1)
        assert found.message.en == f"{RECEIVED}: 1 by the records, but 7 was entered; correct one of the two"

    def test_is_added_into_its_totals(self, engine: Engine) -> None:
        parts = [
            entry(f"remedies.cases/direct_{part}", number)
            for part, number in zip(("upheld", "corrected", "other", "open"), ("1", "2", "3", "4"), strict=True)
        ]
        made = tabulate(engine(gather([request(), *parts])), NATIONAL, period=Y2024)
        assert made["remedies.cases/direct_total"] == 10
        assert made["remedies.cases/after_total"] is Blank.MISSING

    def test_leaves_a_total_missing_of_which_a_part_is(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request(), entry("remedies.cases/direct_upheld", "1")])), NATIONAL, period=Y2024)
        assert made["remedies.cases/direct_total"] is Blank.MISSING


@ENGINES
class TestEntriesForPartsOfThePeriod:
    """Months and quarters become the year's figure by the row's own rule: flows add up, stocks are the last part's."""

    QUARTERS = tuple(Period.quarter(2024, number) for number in range(1, 5))

    def made(self, engine: Engine, address: str, *values: str) -> Report:
        entries = [entry(address, value, part) for part, value in zip(self.QUARTERS, values, strict=False)]
        return tabulate(engine(gather([request(), *entries])), NATIONAL, period=Y2024)

    def test_add_up_where_the_row_counts_what_happens(self, engine: Engine) -> None:
        assert self.made(engine, LICENCES, "1", "20", "300", "4000")[LICENCES] == 4321

    def test_are_the_last_ones_where_the_row_counts_a_stock(self, engine: Engine) -> None:
        assert self.made(engine, "documents.rules/in_force", "10", "11", "12", "13")["documents.rules/in_force"] == 13

    def test_with_a_gap_are_not_used_and_named(self, engine: Engine) -> None:
        made = self.made(engine, LICENCES, "1", "20", "300")
        assert made[LICENCES] is Blank.MISSING
        assert "entry.parts" in rules(made)

    def test_that_contradict_the_year_are_an_error(self, engine: Engine) -> None:
        entries = [entry(LICENCES, "1", part) for part in self.QUARTERS]
        made = tabulate(engine(gather([request(), entry(LICENCES, "5"), *entries])), NATIONAL, period=Y2024)
        (found,) = [note for note in made.notes if note.rule == "entry.parts_differ"]
        assert (found.severity, made[LICENCES]) == (Severity.ERROR, 5)


class TestOverTime:
    """How a longer period follows from shorter ones is derived from the condition."""

    @pytest.mark.parametrize(
        ("address", "way"),
        [
            (RECEIVED, OverTime.SUM),
            ("requests.carried_in/total", OverTime.FIRST),
            ("requests.carried_out/total", OverTime.LAST),
            ("documents.rules/in_force", OverTime.LAST),
            ("fees.charged/amount", OverTime.SUM),
            ("remedies.cases/direct_total", None),  # open cases are a stock, closed ones happen
        ],
    )
    def test_of_the_national_form(self, address: str, way: OverTime | None) -> None:
        assert NATIONAL.over_time(address) is way

    @pytest.mark.parametrize(
        ("way", "value"),
        [
            (OverTime.SUM, 6),
            (OverTime.FIRST, 2),
            (OverTime.LAST, 1),
            (OverTime.LEAST, 1),
            (OverTime.MOST, 3),
            (OverTime.NONE, Blank.MISSING),
        ],
    )
    def test_joins_parts(self, way: OverTime, value: object) -> None:
        assert way.joined([2, 3, 1]) == value

    def test_does_not_add_what_is_missing(self) -> None:
        assert OverTime.SUM.joined([2, Blank.MISSING]) is Blank.MISSING
        assert OverTime.MOST.joined([Decimal("1.5"), Blank.MISSING]) is Blank.MISSING
        assert OverTime.MOST.joined([Decimal("1.5"), Blank.NOT_APPLICABLE]) == Decimal("1.5")
        assert OverTime.SUM.joined([Blank.NOT_APPLICABLE] * 2) is Blank.NOT_APPLICABLE


@ENGINES
class TestWhatCouldMislead:
    """Each cell is right by its definition, and the report wrong all the same: that is said, in every engine."""

    def test_records_and_none_in_the_period(self, engine: Engine) -> None:
        source = engine(every_kind_kept([request()]))
        assert "records.none_in_period" in rules(tabulate(source, NATIONAL, period=Period.year(2042)))
        assert "records.none_in_period" not in rules(tabulate(source, NATIONAL, period=Y2024))

    def test_no_records_at_all_are_no_mistake(self, engine: Engine) -> None:
        source = engine(every_kind_kept([]))
        assert "records.none_in_period" not in rules(tabulate(source, NATIONAL, period=Y2024, body="b"))

    @pytest.mark.parametrize("year", [24, 1900, 2101])
    def test_a_year_that_no_record_can_be_of(self, engine: Engine, year: int) -> None:
        assert "period.out_of_range" in rules(tabulate(engine(gather([request()])), NATIONAL, period=Period.year(year)))

    def test_records_outside_the_life_of_their_body(self, engine: Engine) -> None:
        ended = Body(id="b", name="甲局", dissolved=date(2024, 6, 30))
        late = request("late", received=date(2024, 7, 1), closed=date(2024, 7, 2))
        made = tabulate(engine(gather([request("in_time"), late, ended])), NATIONAL, period=Y2024)
        (found,) = [note for note in made.notes if note.rule == "request.outside_life"]
        assert found.where == ("request late",)

    def test_a_body_that_is_not_on_the_list(self, engine: Engine) -> None:
        made = tabulate(engine(gather([request(), Body(id="other", name="乙局")])), NATIONAL, period=Y2024, body="b")
        assert "body.not_listed" in rules(made)

    def test_a_sum_over_records_of_which_some_lack_the_number(self, engine: Engine) -> None:
        standard = one_table(
            '{ key = "days", label = "d", where = "submitted in period", sum = "days(submitted, adopted)" }',
            records="upward_submission",
        )
        handed_in = [
            UpwardSubmission(id="a", body="b", target=TARGET, submitted=date(2024, 3, 1), adopted=date(2024, 3, 5)),
            UpwardSubmission(id="z", body="b", target=TARGET, submitted=date(2024, 3, 1)),
        ]
        made = tabulate(engine(gather(handed_in)), standard, period=Y2024)
        (found,) = [note for note in made.notes if "sum_lacks" in note.rule]
        assert (made["days"], found.where) == (4, ("upward_submission z",))


class TestAFolder:
    """A file with its header row says that the kind is kept; no file says nothing."""

    HEADER = "id,body,channel,applicant,received,due,closed,outcome\n"

    def folder(self, place: Path, **files: str) -> Path:
        for name, text in files.items():
            (place / f"{name}.csv").write_text(text, encoding="utf-8")
        return place

    @pytest.mark.parametrize("read", [read_folder, scan_folder])
    def test_keeps_what_it_has_files_for(self, tmp_path: Path, read: Callable[[Path], Records | TableSource]) -> None:
        line = "r,b,online,natural_person,2024-03-05,2024-04-02,2024-03-20,granted\n"
        place = self.folder(tmp_path, request=self.HEADER + line, decision="id,body,kind,decided\n")
        made = tabulate(read(place), NATIONAL, period=Y2024)
        assert (made[RECEIVED], made[LICENCES], made["fees.charged/amount"]) == (1, 0, Blank.MISSING)


class TestPaddedIds:
    """Blanks around an id in a file are no part of it: a small folder and a scan of a large one give the same figures."""

    HEADER = "id,body,channel,applicant,received,due,closed,outcome\n"

    @pytest.mark.parametrize("pad", [" ", "\t", "\u3000"])
    def test_that_repeat_another_are_refused_by_both(self, tmp_path: Path, pad: str) -> None:
        line = "{},b,online,natural_person,2024-03-05,2024-04-02,2024-03-20,granted\n"
        text = self.HEADER + "".join(line.format(one) for one in ("a", f"a{pad}", "c"))
        (tmp_path / "request.csv").write_text(text, encoding="utf-8")
        for read in (read_folder, scan_folder):
            with pytest.raises(UnreadableError, match="two records"):
                tabulate(read(tmp_path), NATIONAL, period=Y2024)

    def test_of_a_parent_are_found_by_both(self, tmp_path: Path) -> None:
        files = {
            "item": "id,body,kind,first_published\ni,b,news,2024-03-05\n",
            "publication": "id,body,item,channel,column,published\np,b,i,city_portal,c1,2024-03-05\n",
            "site_column": "id,body,channel,kind\nc1 ,b,city_portal,department_news\n",
        }
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        rows = '{ key = "n", label = "n", count = "column.kind == \'department_news\'" }'
        standard = one_table(rows, records="publication")
        assert [tabulate(read(tmp_path), standard, period=Y2024)["n"] for read in (read_folder, scan_folder)] == [1, 1]
