"""The audit (审核): the pages on which many bodies' reports are brought together, looked over and answered."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import define
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from govdisclosure.areas.gathering import LISTS
from govdisclosure.auditing import AuditLine, LetterHead, Urgency
from govdisclosure.auditing.audit_workbook import verdict_in_words
from govdisclosure.auditing.plain_language import plain_words
from govdisclosure.errors import Fault, UnreadableError, refused
from govdisclosure.guide import Prompt, PromptKind
from govdisclosure_desk.audits import Audits, AuditSettings, FinishedAudit, results_in, submission_list, zipped
from govdisclosure_desk.guard import Limits
from govdisclosure_desk.jobs import Jobs
from govdisclosure_desk.messages import words
from govdisclosure_desk.pages import page
from govdisclosure_desk.uploads import form_of, uploads_of

START = "/audit"
SORTS: Mapping[str, Callable[[AuditLine], Any]] = {
    "urgency": lambda line: line.rank,
    "body": lambda line: line.name,
    "errors": lambda line: -line.errors,
    "explain": lambda line: -line.to_explain,
    "late": lambda line: -line.days_late,
}
"""By what the lines can be sorted; lines that are equal in it stay in the order of urgency."""


def routes(folder: Path, jobs: Jobs, limits: Limits) -> list[BaseRoute]:
    """Return the pages of the audit.

    Args:
        folder: the folder of the work.
        jobs: what takes longer than a moment.
        limits: how much a request may bring.
    """
    pages = _AuditPages(Audits(folder), jobs, limits)
    return [
        Route(START, pages.start, methods=["GET"]),
        Route(START, pages.take, methods=["POST"]),
        Route(f"{START}/settings", pages.settings, methods=["GET"]),
        Route(f"{START}/run", pages.run, methods=["POST"]),
        Route(f"{START}/table", pages.table, methods=["GET"]),
        Route(f"{START}/line", pages.line, methods=["GET"]),
        Route(f"{START}/picture", pages.picture, methods=["GET"]),
        Route(f"{START}/marked", pages.marked_copy, methods=["GET"]),
        Route(f"{START}/results", pages.results, methods=["GET"]),
        Route(f"{START}/results", pages.write, methods=["POST"]),
        Route(f"{START}/file", pages.file, methods=["GET"]),
        Route(f"{START}/list", pages.submission_list, methods=["GET"]),
    ]


@define(eq=False)
class _AuditPages:
    """The pages; what they show is in the audits."""

    audits: Audits
    jobs: Jobs
    limits: Limits

    # ------------------------------------------------------------------------------------------------------ what is audited

    def start(self, request: Request) -> Response:
        return page(request, "audit/start.html", folders=self.audits.folders())

    async def take(self, request: Request) -> Response:
        async with form_of(request, self.limits) as form:
            uploads = (*uploads_of(form, "folder"), *uploads_of(form, "files"))
            folder = await run_in_threadpool(self.audits.take, uploads, str(form.get("name", "")))
        return RedirectResponse(_address("settings", folder), status_code=303)

    def settings(self, request: Request) -> Response:
        folder = request.query_params.get("folder", "")
        path = self.audits.path_of(folder)
        made = self.audits.of(folder)
        return page(
            request,
            "audit/settings.html",
            folder=folder,
            count=sum(one.is_file() for one in path.rglob("*")),
            left_out=self.audits.left_out(folder),
            has_list=self.audits.has_list(folder),
            others=[one for one in self.audits.folders() if one != folder],
            given=made.settings if made else AuditSettings(folder=folder),
        )

    async def run(self, request: Request) -> Response:
        async with form_of(request, self.limits) as form:
            given = _settings(form)
            self.audits.path_of(given.folder)
            if listed := uploads_of(form, "list"):
                await run_in_threadpool(self.audits.take_list, given.folder, listed[0])
        title = words("audit.running", folder=given.folder)
        then, back = (_address(one, given.folder) for one in ("table", "settings"))
        return await run_in_threadpool(self.jobs.start, title, lambda job: self.audits.run(given, job), then=then, back=back)

    # ------------------------------------------------------------------------------------------------------- what it came to

    def table(self, request: Request) -> Response:
        made = self._made(request)
        if isinstance(made, Response):
            return made
        sort = request.query_params.get("sort", "urgency")
        is_turned = request.query_params.get("turned") == "yes"
        lines = sorted(made.audit.lines, key=lambda line: line.rank)
        if sort in SORTS:
            lines.sort(key=SORTS[sort])
        numbers = {id(line): number for number, line in enumerate(made.audit.lines)}
        wrong = sum(line.errors > 0 for line in made.audit.lines)
        unreadable, absent = len(made.audit.unreadable), len(made.audit.of_urgency(Urgency.ABSENT))
        return page(
            request,
            "audit/table.html",
            folder=made.settings.folder,
            audit=made.audit,
            lines=[
                (numbers[id(line)], line, verdict_in_words(line), _weight(line))
                for line in (lines[::-1] if is_turned else lines)
            ],
            sort=sort if sort in SORTS else "urgency",
            is_turned=is_turned,
            facts={"bodies": len(made.audit.bodies), "wrong": wrong, "absent": absent, "unreadable": unreadable},
            late=[line for line in made.audit.lines if line.days_late],
            absent=made.audit.of_urgency(Urgency.ABSENT),
            command=self._command(made.settings),
        )

    def line(self, request: Request) -> Response:
        """Show what there is to say to a body, with the original on which it is marked."""
        made = self._made(request)
        if isinstance(made, Response):
            return made
        number, line = _line_of(request, made)
        if line.report is not None and line.points and number not in made.marked and number not in made.unmarked:
            here = _address("line", made.settings.folder, line=number)
            title = words("audit.marking", file=line.file)
            return self.jobs.start(
                title, lambda job: self.audits.mark(made, number, job), then=here, back=_address("table", made.settings.folder)
            )
        return page(
            request,
            "audit/line.html",
            folder=made.settings.folder,
            number=number,
            line=line,
            last=len(made.audit.lines) - 1,
            verdict=verdict_in_words(line),
            in_words=lambda finding: plain_words(finding, line.report) if line.report else finding.message,
            weight=_weight(line),
            marked=made.marked.get(number),
            why_not=made.unmarked.get(number),
            command=shlex.join(
                ["govdisclosure", "mark", str(self.audits.root / made.settings.folder / line.file), "--pictures", "标注"]
            ),
        )

    def picture(self, request: Request) -> Response:
        made = self._made(request)
        marked = None if isinstance(made, Response) else made.marked.get(_line_of(request, made)[0])
        wanted = request.query_params.get("mark", "")
        for one in marked.pictures if marked else ():
            if str(one.mark.number) == wanted:
                return Response(one.png, media_type="image/png")
        return page(request, "error.html", status=404, reason=words("error.absent"))

    def marked_copy(self, request: Request) -> Response:
        made = self._made(request)
        if isinstance(made, Response):
            return made
        number, line = _line_of(request, made)
        marked = made.marked.get(number)
        if marked is None or marked.copy is None:
            return page(request, "error.html", status=404, reason=words("error.absent"))
        return download(marked.copy, f"{words('audit.marked_name', name=Path(line.file).stem)}{marked.suffix}")

    # ------------------------------------------------------------------------------------------------------- what is written

    def results(self, request: Request) -> Response:
        made = self._made(request)
        if isinstance(made, Response):
            return made
        files = results_in(made.results) if made.results else ()
        top = made.results or Path()
        return page(
            request,
            "audit/results.html",
            folder=made.settings.folder,
            place=top.as_posix(),
            files=[(number, one.relative_to(top).as_posix()) for number, one in enumerate(files)],
            command=self._command(made.settings, "-o", "审核总表.xlsx", "--summary", "审核情况.docx", "--letters", "函件"),
        )

    async def write(self, request: Request) -> Response:
        async with form_of(request, self.limits) as form:
            folder = str(form.get("folder", ""))
            made = self.audits.of(folder)
            head = LetterHead(
                signed=str(form.get("signed", "")).strip() or None, day=_day(form, "day"), reply_by=_day(form, "reply_by")
            )
        here = _address("results", folder)
        if made is None:
            return RedirectResponse(_address("settings", folder), status_code=303)
        done = made
        return await run_in_threadpool(
            self.jobs.start, words("audit.writing"), lambda job: self.audits.write(done, head, job), then=here, back=here
        )

    def file(self, request: Request) -> Response:
        made = self._made(request)
        wanted = request.query_params.get("file", "")
        place = None if isinstance(made, Response) else made.results
        if place is not None and wanted == "all":
            return download(zipped(place), f"{place.name}.zip")
        for number, one in enumerate(results_in(place) if place else ()):
            if str(number) == wanted:
                return download(one.read_bytes(), one.name)
        return page(request, "error.html", status=404, reason=words("error.absent"))

    def submission_list(self, request: Request) -> Response:
        """Return the list of who handed in when, with the bodies' names, to be filled in and brought back."""
        made = self._made(request)
        return made if isinstance(made, Response) else download(submission_list(made.audit), f"{LISTS[-1]}.xlsx")

    def _made(self, request: Request) -> FinishedAudit | Response:
        """Return the audit of a request's folder; where it has to be made again, the way there."""
        folder = request.query_params.get("folder", "")
        made = self.audits.of(folder)
        if made is not None:
            return made
        self.audits.path_of(folder)
        return RedirectResponse(_address("settings", folder), status_code=303)

    def _command(self, settings: AuditSettings, *more: str) -> str:
        parts = ["govdisclosure", "audit", str(self.audits.root / settings.folder)]
        parts += [] if settings.year is None else ["--year", str(settings.year)]
        for option, value in (("--previous", settings.previous), ("--first", settings.first)):
            parts += [option, str(self.audits.root / value)] if value else []
        parts += [] if settings.due is None else ["--due", settings.due.isoformat()]
        return shlex.join([*parts, *more])


