"""Collecting forms (收表): a folder of filled forms becomes reports, with missing bodies and errors by cell."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from attrs import evolve, frozen
from openpyxl.utils import get_column_letter as letter

from govdisclosure.areas import Bodies, Issue, SubmittedFile, SubmittedReports
from govdisclosure.areas.submissions import Versions, unreadable_file, version_of, versions_by_body
from govdisclosure.consistency import Checker, check
from govdisclosure.errors import GovDisclosureError, UnreadableError, refused
from govdisclosure.files import File, OpenedFile, is_file, name_of, opened, path_of, read_whole
from govdisclosure.forms.attribution import issues_of
from govdisclosure.forms.form_reading import FilledForm, read_form
from govdisclosure.messages import Message, say
from govdisclosure.report import Report
from govdisclosure.standards import Standard
from govdisclosure.values import Period, Severity

SUFFIXES = frozenset({".xlsx", ".xls", ".ods", ".xlsm", ".et"})
"""Files of a folder that are taken for forms; a file that is named is read whatever it is called."""

_Compared = TypeVar("_Compared", str, Period)

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
) -> SubmittedReports:
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

    def read(file: Path | OpenedFile, name: str) -> SubmittedFile:
        path, data = (file, b"") if isinstance(file, Path) else (None, file.data)
        try:
            whole = read_whole(file, name=name) if isinstance(file, Path) else data
            form = read_form(name, whole, find_standard=find, standard=expected.standard)
        except UnreadableError as error:
            return unreadable_file(name, [fault.sentence for fault in error.faults], path, data)
        return evolve(form, path=path, data=data)

    before: dict[str, list[Report]] = defaultdict(list)
    for report in expected.previous:
        before[report.body.id].append(report)
    read_files: list[SubmittedFile] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for one in pool.map(read, files, names):
            read_files.append(_checked(one, before, expected) if isinstance(one, FilledForm) else one)
            if progress:
                progress(one.file, len(read_files), len(files))
    return _gathered(read_files, expected)


def _checked(form: FilledForm, before: Mapping[str, Sequence[Report]], expected: ExpectedForms) -> FilledForm:
    report = form.report
    previous, remarks = _last_year(form, before.get(report.body.id, ()), expected)
    if not previous and form.previous is not None and form.previous.period.precedes(report.period):
        previous = [form.previous]
    verdict, issues = issues_of(form, previous, check=expected.check)
    return evolve(form, verdict=verdict, issues=(*remarks, *issues))


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
        return [], [_about_form(form, "collect.previous_left_out", Severity.INFO, error.sentence)]


def _gathered(files: Sequence[SubmittedFile], expected: ExpectedForms) -> SubmittedReports:
    reports = [one.report for one in files if one.report is not None]
    standard = expected.standard.id if expected.standard else _most(report.standard.id for report in reports)
    period = expected.period or _most(report.period for report in reports)
    left_out = {one.file: one for one in files if isinstance(one, FilledForm) for one in _of_another(one, standard, period)}
    kept = [one for one in files if isinstance(one, FilledForm) and one.file not in left_out]
    left_out |= {one.file: one for versions in versions_by_body(kept).values() for one in _not_counted(versions)}
    counted = tuple(left_out.get(one.file, one) for one in files)
    return SubmittedReports(files=counted, standard=standard, period=period, bodies=expected.bodies)


def _most(values: Iterable[_Compared]) -> _Compared | None:
    """Return what most values are; of as many the last."""
    count = Counter(values)
    return max(count, key=lambda value: (count[value], value), default=None)


def _of_another(form: FilledForm, standard: str | None, period: Period | None) -> Iterator[FilledForm]:
    """Set aside a form of another standard or period than requested."""
    report = form.report
    issues: list[tuple[str, dict[str, object]]] = []
    if report.standard.id != standard:
        issues.append(("collect.other_standard", {"found": report.standard.id, "wanted": standard or ""}))
    if report.period != period:
        issues.append(("collect.other_period", {"found": report.period, "wanted": period or ""}))
    if issues:  # what else is wrong with it says nothing about this year
        yield _set_aside(form, *(_about_form(form, rule, Severity.ERROR, say(rule, **facts)) for rule, facts in issues))


def _not_counted(versions: Versions[FilledForm]) -> Iterator[FilledForm]:
    """Yield the forms of a body that do not count; of two that nothing tells apart neither is chosen in silence."""
    for place, form in enumerate((*versions.older, *versions.newest)):
        if form is versions.counted:
            continue
        if place < len(versions.older):
            rule, severity = "collect.superseded", Severity.INFO
        elif versions.counted is not None:
            rule, severity = "collect.same_twice", Severity.INFO
        else:
            rule, severity = "collect.two_versions", Severity.ERROR
        other = next(newest.file for newest in versions.newest if newest is not form)
        yield _set_aside(form, _about_form(form, rule, severity, say(rule, other=other)))


def _set_aside(form: FilledForm, *issues: Issue) -> FilledForm:
    return evolve(form, counted=False, issues=issues)


def _about_form(form: FilledForm, rule: str, severity: Severity, message: Message) -> Issue:
    """Make an issue about a whole form; it is at the cover."""
    sheet, row, column = form.cover
    place, body = f"{letter(column)}{row}", form.report.body.id
    return Issue(file=form.file, body=body, sheet=sheet, cell=place, rule=rule, severity=severity, message=message)


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
