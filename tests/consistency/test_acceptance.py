"""Accepted findings: who, when and why; shown as such; reported when their figures change or they are gone."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from govdisclosure.consistency import Acceptance, Verdict, accept, acceptances_of, check, read_accepted
from govdisclosure.consistency.acceptance import accepted_toml
from govdisclosure.errors import UnreadableError
from govdisclosure.messages import Message
from govdisclosure.records import Body
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Standard
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table
from govdisclosure.values import Period, Severity

ENTRY = """
[[accepted]]
fingerprint = "0123456789abcdef"
rule = "total.sum"
cells = ["total", "a", "b"]
body = "b"
period = "2023"
who = "office"
when = 2024-02-01
reason = "printed so"
"""


@cache
def made() -> Standard:
    return one_table('{ key = "total", label = "total", total = ["a", "b"] },' + entered("a", "b"))


def wrong(total: int = 9) -> Report:
    return report(made(), {"total": total, "a": 2, "b": 3})


def acceptance(verdict: Verdict, **facts: Any) -> Acceptance:
    """An acceptance of the first finding."""
    found = verdict.findings[0]
    given: dict[str, Any] = {"rule": found.rule, "cells": found.cells, "body": "b", "period": Period.year(2023)}
    given |= {"who": "office", "when": date(2024, 2, 1), "reason": "printed so"}
    return Acceptance(fingerprint=found.fingerprint, **(given | facts))


class TestAccept:
    """An accepted finding stays in sight and fails the report no longer; it lapses when a figure changes."""

    def test_passes_what_failed_only_by_it(self) -> None:
        verdict = check(wrong())
        accepted = accept(verdict, [acceptance(verdict)])
        assert (verdict.verdict, accepted.verdict) == ("failed", "passed")
        assert accepted.findings == verdict.findings
        (one,) = accepted.accepted.values()
        assert (one.who, one.when, one.reason) == ("office", date(2024, 2, 1), "printed so")

    def test_leaves_other_errors_errors(self) -> None:
        verdict = check(report(made(), {"total": 9, "a": -2, "b": 3}))
        assert [one.severity for one in verdict.findings] == [Severity.ERROR, Severity.ERROR]
        assert accept(verdict, [acceptance(verdict)]).verdict == "failed"

    def test_reports_one_whose_figures_changed(self) -> None:
        before, now = check(wrong(9)), check(wrong(8))
        accepted = accept(now, [acceptance(before)])
        assert accepted.verdict == "failed"
        assert [(one.rule, one.severity) for one in accepted.findings] == [
            ("total.sum", Severity.ERROR),
            ("accepted.changed", Severity.WARNING),
        ]
        assert "a figure has changed" in accepted.findings[1].message.en
        assert "office on 2024-02-01 (printed so)" in accepted.findings[1].message.en

    def test_reports_one_that_no_longer_occurs(self) -> None:
        accepted = accept(check(wrong(5)), [acceptance(check(wrong(9)))])
        assert accepted.verdict == "passed"
        assert [(one.rule, one.cells) for one in accepted.findings] == [("accepted.gone", ("total", "a", "b"))]

    def test_can_be_had_for_a_note_that_came_without_a_fingerprint(self) -> None:
        note = Finding(rule="read.unit", severity=Severity.WARNING, message=Message.literal(zh="单位不符", en="another unit"))
        verdict = check(evolve(wrong(5), notes=(note,)))
        (found,) = verdict.findings
        assert len(found.fingerprint) == 16
        assert check(evolve(wrong(9), notes=(note,))).findings[1] == found
        assert list(accept(verdict, [acceptance(verdict)]).accepted) == [found.fingerprint]

    def test_leaves_those_of_other_bodies_and_periods_alone(self) -> None:
        verdict = check(wrong())
        others = [acceptance(verdict, body="c"), acceptance(verdict, period=Period.year(2022))]
        assert accept(verdict, others) == verdict
        assert accept(check(evolve(wrong(5), body=Body(id="c"))), [acceptance(verdict)]).findings == ()


class TestFile:
    """A small TOML file; every fault of it is named with its entry and key."""

    def test_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "accepted.toml"
        path.write_text(ENTRY, encoding="utf-8")
        (one,) = read_accepted(path)
        assert one == Acceptance(
            fingerprint="0123456789abcdef",
            rule="total.sum",
            cells=("total", "a", "b"),
            body="b",
            period=Period.year(2023),
            who="office",
            when=date(2024, 2, 1),
            reason="printed so",
        )

    def test_is_printed_for_what_was_found_and_read_back_once_filled_in(self, tmp_path: Path) -> None:
        verdict = check(wrong())
        path = tmp_path / "accepted.toml"
        path.write_text(acceptances_of(verdict), encoding="utf-8")
        with pytest.raises(UnreadableError) as refused:
            read_accepted(path)
        assert {fault.field for fault in refused.value.faults} == {"who", "when", "reason"}
        text = acceptances_of(verdict).replace('who = ""', 'who = "office"').replace('when = ""', 'when = "2024-02-01"')
        path.write_text(text.replace('reason = ""', 'reason = "printed so"'), encoding="utf-8")
        assert read_accepted(path) == (acceptance(verdict),)
        accepted = accept(verdict, read_accepted(path))
        assert acceptances_of(accepted) == ""
        lapsed = accept(check(wrong(5)), read_accepted(path))
        assert acceptances_of(lapsed) == ""

    def test_is_written_as_it_is_read(self) -> None:
        one = evolve(acceptance(check(wrong())), who="统计“岗”", reason='a "b" \\ c')
        kept = [one, evolve(one, cells=(), period=Period.parse("2024-H1"))]
        assert read_accepted(accepted_toml(kept).encode()) == tuple(kept)
        assert accepted_toml([]) == ""
        assert "统计“岗”" in accepted_toml(kept)  # as people read it

    def test_lists_what_calls_for_action_alone(self) -> None:
        """A cell that is blank is remarked on, and nothing that anybody accepts; nor is what became of an acceptance."""
        verdict = check(report(made(), {"total": 9, "a": 2, "b": None}))
        assert {one.rule for one in verdict.findings} >= {"cell.missing", "total.sum"}
        assert acceptances_of(verdict).count("[[accepted]]") == 1
        changed = accept(check(wrong(8)), [acceptance(check(wrong(9)))])
        assert [one.rule for one in changed.findings] == ["total.sum", "accepted.changed"]
        assert acceptances_of(changed).count("[[accepted]]") == 1
        assert acceptances_of(check(wrong(5))) == ""

    @pytest.mark.parametrize(("size", "fits"), [(1_000_000, True), (1_000_001, False)])
    def test_has_a_million_bytes_at_most(self, size: int, fits: bool) -> None:
        text = ENTRY.encode() + b"#" * (size - len(ENTRY.encode()))
        if fits:
            assert len(read_accepted(text)) == 1
        else:
            with pytest.raises(UnreadableError, match="larger than"):
                read_accepted(text)

    def test_may_be_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "accepted.toml"
        path.write_text("", encoding="utf-8")
        assert read_accepted(path) == ()

    @pytest.mark.parametrize(
        ("was", "now", "field"),
        [
            ('"0123456789abcdef"', '"0123"', "fingerprint"),
            ('rule = "total.sum"', "", "rule"),
            ('["total", "a", "b"]', '"total"', "cells"),
            ('["total", "a", "b"]', "[1]", "cells"),
            ('body = "b"', "body = 3", "body"),
            ('"2023"', '"last year"', "period"),
            ('"office"', '" "', "who"),
            ("2024-02-01", '"in spring"', "when"),
            ("2024-02-01", "2024-02-01T10:00:00", "when"),
            ("2024-02-01", "20240201", "when"),
            ('reason = "printed so"', "", "reason"),
            ("who =", "whom =", "whom"),
        ],
    )
    def test_names_the_fault(self, tmp_path: Path, was: str, now: str, field: str) -> None:
        assert ENTRY.count(was) == 1
        path = tmp_path / "accepted.toml"
        path.write_text(ENTRY + ENTRY.replace(was, now), encoding="utf-8")
        with pytest.raises(UnreadableError) as refused:
            read_accepted(path)
        first = refused.value.faults[0]
        assert (first.where, first.field) == ("accepted.toml [[accepted]] 2", field)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (b"[[accepted]", "not valid TOML"),
            (b"\xff\xfe", "UTF-8"),
            (b"accepted = 3", "entries"),
            (b"accepted = [3]", "entries"),
            (b"[[acepted]]\nwho = 1", "entries"),
            (b"a = " + b"[" * 5000, "not valid TOML"),
            (b" " * 1_000_001, "larger than"),
        ],
    )
    def test_that_is_none_is_refused_in_one_sentence(self, tmp_path: Path, text: bytes, words: str) -> None:
        path = tmp_path / "accepted.toml"
        path.write_bytes(text)
        with pytest.raises(UnreadableError, match=words):
            read_accepted(path)

    def test_that_is_not_there_is_refused_with_the_way_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="--to-accept"):
            read_accepted(tmp_path / "none.toml")
