"""What offices do to columns and whole tables (栏与表的印制差异): heads, columns, years, pictures."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from govdisclosure.testing.published import Box, Print, Sheet
from govdisclosure.testing.quirks.papers import (
    applications,
    boxes,
    cases,
    first_figure,
    head_rows,
    replace,
)


def split_heads(paper: Print, random: Random) -> None:  # noqa: ARG001
    """商业 stands over 企业 in a row of its own."""
    sheet = applications(paper)
    if sheet is None or head_rows(sheet) != 3:
        return
    first = first_figure(sheet)
    upper: list[Box | None] = list(sheet[2])
    lower: list[Box | None] = list(sheet[2])
    for place in range(first + 1, first + 5):
        box = sheet[2][place]
        if box and len(box.text) == 4:
            upper[place], lower[place] = Box(box.text[:2], "head"), Box(box.text[2:], "head")
    sheet[2:3] = [upper, lower]


def column_before(paper: Print, random: Random) -> None:
    """A column of numbers stands before the labels."""
    for sheet in paper.sheets():
        heads = head_rows(sheet)
        head = Box(random.choice(("序号", "行次", "编号")), "head")
        numbers = [head if number < heads else Box(str(number - heads + 1)) for number in range(len(sheet))]
        for row, box in zip(sheet, numbers, strict=True):
            row.insert(0, box)


def column_behind(paper: Print, random: Random) -> None:
    """A column stands behind the figures: 备注, 合计, 上年数."""
    for sheet in paper.sheets():
        if random.random() < 0.5:
            continue
        heads = head_rows(sheet)
        name = random.choice(("备注", "上年数", "说明", "同比"))
        head = Box(name, "head")
        for number, row in enumerate(sheet):
            text = random.choice(("", "", "无", "见附件")) if name in ("备注", "说明") else str(random.randint(0, 500))
            row.append(head if number < heads else Box(text))


def unit_column(paper: Print, random: Random) -> None:  # noqa: ARG001
    """A column of units stands between labels and figures."""
    sheet = applications(paper)
    if sheet is None:
        return
    heads, first = head_rows(sheet), first_figure(sheet)
    head = Box("单位", "head")
    for number, row in enumerate(sheet):
        row.insert(first, head if number < heads else Box("件"))


def corner_too_narrow(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The head spans a column less than the labels below it: every head stands one column to the left."""
    sheet = applications(paper)
    if sheet is None:
        return
    for row in sheet[: head_rows(sheet)]:
        del row[0]
        row.append(None)


def turned(paper: Print, random: Random) -> None:
    """Table four, or a block of table two, with its heads down the side."""
    sheet = cases(paper)
    if sheet is not None and random.random() < 0.7:
        sheet[:] = [list(row) for row in zip(*sheet, strict=True)]


def labelled_cases(paper: Print, random: Random) -> None:
    """Table four has a label before its figures."""
    sheet = cases(paper)
    if sheet is None or len(sheet) != 4:
        return
    corner = Box(random.choice(("类别", "", "项目")), "head")
    for number, row in enumerate(sheet):
        row.insert(0, corner if number < 3 else Box(random.choice(("件数", "数量（件）", "合计", "2023年"))))


def cases_in_two(paper: Print, random: Random) -> None:
    """Table four as two tables, reconsiderations and lawsuits."""
    sheet = cases(paper)
    if sheet is None or len(sheet) != 4 or len(sheet[0]) != 15:
        return
    first: Sheet = [row[:5] for row in sheet]
    second: Sheet = [row[5:] for row in sheet]
    replace(paper, sheet, first, *random.choice(((), ("（二）行政诉讼",))), second)


def table_title_inside(paper: Print, random: Random) -> None:
    """A title and a unit stand in the table's first rows."""
    for sheet in paper.sheets():
        if random.random() < 0.6:
            wide = len(sheet[0])
            sheet.insert(0, [Box(random.choice(("单位：件", "（单位：件、万元）")))] * wide)
            if random.random() < 0.5:
                sheet.insert(0, [Box(f"{paper.made.body_name}政府信息公开工作情况表")] * wide)


