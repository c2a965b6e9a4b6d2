"""Many bodies' reports looked at together (集中审核): a line a body, what to say to each, letters, a second submission."""

from pathlib import Path

from govdisclosure.auditing.audit_workbook import write_audit
from govdisclosure.auditing.issues import AuditIssue, SuspectCell, issues_of
from govdisclosure.auditing.letter_head import LetterHead
from govdisclosure.auditing.overview import Audit, AuditLine, Urgency, audit_reports
from govdisclosure.errors import importing
from govdisclosure.exporters import Theme
from govdisclosure.folders import write_whole
from govdisclosure.messages import Language, say, speaking

__all__ = [
    "Audit",
    "AuditIssue",
    "AuditLine",
    "LetterHead",
    "SuspectCell",
    "Urgency",
    "audit_reports",
    "issues_of",
    "write_audit",
    "write_letters",
    "write_summary",
]


def write_letters(
    audit: Audit, folder: Path, *, head: LetterHead | None = None, language: Language | None = None, theme: Theme | None = None
) -> tuple[Path, ...]:
    """Write a letter (退回修改函) to each body with something to mend or to explain, or without a report; return the files.

    The letters are in the audit's order, each of one page; an annex follows a letter that does not say all. Then come the table
    for mail merge, one row a body, and the list of overdue reports where one is missing or late. All are in the language of
    the reports' standard, and in its usual theme, unless another ``language`` or ``theme`` is requested.

    Args:
        audit: the audit.
        folder: the folder to write into.
        head: who writes, on which day, and by when an answer is expected; left to fill in by default.
        language: of the letters; that of the reports' standard by default.
        theme: their paper and fonts; the usual ones of the language by default.

    Raises:
        OSError: the folder cannot be written.
        MissingExtraError: what writes Word documents is not installed.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> audit = audit_reports(gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)]))
        >>> head = LetterHead(signed="云岭市人民政府办公室", day=date(2025, 2, 10), reply_by=date(2025, 2, 20))
        >>> files = write_letters(audit, Path("letters"), head=head)
        >>> files[0].suffix
        '.docx'
    """
    with importing():
        from govdisclosure.auditing.letter_tables import mail_merge, overdue
        from govdisclosure.auditing.letters import letters_of
    head, language = head or LetterHead(), language or audit.language
    files: dict[str, bytes] = {}
    with speaking(language):
        letters = letters_of(audit, head, language, theme)
        for letter in letters:
            files[letter.file] = letter.document()
            if letter.annex:
                annex = say("audit.letter.file.annex")
                files[letter.file.removesuffix(".docx") + f"-{annex}.docx"] = letter.annex_document()
        files[f"{say('audit.merge.file')}.xlsx"] = mail_merge(audit, letters, head, theme)
        listed = overdue(audit, theme)
        if listed is not None:
            files[f"{say('audit.overdue.file')}.xlsx"] = listed
    for name, content in files.items():
        write_whole(folder / name, content)
    return tuple(folder / name for name in files)


def write_summary(
    audit: Audit, path: Path, *, head: LetterHead | None = None, language: Language | None = None, theme: Theme | None = None
) -> None:
    """Write a page for the leader (审核情况汇总): who handed in, who is late, who is wrong, ranked.

    Args:
        audit: the audit.
        path: the Word document to write.
        head: who writes, and on which day.
        language: of the page; that of the reports' standard by default.
        theme: its paper and fonts; the usual ones of the language by default.

    Raises:
        OSError: it cannot be written there.
        MissingExtraError: what writes Word documents is not installed.

    Example:
        >>> from govdisclosure.areas import gather_reports
        >>> audit = audit_reports(gather_reports(Path("examples/city-2024/reports/2024"), lambda path: [read(path)]))
        >>> write_summary(audit, Path("summary.docx"), head=LetterHead(signed="云岭市人民政府办公室", day=date(2025, 2, 10)))
        >>> Path("summary.docx").exists()
        True
    """
    with importing():
        from govdisclosure.auditing.leader_summary import summary_document
    language = language or audit.language
    with speaking(language):
        write_whole(path, summary_document(audit, head or LetterHead(), language, theme))
