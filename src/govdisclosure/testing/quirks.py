"""What offices do to the form (印制差异): each quirk changes a paper, and what may be read from it, as seen in published reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import TypeAlias

from govdisclosure.testing.published import Box, Print, Sheet
from govdisclosure.values import Blank

Quirk: TypeAlias = Callable[[Print, Random], None]
_WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
_RADICALS = str.maketrans(
    {"一": "⼀", "自": "⾃", "人": "⼈", "无": "⽆", "力": "⼒", "行": "⾏", "大": "⼤", "立": "⽴", "方": "⽅", "示": "⽰"}
)
MISSING, ZERO = (Blank.MISSING,), (0,)
NOTHING = (Blank.MISSING, Blank.NOT_APPLICABLE)


def _boxes(sheet: Sheet) -> list[Box]:
    return list(dict.fromkeys(box for row in sheet for box in row if box is not None))


def _words(paper: Print) -> Iterator[Box]:
    for sheet in paper.sheets():
        yield from (box for box in _boxes(sheet) if box.role in ("head", "label", "group"))


def _counts(paper: Print) -> list[Box]:
    return [box for _, box in paper.figures() if box.allowed and type(box.allowed[0]) is int]


def _zeros(paper: Print) -> list[Box]:
    return [box for box in _counts(paper) if box.allowed == ZERO]


def _pick(boxes: Sequence[Box], random: Random, share: float = 0.3) -> list[Box]:
    return [box for box in boxes if random.random() < share]


def _applications(paper: Print) -> Sheet | None:
    """Return table three."""
    return next(
        (
            sheet
            for sheet in paper.sheets()
            if any(box.key == "requests.carried_out" for box in _boxes(sheet)) and len(sheet[0]) >= 8
        ),
        None,
    )


def _cases(paper: Print) -> Sheet | None:
    """Return table four."""
    return next(
        (sheet for sheet in paper.sheets() if any(box.key.startswith("remedies.cases/") for box in _boxes(sheet))), None
    )


def _replace(paper: Print, sheet: Sheet, *others: str | Sheet) -> None:
    place = next(number for number, block in enumerate(paper.blocks) if block is sheet)
    paper.blocks[place : place + 1] = others


def _heads(sheet: Sheet) -> int:
    """Return how many rows of a table stand over its first label or figure."""
    return next(
        (n for n, row in enumerate(sheet) if any(box and box.role in ("label", "group", "figure") for box in row)), len(sheet)
    )


def _first_figure(sheet: Sheet) -> int:
    return next(place for row in sheet for place, box in enumerate(row) if box and box.role == "figure")


# ---------------------------------------------------------------------------------------------------------------- figures


def blanks_for_zero(paper: Print, random: Random) -> None:
    """Nothing, or a blank of some kind, where nothing is to be said."""
    for box in _pick(_zeros(paper), random, 0.8):
        box.text, box.allowed = random.choice(("", " ", "\u00a0", "　")), MISSING


def dashes_for_zero(paper: Print, random: Random) -> None:
    """A dash, a long dash or a slash."""
    sign = random.choice(("-", "—", "——", "/", "－", "–"))
    for box in _pick(_zeros(paper), random):
        box.text, box.allowed = sign, NOTHING


def words_for_zero(paper: Print, random: Random) -> None:
    """无 or 没有."""
    for box in _pick(_zeros(paper), random):
        box.text = random.choice(("无", "没有", "零", "⽆"))


def padded_figures(paper: Print, random: Random) -> None:
    """Blanks or a line break before or behind a figure."""
    for box in _pick(_counts(paper), random):
        box.text = random.choice((" {}", "{} ", "\u00a0{}", "{}\u3000", "{}\n", "\n{}")).format(box.text)


def full_width_figures(paper: Print, random: Random) -> None:
    """Digits as wide as a Chinese sign."""
    for box in _pick(_counts(paper), random, 0.5):
        box.text = box.text.translate(_WIDE)


def separated_figures(paper: Print, random: Random) -> None:
    """Thousands set apart."""
    for box in _counts(paper):
        if isinstance(box.allowed[0], int) and box.allowed[0] >= 1000 and box.text.isdigit():
            box.text = f"{box.allowed[0]:,}".replace(",", random.choice((",", "，")))


def units_in_cells(paper: Print, random: Random) -> None:
    """A unit behind a figure."""
    for box in _pick([one for one in _counts(paper) if one.text.isdigit()], random, 0.2):
        box.text += random.choice(("件", " 件", "项", "条"))


def signed_changes(paper: Print, random: Random) -> None:
    """Changes against the year before, with a sign or a word."""
    for box in _counts(paper):
        number = box.allowed[0]
        if box.key.endswith("/change") and number and box.text.isdigit():
            minus = random.random() < 0.5
            box.text = random.choice(("-{}", "减{}", "－{}", "减少{}") if minus else ("+{}", "增{}", "＋{}", "增加{}")).format(
                number
            )
            box.allowed = (-int(number) if minus else number,)  # type: ignore[call-overload]


def remarks_in_cells(paper: Print, random: Random) -> None:
    """A remark in brackets behind a figure."""
    for box in _pick([one for one in _counts(paper) if one.text.isdigit()], random, 0.1):
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
    for box in _pick([one for one in _counts(paper) if one.text.isdigit()], random, 0.1):
        box.text, box.allowed = random.choice(signs).format(box.text), ()


def decimals_in_counts(paper: Print, random: Random) -> None:
    """A count as a spreadsheet shows it."""
    for box in _pick([one for one in _counts(paper) if one.text.isdigit()], random, 0.3):
        box.text += random.choice((".0", ".00"))


def trailing_zeros(paper: Print, random: Random) -> None:
    """An amount with as many decimals as its column has."""
    for _, box in paper.figures():
        if box.allowed and isinstance(box.allowed[0], Decimal) and box.text.replace(".", "").isdigit():
            box.text = (
                f"{box.allowed[0]:.6f}"[: -random.choice((1, 2))]
                if box.allowed[0].as_tuple().exponent == -4
                else box.text + ("0" if "." in box.text else ".00")
            )


def no_totals(paper: Print, random: Random) -> None:
    """The totals of table three are not filled in, but for the first rows."""
    for _, box in paper.figures():
        if (
            box.key.startswith("requests.results.")
            and box.key.endswith("/total")
            and not box.key.startswith("requests.results.total")
        ):
            box.text, box.allowed = "", MISSING


# ----------------------------------------------------------------------------------------------------------------- labels


def blanks_in_labels(paper: Print, random: Random) -> None:
    """Blanks or line breaks inside heads and labels, one character a line where a column is narrow."""
    for box in _pick(list(_words(paper)), random, 0.4):
        text = box.text
        at = random.randrange(1, max(2, len(text)))
        box.text = random.choice((text[:at] + " " + text[at:], text[:at] + "\n" + text[at:], "\n".join(text), " ".join(text)))


def half_width_marks(paper: Print, random: Random) -> None:
    """Brackets and quotation marks of the other width."""
    marks = str.maketrans("（）“”：、", random.choice(('()"":、', "()“”:,", "()‘’：，")))
    for box in _words(paper):
        box.text = box.text.translate(marks)


def radicals(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Kangxi radicals, as the text layer of some PDF has them."""
    for box in _words(paper):
        box.text = box.text.translate(_RADICALS)


