"""Several bodies as one (汇总): bodies in time, the roll-up of reports, who is missing or late, what the area published."""

from govdisclosure.areas.body_history import Bodies, Predecessor, is_covered, preceding, predecessors
from govdisclosure.areas.comparing import AreaComparison, AreaDifference, Contribution, compare_with_parent
from govdisclosure.areas.returns import Deadline, Delivery, Notice, completeness, load_notice, timeliness
from govdisclosure.areas.rollup import combine, tabulate_area

__all__ = [
    "AreaComparison",
    "AreaDifference",
    "Bodies",
    "Contribution",
    "Deadline",
    "Delivery",
    "Notice",
    "Predecessor",
    "combine",
    "compare_with_parent",
    "completeness",
    "is_covered",
    "load_notice",
    "preceding",
    "predecessors",
    "tabulate_area",
    "timeliness",
]
