"""Labels in a further language stand in a file beside the standard: they are printed and read back, and change no figure."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import docx
import jsonschema
import openpyxl
import pytest
from attrs import evolve
from click.testing import CliRunner

import govdisclosure
from govdisclosure import InvalidStandardError, Library, Period, UnknownStandardError
from govdisclosure.cli.main import cli
from govdisclosure.hookspecs import hookimpl
from govdisclosure.records import Body
from govdisclosure.report import Report
from govdisclosure.standards import Standard, json_schema
from govdisclosure.standards.checked_file import parsed_file
from govdisclosure.standards.label_translations import labels_template, without_label

STANDARD = """\
id = "mine"
edition = "1"
title = "{body}{year}年服务统计"
authority = "本单位"
sections = [
  { key = "services", heading = "一、服务情况", tables = ["services"] },
  { key = "words", heading = "二、问题", text = true },
]
[[tables]]
key = "services"
heading = "{year}年服务情况表"
row_head = "项目"
unit_head = "单位"
unit = "件"
columns = [
  { key = "person", label = "自然人" },
  { key = "firm", label = "商业企业", head = ["法人"] },
  { key = "total", label = "总计", total = ["person", "firm"] },
]
rows = [
  { key = "received", label = "一、收到", entered = "count" },
  { key = "granted", label = "（一）同意", entered = "count" },
  { key = "refused", label = "（二）不同意", entered = "count" },
]
"""
FRENCH = """\
labels_of = "mine"
title = "Rapport {year} de {body}"
[sections]
services = "I. Services rendus"
words = "II. Difficultés"
[tables]
services = "Services rendus en {year}"
[rows]
received = "A. Demandes reçues"
granted = "1. Demandes acceptées"
refused = ""
[columns]
"services.person" = "Particuliers"
"services.firm" = "Entreprises"
[words]
"总计" = "Total"
"项目" = "Rubrique"
"单位" = "Unité"
"法人" = "Personnes morales"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the standard and its French labels."""
    (tmp_path / "mine.toml").write_text(STANDARD, encoding="utf-8")
    (tmp_path / "mine.fr.toml").write_text(FRENCH, encoding="utf-8")
    return tmp_path


def standard(folder: Path) -> Standard:
    return govdisclosure.load_standard(folder / "mine.toml")


def report(folder: Path) -> Report:
    figures = {"received": (5, 6), "granted": (4, 3), "refused": (1, 3)}
    cells = {f"{row}/{column}": own[at] for row, own in figures.items() for at, column in enumerate(("person", "firm"))}
    cells |= {f"{row}/total": sum(own) for row, own in figures.items()}
    body = Body(id="b", name="Mairie de X")
    return Report(standard=standard(folder), body=body, period=Period.year(2024), cells=cells, text={"words": "Rien."})


def run(*arguments: object) -> tuple[int, str]:
    """The exit code of a command, and what it prints."""
    result = CliRunner().invoke(cli, [str(one) for one in arguments], standalone_mode=False)
    return result.return_value if result.exception is None else 2, result.output


class TestLabels:
    """What the file says is printed; what it leaves out or empty is called as the standard calls it."""

    def test_are_found_beside_the_standard(self, folder: Path) -> None:
        french = standard(folder).in_language("fr")
        assert french.title == "Rapport {year} de {body}"
        assert [section.heading for section in french.sections] == ["I. Services rendus", "II. Difficultés"]
        assert [row.label for row in french.tables[0].rows] == ["A. Demandes reçues", "1. Demandes acceptées", "（二）不同意"]
        assert french.spot("received/firm").label == "A. Demandes reçues/Personnes morales/Entreprises"
        assert french.spot("received/total").label == "A. Demandes reçues/Total"
        assert (french.tables[0].row_head, french.tables[0].unit_head) == ("Rubrique", "Unité")
        assert french.spot("received/total").unit == "件"

    def test_change_neither_id_nor_digest_nor_relations(self, folder: Path) -> None:
        before = standard(folder)
        (folder / "mine.fr.toml").unlink()
        without = standard(folder)
        french = before.in_language("fr")
        assert before.digest == without.digest == french.digest
        assert before.id == without.id == french.id
        assert without.relations == french.relations
        assert list(french.spots) == list(without.spots)

    def test_are_none_in_a_language_without_a_file(self, folder: Path) -> None:
        given = standard(folder)
        assert given.in_language(None) is given.in_language("zh") is given.in_language("en") is given
        with pytest.raises(UnknownStandardError, match="no labels in bo") as error:
            given.in_language("bo")
        assert "zh, fr, en" in str(error.value)

    def test_of_an_annex_and_of_its_standard_are_printed_together(self, folder: Path) -> None:
        annex = STANDARD.replace('id = "mine"', 'id = "more"\nannex_of = ["mine"]')
        annex = annex.replace('title = "{body}{year}年服务统计"\n', "")
        for key in ("services", "words", "received", "granted", "refused"):
            annex = annex.replace(f'key = "{key}"', f'key = "more.{key}"').replace(f'["{key}"]', f'["more.{key}"]')
        (folder / "more.annex.toml").write_text(annex, encoding="utf-8")
        labels = 'labels_of = "more"\n[rows]\n"more.received" = "Demandes en plus"\n'
        (folder / "more.annex.fr.toml").write_text(labels, encoding="utf-8")
        library = Library([])
        library.register(folder / "mine.toml")
        library.register(folder / "more.annex.toml")
        french = library.load_standard("mine+more").in_language("fr")
        assert french.rows["received"].label == "A. Demandes reçues"
        assert french.rows["more.received"].label == "Demandes en plus"


class TestFaults:
    """A key that the standard does not have is named with the nearest; nothing of the file is passed over."""

    @pytest.mark.parametrize(
        ("written", "instead", "said"),
        [
            ('received = "A', 'recieved = "A', "rows.recieved: the standard has no recieved; use received"),
            ('"services.firm"', '"services.firms"', "use services.firm"),
            ('"法人" =', '"法入" =', "the standard has no 法入"),
            ("Rapport {year} de", "Rapport de", "the same places to fill in"),
            ("rendus en {year}", "rendus en {annee}", "tables.services: the label must have"),
            ('labels_of = "mine"', 'labels_of = "cn-2021"', "are those of cn-2021"),
            ('labels_of = "mine"\n', "", "labels_of"),
            ("[sections]", "[section]", "unknown key in labels"),
            ('words = "II. Difficultés"', "words = 2", "sections"),
            ("[rows]", "[rows", "mine.fr.toml"),
        ],
    )
    def test_are_named(self, folder: Path, written: str, instead: str, said: str) -> None:
        (folder / "mine.fr.toml").write_text(FRENCH.replace(written, instead, 1), encoding="utf-8")
        with pytest.raises(InvalidStandardError) as error:
            standard(folder)
        assert "mine.fr.toml" in str(error.value)
        assert said in str(error.value)

    def test_own_language_needs_no_file(self, folder: Path) -> None:
        (folder / "mine.zh.toml").write_text('labels_of = "mine"\n', encoding="utf-8")
        with pytest.raises(InvalidStandardError, match="own language"):
            standard(folder)

    def test_a_file_that_is_no_text_is_named(self, folder: Path) -> None:
        (folder / "mine.fr.toml").write_bytes(b"\xff\xfe\xff")
        with pytest.raises(InvalidStandardError, match=r"mine\.fr\.toml"):
            standard(folder)

    def test_labels_are_no_standard(self, folder: Path) -> None:
        with pytest.raises(InvalidStandardError, match="labels of mine in another language"):
            govdisclosure.load_standard(folder / "mine.fr.toml")

    def test_a_standard_of_such_a_name_is_a_standard(self, folder: Path) -> None:
        (folder / "mine.old.toml").write_text(STANDARD, encoding="utf-8")
        assert list(standard(folder).labels) == ["fr"]


class TestTemplate:
    """``standards labels`` prints the file to fill in, with what is there, and ``standards check`` what is lacking."""

    def test_holds_what_is_there_and_places_for_the_rest(self, folder: Path) -> None:
        written = labels_template(standard(folder), "fr")
        data = parsed_file(written, "mine.fr.toml")
        assert data["rows"] == {"received": "A. Demandes reçues", "granted": "1. Demandes acceptées", "refused": ""}
        assert data["columns"]["services.total"] == "Total"
        assert 'refused = ""  # （二）不同意' in written
        (folder / "mine.fr.toml").write_text(written, encoding="utf-8")
        assert standard(folder).in_language("fr").rows == standard(folder).translations["fr"].rows
        assert without_label(standard(folder), "fr") == ("rows.refused", "words.件", "words.是", "words.否")

    def test_that_is_filled_in_lacks_nothing(self, folder: Path) -> None:
        lines = []
        for number, line in enumerate(labels_template(standard(folder), "mn").splitlines()):
            fields = "".join(name for name in ("{body}", "{year}") if name in line)
            lines.append(line.replace('= ""', f'= "м{number}{fields}"', 1))
        (folder / "mine.mn.toml").write_text("\n".join(lines), encoding="utf-8")
        assert without_label(standard(folder), "mn") == ()

    def test_on_the_command_line(self, folder: Path) -> None:
        printed = run("standards", "labels", folder / "mine.toml", "fr")
        assert printed[1] == labels_template(standard(folder), "fr")
        assert run("standards", "labels", folder / "mine.toml", "zh")[0] == 2
        assert run("standards", "labels", folder / "mine.toml", "../fr")[0] == 2
        said = run("standards", "check", folder / "mine.toml", "--lang", "en")[1]
        assert "labels in fr: 4 are lacking: rows.refused, words.件, words.是, words.否" in said
        data = json.loads(run("standards", "check", folder / "mine.toml", "--json")[1])
        assert data["without_label"] == {"fr": ["rows.refused", "words.件", "words.是", "words.否"]}

    def test_has_a_schema(self) -> None:
        schema = json_schema("labels")
        validator = jsonschema.Draft202012Validator(schema)
        assert not list(validator.iter_errors(parsed_file(FRENCH, "")))
        assert list(validator.iter_errors({**parsed_file(FRENCH, ""), "row": {}}))
        assert list(validator.iter_errors({"title": "x"}))
        assert json.loads(run("standards", "schema", "--labels")[1]) == schema
        assert run("standards", "schema", "--labels", "--annex")[0] == 2


class TestPlugins:
    """Files of labels are offered as standards are: beside one's own, or for a standard of somebody else."""

    def test_offer_them_beside_their_standard(self, folder: Path) -> None:
        hook = hookimpl(lambda: sorted(folder.glob("*.toml")), specname="govdisclosure_standards")
        plugin = SimpleNamespace(__name__="ours", govdisclosure_standards=hook)
        library = Library([plugin])
        assert library.refused == ()
        assert "mine" in library.standards
        assert "mine.fr" not in library.standards
        assert library.load_standard("mine").in_language("fr").rows["received"].label == "A. Demandes reçues"

    def test_offer_them_for_another_standard(self, tmp_path: Path) -> None:
        labels = 'labels_of = "cn-2021"\ntitle = "{body} {year} ལོ་རིམ་སྙན་ཞུ།"\n'
        (tmp_path / "cn-2021.bo.toml").write_text(labels, encoding="utf-8")
        library = Library([])
        library.register(tmp_path / "cn-2021.bo.toml")
        assert library.load_standard("cn-2021").in_language("bo").title == "{body} {year} ལོ་རིམ་སྙན་ཞུ།"
        assert Library([]).load_standard("cn-2021").labels == {}


