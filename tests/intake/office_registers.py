"""Registers as offices keep them, made up: their own heads and words, coding and layout, with figures counted by hand.

Seven of them are the year of one office: every table of the annual report comes from them. ``answers`` are what its clerk says:
a part of a question → a part of the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from attrs import field, frozen
from openpyxl import Workbook

Cell = str | int | float | datetime | None


@frozen(kw_only=True)
class OfficeRegister:
    """A register, what is answered about it, and what it comes to.

    Attributes:
        name: its file's name.
        build: makes the file.
        kind: the kind of its records; empty where none fits.
        answers: a part of a question → a part of the choice.
        records: how many records there are.
        cells: of cn-2021 for 2024, by hand.
    """

    name: str
    build: Callable[[Path], None]
    kind: str
    records: int = 0
    answers: Mapping[str, str] = field(factory=dict)
    cells: Mapping[str, str] = field(factory=dict)

    def make(self, folder: Path) -> Path:
        """Make the file in a folder, and return its path."""
        path = folder / self.name
        self.build(path)
        return path


def _book(path: Path, *sheets: tuple[str, Sequence[Sequence[Cell]], Sequence[str]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows, merges in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in merges:
            page.merge_cells(cells)
    book.save(path)


def _licences(path: Path) -> None:
    """An export of the 双公示 system: GBK, one licence of the year before."""
    heads = (
        "行政相对人名称,行政相对人类别,行政许可决定文书名称,行政许可决定文书号,许可类别,许可内容,"
        "许可决定日期,有效期至,许可机关,当前状态,审批经办"
    )
    rows = [
        f"某公司{month},法人,准予行政许可决定书,卫许决字〔2024〕{month}号,普通,公共场所,2024/{month}/1{month},2028/1/1,某局,有效,甲"
        for month in range(1, 9)
    ]
    rows.append("某公司9,法人,准予行政许可决定书,卫许决字〔2023〕99号,普通,公共场所,2023/12/29,2027/1/1,某局,有效,甲")
    path.write_bytes("\r\n".join([heads, *rows]).encode("gb18030"))


def _penalties(path: Path) -> None:
    """A web table named .xls, with a total at the bottom."""
    heads = (
        "案件名称",
        "行政处罚决定书文号",
        "当事人",
        "违法事实",
        "处罚种类",
        "罚款金额（万元）",
        "作出处罚决定日期",
        "处罚机关",
    )
    kinds = ("警告", "罚款", "警告、罚款", "没收违法所得", "罚款")
    rows = [
        (f"案{number}", f"卫医罚〔2024〕{number}号", "某店", "略", kind, "0.5", f"2024年{number}月{number + 9}日", "某局")
        for number, kind in enumerate(kinds, start=1)
    ]
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in (heads, *rows)]
    table = "".join(f"<tr>{line}</tr>" for line in (*lines, '<td colspan="8">合计：5件</td>'))
    path.write_bytes(f"<html><head><meta charset=gbk></head><body><table>{table}</table></body></html>".encode("gbk"))


def _requests(path: Path) -> None:
    """A sheet a month, two head rows, numbers that begin again, days without a year, a blank line, subtotals and notes."""
    channels, applicants = ("网上、邮寄", "来信", "到镇政府提交"), ("村民", "村委会", "某某合作社")
    outcomes = ("给予公开", "我镇未制作该信息", "不是本镇职责，建议向县自然资源局申请")
    sheets = []
    for month, lines in ((1, 3), (2, 2), (3, 4)):
        rows: list[Sequence[Cell]] = [
            (f"某镇2024年{month}月政府信息公开申请办理情况",),
            ("序号", "申请基本情况", None, None, "办理情况", None, None, "备注"),
            (None, "来件方式", "申请主体", "收件时间", "办结时间", "处理意见", "是否延长期限", None),
        ]
        for line in range(1, lines + 1):
            closed = (f"{month}.{line + 14}", outcomes[line % 3]) if line < 4 else ("办理中", None)
            extended = "是" if line == 2 else "否"
            rows.append((line, channels[line % 3], applicants[line % 3], f"{month}.{line + 4}", *closed, extended, None))
        rows += [(), (f"小计：{lines}件",), ("备注：本表由党政办填写",), ("填表人：某某",)]
        sheets.append((f"{month}月", rows, ("A1:H1", "A2:A3", "B2:D2", "E2:G2", "H2:H3")))
    _book(path, *sheets)


def _remedies(path: Path) -> None:
    """Two sheets with heads of their own; the sheet's name says what kind of case it is."""
    reviews: list[Sequence[Cell]] = [
        ("2024年行政复议案件",),
        ("序号", "受理文号", "申请人", "复议机关", "收到复议通知日期", "复议决定日期", "复议结果"),
        (1, "府复〔2024〕3号", "甲", "市政府", datetime(2024, 2, 1), datetime(2024, 3, 20), "决定维持"),
        (2, "府复〔2024〕9号", "乙", "市政府", datetime(2024, 5, 6), datetime(2024, 7, 1), "撤销并责令重新答复"),
        (3, "府复〔2024〕30号", "丙", "市政府", datetime(2024, 11, 30), "审理中", None),
        ("合计", 3),
    ]
    lawsuits: list[Sequence[Cell]] = [
        ("2024年行政诉讼案件",),
        ("序号", "案号", "原告", "受理法院", "审级", "是否经复议", "立案时间", "判决时间", "判决结果"),
        (1, "(2024)湘0401行初5号", "甲", "区法院", "一审", "是", "2024-04-01", "2024-06-30", "驳回原告诉讼请求"),
        (2, "(2024)湘04行终9号", "甲", "中院", "二审", "是", "2024-08-01", "2024-10-30", "驳回上诉，维持原判"),
        (3, "(2024)湘0401行初9号", "丁", "区法院", "一审", "否", "2024-09-01", "2024-11-30", "确认违法"),
        (4, "(2024)湘0401行初19号", "戊", "区法院", "一审", "否", "2024-12-01", "/", "/"),
    ]
    _book(path, ("行政复议", reviews, ("A1:G1",)), ("行政诉讼", lawsuits, ("A1:I1",)))


