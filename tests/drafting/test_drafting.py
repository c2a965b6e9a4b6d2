"""Words of a report: proposed with cells bound, edited by the office, taken back without losing their bindings."""

from __future__ import annotations

import csv
import re
import shutil
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from click.testing import CliRunner
from docx import Document
from hypothesis import given, strategies as st

from govdisclosure import Cell, Period, Report, check, load_standard, read, read_folder, tabulate, write
from govdisclosure.cli.main import cli
from govdisclosure.drafting import draft, keep_words, read_words, rebound, shown, take_back, unnamed, write_words
from govdisclosure.errors import UnreadableError
from govdisclosure.records import Body
from govdisclosure.testing.made_documents import word_file
from govdisclosure.text_bindings import bindings, holes, parse_binding

STANDARD = load_standard("cn-2021")
CITY = Path(__file__).parents[2] / "examples" / "city-2024"
NATIONAL = ["cn-2014", "cn-2019", "cn-2021", "cn-hengyang-2015"]


def report(text: dict[str, str] | None = None, **values: int) -> Report:
    """A report in which every cell is 0 but those named: ``received=3`` is requests.received/total."""
    cells = {address: Cell(value=Decimal(0) if "amount" in spot.kind.value else 0) for address, spot in STANDARD.spots.items()}
    named = {"received": "requests.received/total", "granted": "requests.results.granted/total"}
    cells |= {named[name]: Cell(value=value) for name, value in values.items()}
    return Report(standard=STANDARD, body=Body(id="office"), period=Period.year(2024), cells=cells, text=text or {})


def entries(folder: Path) -> int:
    """How many entries a folder holds."""
    return len(list(csv.DictReader((folder / "entry.csv").read_text(encoding="utf-8").splitlines(keepends=True))))


class TestDraft:
    """Part one has five subjects; part six states the 信息处理费, also when it is 0 (national-2021.md)."""

    @pytest.mark.parametrize("standard", NATIONAL)
    def test_names_only_cells_of_the_standard(self, standard: str) -> None:
        loaded = load_standard(standard)
        named = [one for section in loaded.sections for text in section.draft for one in bindings(text) if one != "period"]
        assert named
        for one in named:
            assert parse_binding(one, loaded).addresses

    @pytest.mark.parametrize("standard", NATIONAL)
    def test_proposes_something_for_every_text_section_and_for_no_other(self, standard: str) -> None:
        sections = load_standard(standard).sections
        assert [bool(one.draft) for one in sections] == [one.text for one in sections]

    def test_has_the_five_subjects_of_part_one(self) -> None:
        words = shown(draft(report()).text["overview"], report())
        for subject in ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障"):
            assert subject in words

    def test_says_fees_of_nothing(self) -> None:
        words = shown(draft(report()).text["other"], report())
        assert "收费通知0件，总金额0元；实际收取信息处理费0元" in words

    def test_says_fees_as_in_the_records(self) -> None:
        made = report()
        fees: dict[str, int | Decimal] = {
            "processing_fees.notices": 25,
            "processing_fees.charged": Decimal(2950),
            "processing_fees.received": Decimal("2850.5"),
        }
        made = evolve(made, cells={**made.cells, **{key: Cell(value=value) for key, value in fees.items()}})
        assert "收费通知25件，总金额2950元；实际收取信息处理费2850.5元" in shown(draft(made).text["other"], made)

    def test_holds_no_figure_of_its_own_and_no_praise(self) -> None:
        for section in STANDARD.sections:
            for text in section.draft:
                assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", text))
                assert not re.search("认真|扎实|积极|显著|高度重视|有力|不断|圆满", text)

    def test_leaves_the_office_s_words_alone(self) -> None:
        made = draft(report({"overview": "本机关的话"}))
        assert made.text["overview"] == "本机关的话"
        assert made.text["other"]

    def test_keeps_a_report_from_being_final_until_the_open_places_are_written(self) -> None:
        made = draft(report())
        assert len(list(holes(made.text["overview"]))) == 2
        assert {one.rule for one in check(made).findings if one.severity.value == "error"} == {"text.unfilled"}

    def test_says_which_obligatory_words_the_office_left_out(self) -> None:
        made = report({"overview": "", "other": "无其他事项。", "problems": ""})
        assert [section.key for section, _ in unnamed(made) if section.key == "other"] == ["other"]
        assert unnamed(draft(report())) == ()


