"""Make the made-up registers: every name, number and word in them is invented.

Run: ``python examples/registers/make_registers.py FOLDER``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

UPPER = ["编号", "申请信息", "", "", "", "办理情况", "", ""]
LOWER = ["", "渠道", "申请人类别", "申请人", "件数", "收到日期", "答复日期", "办理结果"]
MONTHS: dict[str, Sequence[Sequence[str | int | date]]] = {
    "1月": [
        ["2024-001", "网上", "公民", "张某甲", 1, "2023.12.28收,2024.1.3确认", "2024.1.20", "已按期答复,部分公开"],
        ["2024-002", "当面", "企业", "某某公司", 1, "1月5日", "2024年1月30日", "予以公开"],
        ["2024-003", "EMS", "公民", "李某乙", 2, 45301, date(2024, 2, 6), "信息不存在"],
        ["小计", "", "", "", 4, "", "", ""],
    ],
    "2月": [
        ["2024-004", "平信", "合作社", "某合作社", 1, "2024.2.5", "2024.3.1", "予以公开"],
        ["2024-005", "网上", "公民", "王某丙", 1, "2024.2.30", "", "办理中"],
        ["2024-006", "传真", "公民", "赵某丁", 1, "2024/2/20", "", "办理中"],
        ["合计", "", "", "", 7, "", "", ""],
        ["注:本表由办公室填报", "", "", "", "", "", "", ""],
    ],
}


def make(folder: Path) -> None:
    """Write the registers."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.remove(book.worksheets[0])
    for month, lines in MONTHS.items():
        page = book.create_sheet(month)
        page.append(["2024年政府信息公开申请台账"])
        page.append(UPPER)
        page.append(LOWER)
        page.merge_cells("A1:H1")
        page.merge_cells("A2:A3")
        page.merge_cells("B2:E2")
        page.merge_cells("F2:H2")
        for line in lines:
            page.append(line)
    book.save(folder / "2024年申请台账.xlsx")
    rows = [
        "<tr><th>信息ID</th><th>标题</th><th>信息类型</th><th>发布时间</th></tr>",
        "<tr><td>XX-1</td><td>甲</td><td>工作动态</td><td>2024-03-05 09:30:00</td></tr>",
        "<tr><td>XX-2</td><td>乙</td><td>专题</td><td>2024-03-06</td></tr>",
    ]
    (folder / "网站导出.xls").write_text(f"<html><table>{''.join(rows)}</table></html>", encoding="gb18030")
    orders = [
        "工单编号,事项编号,来电人,来电号码,诉求类型,来电时间,办结时间",
        "G1,S-1,孙某,13900000000,咨询,2024-12-30 10:00,2024-12-31 10:00",
        "G2,S-1,孙某,13900000000,咨询,2024-12-31 10:00,2025-01-06 10:00",
        "G3,S-2,周某,13900000001,投诉,2024-12-31 11:00,",
    ]
    (folder / "12345工单.csv").write_text("\n".join(orders) + "\n", encoding="gb18030")
    log = ["登记号,日期,姓名,电话,类别,方式,回复日期", "L-1,3月5日,吴某,0734-8888888,咨询,来访,3月6日", "合计,,,,1,,"]
    (folder / "2024登记簿.txt").write_text("\n".join(log).replace(",", "\t") + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
