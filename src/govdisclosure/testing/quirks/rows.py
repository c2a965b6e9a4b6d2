"""What offices do to rows (行的印制差异): pages, groups, rows and cells more or fewer."""

from __future__ import annotations

from random import Random

from govdisclosure.testing.published import Box, Print, Sheet
from govdisclosure.testing.quirks.papers import (
    applications,
    first_figure,
    head_rows,
    replace,
)


def pages(paper: Print, random: Random) -> None:
    """A table is divided by a page: heads repeated or not, groups empty, repeated or marked as going on."""
    sheets = [sheet for sheet in paper.sheets() if len(sheet) > 18]
    if not sheets:
        return
    sheet = random.choice(sheets)
    heads = head_rows(sheet)
    at = random.randrange(heads + 1, len(sheet))
    again = {box: Box(box.text, box.role, "", ()) for row in sheet[:heads] for box in row if box}
    way = random.choice(("empty", "again", "（续）", "merged"))
    groups = {
        box: box if way == "merged" else Box({"empty": "", "again": box.text}.get(way, box.text + way), "group")
        for box in sheet[at]
        if box and box in sheet[at - 1]
    }
    rest = [[groups.get(box, box) if box else None for box in row] for row in sheet[at:]]
    head = [[again[box] if box else None for box in row] for row in sheet[:heads]] if random.random() < 0.6 else []
    between = random.choice(((), ("— 2 —",), ("续表",), ("",), ("第2页 共3页",)))
    replace(paper, sheet, sheet[:at], *(one for one in between if one), [*head, *rest])


def heads_again(paper: Print, random: Random) -> None:
    """The head comes again in the middle of the table."""
    sheet = applications(paper)
    if sheet is None:
        return
    heads = head_rows(sheet)
    at = random.randrange(heads + 3, len(sheet) - 1)
    again = {box: Box(box.text, box.role) for row in sheet[:heads] for box in row if box}
    groups = {box: Box("", "group") for box in sheet[at] if box and box in sheet[at - 1]}
    rest = [[groups.get(box, box) if box else None for box in row] for row in sheet[at:]]
    replace(paper, sheet, [*sheet[:at], *([again[box] if box else None for box in row] for row in sheet[:heads]), *rest])


def rows_missing(paper: Print, random: Random) -> None:
    """A row or two are left out."""
    sheet = applications(paper) or next((one for one in paper.sheets() if len(one) > 12), None)
    if sheet is None:
        return
    for _ in range(random.choice((1, 2, 4))):
        data = [n for n, row in enumerate(sheet) if any(box and box.role == "figure" for box in row)]
        del sheet[random.choice(data)]


def rows_changed_about(paper: Print, random: Random) -> None:
    """Two rows stand in another order."""
    sheet = applications(paper) or next((one for one in paper.sheets() if len(one) > 12), None)
    if sheet is None:
        return
    first = first_figure(sheet) - 1
    boxes = [row[first] for row in sheet]
    own = [box is not None and box.role == "label" for box in boxes]
    data = [number for number in range(len(sheet) - 1) if own[number] and own[number + 1]]
    same = [
        n
        for n in data
        if [b for b in sheet[n][:first] if b and b.role == "group"]
        == [b for b in sheet[n + 1][:first] if b and b.role == "group"]
    ]
    if same:
        at = random.choice(same)
        sheet[at], sheet[at + 1] = sheet[at + 1], sheet[at]


def rows_added(paper: Print, random: Random) -> None:
    """A row that the form doesn't have: a total at the end, a note, a kind of its own."""
    for sheet in paper.sheets():
        if random.random() < 0.4 or any(box and box.key.startswith("remedies.") for row in sheet for box in row):
            continue
        heads, first = head_rows(sheet), first_figure(sheet)
        label = Box(random.choice(("合计", "总计", "（八）其他", "其他事项", "备注：以上数据截至12月31日")))
        at = random.choice((len(sheet), random.randrange(heads + 1, len(sheet) + 1)))
        wide = len(sheet[0])
        row: list[Box | None] = [label] * first if not label.text.startswith("备注") else [label] * wide
        row += [Box(str(random.randint(0, 900))) for _ in range(wide - len(row))]
        over = sheet[at - 1] if 0 < at < len(sheet) else []
        for place in range(first):
            if at < len(sheet) and over and over[place] and over[place] is sheet[at][place]:
                row[place] = over[place]
        sheet.insert(at, row)


