"""``govdisclosure intake``: an office's own register becomes records."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import PATH
from govdisclosure.cli.paths import OUTPUT_FOLDER, Output, refuse_onto
from govdisclosure.files import read_whole, writing
from govdisclosure.folders import Content, one_step
from govdisclosure.intake import store, take_in
from govdisclosure.intake.aside_workbook import read_corrections, write_asides
from govdisclosure.library import default_library
from govdisclosure.messages import say


@click.command("intake")
@click.argument("register", type=PATH, required=False)
@click.option("--profile", help="A ready profile's name, or a TOML file. 采集方案")
@click.option("-o", "--output", type=OUTPUT_FOLDER, help="Folder of record files. 记录文件夹")
@click.option("--aside", type=Output(updates="corrected"), help="Workbook for what is set aside. 待核表")
@click.option("--corrected", type=PATH, help="A workbook of set-aside lines, corrected. 已更正的待核表")
@click.option("--key", type=PATH, help="File of the office's secret; made if absent. 密钥文件")
@click.option("--show-values", is_flag=True, help="Show cells in the workbook, for a local file. 待核表显示原值")
@click.option("--propose", is_flag=True, help="Draft a profile for the register. 起草方案")
@click.option("--show-profile", help="Print a ready profile, to change it. 打印现成方案")
def intake_command(
    *,
    register: Path | None,
    profile: str | None,
    output: Path | None,
    aside: Path | None,
    corrected: Path | None,
    key: Path | None,
    show_values: bool,
    propose: bool,
    show_profile: str | None,
) -> int:
    """Import an office register: each line becomes a record or is set aside with a reason. 台账采集。"""
    if show_profile is not None:
        text = default_library().profiles.get(show_profile)
        if text is None:
            raise click.UsageError(str(say("intake.profile.none", known=list(default_library().profiles))))
        click.echo(text, nl=False)
        return 0
    if register is not None and propose:
        click.echo(library.propose_profile(register, key=office_key(key)), nl=False)
        return 0
    if register is None or profile is None or output is None:
        raise click.UsageError(str(say("intake.needs", known=list(default_library().profiles))))
    told = library.load_profile(profile)
    corrections = read_corrections(corrected, register.name) if corrected else {}
    with display.progressing(say("intake.working", file=register.name)) as progress:
        found = take_in(register, told, key=office_key(key), corrections=corrections, progress=progress)
    refuse_onto(output / f"{told.kind.name}.csv", [register])
    book = aside or output.parent / f"{register.stem}.aside.xlsx"  # beside the records, never among them
    beside: dict[Path, Content] = {}
    if found.open:
        beside[book] = partial(write_asides, found, corrections=corrections, show_values=show_values)
    changes = store(found, output, beside=beside)
    excluded = sum(found.excluded.values())
    line = say("intake.sum", lines=found.lines, taken=found.taken, aside=found.set_aside, excluded=excluded)
    display.line(line)
    for reason, count in found.excluded.items():
        display.line(say(f"intake.excluded.{reason}", count=count))
    for remark in found.remarks:
        display.remark(remark)
    facts = {"added": len(changes.added), "changed": len(changes.changed), "removed": len(changes.removed)}
    kind = told.kind
    display.line(say("intake.stored", records=len(found.records), kind=kind, same=changes.same, **facts))
    display.line(output / f"{kind.name}.csv")
    if found.open:
        display.remark(say("intake.provisional", lines=found.set_aside, headings=found.unknown_headings, book=book.name))
        display.line(book)
    return 0


def office_key(path: Path | None) -> bytes:
    """Return the office's secret; it is made once, readable by its owner only, away from the records."""
    place = path or Path.home() / ".govdisclosure" / "applicant.key"
    if not place.exists():
        with writing(place.name, named=place.name):
            place.parent.mkdir(parents=True, exist_ok=True)
        with one_step() as step:
            step.hold(place.parent)
            made = not place.exists()
            if made:  # by another run, meanwhile, otherwise: then its secret counts
                step.put(place, secrets.token_hex(32).encode(), private=True)
        if made:
            display.remark(say("intake.key_made", file=str(place)))
    secret = read_whole(place).strip()
    if len(secret) < 16:
        raise click.UsageError(str(say("intake.key_short")))
    return secret
