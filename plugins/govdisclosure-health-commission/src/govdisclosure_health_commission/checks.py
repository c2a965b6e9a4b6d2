"""What no relation of the annex can state (附加审核)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govdisclosure import Finding, Report, Severity
from govdisclosure.messages import Message

WEEKS = "health_commission.weeks"


def weekly_collection(report: Report, previous: Sequence[Report]) -> Iterator[Finding]:  # noqa: ARG001 - as every check
    """Hold 每周 in the report's words to the weeks in which there was a collection."""
    weeks = report[WEEKS] if WEEKS in report.standard.spots else None
    full = (report.period.end - report.period.start).days // 7
    if type(weeks) is int and weeks < full and any("每周" in text for text in report.text.values()):
        yield Finding(
            rule="weekly_collection",
            severity=Severity.EXPLAIN,
            cells=(WEEKS,),
            message=Message.literal(
                zh=f"文中说每周收集信息,而有收集的只有 {weeks} 周,统计期有 {full} 个整周;请核对文字或周记录",
                en=f"the text says 每周 (weekly), but there were collections in {weeks} weeks only, and the period has {full} "
                "whole weeks: correct the text or the records of weeks",
            ),
        )