def cell_missing(paper: Print, random: Random) -> None:
    """A row has a cell too few: all behind it stand under the wrong head."""
    for sheet in paper.sheets():
        data = [n for n, row in enumerate(sheet) if len({box for box in row if box and box.role == "figure"}) > 2]
        if not data or random.random() < 0.4:
            continue
        row = sheet[random.choice(data)]
        places = [place for place, box in enumerate(row) if box and box.role == "figure"]
        at = random.choice(places)
        for box in row[at:]:
            if box is not None and box.role == "figure":
                box.allowed = ()
        gone = row.pop(at)
        if gone is not None and random.random() < 0.5 and row[-1] is not None:  # the row is as long as ever, its end empty
            row.append(Box(""))
        if gone is not None:
            row[at:at] = []


def cell_twice(paper: Print, random: Random) -> None:
    """A row has a cell too many."""
    sheet = applications(paper)
    if sheet is None:
        return
    data = [n for n, row in enumerate(sheet) if sum(bool(box and box.role == "figure") for box in row) > 2]
    row = sheet[random.choice(data)]
    places = [place for place, box in enumerate(row) if box and box.role == "figure"]
    at = random.choice(places)
    extra = random.choice(("", "0", "7"))
    for box in row[at:]:
        if box is not None and box.role == "figure":
            box.meant = () if extra else box.allowed
            box.allowed = ()
    row.insert(at, Box(extra))


def groups_as_rows(paper: Print, random: Random) -> None:
    """Groups stand in rows of their own, or only beside their first row."""
    sheet = applications(paper)
    if sheet is None:
        return
    heads, first = head_rows(sheet), first_figure(sheet)
    made: Sheet = [row[first - 1 :] for row in sheet[:heads]]
    seen: set[Box] = set()
    for row in sheet[heads:]:
        for box in row[:first]:
            if box and box.role == "group" and box not in seen:
                seen.add(box)
                wide = random.random() < 0.5
                made.append([box, *([box] * (len(row) - first) if wide else [Box("") for _ in row[first:]])])
        made.append(row[first - 1 :])
    sheet[:] = made


def groups_not_merged(paper: Print, random: Random) -> None:
    """Groups stand beside their first row, empty cells below; or are repeated in each."""
    again = random.random() < 0.5
    sheet = applications(paper)
    if sheet is None:
        return
    before: list[Box | None] = []
    for number, row in enumerate(sheet):
        now = list(row)
        for place, box in enumerate(row):
            if box and box.role == "group" and before and before[place] is box:
                now[place] = Box(box.text if again else "", "group")
        before = row
        sheet[number] = now


def group_sums(paper: Print, random: Random) -> None:
    """Groups in rows of their own, with sums that the form doesn't have."""
    groups_as_rows(paper, random)
    sheet = applications(paper)
    if sheet is None:
        return
    for row in sheet:
        if row[0] and row[0].role == "group" and row[0].key != "requests.results":
            row[1:] = [Box(str(random.randint(0, 9))) for _ in row[1:]]


def empty_rows(paper: Print, random: Random) -> None:
    """Empty rows between others, and empty columns at the end."""
    for sheet in paper.sheets():
        wide = len(sheet[0])
        heads = head_rows(sheet)
        free = [n for n in range(heads, len(sheet)) if all(a is not b for a, b in zip(sheet[n - 1], sheet[n], strict=False))]
        if free and random.random() < 0.7:
            sheet.insert(random.choice(free), [Box("") for _ in range(wide)])
        if random.random() < 0.3:
            for row in sheet:
                row.append(Box(""))


def hidden_row(paper: Print, random: Random) -> None:  # noqa: ARG001
    """A row that the form doesn't have is hidden: last year's figures."""
    sheet = applications(paper)
    if sheet is None:
        return
    at = head_rows(sheet)
    sheet.insert(at, [Box(box.text if box and box.role == "label" else "999", hidden=True) for box in sheet[at]])
