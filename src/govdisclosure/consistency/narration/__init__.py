"""The numbers in a report's words, held against its tables (文表一致性): contradictions, and what is to be looked at."""

from govdisclosure.consistency.narration.findings import WordsOfReport, narration, read_numbers
from govdisclosure.consistency.narration.judgement import CandidateFigure, JudgedNumber, NumberJudgement
from govdisclosure.consistency.narration.meaning import Meaning, NumberUse

__all__ = [
    "CandidateFigure",
    "JudgedNumber",
    "Meaning",
    "NumberJudgement",
    "NumberUse",
    "WordsOfReport",
    "narration",
    "read_numbers",
]
