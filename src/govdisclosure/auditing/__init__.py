"""Many bodies' reports looked at together (集中审核): a line a body, the first thing to say, letters, a second submission."""

from pathlib import Path

from govdisclosure.auditing.audit_workbook import write_audit
from govdisclosure.auditing.headline import Headline, first_to_say
from govdisclosure.auditing.overview import Audit, AuditLine, audit_reports
from govdisclosure.errors import importing
from govdisclosure.messages import Language

__all__ = [
    "Audit",
    "AuditLine",
    "Headline",
    "audit_reports",
    "first_to_say",
    "write_audit",
    "write_letters",
]


def write_letters(audit: Audit, folder: Path, *, language: Language = "zh") -> tuple[Path, ...]:
    """Write a letter to each body whose report has something to mend or to explain; return their files, in the audit's order.

    They are in Chinese, whoever runs the command, unless another ``language`` is requested.

    Raises:
        OSError: the folder cannot be written.
        MissingExtraError: what writes Word documents is not installed.
    """
    with importing():
        from govdisclosure.auditing.letters import letters_of
    return letters_of(audit, folder, language)