class TestPrinting:
    """Documents, forms and the terminal print the labels; the report and its data stay as they are."""

    def test_documents(self, folder: Path) -> None:
        given = report(folder)
        written = docx.Document(BytesIO(govdisclosure.dumps(given, "docx", language="fr")))
        paragraphs = [one.text for one in written.paragraphs]
        assert paragraphs[0] == "Rapport 2024 de Mairie de X"
        assert {"I. Services rendus", "Services rendus en 2024", "II. Difficultés", "Rien."} <= set(paragraphs)
        assert [cell.text for cell in written.tables[0].rows[2].cells] == ["A. Demandes reçues", "件", "5", "6", "11"]
        assert written.core_properties.language == "fr"
        sheets = openpyxl.load_workbook(BytesIO(govdisclosure.dumps(given, "xlsx", language="fr")))
        assert "A. Demandes reçues" in {cell.value for sheet in sheets for line in sheet for cell in line}
        assert govdisclosure.dumps(given, "json", language="fr") == govdisclosure.dumps(given, "json")

    def test_a_language_that_nothing_is_in_is_refused(self, folder: Path) -> None:
        with pytest.raises(UnknownStandardError):
            govdisclosure.dumps(report(folder), "docx", language="bo")

    def test_commands(self, folder: Path) -> None:
        file = folder / "report.json"
        file.write_text(report(folder).to_json(), encoding="utf-8")
        shown = run("standards", "show", folder / "mine.toml", "--lang", "fr")[1]
        assert "A. Demandes reçues\t件" in shown
        written = run("write", file, "--standard", folder / "mine.toml", "--lang", "fr", "-o", folder / "out.docx")
        assert written[0] == 0, written[1]
        assert docx.Document(str(folder / "out.docx")).paragraphs[0].text == "Rapport 2024 de Mairie de X"
        assert run("write", file, "--standard", folder / "mine.toml", "--lang", "bo", "-o", folder / "b.docx")[0] == 2
        refused = run("write", file, "--standard", folder / "mine.toml", "--lang", "French", "-o", folder / "b.docx")
        assert refused[0] == 2
        assert not (folder / "b.docx").exists()

    def test_forms(self, folder: Path) -> None:
        arguments = ("--body", "b", "--year", "2024", "--lang", "fr", "-o", folder / "form.xlsx")
        assert run("form", folder / "mine.toml", *arguments)[0] == 0
        book = openpyxl.load_workbook(folder / "form.xlsx")
        assert "A. Demandes reçues" in {cell.value for sheet in book for line in sheet for cell in line}
        collected = govdisclosure.collect([folder / "form.xlsx"], standard=standard(folder))
        assert [one.body.id for one in collected.reports] == ["b"]


