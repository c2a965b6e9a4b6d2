"""Collecting forms (收表): a folder of filled forms becomes reports, with missing bodies and errors by cell."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from govdisclosure.areas import Bodies, completeness
from govdisclosure.areas.returns import version_of
from govdisclosure.consistency import Checker, check
from govdisclosure.errors import Fault, GovDisclosureError, UnreadableError, refused
from govdisclosure.files import File, OpenedFile, is_file, name_of, opened, path_of, read_whole
from govdisclosure.forms.attribution import Issue, issues_of
from govdisclosure.forms.form_reading import FilledForm, read_form
from govdisclosure.forms.submissions import Collection, SubmittedForm, about_form, one_of_each
from govdisclosure.messages import say
from govdisclosure.report import Finding, Report
from govdisclosure.standards import Standard
from govdisclosure.values import Period, Severity

SUFFIXES = frozenset({".xlsx", ".xls", ".ods", ".xlsm", ".et"})
"""Files of a folder that are taken for forms; a file that is named is read whatever it is called."""

_WORKERS = min(2, os.cpu_count() or 1)  # one file is fetched while another is read


def form_files(given: File | Iterable[File]) -> tuple[Path | OpenedFile, ...]:
    """Return the files that may be forms, those within folders among them, sorted by name; what editors leave is left out.

    Args:
        given: files and folders, or a single one. Bytes and open files come last, in the order given.

    Raises:
        UnreadableError: there is no such file, none in a folder, or something is no file at all.
    """
    several: Iterable[Any] = given if isinstance(given, Iterable) and not is_file(given) else (given,)
    found: list[Path] = []
    contents: list[OpenedFile] = []
    for one in several:
        path = path_of(one)
        if path is None:
            contents.append(opened(one, name=name_of(one) or f"form-{len(contents) + 1}"))
        elif one != "" and path.is_dir():  # an empty name is no folder, least of all the one we are in
            inside = [one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file()]
            inside = [one for one in inside if not one.name.startswith((".", "~$"))]
            if not inside:
                raise refused(path.name, "collect.no_files")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise refused(path.name, "collect.no_such")
    return (*sorted(dict.fromkeys(found), key=lambda one: (one.name, str(one))), *contents)


@frozen(kw_only=True)
class ExpectedForms:
    """The expected forms, as far as the caller specifies them.

    Attributes:
        standard: the standard.
        period: the period; by default that of most forms.
        bodies: who must hand in.
        previous: last year's reports; the forms' own last-year figures count where there are none.
        crosswalk: brings a report of last year under another standard.
        check: checks a report.
    """

    find_standard: Callable[[str], Standard]
    standard: Standard | None = None
    period: Period | None = None
    bodies: Bodies | None = None
    previous: Sequence[Report] = ()
    crosswalk: Callable[[Report, Standard], Report]
    check: Checker = check


def collect_forms(
    files: Sequence[Path | OpenedFile], expected: ExpectedForms, *, progress: Callable[[str, int, int], None] | None = None
) -> Collection:
    """Read and check many filled forms.

    Args:
        files: the files.
        expected: what they should be.
        progress: is given the file's name, how many were read, and how many there are.
    """
    names = _names(files)
    known: dict[str, Standard] = {}

    def find(reference: str) -> Standard:
        if reference not in known:
            known[reference] = expected.find_standard(reference)
        return known[reference]

    def read(file: Path | OpenedFile, name: str) -> SubmittedForm:
        path, data = (file, b"") if isinstance(file, Path) else (None, file.data)
        try:
            whole = read_whole(file, name=name) if isinstance(file, Path) else data
            form = read_form(name, whole, find_standard=find, standard=expected.standard)
        except UnreadableError as error:
            return SubmittedForm(path=path, name=name, data=data, issues=tuple(_fault(name, one) for one in error.faults))
        return SubmittedForm(path=path, name=name, data=data, form=form)

    before = _before(expected)
    hand_ins: list[SubmittedForm] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for one in pool.map(read, files, names):
            hand_ins.append(_checked(one, before, expected))
            if progress:
                progress(one.name, len(hand_ins), len(files))
    return _gathered(hand_ins, expected)


def _checked(one: SubmittedForm, before: Mapping[str, Sequence[Report]], expected: ExpectedForms) -> SubmittedForm:
    if one.form is None:
        return one
    report = one.form.report
    previous, remarks = _last_year(one.form, before.get(report.body.id, ()), expected)
    if not previous and one.form.previous is not None and one.form.previous.period.precedes(report.period):
        previous = [one.form.previous]
    verdict, issues = issues_of(one.form, previous, check=expected.check)
    return evolve(one, verdict=verdict, issues=(*remarks, *issues), counted=True)


def _last_year(form: FilledForm, given: Sequence[Report], expected: ExpectedForms) -> tuple[list[Report], list[Issue]]:
    """Return the last revision of last year's report under the form's standard, and why it is left out where it is."""
    report = form.report
    fitting = [one for one in given if one.period.precedes(report.period)]
    if not fitting:
        return [], []
    last = max(fitting, key=version_of)
    if last.standard.id == report.standard.id:
        return [last], []
    try:
        return [expected.crosswalk(last, report.standard)], []
    except GovDisclosureError as error:
        return [], [about_form(form, "collect.previous_left_out", Severity.INFO, error.sentence)]


def _gathered(hand_ins: Sequence[SubmittedForm], expected: ExpectedForms) -> Collection:
    forms = [one.form for one in hand_ins if one.form is not None]
    standards = Counter(one.report.standard.id for one in forms)
    standard = (
        expected.standard.id if expected.standard else max(standards, key=lambda one: (standards[one], one), default=None)
    )
    periods = Counter(one.report.period for one in forms)
    period = expected.period or max(periods, key=lambda one: (periods[one], one), default=None)
    kept = [_as_asked(one, standard, period) for one in hand_ins]
    kept = one_of_each(kept)
    absent: tuple[Finding, ...] = ()
    if expected.bodies is not None and period is not None:
        here = {one.form.report.body.id for one in kept if one.form is not None}
        reports = [one.form.report for one in kept if one.counted and one.form is not None]
        absent = tuple(
            one
            for one in completeness(reports, expected.bodies, period)
            if one.rule != "completeness.missing" or one.where[0] not in here  # its form's own issue says why it does not count
        )
    return Collection(standard=standard, period=period, hand_ins=tuple(kept), absent=absent, bodies=expected.bodies)


def _as_asked(one: SubmittedForm, standard: str | None, period: Period | None) -> SubmittedForm:
    """Set aside a form of another standard or period than requested."""
    if one.form is None:
        return one
    report = one.form.report
    issues = []
    if report.standard.id != standard:
        issues.append(
            ("collect.other_standard", say("collect.other_standard", found=report.standard.id, wanted=standard or ""))
        )
    if report.period != period:
        issues.append(("collect.other_period", say("collect.other_period", found=report.period, wanted=period or "")))
    if not issues:
        return one
    made = [about_form(one.form, rule, Severity.ERROR, message) for rule, message in issues]
    return evolve(one, issues=tuple(made), counted=False)  # what else is wrong with it says nothing about this year


def _fault(name: str, fault: Fault) -> Issue:
    return Issue(file=name, rule="collect.unreadable", severity=Severity.ERROR, message=fault.sentence)


def _before(expected: ExpectedForms) -> Mapping[str, Sequence[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    for one in expected.previous:
        found[one.body.id].append(one)
    return found


def _names(files: Sequence[Path | OpenedFile]) -> tuple[str, ...]:
    """Return unique names of files: with the folder where two have the same name, else with a number."""
    count = Counter(one.name for one in files)
    named = [f"{one.parent.name}/{one.name}" if count[one.name] > 1 and isinstance(one, Path) else one.name for one in files]
    taken, number = Counter(named), Counter[str]()
    unique = []
    for name in named:
        number[name] += 1
        unique.append(f"{name} ({number[name]})" if taken[name] > 1 else name)
    return tuple(unique)


def last_years(
    found: Iterable[Path],
    read: Callable[[Path], Sequence[Report]],
    passed_over: Callable[[Path, GovDisclosureError], None] | None = None,
) -> tuple[Report, ...]:
    """Read last year's reports from files and folders; a file in a folder that is no report is passed over.

    Args:
        found: the files and folders.
        read: reads the reports of a file.
        passed_over: is told each file that was passed over, and why.

    Raises:
        UnreadableError: a file that was named cannot be read.
    """
    reports: list[Report] = []
    for path in found:
        if not path.is_dir():
            reports += read(path)
            continue
        for one in sorted(path.iterdir()):
            if one.is_file() and not one.name.startswith((".", "~$")):
                try:
                    reports += read(one)
                except GovDisclosureError as error:
                    if passed_over is not None:
                        passed_over(one, error)
    return tuple(reports)
