"""What offices print as labels (标题的印制差异): blanks, marks, misprints, years, remarks."""

from __future__ import annotations

import re
from random import Random

from govdisclosure.testing.published import Print
from govdisclosure.testing.quirks.papers import (
    RADICALS,
    pick,
    words,
)


def blanks_in_labels(paper: Print, random: Random) -> None:
    """Blanks or line breaks inside heads and labels, one character a line where a column is narrow."""
    for box in pick(list(words(paper)), random, 0.4):
        text = box.text
        at = random.randrange(1, max(2, len(text)))
        box.text = random.choice((text[:at] + " " + text[at:], text[:at] + "\n" + text[at:], "\n".join(text), " ".join(text)))


def half_width_marks(paper: Print, random: Random) -> None:
    """Brackets and quotation marks of the other width."""
    marks = str.maketrans("（）“”：、", random.choice(('()"":、', "()“”:,", "()‘’：，")))
    for box in words(paper):
        box.text = box.text.translate(marks)


def radicals(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Kangxi radicals, as the text layer of some PDF has them."""
    for box in words(paper):
        box.text = box.text.translate(RADICALS)


def dropped_signs(paper: Print, random: Random) -> None:
    """A character or two are missing in labels of rows."""
    labels = [box for box in words(paper) if box.role == "label" and len(box.text) >= 8]
    for box in random.sample(labels, min(3, len(labels))):
        at = random.randrange(2, len(box.text) - 1)
        box.text = box.text[:at] + box.text[at + random.choice((1, 1, 2)) :]


def wrong_signs(paper: Print, random: Random) -> None:
    """A character is another one."""
    labels = [box for box in words(paper) if box.role in ("label", "head") and len(box.text) >= 6]
    for box in random.sample(labels, min(3, len(labels))):
        at = random.randrange(2, len(box.text) - 1)
        box.text = box.text[:at] + random.choice("容情关系的及其它") + box.text[at + 1 :]


def other_numbers(paper: Print, random: Random) -> None:
    """Numbers of rows in another style, or none."""
    style = random.choice(("、", "．", ". ", "", "）"))
    for box in words(paper):
        if box.role == "label":
            box.text = re.sub(r"^(\d{1,2})[.、]", lambda match: match[1] + style if style else "", box.text)


def shortened_labels(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Labels as agencies shorten them, and those of the form before."""
    short = {
        "requests.results.granted_in_part": "（二）部分公开",
        "requests.results.other.not_corrected": "1.逾期不补正",
        "requests.results.other.fee_not_paid": "2.逾期不缴费",
        "documents.normative": "规范性文件",
        "requests.received": "一、本年新收政府信息公开申请",
        "requests.carried_in": "二、上年结转申请数量",
    }
    for box in words(paper):
        box.text = short.get(box.key, box.text)


def years_in_heads(paper: Print, random: Random) -> None:
    """A year or a remark in the heads of table two."""
    year = paper.made.period.end.year
    for box in pick([one for one in words(paper) if one.role == "head" and "本年" in one.text], random, 0.7):
        box.text = random.choice(
            (
                box.text.replace("本年", f"本年（{year}）", 1),
                box.text.replace("本年", f"{year}年", 1),
                box.text + "（单位：件）" if "单位" not in box.text else box.text,
            )
        )
    for box in words(paper):
        if box.text == "现行有效件数":
            box.text += "（历史累计）"


def remarks_in_labels(paper: Print, random: Random) -> None:
    """A unit, a colon or an explanation behind a label."""
    for box in pick([one for one in words(paper) if one.role == "label"], random):
        box.text += random.choice(("（件）", "：", "（单位：件）", "(件数)", "数"))