def _documents(path: Path) -> None:
    """Terms of validity in years, words in a column of days."""
    rows: list[Sequence[Cell]] = [
        ("序号", "文件名称", "发文字号", "印发日期", "有效期", "废止日期"),
        (1, "甲办法", "镇政发〔2021〕1号", "2021.1.5", "5年", "—"),
        (2, "乙办法", "镇政发〔2018〕2号", "2018.3.5", "5年", "—"),
        (3, "丙规定", "镇政发〔2024〕3号", "2024.3.9", "2年", "—"),
        (4, "丁通知", "镇政发〔2022〕4号", "2022.6.1", "长期有效", "2024.7.1"),
        (5, "戊通知", "镇政发〔2024〕5号", "2024.9.9", "5年", "无"),
    ]
    _book(path, ("Sheet1", rows, ()))


def _charges(path: Path) -> None:
    """A line a month, in 10,000 yuan, with a total of amounts."""
    rows: list[Sequence[Cell]] = [
        ("2024年行政事业性收费收入统计表",),
        ("月份", "收费项目", "收费金额（万元）", "缴款书编号", "备注"),
    ]
    rows += [(f"{month}月", "证照工本费", round(1.25 + month / 100, 2), f"04{month:04}", None) for month in range(1, 13)]
    _book(path, ("2024年", [*rows, ("合计", None, 15.78, None, None)], ("A1:E1",)))


def _fees(path: Path) -> None:
    """Amounts with thousands separators, a fee not paid."""
    rows: list[Sequence[Cell]] = [
        ("通知书编号", "申请编号", "收费通知日期", "应收金额（元）", "缴费日期"),
        ("费〔2024〕1号", "依申请2024-3", "2024-5-1", "1,340.00", "2024-5-9"),
        ("费〔2024〕2号", "依申请2024-9", "2024-6-1", 200, "未缴"),
    ]
    _book(path, ("2024", rows, ()))


