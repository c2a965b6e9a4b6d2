"""Usual problems, measured from records (诊断): sparse areas, late publication, idle columns, uneven progress."""

from govdisclosure.diagnosis.condition_mutants import ConditionMutant, Fate, mutate
from govdisclosure.diagnosis.figures import AreaFigures, BodyFigures, ColumnFigures, Delay, Spread, Timeliness
from govdisclosure.diagnosis.results import Diagnosis, diagnose

__all__ = [
    "AreaFigures",
    "BodyFigures",
    "ColumnFigures",
    "ConditionMutant",
    "Delay",
    "Diagnosis",
    "Fate",
    "Spread",
    "Timeliness",
    "diagnose",
    "mutate",
]