def no_heads(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The heads of table three are a picture."""
    sheet = applications(paper)
    if sheet is not None:
        del sheet[: head_rows(sheet)]


def picture_instead(paper: Print, random: Random) -> None:
    """A table is a picture: nothing stands under its heading."""
    sheet = random.choice(paper.sheets())
    replace(paper, sheet)


def year_before(paper: Print, random: Random) -> None:
    """Last year's table stands before or behind this year's, each under a line that says so."""
    sheet = applications(paper)
    if sheet is None:
        return
    year = paper.made.period.end.year
    other = {box: Box(str(random.randint(0, 999)) if box.role == "figure" else box.text, box.role, "") for box in boxes(sheet)}
    copy = [[other[box] if box else None for box in row] for row in sheet]
    for box in boxes(sheet):
        if box.role == "figure":
            box.allowed = box.allowed
    if random.random() < 0.5:
        replace(paper, sheet, f"{year}年", sheet, f"附：{year - 1}年", copy)
    else:
        replace(paper, sheet, f"{year - 1}年情况", copy, f"{year}年情况", sheet)


def years_side_by_side(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Table two with the year before beside each figure."""
    sheet = next((one for one in paper.sheets() if any(box.key == "decisions.penalties" for box in boxes(one))), None)
    if sheet is None:
        return
    year = paper.made.period.end.year
    for row in sheet:
        last = row[-1]
        if last is None:
            continue
        if last.role == "figure":
            row.append(Box("4321"))
        elif row[0] is last:
            row.append(last)
        else:
            row.append(Box(f"上年（{year - 1}）数量", "head"))


def footnotes(paper: Print, random: Random) -> None:
    """A line under the table explains a figure."""
    for sheet in paper.sheets():
        if random.random() < 0.5:
            replace(
                paper,
                sheet,
                sheet,
                random.choice(
                    (
                        "注：本表数据不含派出机构。",
                        "单位负责人：　　审核人：　　填报人：　　联系电话：0000-1234567",
                        "说明：1.行政许可含备案3件。",
                    )
                ),
            )


def units_changed(paper: Print, random: Random) -> None:
    """The amount in yuan, said in the head or in the cell."""
    for sheet, box in paper.figures():
        if box.key == "fees.charged/amount" and isinstance(box.allowed[0], Decimal):
            heads = [one for one in boxes(sheet) if one.role == "head" and "万元" in one.text]
            if random.random() < 0.5 and heads:
                heads[0].text = heads[0].text.replace("万元", "元")
                box.allowed = ()
            else:
                unit = random.choice(("万元", "元"))
                box.text, box.allowed = box.text + unit, (box.allowed if unit == "万元" else ())
        elif box.key == "procurement.central/amount":
            box.text += random.choice(("元", "万元", ""))


def heads_apart(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The heads of table three stand on the page before, as a table of their own."""
    sheet = applications(paper)
    if sheet is not None:
        rows = head_rows(sheet)
        replace(paper, sheet, sheet[:rows], sheet[rows:])


def flat_heads(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Table three has its columns' names only, none of the groups above them."""
    sheet = applications(paper)
    if sheet is not None:
        del sheet[: head_rows(sheet) - 1]


def columns_changed_about(paper: Print, random: Random) -> None:
    """The total stands first, or two columns have changed places."""
    sheet = applications(paper)
    if sheet is None:
        return
    flat_heads(paper, random)
    first, last = first_figure(sheet), len(sheet[0]) - 1
    one, other = random.choice(((last, first), (first + 1, first + 2)))
    for row in sheet:
        row.insert(other, row.pop(one))


def column_left_out(paper: Print, random: Random) -> None:
    """A column of table three is left out where it would hold nothing."""
    sheet = applications(paper)
    if sheet is None:
        return
    flat_heads(paper, random)
    place = random.randrange(first_figure(sheet), len(sheet[0]))
    for row in sheet:
        if place < len(row):  # a row may lack cells already
            del row[place]


def groups_in_labels(paper: Print, random: Random) -> None:
    """A row's label begins with those of its groups, in one cell."""
    sheet = applications(paper)
    if sheet is None:
        return
    mark = random.choice(("", "-", "/", "\n", "："))
    first = first_figure(sheet)
    for number, row in enumerate(sheet):
        own = dict.fromkeys(box for box in row[:first] if box)
        text = mark.join(box.text for box in own if box.text)
        label = next((box for box in reversed(own) if box.role in ("label", "head")), None)
        sheet[number] = [Box(text, label.role, label.key) if label is not None and len(own) > 1 else label, *row[first:]]


def one_table(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The whole report is set in one table, each paragraph a row of it."""
    wide = max(len(sheet[0]) for sheet in paper.sheets())
    whole: Sheet = []
    for block in paper.blocks:
        if isinstance(block, str):
            whole.append([Box(block)] * wide)
        else:
            whole += [[*row, *(row[-1] for _ in range(wide - len(row)))] for row in block]
    paper.blocks = [whole]


def year_hidden(paper: Print, random: Random) -> None:
    """Last year's table stands hidden behind this year's."""
    sheet = applications(paper)
    if sheet is None:
        return
    other = {
        box: Box(str(random.randint(0, 999)) if box.role == "figure" else box.text, box.role, hidden=True)
        for box in boxes(sheet)
    }
    copy: Sheet = [[other[box] if box else None for box in row] for row in sheet]
    replace(paper, sheet, sheet, copy)
    paper.hidden_sheets.append(copy)
