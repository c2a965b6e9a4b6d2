"""Several bodies as one (汇总): bodies in time, the roll-up of reports, who is missing or late, what the area published."""

from govdisclosure.areas.body_history import Bodies, Predecessor, is_covered, preceding, predecessors
from govdisclosure.areas.comparing import AreaComparison, AreaDifference, Contribution, compare_with_parent
from govdisclosure.areas.gathering import gather_reports
from govdisclosure.areas.returns import Deadline, Notice, load_notice, timeliness
from govdisclosure.areas.rollup import combine, tabulate_area
from govdisclosure.areas.submissions import (
    Delivery,
    Issue,
    ResubmissionChanges,
    SubmittedFile,
    SubmittedReport,
    SubmittedReports,
    compare_hand_ins,
    completeness,
)

__all__ = [
    "AreaComparison",
    "AreaDifference",
    "Bodies",
    "Contribution",
    "Deadline",
    "Delivery",
    "Issue",
    "Notice",
    "Predecessor",
    "ResubmissionChanges",
    "SubmittedFile",
    "SubmittedReport",
    "SubmittedReports",
    "combine",
    "compare_hand_ins",
    "compare_with_parent",
    "completeness",
    "gather_reports",
    "is_covered",
    "load_notice",
    "preceding",
    "predecessors",
    "tabulate_area",
    "timeliness",
]
