"""``govdisclosure check``: a report checked against its standard's relations and its own words."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import consistency, library
from govdisclosure.cli import display
from govdisclosure.cli.options import JSON, PARTS, PATH, PREVIOUS, STANDARD, WITH
from govdisclosure.cli.others import in_words, others_of
from govdisclosure.cli.standard_output import echo_json


@click.command("check")
@click.argument("file", type=PATH)
@PREVIOUS
@PARTS
@WITH
@click.option("--strict", is_flag=True, help="Count an incomplete report as failed. 不完整也算不通过")
@click.option("--accept", "accepted", type=PATH, help="TOML file of accepted findings. 已核实的结果")
@click.option("--to-accept", is_flag=True, help="Print such a file for what was found, to fill in. 打印待填写的核实文件")
@STANDARD
@JSON
def check_command(
    file: Path,
    previous: tuple[Path, ...],
    parts: tuple[Path, ...],
    beside: tuple[Path, ...],
    strict: bool,
    accepted: Path | None,
    to_accept: bool,
    standard: str | None,
    as_json: bool,
) -> int:
    """Check a report: every relation, every cell, every figure named in its words. 审核报告。"""
    report = in_words(library.read(file, standard=standard))
    verdict = library.check(report, **others_of(previous, parts, beside, standard))
    if accepted is not None:
        verdict = consistency.accept(verdict, consistency.read_accepted(accepted))
    if to_accept:
        click.echo(consistency.acceptances_of(verdict), nl=False)
    elif as_json:
        echo_json(verdict.to_json())
    else:
        display.show_verdict(verdict)
    display.say_what_waits(verdict)
    display.say_what_did_not_run(verdict, missing=as_json or to_accept)
    return int(verdict.verdict == "failed" or (strict and verdict.verdict == "incomplete"))
