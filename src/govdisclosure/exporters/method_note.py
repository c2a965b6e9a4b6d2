"""The method note (统计口径说明): how figures were counted where no official text decides; a document of its own."""

from __future__ import annotations

from pathlib import Path

from govdisclosure.errors import UnknownFormatError
from govdisclosure.exporters.theme import Theme, usual_theme
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, say
from govdisclosure.report import Report

SUFFIXES = (".docx", ".txt")


def check_suffix(path: Path) -> None:
    """Check that a method note can be written as a file of this name.

    Raises:
        UnknownFormatError: its suffix is none of :data:`SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownFormatError("write.unknown_format", found=path.suffix or "?", known=list(SUFFIXES))


def write_method_note(report: Report, path: Path, *, language: Language | None = None, theme: Theme | None = None) -> bool:
    """Write the switches of a report's standard and what was chosen, ``.docx`` or ``.txt``; nothing where it has none.

    Returns:
        Whether there was something to write.

    Raises:
        UnknownFormatError: the suffix is another one.
        UnreadableError: the file cannot be written there.
    """
    check_suffix(path)
    language = language or report.standard.language
    policies = report.standard.policies
    if not policies:
        return False
    title = say("document.method_of", title=report.fill_in(report.standard.title)).in_language(language)
    answers = [say("document.policy", question=policy, answer=policy.chosen).in_language(language) for policy in policies]
    lines = [f"{number}. {line}" for number, line in enumerate(answers, start=1)]
    if path.suffix.lower() == ".txt":
        write_whole(path, "\n".join([title, "", *lines, ""]).encode())
        return True
    from govdisclosure.exporters.docx_base import made
    from govdisclosure.exporters.docx_elements import paragraph

    content = [paragraph("Title", title), paragraph("Normal"), *(paragraph("BodyText", line) for line in lines)]
    day, theme = report.signed or report.period.end, theme or usual_theme(report.standard.language)
    write_whole(path, made(content, title=title, author=report.body_name, day=day, language=language, theme=theme))
    return True