class TestRebound:
    """Figures typed out are bound again where their words are those that went out; no cell is guessed from a number."""

    OUT = "新收申请{requests.received/total}件，其中予以公开{requests.results.granted/total}件。"

    def test_is_the_template_where_nothing_was_changed(self) -> None:
        now = report(received=14, granted=8)
        assert rebound(shown(self.OUT, now), self.OUT, now).text == self.OUT

    def test_keeps_bindings_under_words_added_around_them(self) -> None:
        found = rebound("2024年，全年共新收申请14件，其中予以公开8件。均按期办结。", self.OUT, report(received=14, granted=8))
        assert found.text == f"2024年，全年共{self.OUT}均按期办结。"
        assert (found.corrected, found.unbound, found.dropped) == ((), (), ())

    def test_takes_the_table_s_figure_and_says_so_where_another_was_typed(self) -> None:
        found = rebound("新收申请15件，其中予以公开8件。", self.OUT, report(received=14, granted=8))
        assert found.text == self.OUT
        assert found.corrected == (("15", "14"),)

    def test_follows_when_figures_change_after_the_words_were_written(self) -> None:
        typed = shown(self.OUT, report(received=14, granted=8))
        later = report(received=21, granted=9)
        assert shown(rebound(typed, self.OUT, later).text, later) == "新收申请21件，其中予以公开9件。"

    def test_does_not_bind_a_figure_whose_words_were_changed(self) -> None:
        found = rebound("新收申请14件，其中不予公开8件。", self.OUT, report(received=14, granted=8))
        assert "不予公开8件" in found.text
        assert found.unbound == ("8",)
        assert found.dropped == ("requests.results.granted/total",)

    def test_does_not_bind_figures_that_changed_places(self) -> None:
        found = rebound("予以公开8件。新收申请14件。", self.OUT, report(received=14, granted=8))
        assert "{requests.received/total}件。" not in found.text.split("。")[0]

    def test_says_figures_that_stand_in_no_table_but_not_years(self) -> None:
        found = rebound("新收申请14件，其中予以公开8件。2024年举办培训3次。", self.OUT, report(received=14, granted=8))
        assert found.unbound == ("3",)

    def test_keeps_bindings_that_the_office_wrote_itself(self) -> None:
        text = "予以公开的占{requests.results.granted/total / requests.received/total}。"
        assert rebound(text, self.OUT, report(received=14, granted=8)).text == text

    def test_binds_again_what_was_missing_when_the_words_went_out(self) -> None:
        typed = "新收申请【requests.received/total】件，其中予以公开【requests.results.granted/total】件【附后】。"
        found = rebound(typed, self.OUT, report(received=14, granted=8))
        assert found.text == self.OUT.replace("件。", "件【附后】。")

    @given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
    def test_whatever_the_figures_were_and_are(self, received: int, granted: int, later: int, other: int) -> None:
        went = shown(self.OUT, report(received=received, granted=granted))
        now = report(received=later, granted=other)
        assert rebound(went, self.OUT, now).text == self.OUT

    @given(st.text("新收申请件予以公开0123456789，。", max_size=40))
    def test_text_of_any_kind_loses_nothing_but_bound_figures(self, text: str) -> None:
        found = rebound(text, self.OUT, report(received=14, granted=8))
        strip = re.compile(r"\{[^}]*\}|\d+(\.\d+)?%?")
        assert strip.sub("#", found.text) == strip.sub("#", text)


class TestWords:
    """Words go out as plain text or as the report in Word, and come back from either."""

    def test_plain_text_there_and_back(self, tmp_path: Path) -> None:
        made = draft(report())
        path = tmp_path / "words.txt"
        path.write_text(write_words(made), encoding="utf-8")
        assert read_words(path, made) == dict(made.text)

    @pytest.mark.parametrize("standard", NATIONAL)
    def test_there_and_back_in_every_standard(self, standard: str, tmp_path: Path) -> None:
        loaded = load_standard(standard)
        made = draft(Report(standard=loaded, body=Body(id="b", name="某局"), period=Period.year(2024), cells={}))
        path = tmp_path / "words.txt"
        path.write_text(write_words(made), encoding="gb18030")
        assert read_words(path, made) == dict(made.text)

    def test_the_report_written_as_word_and_edited_there(self, tmp_path: Path) -> None:
        made = draft(read(CITY / "reports/2024/culture.json"))
        made = draft(evolve(made, text={}))
        write(made, tmp_path / "report.docx")
        document = Document(str(tmp_path / "report.docx"))
        for paragraph in document.paragraphs:
            if "【请填写：改进情况】" in paragraph.text:
                paragraph.runs[0].text = "加强培训，全年培训3次。"
        document.save(str(tmp_path / "edited.docx"))
        back, results = take_back(made, read_words(tmp_path / "edited.docx", made))
        assert back.text["overview"] == made.text["overview"]
        assert back.text["other"] == made.text["other"]
        assert back.text["problems"] == made.text["problems"].replace("【请填写：改进情况】", "加强培训，全年培训3次。")
        assert results["problems"].unbound == ("3",)

    @pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04 broken", "没有标题的文字".encode()])
    def test_what_holds_no_words_is_refused(self, data: bytes, tmp_path: Path) -> None:
        path = tmp_path / "words.docx"
        path.write_bytes(data)
        with pytest.raises(UnreadableError):
            read_words(path, draft(report()))

    def test_of_word_are_what_word_shows(self, tmp_path: Path) -> None:
        heading = next(one.heading for one in STANDARD.text_sections if one.heading)
        inserted = "<w:ins><w:r><w:t>追加的话</w:t></w:r></w:ins><w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del>"
        struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>划去的话</w:t></w:r>"
        (tmp_path / "words.docx").write_bytes(
            word_file(f"<w:p><w:r><w:t>{heading}</w:t></w:r></w:p><w:p><w:r><w:t>收到3件。</w:t></w:r>{inserted}{struck}</w:p>")
        )
        (text,) = read_words(tmp_path / "words.docx", report()).values()
        assert text == "收到3件。追加的话"

    def test_in_a_format_that_is_not_read_say_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "words.doc").write_bytes(b"{\\rtf1 a}")
        with pytest.raises(UnreadableError, match=r"save it as \.docx"):
            read_words(tmp_path / "words.doc", report())

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError):
            read_words(tmp_path / "none.txt", report())


