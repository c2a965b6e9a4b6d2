"""A large folder is scanned, never loaded; where anything is doubtful it is read line by line, and every fault has its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, strategies as st

from govdisclosure import load_standard, tabulate, tabulate_by_body
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Request
from govdisclosure.report import Report
from govdisclosure.sources import Records, TableSource, open_source, read_folder, scan_folder
from govdisclosure.sources.frames import Frames
from govdisclosure.sources.opening import LARGE
from govdisclosure.values import Period, Severity

YEAR = Period.year(2015)
HEADER = "id,body,channel,applicant,received,due,closed,outcome"
GOOD = "r1,b,fax,business,2015-03-04,2015-04-01,2015-03-06,granted"


def folder(path: Path, files: Mapping[str, str]) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content.encode())
    return path


def requests(path: Path, *lines: str) -> Path:
    return folder(path, {"request.csv": "\n".join((HEADER, *lines)) + "\n"})


def scanned(path: Path) -> Report:
    source = scan_folder(path)
    return tabulate(source, load_standard("cn-2021"), period=YEAR, body="b")


def faults(path: Path) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        scanned(path)
    return [f"{one.where}: {one.en}" for one in caught.value.faults]


class TestScanning:
    """What a scan counts is what reading line by line counts."""

    def test_never_makes_records_of_plain_files(self, tmp_path: Path) -> None:
        source = scan_folder(requests(tmp_path, GOOD))
        assert isinstance(source, TableSource)
        made = tabulate(source, load_standard("cn-2021"), period=YEAR, body="b")
        assert made["requests.received/total"] == 1

    @pytest.mark.parametrize(
        "line",
        [
            "r2,b,fax,business,3/4/2015,,,",
            "r2,b,fax,business,05-03-2015,,,",
            "r2,b,fax,business,2015-02-30,,,",
            "r2,b,fax,business,0215-03-04,,,",
            "r2,b,pigeon,pigeon,2015-03-04,,,",
            "r2,b,fax,,2015-03-04,,,",
            "r2,b,fax,business,2015-03-04,,2015-03-03,granted",
            "r2,b,fax,business,2015-03-04",
            "r2,b,fax,business,2015-03-04,,,,,",
            "r1,b,fax,business,2015-03-04,,,",
        ],
    )
    def test_names_file_and_line_of_what_is_wrong(self, tmp_path: Path, line: str) -> None:
        requests(tmp_path, GOOD, line, GOOD.replace("r1", "r3"))
        with pytest.raises(UnreadableError) as caught:
            read_folder(tmp_path)
        expected = [f"{one.where}: {one.en}" for one in caught.value.faults]
        assert faults(tmp_path) == expected
        assert any("request.csv line 3" in one for one in expected)

    def test_gathers_the_faults_of_all_files(self, tmp_path: Path) -> None:
        requests(tmp_path, GOOD, "r2,b,pigeon,business,2015-03-04,,,")
        folder(tmp_path, {"decision.csv": "id,body,kind,decided\nd1,b,penalty,2015-13-01\n"})
        found = faults(tmp_path)
        assert any("request.csv line 3" in one for one in found)
        assert any("decision.csv line 2" in one for one in found)

    @pytest.mark.parametrize(
        "content",
        [
            "\ufeff" + HEADER + "\n" + GOOD + "\n",
            HEADER + "\r\n" + GOOD + "\r\n",
            HEADER + "\n\n" + GOOD,
            HEADER + "\n" + GOOD.replace("business", '"business"') + "\n",
            HEADER + "\n r1 , b,fax,business,2015-03-04,2015-04-01,2015-03-06,granted\n",
            HEADER + "\n\u3000r1\u3000,\u3000b,fax,business,2015-03-04,2015-04-01,2015-03-06,granted\n",
            HEADER + "\n\tr1,\tb,fax,business\f,2015-03-04,2015-04-01,2015-03-06,granted\t\n",
            '"id",body,channel,applicant,received,due,closed,outcome\n' + GOOD + "\n",
            HEADER + '\n"r,1",b,fax,business,2015-03-04,2015-04-01,2015-03-06,granted\n',
            HEADER + '\n"r\n1",b,fax,business,2015-03-04,2015-04-01,2015-03-06,granted\n',
        ],
    )
    def test_reads_csv_as_it_comes(self, tmp_path: Path, content: str) -> None:
        folder(tmp_path, {"request.csv": content})
        expected = tabulate(read_folder(tmp_path), load_standard("cn-2021"), period=YEAR, body="b")
        made = scanned(tmp_path)
        assert {address: made[address] for address in made.standard.spots} == {
            address: expected[address] for address in made.standard.spots
        }
        assert made["requests.received/total"] == 1

    @pytest.mark.parametrize("suffix", ["csv", "parquet"])
    def test_strips_what_reading_line_by_line_strips(self, tmp_path: Path, suffix: str) -> None:
        """Every blank that there is, also those of the typewriter's time that polars by itself would leave."""
        blanks = [one for one in map(chr, range(0x3001)) if one.isspace() and one not in "\n\r"]
        rows = [GOOD.replace("r1", f"r{number}").replace("fax", f"{one}fax{one}") for number, one in enumerate(blanks)]
        path = requests(tmp_path, *rows)
        if suffix == "parquet":
            days = dict.fromkeys(("received", "due", "closed"), pl.Date)
            pl.read_csv(path / "request.csv", schema_overrides=days, eol_char="\n").write_parquet(path / "request.parquet")
            (path / "request.csv").unlink()
        source = scan_folder(path)
        assert isinstance(source, Frames)
        assert set(source.frames["request"].collect()["channel"]) == {"fax"}
        assert {one.channel.value for one in read_folder(path).given[Request.__kind__]} == {"fax"}  # type: ignore[attr-defined]

    @pytest.mark.parametrize("blank", ["", " ", "\u3000"])
    def test_strips_texts_only_where_blanks_may_be_around_them(self, tmp_path: Path, blank: str) -> None:
        source = scan_folder(requests(tmp_path, GOOD.replace("fax", f"fax{blank}")))
        assert isinstance(source, Frames)
        plan = source.frames["request"].select("channel").explain()
        assert ("strip_chars" in plan) is (blank != "")
        assert source.frames["request"].select("channel").collect().item() == "fax"

    @given(
        lines=st.lists(
            st.tuples(
                st.sampled_from(["r1", "r2", "r3", "r4", " r3", '"r4"', "r,5", "", "机关"]),
                st.sampled_from(["b", "b", "c", " b", ""]),
                st.sampled_from(["fax", "email"]),  # no figure depends on the channel, so a scan does not look at it
                st.sampled_from(["business", "natural_person", "business", "x", ""]),
                st.sampled_from(["2015-03-04", "2014-12-31", "2015-01-01", "2013-01-07", "2015-3-4", "0001-01-01", "", "x"]),
                st.sampled_from(["2015-12-31", ""]),
                st.sampled_from(["2015-03-06", "2015-06-01", "2015-01-01", ""]),
                st.sampled_from(["granted", "", "granted", "denied"]),
            ),
            max_size=3,
        ),
        ending=st.sampled_from(["\n", ""]),
    )
    def test_agrees_with_reading_line_by_line_whatever_stands_there(
        self, tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, ...]], ending: str
    ) -> None:
        path = tmp_path_factory.mktemp("any")
        folder(path, {"request.csv": HEADER + "\n" + "\n".join(",".join(line) for line in lines) + ending})
        standard = load_standard("cn-2021")
        outcomes: list[object] = []
        for source in (read_folder, scan_folder):
            try:
                reports = tabulate_by_body(source(path), standard, period=YEAR)
                outcomes.append({body: dict(report.cells) for body, report in reports.items()})
            except UnreadableError as error:
                outcomes.append([str(one.where) + one.en for one in error.faults])
        assert outcomes[0] == outcomes[1]