def dropped_signs(paper: Print, random: Random) -> None:
    """A character or two are missing in labels of rows."""
    labels = [box for box in _words(paper) if box.role == "label" and len(box.text) >= 8]
    for box in random.sample(labels, min(3, len(labels))):
        at = random.randrange(2, len(box.text) - 1)
        box.text = box.text[:at] + box.text[at + random.choice((1, 1, 2)) :]


def wrong_signs(paper: Print, random: Random) -> None:
    """A character is another one."""
    labels = [box for box in _words(paper) if box.role in ("label", "head") and len(box.text) >= 6]
    for box in random.sample(labels, min(3, len(labels))):
        at = random.randrange(2, len(box.text) - 1)
        box.text = box.text[:at] + random.choice("容情关系的及其它") + box.text[at + 1 :]


def other_numbers(paper: Print, random: Random) -> None:
    """Numbers of rows in another style, or none."""
    style = random.choice(("、", "．", ". ", "", "）"))
    for box in _words(paper):
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
    for box in _words(paper):
        box.text = short.get(box.key, box.text)


def years_in_heads(paper: Print, random: Random) -> None:
    """A year or a remark in the heads of table two."""
    year = paper.made.period.end.year
    for box in _pick([one for one in _words(paper) if one.role == "head" and "本年" in one.text], random, 0.7):
        box.text = random.choice(
            (
                box.text.replace("本年", f"本年（{year}）", 1),
                box.text.replace("本年", f"{year}年", 1),
                box.text + "（单位：件）" if "单位" not in box.text else box.text,
            )
        )
    for box in _words(paper):
        if box.text == "现行有效件数":
            box.text += "（历史累计）"


