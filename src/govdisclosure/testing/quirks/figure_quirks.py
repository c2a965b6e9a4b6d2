"""What offices print in cells (数据格的印制差异): blanks, dashes, words, units, notes."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from govdisclosure.exact.decimals import digits
from govdisclosure.testing.published import Print
from govdisclosure.testing.quirks.papers import (
    MISSING,
    NOTHING,
    WIDE,
    counts,
    pick,
    zeros,
)


def blanks_for_zero(paper: Print, random: Random) -> None:
    """Nothing, or a blank of some kind, where nothing is to be said."""
    for box in pick(zeros(paper), random, 0.8):
        box.text, box.allowed = random.choice(("", " ", "\u00a0", "　")), MISSING


def dashes_for_zero(paper: Print, random: Random) -> None:
    """A dash, a long dash or a slash."""
    sign = random.choice(("-", "—", "——", "/", "－", "–"))
    for box in pick(zeros(paper), random):
        box.text, box.allowed = sign, NOTHING


def words_for_zero(paper: Print, random: Random) -> None:
    """无 or 没有."""
    for box in pick(zeros(paper), random):
        box.text = random.choice(("无", "没有", "零", "⽆"))


def padded_figures(paper: Print, random: Random) -> None:
    """Blanks or a line break before or behind a figure."""
    for box in pick(counts(paper), random):
        box.text = random.choice((" {}", "{} ", "\u00a0{}", "{}\u3000", "{}\n", "\n{}")).format(box.text)


def full_width_figures(paper: Print, random: Random) -> None:
    """Digits as wide as a Chinese sign."""
    for box in pick(counts(paper), random, 0.5):
        box.text = box.text.translate(WIDE)


def separated_figures(paper: Print, random: Random) -> None:
    """Thousands set apart."""
    for box in counts(paper):
        if isinstance(box.allowed[0], int) and box.allowed[0] >= 1000 and box.text.isdigit():
            box.text = f"{box.allowed[0]:,}".replace(",", random.choice((",", "，")))


def units_in_cells(paper: Print, random: Random) -> None:
    """A unit behind a figure."""
    for box in pick([one for one in counts(paper) if one.text.isdigit()], random, 0.2):
        box.text += random.choice(("件", " 件", "项", "条"))


def signed_changes(paper: Print, random: Random) -> None:
    """Changes against the year before, with a sign or a word."""
    for box in counts(paper):
        number = box.allowed[0]
        if isinstance(number, int) and box.key.endswith("/change") and number and box.text.isdigit():
            minus = random.random() < 0.5
            box.text = random.choice(("-{}", "减{}", "－{}", "减少{}") if minus else ("+{}", "增{}", "＋{}", "增加{}")).format(
                number
            )
            box.allowed = (-number if minus else number,)


def remarks_in_cells(paper: Print, random: Random) -> None:
    """A remark in brackets behind a figure."""
    for box in pick([one for one in counts(paper) if one.text.isdigit()], random, 0.1):
        box.text += random.choice(("（含结转1件）", "(其中网上2件)", "\n（注1）"))


def notes_on_figures(paper: Print, random: Random) -> None:
    """A sign of a note, a second figure, an approximate word: what is meant is nobody's to guess."""
    signs = (
        "{}①",
        "{}*",
        "约{}",
        "{}余",
        "{}（3）",
        "{}/2",
        "{}、1",
        "{}²",
        "{}-1",
        "{}？",
        "{} 1",
        "{}\n1",
        "{}+1",
        "O{}",
        "{}%o",
        "{}..",
    )
    for box in pick([one for one in counts(paper) if one.text.isdigit()], random, 0.1):
        box.text, box.allowed = random.choice(signs).format(box.text), ()


def decimals_in_counts(paper: Print, random: Random) -> None:
    """A count as a spreadsheet shows it."""
    for box in pick([one for one in counts(paper) if one.text.isdigit()], random, 0.3):
        box.text += random.choice((".0", ".00"))


def trailing_zeros(paper: Print, random: Random) -> None:
    """An amount with as many decimals as its column has."""
    for _, box in paper.figures():
        if box.allowed and isinstance(box.allowed[0], Decimal) and box.text.replace(".", "").isdigit():
            box.text = (
                digits(box.allowed[0], 6)[: -random.choice((1, 2))]
                if box.allowed[0].as_tuple().exponent == -4
                else box.text + ("0" if "." in box.text else ".00")
            )


def no_totals(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The totals of table three are not filled in, but for the first rows."""
    for _, box in paper.figures():
        if (
            box.key.startswith("requests.results.")
            and box.key.endswith("/total")
            and not box.key.startswith("requests.results.total")
        ):
            box.text, box.allowed = "", MISSING
