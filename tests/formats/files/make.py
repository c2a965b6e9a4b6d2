"""Make ``quirks.xlsx``; ``quirks.xls`` and ``quirks.ods`` are what LibreOffice 7.4 saved it as.

    python tests/formats/files/make.py
    soffice --headless --convert-to xls --outdir tests/formats/files quirks.xlsx     # and once more with ods

LibreOffice calculates the formulas; only the two results are kept here.
"""

from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Border, Side
from PIL import Image as PillowImage

THIN = Side(style="thin")

book = Workbook()
sheet = book.active
assert sheet is not None
sheet.title = "表一"
sheet.append(["指标", "申请人情况", None, "总计"])
sheet.append([None, "自然人", "法人", None])
sheet.merge_cells("A1:A2")
sheet.merge_cells("B1:C1")
sheet.merge_cells("D1:D2")
rows: list[tuple[bool | float | str | date | None, ...]] = [
    ("一、新收", 12, 0, "=B3+C3", '0;-0;"无"'),
    ("占比", 0.125, 0.3333333333333333, "=0.1+0.2", "0%"),
    ("金额", 1234567.5, 12.5, "=1/0", "#,##0.00"),
    ("日期", date(2024, 1, 31), True, "文字", 'yyyy"年"m"月"d"日"'),
    ("隐藏", 1, 2, 3, "General"),
    ("空白", None, None, None, "General"),
]
for number, (*values, code) in enumerate(rows, start=3):
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column, value)
        cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
        if column > 1 and not isinstance(value, bool) and (number, column) != (4, 4):
            cell.number_format = str(code)
sheet.row_dimensions[7].hidden = True
sheet["B3"].comment = Comment("含上年结转", "审核")
sheet.cell(400, 30, "远处")
other = book.create_sheet("隐藏表")
other.append(["x", "y"])
other.sheet_state = "hidden"
other.column_dimensions["B"].hidden = True
picture = BytesIO()
PillowImage.new("RGB", (80, 80), "red").save(picture, "png")
sheet.add_image(Image(picture), "F3")
book.save("quirks.xlsx")