def remarks_in_labels(paper: Print, random: Random) -> None:
    """A unit, a colon or an explanation behind a label."""
    for box in _pick([one for one in _words(paper) if one.role == "label"], random):
        box.text += random.choice(("（件）", "：", "（单位：件）", "(件数)", "数"))


# -------------------------------------------------------------------------------------------------------------- structure


def pages(paper: Print, random: Random) -> None:
    """A table is divided by a page: heads repeated or not, groups empty, repeated or marked as going on."""
    sheets = [sheet for sheet in paper.sheets() if len(sheet) > 18]
    if not sheets:
        return
    sheet = random.choice(sheets)
    heads = _heads(sheet)
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
    _replace(paper, sheet, sheet[:at], *(one for one in between if one), [*head, *rest])


def heads_again(paper: Print, random: Random) -> None:
    """The head comes again in the middle of the table."""
    sheet = _applications(paper)
    if sheet is None:
        return
    heads = _heads(sheet)
    at = random.randrange(heads + 3, len(sheet) - 1)
    again = {box: Box(box.text, box.role) for row in sheet[:heads] for box in row if box}
    groups = {box: Box("", "group") for box in sheet[at] if box and box in sheet[at - 1]}
    rest = [[groups.get(box, box) if box else None for box in row] for row in sheet[at:]]
    _replace(paper, sheet, [*sheet[:at], *([again[box] if box else None for box in row] for row in sheet[:heads]), *rest])


def split_heads(paper: Print, random: Random) -> None:  # noqa: ARG001
    """商业 stands over 企业 in a row of its own."""
    sheet = _applications(paper)
    if sheet is None or _heads(sheet) != 3:
        return
    first = _first_figure(sheet)
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
        heads = _heads(sheet)
        head = Box(random.choice(("序号", "行次", "编号")), "head")
        numbers = [head if number < heads else Box(str(number - heads + 1)) for number in range(len(sheet))]
        for row, box in zip(sheet, numbers, strict=True):
            row.insert(0, box)


def column_behind(paper: Print, random: Random) -> None:
    """A column stands behind the figures: 备注, 合计, 上年数."""
    for sheet in paper.sheets():
        if random.random() < 0.5:
            continue
        heads = _heads(sheet)
        name = random.choice(("备注", "上年数", "说明", "同比"))
        head = Box(name, "head")
        for number, row in enumerate(sheet):
            text = random.choice(("", "", "无", "见附件")) if name in ("备注", "说明") else str(random.randint(0, 500))
            row.append(head if number < heads else Box(text))


def unit_column(paper: Print, random: Random) -> None:  # noqa: ARG001
    """A column of units stands between labels and figures."""
    sheet = _applications(paper)
    if sheet is None:
        return
    heads, first = _heads(sheet), _first_figure(sheet)
    head = Box("单位", "head")
    for number, row in enumerate(sheet):
        row.insert(first, head if number < heads else Box("件"))


