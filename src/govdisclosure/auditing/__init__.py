"""Many bodies' reports looked at together (集中审核): a line a body, the first thing to say, letters, a second hand-in."""

from govdisclosure.auditing.changes import Changes, compare_hand_ins
from govdisclosure.auditing.first import First, first_to_say
from govdisclosure.auditing.letters import write_letters
from govdisclosure.auditing.lines import Audit, AuditLine, audit_reports
from govdisclosure.auditing.returned import HandIns, gather_reports
from govdisclosure.auditing.workbook import write_audit

__all__ = [
    "Audit",
    "AuditLine",
    "Changes",
    "First",
    "HandIns",
    "audit_reports",
    "compare_hand_ins",
    "first_to_say",
    "gather_reports",
    "write_audit",
    "write_letters",
]
