"""What reports complain of, measured (诊断): thin areas, late publication, idle columns, uneven progress."""

from govdisclosure.diagnosis.figures import AreaFigures, BodyFigures, ColumnFigures, Delay, Spread, Timeliness
from govdisclosure.diagnosis.results import Diagnosis, diagnose

__all__ = [
    "AreaFigures",
    "BodyFigures",
    "ColumnFigures",
    "Delay",
    "Diagnosis",
    "Spread",
    "Timeliness",
    "diagnose",
]
