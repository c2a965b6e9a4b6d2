"""The labels of a stream are put together once for all forms, and none that may be a row's is passed over."""

from __future__ import annotations

import pytest

from govdisclosure import library
from govdisclosure.readers import label_index
from govdisclosure.readers.form_model import TableModel, forms, labels_of
from govdisclosure.readers.label_index import LabelIndex
from govdisclosure.readers.labels import Label
from govdisclosure.readers.token_stream import Token, TokenStream

FORM: TableModel = next(one for one in forms((library.load_standard("cn-2021"),)) if one.table.columns and len(one.rows) > 10)
KNOWN = labels_of((library.load_standard("cn-2021"),))


def lines(*texts: str) -> TokenStream:
    stream = TokenStream()
    for number, text in enumerate(texts, start=1):
        for piece in text.split():
            stream.add(Token(piece, f"line {number}", number))
    return stream


class TestCandidates:
    """A label may be a row's where it says the same, or is like one before figures that suit the columns."""

    @pytest.mark.parametrize(
        "text",
        [
            "（一）予以公开",
            "予以公开",
            "予以公开（本年度）",
            "（一） 予以 公开",
            "予 以 公 开",
            "（三）不予公开/1.属于国家秘密",
            "1.属于国家 秘密",
        ],
    )
    def test_are_labels_that_say_the_same_whatever_follows(self, text: str) -> None:
        pieces = len(text.split())
        stream = lines("一、总体情况", text, "说明")
        assert (1, pieces) in LabelIndex(stream).candidates(FORM, KNOWN)

    def test_are_labels_like_a_rows_before_figures_only(self) -> None:
        figures = " ".join("1" * FORM.wide)
        stream = lines(f"（一）予以公幵 {figures}", "（一）予以公幵", "以上各项均已说明")
        assert LabelIndex(stream).candidates(FORM, KNOWN) == [(0, 0)]

    def test_are_compared_where_there_are_no_more_than_a_report_has(self) -> None:
        figures = " ".join("1" * FORM.wide)
        many = (f"事项甲{number}乙 {figures}" for number in range(label_index._MOST_LABELS))
        index = LabelIndex(lines(f"（一）予以公幵 {figures}", f"（一）予以公开 {figures}", *many))
        assert index.candidates(FORM, KNOWN) == [(FORM.wide + 1, FORM.wide + 1)]


def test_labels_are_put_together_once_for_all_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counted(Label):
        @classmethod
        def of(cls, printed: str) -> Label:
            made.append(printed)
            return Label.of(printed)

    monkeypatch.setattr(label_index, "Label", Counted)
    standard = library.load_standard("cn-2021")
    index = LabelIndex(lines(*["予 以 公 开 1 2", "其他处理 3"] * 20))
    once = len(made)
    for form in forms((standard,)):
        index.candidates(form, KNOWN)
    assert len(made) == once > 0
