"""The commands by name (命令一览): each is imported when it is called; listing them imports none."""

from __future__ import annotations

from collections.abc import Mapping

import click

SUMMARIES: Mapping[str, str] = {
    "audit": "Audit a folder of reports: one line per body, most urgent issue first. 集中审核各机关报告。",
    "check": "Check a report: every relation, every cell, every figure named in its words. 审核报告。",
    "collect": "Collect filled forms: reports, who is missing, and what is wrong in which cell. 收表、审核、批注。",
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
    "standards": "Standards: list them, show one, print the schema of their files. 统计标准。",
    "tabulate": "Work out a report from a folder of record files, or from a database's address. 由记录文件夹或数据库制表。",
    "verify": "Recompute a report from its records: 0 the same, 1 it differs, 2 unreadable. 按记录核对报告。",
    "write": "Write a report as documents. 写出报告。",
}
"""What each command does: the first sentence of its help."""


def command_of(name: str) -> click.Command | None:
    """Return a command; None where there is none of that name."""
    match name:
        case "audit":
            from govdisclosure.cli.audit import audit_command

            return audit_command
        case "check":
            from govdisclosure.cli.check import check_command

            return check_command
        case "collect":
            from govdisclosure.cli.forms_command import collect_command

            return collect_command
        case "compare":
            from govdisclosure.cli.compare import compare_command

            return compare_command
        case "deadline":
            from govdisclosure.cli.deadline import deadline_command

            return deadline_command
        case "diagnose":
            from govdisclosure.cli.diagnose import diagnose_command

            return diagnose_command
        case "draft":
            from govdisclosure.cli.draft import draft_command

            return draft_command
        case "due":
            from govdisclosure.cli.due import due_command

            return due_command
        case "explain":
            from govdisclosure.cli.explain import explain_command

            return explain_command
        case "fee":
            from govdisclosure.cli.law_commands import fee_command

            return fee_command
        case "form":
            from govdisclosure.cli.forms_command import form_command

            return form_command
        case "guide":
            from govdisclosure.cli.guide_command import guide_command

            return guide_command
        case "intake":
            from govdisclosure.cli.intake_command import intake_command

            return intake_command
        case "locate":
            from govdisclosure.cli.locate import locate_command

            return locate_command
        case "mark":
            from govdisclosure.cli.mark import mark_command

            return mark_command
        case "plugin":
            from govdisclosure.cli.plugins_command import plugin_group

            return plugin_group
        case "plugins":
            from govdisclosure.cli.plugins_command import plugins_command

            return plugins_command
        case "read":
            from govdisclosure.cli.read import read_command

            return read_command
        case "records":
            from govdisclosure.cli.records_command import records_command

            return records_command
        case "remedy":
            from govdisclosure.cli.law_commands import remedy_command

            return remedy_command
        case "standards":
            from govdisclosure.cli.standards_command import standards_group

            return standards_group
        case "tabulate":
            from govdisclosure.cli.tabulate import tabulate_command

            return tabulate_command
        case "verify":
            from govdisclosure.cli.verify import verify_command

            return verify_command
        case "write":
            from govdisclosure.cli.write import write_command

            return write_command
    return None