class TestParquet:
    """Parquet has types of its own; a column of the wrong one is refused before anything is counted."""

    def test_counts_without_reading_lines(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"id": ["d1"], "body": ["b"], "kind": ["penalty"], "decided": ["2015-05-05"]})
        table.with_columns(pl.col("decided").str.to_date()).write_parquet(tmp_path / "decision.parquet")
        assert scanned(tmp_path)["decisions.penalties/decided"] == 1

    def test_names_the_column_of_a_wrong_type(self, tmp_path: Path) -> None:
        table = pl.DataFrame({"id": ["d1"], "body": ["b"], "kind": ["penalty"], "decided": ["2015-05-05"]})
        table.write_parquet(tmp_path / "decision.parquet")
        with pytest.raises(UnreadableError, match=r"decision\.decided"):
            scan_folder(tmp_path)


class TestOpening:
    """Small folders are read, large ones scanned; what was set aside travels with both."""

    def test_reads_a_small_folder(self, tmp_path: Path) -> None:
        assert isinstance(open_source(requests(tmp_path, GOOD)), Records)

    def test_scans_a_large_one_and_says_by_which_bytes(self, tmp_path: Path) -> None:
        line = GOOD.partition(",")[2]
        requests(tmp_path, *(f"r{number:08},{line}" for number in range(LARGE // (len(line) + 10))))
        assert (tmp_path / "request.csv").stat().st_size >= LARGE
        source = open_source(tmp_path)
        assert isinstance(source, TableSource)
        assert source.digest is not None

    def test_says_that_table_names_are_for_databases(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="databases"):
            open_source(requests(tmp_path, GOOD), names={"request": "x"})

    def test_notes_files_of_other_names(self, tmp_path: Path) -> None:
        requests(tmp_path, GOOD)
        folder(tmp_path, {"requests.csv": "id\n"})
        found = [note for note in scanned(tmp_path).notes if "requests.csv" in note.message.en]
        assert [note.severity for note in found] == [Severity.WARNING]

    def test_tells_rows_as_they_are_counted(self, tmp_path: Path) -> None:
        told: dict[str, int] = {}
        source = scan_folder(requests(tmp_path, GOOD, GOOD.replace("r1", "r2")), progress=told.__setitem__)
        tabulate(source, load_standard("cn-2021"), period=YEAR, body="b")
        assert told["request"] == 2