def rows_missing(paper: Print, random: Random) -> None:
    """A row or two are left out."""
    sheet = _applications(paper) or next((one for one in paper.sheets() if len(one) > 12), None)
    if sheet is None:
        return
    for _ in range(random.choice((1, 2, 4))):
        data = [n for n, row in enumerate(sheet) if any(box and box.role == "figure" for box in row)]
        del sheet[random.choice(data)]


def rows_changed_about(paper: Print, random: Random) -> None:
    """Two rows stand in another order."""
    sheet = _applications(paper) or next((one for one in paper.sheets() if len(one) > 12), None)
    if sheet is None:
        return
    first = _first_figure(sheet) - 1
    data = [
        n for n, row in enumerate(sheet[:-1]) if all(line[first] and line[first].role == "label" for line in sheet[n : n + 2])
    ]  # type: ignore[union-attr]
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
        heads, first = _heads(sheet), _first_figure(sheet)
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
    sheet = _applications(paper)
    if sheet is None:
        return
    data = [n for n, row in enumerate(sheet) if sum(bool(box and box.role == "figure") for box in row) > 2]
    row = sheet[random.choice(data)]
    places = [place for place, box in enumerate(row) if box and box.role == "figure"]
    at = random.choice(places)
    for box in row[at:]:
        if box is not None and box.role == "figure":
            box.allowed = ()
    row.insert(at, Box(random.choice(("", "0", "7"))))


