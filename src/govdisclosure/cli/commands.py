"""The commands by name (命令): each is imported when it is called."""

from __future__ import annotations

import click


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
        case "combine":
            from govdisclosure.cli.combine import combine_command

            return combine_command
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
        case "schema":
            from govdisclosure.cli.schema_command import schema_command

            return schema_command
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