class TestReading:
    """What is printed in a further language is read back, from our documents and from others."""

    @pytest.mark.parametrize("format_name", ["docx", "xlsx", "csv"])
    def test_our_own_documents(self, folder: Path, format_name: str) -> None:
        given = report(folder)
        written = govdisclosure.dumps(given, format_name, language="fr")
        read = govdisclosure.read(written, standard=given.standard, period=2024)
        assert dict(read) == dict(given)
        assert read.standard == given.standard
        assert read.notes == ()

    def test_a_document_of_somebody_else(self, folder: Path) -> None:
        document = docx.Document()
        document.add_paragraph("Rapport 2023 de Ville de Y")
        document.add_paragraph("I. Services rendus")
        table = document.add_table(rows=4, cols=5)
        lines = [
            ("Rubrique", "Unité", "Particuliers", "Entreprises", "Total"),
            ("A. Demandes reçues", "件", "12", "7", "19"),
            ("1. Demandes acceptées", "件", "9", "5", "14"),
            ("（二）不同意", "件", "3", "2", "5"),
        ]
        for row, line in zip(table.rows, lines, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
        document.add_paragraph("II. Difficultés")
        document.add_paragraph("Il manque deux agents.")
        data = BytesIO()
        document.save(data)
        read = govdisclosure.read(data.getvalue(), standard=standard(folder))
        assert (read.body.name, str(read.period)) == ("Ville de Y", "2023")
        assert read["received/person"], read["granted/firm"] == (12, 5)
        assert (read["refused/total"], read.text["words"]) == (5, "Il manque deux agents.")
        assert read.standard.language == "zh"
        assert govdisclosure.check(read).verdict == "passed"

    def test_a_report_in_the_standards_own_language(self, folder: Path) -> None:
        written = govdisclosure.dumps(report(folder), "docx")
        assert govdisclosure.read(written, standard=standard(folder)).text == {"words": "Rien."}


class TestInFindings:
    """Findings, explanations, wrong cells and letters call cells as the language chosen does; keys stand behind."""

    @pytest.fixture
    def wrong(self, folder: Path) -> Path:
        (folder / "mine.en.toml").write_text(
            FRENCH.replace("A. Demandes reçues", "A. Received").replace("Total", "All"), encoding="utf-8"
        )
        made = report(folder)
        made = evolve(made, cells={**made.cells, "received/total": 99, "granted/person": -4})
        file = folder / "report.json"
        file.write_text(made.to_json(), encoding="utf-8")
        return file

    @pytest.mark.parametrize(
        ("lang", "label", "rest"),
        [
            ("fr", "A. Demandes reçues/Total", "Entreprises"),
            ("en", "A. Received/All", "Entreprises"),
            ("zh", "一、收到/总计", "商业企业"),
        ],
    )
    @pytest.mark.parametrize("command", ["check", "locate", "explain"])
    def test_are_the_labels_of_the_language(self, wrong: Path, command: str, lang: str, label: str, rest: str) -> None:
        more = ("received/total",) if command == "explain" else ()
        code, said = run("--lang", lang, command, wrong, *more, "--standard", wrong.with_name("mine.toml"))
        assert code == (command != "explain"), said
        assert label in said
        assert rest in said
        if lang != "zh":
            assert "收到" not in said

    @pytest.mark.parametrize("lang", ["fr", "en", "zh"])
    def test_end_with_the_key_of_the_relation(self, wrong: Path, lang: str) -> None:
        _, said = run("--lang", lang, "check", wrong, "--standard", wrong.with_name("mine.toml"))
        line = next(one for one in said.splitlines() if "received.across" in one)
        assert line.rstrip("）)").endswith("received.across")
        assert line.index({"zh": "一、收到"}.get(lang, "A. ")) < line.index("received.across")

    def test_are_the_keys_in_english_where_labels_are_in_chinese_alone(self, wrong: Path) -> None:
        wrong.with_name("mine.en.toml").unlink()
        _, said = run("--lang", "en", "check", wrong, "--standard", wrong.with_name("mine.toml"))
        assert "left, received/total (99), is 99" in said

    def test_need_labels_in_the_language(self, wrong: Path) -> None:
        words = ["--lang", "bo", "check", str(wrong), "--standard", str(wrong.with_name("mine.toml"))]
        code, said = run(*words)
        assert code == 2
        assert "no labels in bo" in said

    @pytest.mark.parametrize(("lang", "label"), [("fr", "A. Demandes reçues"), ("zh", "一、收到")])
    def test_of_letters_are_those_of_the_language(self, wrong: Path, lang: str, label: str) -> None:
        handed_in = wrong.parent / "reports"
        handed_in.mkdir()
        wrong.rename(handed_in / "report.json")
        letters = wrong.parent / "letters"
        standard_file = wrong.with_name("mine.toml")
        _, said = run("--lang", lang, "audit", handed_in, "--year", "2024", "--letters", letters, "--standard", standard_file)
        (letter,) = letters.glob("*.docx")
        written = docx.Document(str(letter))
        text = "\n".join(one.text for one in written.paragraphs)
        text += "\n".join(cell.text for table in written.tables for row in table.rows for cell in row.cells)
        assert label in text
        assert label in said or "received" not in said
        if lang == "fr":
            assert "收到" not in text