def corner_too_narrow(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The head spans a column less than the labels below it: every head stands one column to the left."""
    sheet = _applications(paper)
    if sheet is None:
        return
    for row in sheet[: _heads(sheet)]:
        del row[0]
        row.append(None)


def groups_as_rows(paper: Print, random: Random) -> None:
    """Groups stand in rows of their own, or only beside their first row."""
    sheet = _applications(paper)
    if sheet is None:
        return
    heads, first = _heads(sheet), _first_figure(sheet)
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
    sheet = _applications(paper)
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
    sheet = _applications(paper)
    if sheet is None:
        return
    for row in sheet:
        if row[0] and row[0].role == "group" and row[0].key != "requests.results":
            row[1:] = [Box(str(random.randint(0, 9))) for _ in row[1:]]


def turned(paper: Print, random: Random) -> None:
    """Table four, or a block of table two, with its heads down the side."""
    sheet = _cases(paper)
    if sheet is not None and random.random() < 0.7:
        sheet[:] = [list(row) for row in zip(*sheet, strict=True)]


def labelled_cases(paper: Print, random: Random) -> None:
    """Table four has a label before its figures."""
    sheet = _cases(paper)
    if sheet is None or len(sheet) != 4:
        return
    corner = Box(random.choice(("类别", "", "项目")), "head")
    for number, row in enumerate(sheet):
        row.insert(0, corner if number < 3 else Box(random.choice(("件数", "数量（件）", "合计", "2023年"))))


def cases_in_two(paper: Print, random: Random) -> None:
    """Table four as two tables, reconsiderations and lawsuits."""
    sheet = _cases(paper)
    if sheet is None or len(sheet) != 4 or len(sheet[0]) != 15:
        return
    first: Sheet = [row[:5] for row in sheet]
    second: Sheet = [row[5:] for row in sheet]
    _replace(paper, sheet, first, *random.choice(((), ("（二）行政诉讼",))), second)


def table_title_inside(paper: Print, random: Random) -> None:
    """A title and a unit stand in the table's first rows."""
    for sheet in paper.sheets():
        if random.random() < 0.6:
            wide = len(sheet[0])
            sheet.insert(0, [Box(random.choice(("单位：件", "（单位：件、万元）")))] * wide)
            if random.random() < 0.5:
                sheet.insert(0, [Box(f"{paper.made.body_name}政府信息公开工作情况表")] * wide)


def empty_rows(paper: Print, random: Random) -> None:
    """Empty rows between others, and empty columns at the end."""
    for sheet in paper.sheets():
        wide = len(sheet[0])
        heads = _heads(sheet)
        free = [n for n in range(heads, len(sheet)) if all(a is not b for a, b in zip(sheet[n - 1], sheet[n], strict=False))]
        if free and random.random() < 0.7:
            sheet.insert(random.choice(free), [Box("") for _ in range(wide)])
        if random.random() < 0.3:
            for row in sheet:
                row.append(Box(""))


def no_heads(paper: Print, random: Random) -> None:  # noqa: ARG001
    """The heads of table three are a picture."""
    sheet = _applications(paper)
    if sheet is not None:
        del sheet[: _heads(sheet)]


def picture_instead(paper: Print, random: Random) -> None:
    """A table is a picture: nothing stands under its heading."""
    sheet = random.choice(paper.sheets())
    _replace(paper, sheet)


def hidden_row(paper: Print, random: Random) -> None:
    """A row that the form doesn't have is hidden: last year's figures."""
    sheet = _applications(paper)
    if sheet is None:
        return
    at = _heads(sheet)
    sheet.insert(at, [Box(box.text if box and box.role == "label" else "999", hidden=True) for box in sheet[at]])


def year_before(paper: Print, random: Random) -> None:
    """Last year's table stands before or behind this year's, each under a line that says so."""
    sheet = _applications(paper)
    if sheet is None:
        return
    year = paper.made.period.end.year
    other = {box: Box(str(random.randint(0, 999)) if box.role == "figure" else box.text, box.role, "") for box in _boxes(sheet)}
    copy = [[other[box] if box else None for box in row] for row in sheet]
    for box in _boxes(sheet):
        if box.role == "figure":
            box.allowed = box.allowed
    if random.random() < 0.5:
        _replace(paper, sheet, f"{year}年", sheet, f"附：{year - 1}年", copy)
    else:
        _replace(paper, sheet, f"{year - 1}年情况", copy, f"{year}年情况", sheet)


def years_side_by_side(paper: Print, random: Random) -> None:  # noqa: ARG001
    """Table two with the year before beside each figure."""
    sheet = next((one for one in paper.sheets() if any(box.key == "decisions.penalties" for box in _boxes(one))), None)
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
            _replace(
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
            heads = [one for one in _boxes(sheet) if one.role == "head" and "万元" in one.text]
            if random.random() < 0.5 and heads:
                heads[0].text = heads[0].text.replace("万元", "元")
                box.allowed = ()
            else:
                unit = random.choice(("万元", "元"))
                box.text, box.allowed = box.text + unit, (box.allowed if unit == "万元" else ())
        elif box.key == "procurement.central/amount":
            box.text += random.choice(("元", "万元", ""))


FIGURES: tuple[Quirk, ...] = (
    blanks_for_zero, dashes_for_zero, words_for_zero, padded_figures, full_width_figures, separated_figures, units_in_cells,
    signed_changes, remarks_in_cells, notes_on_figures, decimals_in_counts, trailing_zeros, no_totals,
)  # fmt: skip
LABELS: tuple[Quirk, ...] = (
    blanks_in_labels, half_width_marks, radicals, dropped_signs, wrong_signs, other_numbers, shortened_labels, years_in_heads,
    remarks_in_labels,
)  # fmt: skip
STRUCTURE: tuple[Quirk, ...] = (
    pages, heads_again, split_heads, column_before, column_behind, unit_column, rows_missing, rows_changed_about, rows_added,
    cell_missing, cell_twice, corner_too_narrow, groups_as_rows, groups_not_merged, group_sums, turned, labelled_cases, cases_in_two,
    table_title_inside, empty_rows, no_heads, picture_instead, hidden_row, year_before, years_side_by_side, footnotes, units_changed,
)  # fmt: skip
EVERY: tuple[Quirk, ...] = (*FIGURES, *LABELS, *STRUCTURE)