THE_YEAR = (
    OfficeRegister(
        name="行政许可双公示导出.csv",
        build=_licences,
        kind="decision",
        records=9,
        answers={"审批经办": "不采集"},
        cells={"decisions.licences/decided": "8"},
    ),
    OfficeRegister(
        name="处罚决定.xls", build=_penalties, kind="decision", records=5, cells={"decisions.penalties/decided": "5"}
    ),
    OfficeRegister(
        name="某镇2024年信息公开申请.xlsx",
        build=_requests,
        kind="request",
        records=9,
        answers={
            "处理意见”一栏": "办理结果",
            "“来信”": "平常信函",
            "“到镇政府提交”": "当面（书面）",
            "“网上、邮寄”": "网上平台",
            "“村委会”": "其他",
            "合作社”": "商业企业",
            "“月.日”": "是",
            "是否延长期限”写作“是”": "已延期",
            "写作“我镇未制作": "信息不存在",
        },
        cells={
            "requests.received/natural_person": "2",
            "requests.received/business": "3",
            "requests.received/other": "4",
            "requests.received/total": "9",
            "requests.results.granted/total": "2",
            "requests.results.unavailable.not_held/total": "6",
            "requests.results.total/total": "8",
            "requests.carried_out/total": "1",
        },
    ),
    OfficeRegister(
        name="行政争议案件.xlsx",
        build=_remedies,
        kind="remedy",
        records=7,
        answers={"本机关地位": "被申请人", "维持原判": "维持"},
        cells={
            "remedies.cases/reconsideration_upheld": "1",
            "remedies.cases/reconsideration_corrected": "1",
            "remedies.cases/reconsideration_open": "1",
            "remedies.cases/reconsideration_total": "3",
            "remedies.cases/after_upheld": "2",
            "remedies.cases/direct_corrected": "1",
            "remedies.cases/direct_open": "1",
        },
    ),
    OfficeRegister(
        name="规范性文件目录.xlsx",
        build=_documents,
        kind="document",
        records=5,
        answers={"“5年”": "起满5年", "“2年”": "起满2年"},
        cells={
            "documents.normative/made": "2",
            "documents.normative/repealed": "1",
            "documents.normative/in_force": "3",
        },
    ),
    OfficeRegister(
        name="收费台账.xlsx",
        build=_charges,
        kind="charge",
        records=12,
        answers={"只写了月份": "是"},
        cells={"fees.charged/amount": "15.78"},
    ),
    OfficeRegister(
        name="信息处理费.xlsx",
        build=_fees,
        kind="request_fee",
        records=2,
        cells={"processing_fees.notices": "2", "processing_fees.charged": "1540", "processing_fees.received": "1340"},
    ),
)
"""The registers of one office's year."""


def _joint(path: Path) -> None:
    """No numbers at all, cells merged over lines, a year of two digits, an applicant's kind that is a switch's matter."""
    rows: list[Sequence[Cell]] = [
        ("依申请公开登记表",),
        ("收到时间", "申请人", "申请人类别", "申请事项", "接收渠道", "答复时间", "办理结果"),
        ("2024.3.5", "甲", "个人", "一", "网站", "2024.3.20", "全部公开"),
        ("2024.4.5", "乙公司", "公司", "二", "邮政快递", "2024.4.20", "部分公开（涉及个人隐私）"),
        (None, None, None, "三", None, "2024.4.21", "信息不存在"),
        ("2024.5.6", "丙", "公民", "四", "微信公众号", "2024.5.30", "属于重复申请"),
        ("24.6.7", "丁", "律师", "五", "传真件", "2024.7.1", "建议通过信访途径反映"),
    ]
    _book(path, ("Sheet1", rows, ("A1:G1", "A4:A5", "B4:B5", "C4:C5", "E4:E5")))


def _mixed(path: Path) -> None:
    """All decisions of an office in one list."""
    rows: list[Sequence[Cell]] = [
        ("序号", "决定书文号", "行政行为类别", "当事人", "作出日期", "案由"),
        (1, "综执罚〔2024〕1号", "行政处罚", "甲", datetime(2024, 1, 8), "略"),
        (2, "综执强〔2024〕1号", "查封扣押", "乙", datetime(2024, 2, 8), "略"),
        (3, "综执罚〔2024〕2号", "处罚", "丙", datetime(2024, 3, 8), "略"),
        (4, "综执许〔2024〕1号", "行政审批", "丁", datetime(2024, 4, 8), "略"),
    ]
    _book(path, ("汇总", rows, ()))


