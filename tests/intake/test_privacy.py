"""Nothing about a person leaves the office: planted in every column of every ready register, none of it comes out anywhere."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from click.testing import CliRunner

from govdisclosure.cli.main import cli
from govdisclosure.intake import Profile
from govdisclosure.library import default_library, load_profile
from govdisclosure.records.record import FieldType

PLANTED = (
    "11010519491231002X",  # identity number, check digit right
    "110105491231002",  # one of fifteen digits
    "13812345678",
    "138-1234-5678",
    "010-62345678",
    "0734-8812345",
    "6222021234567890123",  # bank card
    "6222 0212 3456 7890 123",
    "欧阳震华",
    "张三(13812345678)",
)
TRACES = ("1101051949", "1101054912", "1381234", "138-1234", "6234567", "8812345", "622202", "6222 02", "欧阳", "张三")


def columns(profile: Profile) -> dict[str, list[str]]:
    """The register's columns: a heading each, with a valid cell for each of two lines."""
    found: dict[str, list[str]] = {}
    for one in profile.columns:
        if not one.headings:
            continue
        heading = min(one.headings)
        if one.keyed:
            cells = ["甲", "乙"]
        elif one.field.type is FieldType.DATE:
            cells = [next(form for form in one.forms if form != "serial")] * 2
        elif one.field.type is FieldType.WORD:
            cells = [next(word for word, meant in one.words.items() if meant is not None)] * 2
        elif one.field.type is FieldType.ID:
            cells = ["N-1", "N-2"]
        else:
            cells = ["1", "1"]
        found.setdefault(heading, cells)
    found |= {heading: ["1", "1"] for heading in sorted(profile.many)[:1]}
    return found | {heading: ["", ""] for heading in sorted(profile.ignore)}


def register(profile: Profile, planted: str | None) -> str:
    """A register of two lines that is taken in whole, and lines in which one column holds what must not come out."""
    cells = columns(profile)
    heads = [heading.split("/") for heading in cells]
    rows = [[head[level] if level < len(head) else "" for head in heads] for level in range(profile.head_rows[0])]
    for level in range(profile.head_rows[0] - 1):  # as Excel writes a merged head to text: once, above its first column
        rows[level] = ["" if x and rows[level][x] == rows[level][x - 1] else text for x, text in enumerate(rows[level])]
    rows += [[several[line] for several in cells.values()] for line in range(2)]
    for number, secret in enumerate(PLANTED):
        row = [several[0].replace("N-1", f"P-{number}") for several in cells.values()]
        if planted is not None:
            row[list(cells).index(planted)] = secret
        rows.append(row)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """All that was written, unpacked."""
    for path in folder.rglob("*"):
        if not path.is_file() or path.name == "register2024.csv":
            continue
        yield path.name, path.name
        if is_zipfile(path):
            with ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{path.name}/{part}", unescape(archive.read(part).decode("utf-8", errors="replace"))
        else:
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


PLACES = [
    (name, heading)
    for name in default_library().profiles
    for profile in [load_profile(name)]
    for heading in columns(profile)
    if heading not in profile.ignore or heading == min(profile.ignore)  # all that are not taken in are left out alike
]


class TestPlanted:
    """No field holds a name, number, address or contact; what the office sends on shows lengths only."""

    @pytest.mark.parametrize("name", default_library().profiles)
    def test_the_registers_are_right_but_for_what_is_planted(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "register2024.csv").write_text(register(load_profile(name), None), encoding="utf-8")
        said = self.run(tmp_path, "intake", "register2024.csv", "--profile", name, "-o", "records", "--key", "key.txt")
        assert "12 lines read = 12 taken in + 0 set aside + 0 excluded" in said

    def run(self, folder: Path, *words: str) -> str:
        told = [str(folder / one) if (folder / one).exists() or one in ("records", "key.txt") else one for one in words]
        done = CliRunner().invoke(cli, ["--lang", "en", *told], standalone_mode=False)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done.output

    @pytest.mark.parametrize(("name", "heading"), PLACES)
    def test_comes_out_nowhere(self, name: str, heading: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "register2024.csv").write_text(register(load_profile(name), heading), encoding="utf-8")
        intake = ("intake", "register2024.csv", "--profile", name, "-o", "records", "--key", "key.txt", "--hide-values")
        said = self.run(tmp_path, *intake)
        said += self.run(tmp_path, "intake", "register2024.csv", "--propose", "--key", "key.txt")
        said += self.run(tmp_path, "due", "records", "--on", "2024-12-31")
        said += self.run(tmp_path, "due", "records", "--on", "2024-12-31", "-o", "due.xlsx", "-o", "due.ics")
        said += self.run(tmp_path, "tabulate", "records", "--standard", "cn-2021", "--year", "2024", "-o", "report.json")
        said += self.run(tmp_path, "tabulate", "records", "--standard", "cn-hengyang-2015", "--year", "2024")
        if (tmp_path / "report.json").exists():
            (tmp_path / "reports").mkdir()
            shutil.copy("report.json", "reports/report.json")
            said += self.run(tmp_path, "check", "report.json")
            said += self.run(tmp_path, "verify", "report.json", "--records", "records")
            said += self.run(tmp_path, "draft", "report.json", "-o", "draft.docx", "-o", "draft.txt", "-o", "draft.json")
            said += self.run(tmp_path, "audit", "reports", "-o", "audit.xlsx", "--letters", "letters")
        for place, text in [("printed", said), *written(tmp_path)]:
            assert [trace for trace in TRACES if trace in text] == [], place

    def test_values_are_shown_in_the_offices_own_workbook_and_nowhere_else(self, tmp_path: Path) -> None:
        (tmp_path / "register2024.csv").write_text(register(load_profile("counter-log"), "类别"), encoding="utf-8")
        intake = (
            "intake",
            "register2024.csv",
            "--profile",
            "counter-log",
            "-o",
            "records",
            "--key",
            "key.txt",
        )
        said = self.run(tmp_path, *intake)
        found = {place for place, text in written(tmp_path) if "欧阳" in text}
        assert found
        assert all(place.startswith("register2024.aside.xlsx/") for place in found)
        assert "欧阳" not in said
