"""What each command does (命令一览): the first sentence of its help, known without importing it."""

from __future__ import annotations

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "audit": "Audit a folder of reports: one line per body, most urgent issue first. 集中审核各机关报告。",
    "check": "Check a report: every relation, every cell, every figure named in its words. 审核报告。",
    "collect": "Collect filled forms: reports, who is missing, and what is wrong in which cell. 收表、审核、批注。",
    "combine": "Combine reports: of bodies into their area's, or over time into a longer period's. 汇总各机关或各期的报告。",
    "compare": "Compare two versions of one report: 0 the same, 1 they differ, 2 unreadable. 两版比对。",
    "deadline": "Work out the term of an application, step by step. 计算答复期限，逐步列明。",
    "diagnose": (
        "Measure thin areas, late publication, idle columns, uneven progress. 诊断：公开数量、时效、栏目更新、进展平衡。"
    ),
    "draft": "Draft the required sentences, figures bound to cells; read your edited version back. 拟写报告文字。",
    "due": "List every open duty of the records, nearest first, with article and days left. 待办期限一览。",
    "explain": (
        "Explain a cell: what it counts, what binds it, the records behind it; or a record: its cells. 说明单元格或记录。"
    ),
    "fee": "Work out the fee for handling information, by item or by page, or each applicant's by month. 计算信息处理费。",
    "form": "Make an Excel form to fill in, with last year's figures beside. 生成填报表。",
    "guide": "Go through the year's work step by step, in Chinese. 一步一步做年度报告。",
    "intake": "Import an office register: each line becomes a record or is set aside with a reason. 台账采集。",
    "locate": "Name the cells that are wrong where figures contradict each other: 0 none, 1 some. 差错定位。",
    "mark": "Draw each finding at its figure on a published report: 0 nothing to mark, 1 marked. 在公开的报告上标注问题。",
    "plugin": "Begin a plugin of your own. 编写插件。",
    "plugins": "List what is installed, and what was refused and why. 列出插件。",
    "read": "Read a published report. 读入已发布的报告。",
    "records": "Show the kinds of records with their fields, as a list, JSON Schema or SQL. 记录的字段、类型、取值。",
    "remedy": "Say whether reconsideration comes before a lawsuit over a decision. 是否须先申请行政复议。",
    "schema": "Print the JSON Schema of a report's JSON, or of what a command prints with --json. 打印结果的 JSON Schema。",
    "standards": "Standards: list them, show one, print the schema of their files. 统计标准。",
    "tabulate": "Work out a report from a folder of record files, or from a database's address. 由记录文件夹或数据库制表。",
    "verify": "Recompute a report from its records: 0 the same, 1 it differs, 2 unreadable. 按记录核对报告。",
    "write": "Write a report as documents. 写出报告。",
}
"""What each command does: the first sentence of its help."""