def _petitions(path: Path) -> None:
    rows = ["来信来访登记簿", "登记日期,登记号,来访形式,事项类别,反映人,反映问题,答复时间"]
    forms, kinds = ("来信", "来访", "来电", "网上信访"), ("信访", "咨询", "意见建议", "投诉举报")
    for number in range(1, 8):
        replied = f"2024/{number}/{number + 13}" if number < 6 else ""
        rows.append(f"2024/{number}/{number + 3},信{number},{forms[number % 4]},{kinds[number % 4]},甲,略,{replied}")
    path.write_text("\n".join(rows), encoding="utf-8-sig")


def _tabbed(path: Path) -> None:
    """A text with tabs in GBK under a title, lines that name the month, a total with words of its own."""
    heads = "流水号 受理时间 申请者 身份类别 申请途径 所需信息 答复时限 实际答复时间 答复形式 处理结果"
    rows = (
        "JY2024-01 1月5日 甲 学生家长 邮箱 略 2月2日 1月20日 纸质 公开",
        "JY2024-02 1月9日 乙 学校 信函 略 2月2日 1月25日 电子 不予公开（内部管理信息）",
        "二月",
        "JY2024-03 2月9日 丙 公民 现场 略 3月2日 2月25日 电子 已在网站公开，告知网址",
        "JY2024-04 2月19日 丁 公民 网络 略 3月2日 未答复",
    )
    lines = ["某区教育局依申请公开受理登记表（2024年度）", heads, "一月", *rows]
    text = "\n".join(line.replace(" ", "\t") for line in lines)
    path.write_bytes(f"{text}\n合计：4件，其中公开1件\n".encode("gbk"))


def _unnumbered(path: Path) -> None:
    """A sheet a quarter, no numbers, amounts with their unit, subtotals and a running total."""
    heads = ("日期", "缴费单位", "项目", "金额")
    first: list[Sequence[Cell]] = [
        heads,
        ("2024-01-05", "甲", "考试费", "1,200.50元"),
        ("2024-02-06", "乙", "考试费", "300元"),
        ("小计", None, None, 1500.5),
    ]
    second: list[Sequence[Cell]] = [
        heads,
        ("2024-04-05", "甲", "考试费", 800),
        ("2024-05-06", "乙", "考试费", 99.5),
        ("小计", None, None, 899.5),
    ]
    running: Sequence[Cell] = ("累计", None, None, 2400)
    _book(path, ("一季度", first, ()), ("二季度", [*second, running], ()))


def _cases(path: Path) -> None:
    """Two head rows, a month merged over its lines."""
    rows: list[Sequence[Cell]] = [
        ("行政处罚（强制）案件台账",),
        ("月份", "案件信息", None, None, "处理决定", None, "执行情况"),
        (None, "案号", "当事人", "案由", "决定种类", "决定时间", None),
        ("1月", "城管罚字2024第1号", "甲", "略", "罚款", datetime(2024, 1, 5), "已缴"),
        (None, "城管罚字2024第2号", "乙", "略", "警告", datetime(2024, 1, 9), "—"),
        ("2月", "城管强字2024第1号", "丙", "略", "代履行", datetime(2024, 2, 9), "—"),
    ]
    _book(path, ("Sheet1", rows, ("A1:G1", "A2:A3", "B2:D2", "E2:F2", "G2:G3", "A4:A5")))


def _disputes(path: Path) -> None:
    """Reconsiderations and lawsuits in one list, numbered 1 to 4."""
    rows: list[Sequence[Cell]] = [
        ("2024年度涉政府信息公开复议应诉案件统计",),
        ("编号", "类型", "相对人", "提起日期", "是否前置复议", "案件状态", "结案方式", "结案日期"),
        (1, "复议", "甲", "2024.1.8", "/", "已结", "维持原告知", "2024.3.1"),
        (2, "复议", "乙", "2024.2.8", "/", "已结", "申请人撤回", "2024.3.9"),
        (3, "诉讼", "丙", "2024.5.8", "经复议", "已结", "驳回起诉", "2024.8.1"),
        (4, "诉讼", "丁", "2024.6.8", "直接起诉", "在审", None, None),
        ("注：1号案已履行",),
    ]
    _book(path, ("2024", rows, ("A1:H1",)))