def download(data: bytes, name: str) -> Response:
    """Return a file that the browser saves, and never shows as a page of the desk."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def _address(which: str, folder: str, **more: object) -> str:
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{START}/{which}?folder={quote(folder, safe='')}{rest}"


def _line_of(request: Request, made: FinishedAudit) -> tuple[int, AuditLine]:
    for number, line in enumerate(made.audit.lines):
        if str(number) == request.query_params.get("line"):
            return number, line
    raise refused(made.settings.folder, "audit.none")


def _weight(line: AuditLine) -> str:
    """Return how a line's state is shown, by its colour beside its words."""
    match line.urgency:
        case Urgency.PUBLISHED_AND_WRONG | Urgency.WRONG | Urgency.ABSENT | Urgency.UNREADABLE:
            return "wrong"
        case Urgency.INCOMPLETE | Urgency.TO_EXPLAIN | Urgency.NOBODYS:
            return "open"
        case Urgency.IN_ORDER:
            return "right"


def _settings(form: FormData) -> AuditSettings:
    """Return what a form gives.

    Raises:
        UnreadableError: a year or a day is not understood.
    """
    year = _understood(form, "year", PromptKind.YEAR)
    return AuditSettings(
        folder=str(form.get("folder", "")),
        year=int(year) if year else None,
        previous=str(form.get("previous", "")),
        first=str(form.get("first", "")),
        due=_day(form, "due"),
    )


def _day(form: FormData, name: str) -> date | None:
    given = _understood(form, name, PromptKind.DAY)
    return date.fromisoformat(given) if given else None


def _understood(form: FormData, name: str, kind: PromptKind) -> str:
    """Return what a field holds, understood as the guide understands it; empty where nothing was written."""
    label = words(f"audit.{name}")
    try:
        return Prompt(key=name, kind=kind, sentence=label, optional=True).understood(str(form.get(name, "")))
    except ValueError as error:
        raise UnreadableError([Fault(where=str(label), sentence=error.args[0])]) from None
