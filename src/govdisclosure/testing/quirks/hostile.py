"""What misleads a reader (误导性印制): heads that lie, labels lost or merged, cells too many, other years."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from govdisclosure.testing.published import Box, Print, Sheet
from govdisclosure.testing.quirks.papers import applications, boxes, first_figure, head_rows

_CHANGED_ABOUT = ("natural_person", "total", "")  # heads that come again have no key


def heads_lie(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The heads of the total and of the first column are changed about, the figures are not."""
    sheet = applications(paper)
    if sheet is None:
        return
    swapped = {"自然人": "总计", "总计": "自然人"}
    lying = [box for box in boxes(sheet) if box.role == "head" and box.text in swapped and box.key in _CHANGED_ABOUT]
    if {box.text for box in lying} != swapped.keys():
        return
    for box in lying:  # where heads come again, these lie as well
        box.text = swapped[box.text]
    for row in sheet[head_rows(sheet) :]:
        figures = [box for box in row if box is not None and box.role == "figure" and box.key.startswith("requests.")]
        if figures and figures[0].allowed != figures[-1].allowed:
            figures[0].allowed = figures[-1].allowed = ()


def label_lost(paper: Print, random: Random) -> None:
    """A row has figures and no label."""
    labels = [box for sheet in paper.sheets() for box in boxes(sheet) if box.role == "label" and box.key != "remedies.cases"]
    if labels:
        random.choice(labels).text = ""


def labels_merged(paper: Print, random: Random) -> None:
    """The labels of two rows stand in one cell over both."""
    sheet = random.choice([one for one in paper.sheets() if len(one) > 3] or paper.sheets())
    pairs = []
    for number, (upper, lower) in enumerate(pairwise(sheet)):
        own = [next((box for box in row if box is not None and box.role == "label"), None) for row in (upper, lower)]
        if own[0] is not None and own[1] is not None and own[0] is not own[1]:
            places = [[at for at, box in enumerate(row) if box is one] for row, one in zip((upper, lower), own, strict=True)]
            if places[0] == places[1]:
                pairs.append((number, places[0], own[0], own[1]))
    if not pairs:
        return
    number, covered, first, second = random.choice(pairs)
    both = Box(f"{first.text}\n{second.text}", "label", first.key)
    for at in covered:
        sheet[number][at] = sheet[number + 1][at] = both


def cell_lost(paper: Print, random: Random) -> None:
    """A row of any table lacks a cell; its end may be filled up with a blank one."""
    _shift(paper, random, None)


def cell_added(paper: Print, random: Random) -> None:
    """A row of any table has a cell too many."""
    _shift(paper, random, Box(random.choice(("", "0", "7"))))


def _shift(paper: Print, random: Random, extra: Box | None) -> None:
    rows = [
        (sheet, row)
        for sheet in paper.sheets()
        for row in sheet
        # a row that ends with a blank is as long as ever in a workbook, which has no empty cells: nothing tells the two apart
        if len(figures := dict.fromkeys(box for box in row if box is not None and box.role == "figure")) > 1
        and (extra is None or list(figures)[-1].text.strip())
    ]
    if not rows:
        return
    sheet, row = random.choice(rows)
    places = [place for place, box in enumerate(row) if box is not None and box.role == "figure"]
    # one cell over several places is one cell
    places = [place for place in places if row[place] is not row[place - 1]]
    at = random.choice(places)
    moved = list(dict.fromkeys(box for box in row[at:] if box is not None and box.role == "figure"))
    blank = extra is not None and not extra.text
    for box in moved:
        box.meant = box.allowed if blank else ()
        box.allowed = ()
    if extra is not None:
        row.insert(at, extra)
        return
    gone = row[at]
    while at < len(row) and row[at] is gone:
        row.pop(at)
    if random.random() < 0.5:
        row += [Box("") for _ in range(len(sheet[0]) - len(row))]


def total_added(paper: Print, random: Random) -> None:
    """A row 总计 or 合计 that the form doesn't have, over, among or under the others."""
    sheet = random.choice([one for one in paper.sheets() if len(one) > 3] or paper.sheets())
    heads, first = head_rows(sheet), first_figure(sheet)
    if not first:
        return
    at = random.choice((heads, len(sheet), random.randrange(heads, len(sheet) + 1)))
    label = Box(random.choice(("总计", "合计", "（七）总计", "（八）总计")))
    row: list[Box | None] = [label] * first
    row += [Box(str(random.randint(0, 900))) for _ in range(len(sheet[0]) - first)]
    over = sheet[at - 1] if 0 < at < len(sheet) else []
    for place in range(first):
        if at < len(sheet) and over and over[place] is not None and over[place] is sheet[at][place]:
            row[place] = over[place]
    sheet.insert(at, row)


def last_year_below(paper: Print, random: Random) -> None:
    """Last year's rows stand under or over this year's in the same grid, each under a line with its year."""
    sheet = applications(paper) if random.random() < 0.6 else random.choice(paper.sheets())
    if sheet is None or not sheet:
        return
    year, wide = paper.made.period.end.year, len(sheet[0])
    other = {box: Box(str(random.randint(0, 999)) if box.role == "figure" else box.text, box.role) for box in boxes(sheet)}
    copy: Sheet = [[other[box] if box else None for box in row] for row in sheet]
    own: Sheet = [[Box(f"{year}年")] * wide, *sheet]
    old: Sheet = [[Box(f"{year - 1}年")] * wide, *copy]
    whole: Sheet = [*own, *old] if random.random() < 0.5 else [*old, *own]
    sheet[:] = [list(row) for row in whole]


def narrow_heads_cut(paper: Print, random: Random) -> None:
    """Heads are cut where their cells are narrow, so that two of them may read alike."""
    for sheet in paper.sheets():
        for box in boxes(sheet):
            if box.role == "head" and len(box.text) > 5 and random.random() < 0.3:
                box.text = box.text[: random.choice((3, 4, 5))]