def _exported(path: Path) -> None:
    """An export of a system: times, a line for two requests, a sheet of codes."""
    rows: list[Sequence[Cell]] = [
        (
            "申请表编号",
            "申请时间",
            "提交方式",
            "申请人类别",
            "件数",
            "当前状态",
            "回复时间",
            "回复类型",
            "是否延期答复",
            "延期日期",
        ),
        (
            "202401",
            "2024-01-03 09:12:00",
            "依申请公开系统",
            "公民",
            1,
            "已办结",
            "2024-01-20 10:00:00",
            "已主动公开",
            "否",
            None,
        ),
        (
            "202402",
            "2024-02-03 09:12:00",
            "依申请公开系统",
            "法人-商业企业",
            2,
            "已办结",
            "2024-02-20 10:00:00",
            "部分公开",
            "否",
            None,
        ),
        (
            "202403",
            "2024-03-03 09:12:00",
            "邮政EMS",
            "法人-其他",
            1,
            "已办结",
            "2024-04-29 10:00:00",
            "不予公开-过程性信息",
            "是",
            "2024-03-29",
        ),
        ("202404", "2024-12-30 09:12:00", "依申请公开系统", "公民", 1, "办理中", None, None, "否", None),
    ]
    _book(path, ("Sheet1", rows, ()), ("数据字典", (("类别",), ("公民",)), ()))


