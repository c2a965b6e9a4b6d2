"""Checks of plugins (插件审核), isolated: a failing one loses only its own result, and is reported as not run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from attrs import evolve, field, frozen

from govdisclosure.consistency import Check, IncompleteCheckError
from govdisclosure.errors import PluginError
from govdisclosure.messages import say
from govdisclosure.plugin_selection import DISABLE
from govdisclosure.plugins.containment import contained
from govdisclosure.plugins.registry import Plugin
from govdisclosure.report import Finding, Report

MOST_FINDINGS = 1000
"""How many findings a check may have; the check is cut short there."""


@frozen(kw_only=True)
class InstalledCheck:
    """A plugin's check, isolated so that a failure loses only its own result.

    Attributes:
        name: the check's name.
        plugin: whose it is; its prefix is put before every rule.
    """

    name: str
    plugin: Plugin
    real: Check = field(repr=False)

    def check(self, report: Report, previous: Sequence[Report]) -> Iterable[Finding]:
        """Return its findings.

        Raises:
            IncompleteCheckError: it did not run to its end; the error has the findings that it brought before.
        """
        brought: list[Finding] = []
        try:
            with contained(self.plugin, self.name):
                findings = iter(self.real.check(report, previous))
                brought.extend(map(self.own, islice(findings, MOST_FINDINGS)))
                cut_short = next(findings, None) is not None
        except PluginError as error:
            raise IncompleteCheckError(error.sentence, brought) from error
        if cut_short:
            raise IncompleteCheckError(say("plugin.check_cut_short", most=MOST_FINDINGS, **self.facts), brought)
        return brought

    def own(self, found: object) -> Finding:
        """Return a finding under the plugin's prefix.

        Raises:
            TypeError: it is no finding.
        """
        if not isinstance(found, Finding):
            raise TypeError(f"{type(found).__name__} is no Finding")
        prefix = f"{self.plugin.prefix}."
        return found if found.rule.startswith(prefix) else evolve(found, rule=prefix + found.rule, fingerprint="")

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts for messages: which check it is, and how to switch it off."""
        own = self.plugin
        return {"check": self.name, "distribution": own.distribution, "variable": DISABLE, "name": own.name}
