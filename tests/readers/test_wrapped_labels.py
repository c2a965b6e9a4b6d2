"""Tables whose cells wrap, as text: labels above and below their figures are joined, with a doubt, or left alone."""

from __future__ import annotations

from pathlib import Path

from tests.readers.test_recognition import TITLE, filled, find
from tests.readers.test_reliability import read_text

from govdisclosure.formats.pdf_lines import lines_of
from govdisclosure.readers.token_stream import Token
from govdisclosure.readers.wrapped_labels import characters, joined, label_characters
from govdisclosure.testing.pages import columned

LABELS = label_characters(["1.属于国家秘密", "2.重复申请", "8.其他", "9.其他"])


def lines(text: str) -> list[list[Token]]:
    """Tokens of lines, set apart by two blanks."""
    return [
        [Token(piece, f"line {at}", at) for piece in line.strip().split("  ")]
        for at, line in enumerate(text.strip().split("\n"))
    ]


class TestJoined:
    """A label is joined only where the pieces around a line of figures say the whole of it."""

    def test_around_its_figures_is_one_token_before_them(self) -> None:
        tokens, where = joined(lines("1.属于\n国家秘  5  6\n密"), LABELS)
        assert [one.text for one in tokens] == ["1.属于国家秘密", "5", "6"]
        assert where == {1}

    def test_leaves_the_groups_beside_it(self) -> None:
        tokens, _ = joined(lines("（三）  1.属于\n不予公  国家  5  6\n开  秘密"), LABELS)
        assert [one.text for one in tokens] == ["（三）", "不予公", "1.属于国家秘密", "5", "6", "开"]

    def test_in_one_line_with_its_figures_is_left_alone(self) -> None:
        text = lines("2.重复申请  5  6\n其他  7  8")
        assert joined(text, LABELS) == ([token for line in text for token in line], set())

    def test_of_which_a_piece_is_lacking_is_left_alone(self) -> None:
        text = lines("1.属于\n国家  5  6\n密")
        assert joined(text, LABELS) == ([token for line in text for token in line], set())

    def test_serves_one_row_only(self) -> None:
        tokens, where = joined(lines("2.重复\n5  6\n申请\n7  8"), LABELS)
        assert ([one.text for one in tokens], where) == (["2.重复申请", "5", "6", "7", "8"], {1})

    def test_that_only_a_number_tells_from_another_is_none(self) -> None:
        assert characters("8.其他 7") == "其他"
        assert "其他" not in LABELS


class TestReports:
    """A table as ``pdftotext -layout`` prints it where cells wrap is read whole, each joined label with a doubt."""

    def test_are_read_with_labels_and_heads_in_pieces(self, tmp_path: Path) -> None:
        made = filled(find("cn-2021"))
        text = [TITLE, "三、收到和处理政府信息公开申请情况"]
        text += [
            "     申请人情况",
            "自然   法人或其他组织   总计",
            "人   商业企   科研机   社会公   法律服   其他",
            "业   构   益组织   务机构",
        ]
        for row in columned(made, "requests")[3:]:
            label, figures = (
                str(row[2] if row[2] != "<" else row[1] if row[1] != "<" else row[0]),
                [str(one) for one in row[3:]],
            )
            half = max(1, len(label) // 2)
            text += [f"  {label[:half]}", "        " + "   ".join(figures), f"  {label[half:]}"]
        report = read_text("\n".join(text), tmp_path)
        wanted = {key: cell.value for key, cell in made.cells.items() if key.startswith("requests.")}
        assert {key: report[key] for key in wanted} == wanted
        named = {note.cells[0] for note in report.notes if note.rule == "read.label_joined"}
        assert named >= {"requests.received", "requests.results.refused.state_secret"}

    def test_have_the_lawsuits_under_heads_in_pieces(self, tmp_path: Path) -> None:
        made = filled(find("cn-2021"))
        own = ["结果", "结果", "其他", "尚未"], ["维持", "纠正", "结果", "审结"]
        heads = ["行政复议   行政诉讼", "未经复议直接起诉   复议后起诉"] + [
            "   ".join([*half * 3, *["总", "总", "总"]]) for half in own
        ]
        figures = [str(made[key]) for key in made.cells if key.startswith("remedies.cases/")]
        text = [TITLE, "四、政府信息公开行政复议、行政诉讼情况", *heads, "计   计   计", "   ".join(figures)]
        report = read_text("\n".join(text), tmp_path)
        assert [str(report[key]) for key in made.cells if key.startswith("remedies.cases/")] == figures
        assert any(note.rule == "read.order" and "remedies.cases" in note.cells for note in report.notes)


class TestPagesOfPdf:
    """Lines of print that are half a line apart are two, and what is far apart in a line stays apart."""

    def test_figures_beside_a_label_of_two_lines_are_a_line_of_their_own(self) -> None:
        def signs(text: str, left: float, top: float) -> list[dict[str, object]]:
            return [
                {"text": one, "x0": left + 12 * at, "x1": left + 12 * at + 11, "top": top, "bottom": top + 12}
                for at, one in enumerate(text)
            ]

        page = [*signs("重复", 50, 100), *signs("申请", 50, 117), *signs("5", 150, 111), *signs("6", 200, 111)]
        assert [line.spread for line in lines_of(page)] == ["重复", "5  6", "申请"]