def _ticked(path: Path) -> None:
    """A column for each outcome, one of them ticked."""
    rows: list[Sequence[Cell]] = [
        ("序号", "收到时间", "申请人性质", "申请形式", "答复时间", "答复情况", None, None),
        (None, None, None, None, None, "公开", "部分公开", "不公开"),
        (1, "2024.1.2", "个人", "当面", "2024.1.9", "√", None, None),
        (2, "2024.1.5", "企业", "邮寄", "2024.1.19", None, "√", None),
        (3, "2024.2.2", "个人", "网上", "2024.2.9", None, None, "√"),
    ]
    _book(path, ("Sheet1", rows, ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:H1")))


def _library(path: Path) -> None:
    """Documents of both kinds; the day of a repeal is in the column of expiry."""
    rows: list[Sequence[Cell]] = [
        ("序号", "标题", "文件类型", "发文字号", "发布时间", "状态", "失效时间"),
        (1, "甲", "规章", "政府令第12号", "2020/5/1", "现行有效", None),
        (2, "乙", "规范性文件", "政发〔2021〕7号", "2021/5/1", "已废止", "2024/6/30"),
        (3, "丙", "规范性文件", "政发〔2024〕9号", "2024/7/1", "有效", None),
        (4, "丁", "规范性文件", "政发〔2019〕9号", "2019/7/1", "失效", "2024/6/30"),
    ]
    _book(path, ("导出", rows, ()))


def faulty(path: Path) -> None:
    """A number twice, a day that cannot be, days in an impossible order, a word that nobody knows on two lines."""
    rows: list[Sequence[Cell]] = [
        ("登记编号", "收到日期", "申请方式", "申请人类型", "答复日期", "答复结果"),
        ("A-1", "2024-1-5", "网上", "公民", "2024-1-9", "予以公开"),
        ("A-1", "2024-1-6", "网上", "公民", "2024-1-9", "予以公开"),
        ("A-3", "2024-13-6", "网上", "公民", "2024-1-9", "予以公开"),
        ("A-4", "2024-2-6", "网上", "公民", "2024-1-9", "予以公开"),
        ("A-5", "2024-2-6", "网上", "公民", "2024-2-19", "按惯例"),
        ("A-6", "2024-2-6", "网上", "公民", "2024-2-19", "按惯例"),
    ]
    _book(path, ("Sheet1", rows, ()))


def _visitors(path: Path) -> None:
    """The book at the gate: no register of anything that is counted."""
    rows: list[Sequence[Cell]] = [
        ("日期", "来访人", "单位", "事由", "被访人", "进入时间", "离开时间", "电话"),
        (datetime(2024, 1, 2), "甲", "乙公司", "送材料", "丙", "9:00", "10:00", "13800000000"),
    ]
    _book(path, ("门卫", rows, ()))


OTHERS = (
    OfficeRegister(
        name="登记表2024.xlsx",
        build=_joint,
        kind="request",
        records=5,
        answers={
            "传真件": "传真",
            "“律师”": "律师以本人名义",
            "两位数的年份": "是",
            "信访途径": "信访举报投诉类",
            "合并了几行": "每一行都适用",
        },
        cells={
            "requests.received/natural_person": "3",
            "requests.received/business": "2",
            "requests.results.granted/total": "1",
            "requests.results.granted_in_part/total": "1",
            "requests.results.unavailable.not_held/total": "1",
            "requests.results.not_processed.repeated/total": "1",
            "requests.results.not_processed.petition/total": "1",
        },
    ),
    OfficeRegister(
        name="行政执法决定汇总.xlsx",
        build=_mixed,
        kind="decision",
        records=4,
        answers={"哪一种台账": "处理决定", "查封扣押": "行政强制"},
        cells={
            "decisions.licences/decided": "1",
            "decisions.penalties/decided": "2",
            "decisions.coercion/decided": "1",
        },
    ),
    OfficeRegister(
        name="教育局受理登记.txt",
        build=_tabbed,
        kind="request",
        records=4,
        answers={"“信函”": "平常信函", "学生家长": "自然人", "“学校”": "科研机构"},
        cells={
            "requests.received/total": "4",
            "requests.received/research": "1",
            "requests.results.granted/total": "2",
            "requests.results.refused.internal_affairs/total": "1",
            "requests.carried_out/total": "1",
        },
    ),
    OfficeRegister(
        name="2024年收费明细.xlsx", build=_unnumbered, kind="charge", records=4, cells={"fees.charged/amount": "0.24"}
    ),
    OfficeRegister(
        name="城管案件台账.xlsx",
        build=_cases,
        kind="decision",
        records=3,
        answers={"“罚款”": "行政处罚", "“警告”": "行政处罚", "代履行": "行政强制", "合并了几行": "每一行都适用"},
        cells={"decisions.penalties/decided": "2", "decisions.coercion/decided": "1"},
    ),
    OfficeRegister(
        name="复议应诉统计.xlsx",
        build=_disputes,
        kind="remedy",
        records=4,
        answers={"是否前置复议": "起诉途径", "本机关地位": "被申请人", "维持原告知": "结果维持", "驳回起诉": "其他结果"},
        cells={
            "remedies.cases/reconsideration_upheld": "1",
            "remedies.cases/reconsideration_other": "1",
            "remedies.cases/after_other": "1",
            "remedies.cases/direct_open": "1",
        },
    ),
    OfficeRegister(
        name="系统导出.xlsx",
        build=_exported,
        kind="request",
        records=5,
        answers={"当前状态": "不采集", "法人-商业企业": "商业企业", "法人-其他": "其他", "数据字典": "不采集"},
        cells={
            "requests.received/natural_person": "2",
            "requests.received/business": "2",
            "requests.received/other": "1",
            "requests.results.granted/total": "1",
            "requests.results.granted_in_part/total": "2",
            "requests.results.refused.process_information/total": "1",
            "requests.carried_out/total": "1",
        },
    ),
    OfficeRegister(
        name="打勾台账.xlsx",
        build=_ticked,
        kind="request",
        records=3,
        answers={"“邮寄”": "需签收", "不公开": "其他"},
        cells={
            "requests.results.granted/total": "1",
            "requests.results.granted_in_part/total": "1",
            "requests.results.other.other/total": "1",
        },
    ),
    OfficeRegister(
        name="政策文件库.xlsx",
        build=_library,
        kind="document",
        records=4,
        answers={"“已废止”": "日期写在失效", "“失效”": "还没有"},
        cells={
            "documents.rules/in_force": "1",
            "documents.normative/made": "1",
            "documents.normative/repealed": "1",
            "documents.normative/in_force": "1",
        },
    ),
    OfficeRegister(name="信访登记.csv", build=_petitions, kind="engagement", records=7),
    OfficeRegister(name="来访人员登记.xlsx", build=_visitors, kind=""),
)
