"""Tabulation (制表): the plan of a standard, the engines that run it, the report."""

from govdisclosure.tabulation.reports import tabulate, tabulate_by_body, tabulate_together

__all__ = ["tabulate", "tabulate_by_body", "tabulate_together"]
