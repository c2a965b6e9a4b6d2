"""A health commission's annex to its city's table (市卫生健康委附表), its records, a check, and its portal's upload format."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from govdisclosure import hookimpl
from govdisclosure.consistency import CheckFunction
from govdisclosure.exporters import Exporter
from govdisclosure.records import RecordKind
from govdisclosure_health_commission.checks import weekly_collection
from govdisclosure_health_commission.portal import PortalExporter
from govdisclosure_health_commission.records import Incident, Task, Week

__all__ = ["Incident", "PortalExporter", "Task", "Week", "weekly_collection"]


govdisclosure_api = 1
"""The version of the plugin interface that this is made for."""


@hookimpl
def govdisclosure_standards() -> Iterable[Traversable | RecordKind]:
    """Offer the annex and the kinds of record that it counts."""
    return (
        files(__name__) / "health-commission.annex.toml",
        RecordKind("health_commission_week", Week, ("信息收集周", "week of collection")),
        RecordKind("health_commission_task", Task, ("科室信息任务", "task of a section")),
        RecordKind("health_commission_incident", Incident, ("网络安全事故", "security incident")),
    )


@hookimpl
def govdisclosure_checks() -> Iterable[CheckFunction]:
    """Offer the check of the weekly collection."""
    return (weekly_collection,)


@hookimpl
def govdisclosure_exporters() -> Iterable[Exporter]:
    """Offer the portal's upload format."""
    return (PortalExporter(),)