class TestKeeping:
    """Words kept with the records come into every report made from them, with the figures of that day."""

    def test_follow_the_records(self, tmp_path: Path) -> None:
        folder = tmp_path / "records"
        shutil.copytree(CITY / "records", folder)
        made = tabulate(read_folder(folder), STANDARD, period=Period.year(2024), body="culture")
        before = entries(folder)
        keep_words(draft(evolve(made, text={})), folder)
        assert entries(folder) == before
        again = tabulate(read_folder(folder), STANDARD, period=Period.year(2024), body="culture")
        assert again.text == draft(evolve(made, text={})).text
        other = tabulate(read_folder(folder), STANDARD, period=Period.year(2024), body="office")
        assert other.text != again.text

    def test_refuses_a_table_that_is_none_of_entries(self, tmp_path: Path) -> None:
        (tmp_path / "entry.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        with pytest.raises(UnreadableError):
            keep_words(draft(report()), tmp_path)
        assert (tmp_path / "entry.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"

    def test_refuses_a_folder_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "none").write_bytes(b"")
        with pytest.raises(UnreadableError):
            keep_words(draft(report()), tmp_path / "none")


class TestCommand:
    """``govdisclosure draft REPORT`` proposes; ``--text`` takes edited words back; ``--into`` keeps them."""

    def run(self, *words: object, code: int = 0) -> str:
        done = CliRunner().invoke(cli, ["--lang", "zh", "draft", *map(str, words)], standalone_mode=False)
        assert (done.return_value, done.exception) == (code, None), done.output
        return done.output

    def test_prints_the_words_with_their_figures(self) -> None:
        assert "全年新收政府信息公开申请14件" in self.run(CITY / "reports/2024/culture.json")

    def test_takes_a_clerk_s_text_and_keeps_it(self, tmp_path: Path) -> None:
        shutil.copytree(CITY / "records", tmp_path / "records")
        self.run(CITY / "reports/2024/culture.json", "-o", tmp_path / "words.txt", "-o", tmp_path / "report.json")
        words = (tmp_path / "words.txt").read_text(encoding="utf-8")
        typed = words.replace("{requests.received/total}", "99").replace("认真贯彻", "贯彻") + "\n另举办培训3次。\n"
        (tmp_path / "typed.txt").write_text(typed, encoding="utf-8")
        said = self.run(
            tmp_path / "report.json",
            "--text",
            tmp_path / "typed.txt",
            "-o",
            tmp_path / "report.docx",
            "--into",
            tmp_path / "records",
        )
        assert "里写的是99，表中是14" in said
        assert "：3" in said
        assert "report.docx" in said
        assert "本机关贯彻" in (tmp_path / "records/entry.csv").read_text(encoding="utf-8")
        assert "99" not in (tmp_path / "records/entry.csv").read_text(encoding="utf-8")

    def test_says_what_the_words_do_not_name_any_more(self, tmp_path: Path) -> None:
        (tmp_path / "typed.txt").write_text("一、总体情况\n无。\n", encoding="utf-8")
        said = self.run(CITY / "reports/2024/culture.json", "--text", tmp_path / "typed.txt")
        assert "不再提到这些格：requests.received/total" in said
        assert "没有写到规定要写的内容" in said


class TestOddWords:
    """Braces that name nothing are the check's to report; the draft goes on."""

    def test_braces_that_name_nothing_bind_nothing(self) -> None:
        made = report({"other": "{nothing}"})
        assert "other" in [section.key for section, _ in unnamed(made)]

    @pytest.mark.parametrize("text", ["{", "}", "{{}}", "{ }", "1{2}3", "{a"])
    def test_braces_of_any_kind_are_kept(self, text: str) -> None:
        assert rebound(text, "共{requests.received/total}件。", report()).text == text

    def test_a_document_of_another_kind_is_refused(self, tmp_path: Path) -> None:
        with ZipFile(tmp_path / "a.docx", "w") as archive:
            archive.writestr("a.txt", "x")
        with pytest.raises(UnreadableError):
            read_words(tmp_path / "a.docx", report())

    def test_a_folder_that_cannot_be_read_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "entry.csv").write_bytes(b"\xff\xfe")
        with pytest.raises(UnreadableError):
            keep_words(draft(report()), tmp_path)
