"""``govdisclosure mark``: what was found in a published report, drawn where the report prints it."""

from __future__ import annotations

from pathlib import Path

import click

from govdisclosure import library
from govdisclosure.cli import display
from govdisclosure.cli.options import PATH, PREVIOUS, STANDARD
from govdisclosure.cli.paths import OUTPUT_FILE, OUTPUT_FOLDER, refuse_onto
from govdisclosure.consistency import locate
from govdisclosure.errors import refused
from govdisclosure.files import opened
from govdisclosure.folders import one_step
from govdisclosure.library import default_library
from govdisclosure.marking import FindingMark, MarkedFigure, mark, marks_of
from govdisclosure.messages import say
from govdisclosure.values import Severity


@click.command("mark")
@click.argument("file", type=PATH)
@click.option(
    "-o", "--output", type=OUTPUT_FILE, help="The marked copy, in the format of the original. 标注副本,格式与原件相同"
)
@click.option("--pictures", type=OUTPUT_FOLDER, help="Folder for one picture (PNG) a finding. 截图文件夹,每个问题一张")
@click.option(
    "--least",
    type=click.Choice([one.value for one in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="Findings below this severity are left out. 只标注不低于此的问题",
)
@PREVIOUS
@STANDARD
def mark_command(
    file: Path,
    output: Path | None,
    pictures: Path | None,
    least: str,
    previous: tuple[Path, ...],
    standard: str | None,
) -> int:
    """Draw each finding at its figure on a published report: 0 nothing to mark, 1 marked. 在公开的报告上标注问题。"""
    if output is None and pictures is None:
        raise click.UsageError(str(say("mark.no_target")))
    original = opened(file)
    report, document = default_library().read_document(file, standard=standard)
    report, before = report.in_words, [library.read(one, standard=standard).in_words for one in previous]
    verdict = library.check(report, previous=before)
    found = marks_of(report, verdict, locate(report, previous=before), least=Severity(least))
    if not found:
        display.console().print(str(say("mark.nothing")), markup=False)
        return 0
    made = mark(original.data, file.name, document, found, pictures=pictures is not None)
    if output is not None and made.copy is None:
        raise refused(file.name, "mark.no_copy_format")
    if output is not None and output.suffix.lower() not in (made.suffix, file.suffix.lower() if made.suffix != ".png" else ""):
        raise refused(output.name, "mark.suffix", suffix=made.suffix)
    folder = pictures or Path()
    names = {picture.mark.number: f"{picture.mark.number:02d}-{_file_name(picture.mark)}.png" for picture in made.pictures}
    with one_step() as step:
        if output is not None and made.copy is not None:
            step.put(output, made.copy)
        for one in made.pictures:
            refuse_onto(folder / names[one.mark.number], [file])
            step.put(folder / names[one.mark.number], one.png)
    _show(found, names, pictures=pictures is not None)
    for left in made.unplaced:
        display.remark(say("mark.unplaced", number=left.number, message=left.finding.message))
    if output is not None:
        display.console().print(str(output), markup=False)
    return 1


def _file_name(mark: FindingMark) -> str:
    """Return a name for a mark's picture by its first cell: ``requests.received-total``."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._") else "-" for sign in mark.figures[0].address)


def _show(found: tuple[FindingMark, ...], names: dict[int, str], *, pictures: bool) -> None:
    heads = ["number", "cell", "printed", "should_be", "place", *(["picture"] if pictures else [])]

    def row(mark: FindingMark, figure: MarkedFigure) -> list[str]:
        own = [str(mark.number), figure.address, figure.printed, " / ".join(figure.agrees), figure.where]
        return [*own, *([names.get(mark.number, "")] if pictures else [])]

    rows = [row(mark, figure) for mark in found for figure in mark.figures]
    display.show_rows([say(f"mark.{head}") for head in heads], rows, right=(2, 3))
    for one in found:
        display.console().print(f"{one.number}. {one.finding.message}", markup=False)
