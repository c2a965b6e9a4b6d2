"""The year (年度): the steps of the guide as pages, and the report as it is now beside them.

The state is the folder of the work, read anew for every request: a terminal may go on with it at any time, and a desk that was
killed shows the same page again. Every form carries the revision of the folder that its page showed; where that is no longer
the folder's, nothing is kept and the reader sees what is there now.
"""

from __future__ import annotations

import json
import mimetypes
import re
import shlex
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import quote

from attrs import define, evolve, field, frozen
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from govdisclosure import library
from govdisclosure.comparison.versions import compare_cells
from govdisclosure.consistency import RelationState
from govdisclosure.errors import GovDisclosureError, UnreadableError
from govdisclosure.explanation import explain
from govdisclosure.exporters.publication import PublishedReport
from govdisclosure.files import read_whole
from govdisclosure.guide import (
    PUT_OFF,
    REGISTER_FILES,
    REPORT_FILES,
    STEPS,
    GuideStep,
    Prompt,
    PromptKind,
    PromptPage,
    Task,
    Work,
    accept_finding,
    acceptances,
    answer,
    answer_page,
    back,
    changes_since,
    check_command,
    correct,
    current_page,
    explainable,
    faults,
    outputs,
    passed,
    perform,
    reopen,
    reopen_corrections,
    restart,
    revision_of,
    standard_of,
    take_word_file,
    withdraw_acceptance,
    words_written,
    write_words,
)
from govdisclosure.guide.accepting import one_line
from govdisclosure.intake.aside_workbook import DistinctFault
from govdisclosure.library import default_library
from govdisclosure.messages import Message
from govdisclosure.records import RecordKind
from govdisclosure.records.vocabulary import Word
from govdisclosure.report import Finding
from govdisclosure.values import Severity
from govdisclosure_desk.editing import Claim, Editing
from govdisclosure_desk.figures import Figures, LiveFigures
from govdisclosure_desk.guard import PDF_POLICY, PREVIEW_POLICY, Access, Limits
from govdisclosure_desk.jobs import Job, Jobs
from govdisclosure_desk.kept_state import KeptState, files_state
from govdisclosure_desk.marked_words import words_sections
from govdisclosure_desk.messages import is_said, words
from govdisclosure_desk.pages import page
from govdisclosure_desk.tables import before_of, mark_of, plain_sections, sections
from govdisclosure_desk.uploads import Upload, form_of, keep, uploads_of

START = "/year"
_Of = TypeVar("_Of")
_ASIDE = "aside"
"""What is to be done again where lines were left aside."""
_LONGEST = 500
"""So many characters a reason may have."""
_SHOWN = 50
"""So many records are shown at once."""
_FAULTS = 100
"""So many distinct faults are shown at once, to be corrected."""
_FRAMED = (".html", ".pdf")
"""Documents that a browser shows as they are."""
_FEW = 6
"""Up to so many choices are shown at once; more are a list to open."""
_SIGNS = {RelationState.PASSED: "✓", RelationState.FAILED: "✗", RelationState.NOT_RUN: "○", RelationState.INAPPLICABLE: "–"}
_WORD = mimetypes.types_map.get(".docx") or "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@frozen
class Window:
    """Which windows a desk has, and which of them works on the year."""

    editing: Editing
    access: Access

    def other(self, request: Request) -> Claim | None:
        """Return who else works on the year; None where the window that a request comes from does."""
        return self.editing.other(self.access.window(request.headers))

    def take_over(self, request: Request) -> None:
        """Have the window that a request comes from work on the year."""
        self.editing.take_over(self.access.window(request.headers))


def routes(folder: Path, jobs: Jobs, limits: Limits, window: Window) -> list[BaseRoute]:
    """Return the pages of the year.

    Args:
        folder: the folder of the work.
        jobs: what takes longer than a moment.
        limits: how much a request may bring.
        window: which window works on the year.
    """
    year = _Year(folder, jobs, limits, window)
    shown: Mapping[str, Callable[[Request], Response]] = {
        "": year.start,
        "/revision": year.revision,
        "/table": year.table,
        "/cell": year.cell,
        "/findings": year.findings,
        "/before": year.before,
        "/changes": year.changes,
        "/words": year.words,
        "/fit": year.fit,
        "/documents": year.documents,
        "/documents/{name}": year.document,
        "/documents/{name}/preview": year.preview,
        "/documents/{name}/shown": year.document_shown,
    }
    sent: Mapping[str, Callable[[Request, _Sent], Response]] = {
        "/answer": year.answer,
        "/go": year.go,
        "/back": year.back,
        "/reopen": year.reopen,
        "/accept": year.accept,
        "/withdraw": year.withdraw,
        "/take": year.take_over,
    }
    return [
        *(Route(START + path, endpoint, methods=["GET"]) for path, endpoint in shown.items()),
        *(Route(START + path, _sending(endpoint, limits), methods=["POST"]) for path, endpoint in sent.items()),
    ]


@frozen
class _Sent:
    """What a form sent: its fields, and the files that it brought, by field."""

    fields: Mapping[str, str]
    files: Mapping[str, Upload]

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


def _sending(endpoint: Callable[[Request, _Sent], Response], limits: Limits) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint for a form: it is read within the limits, and answered in a thread."""

    async def sending(request: Request) -> Response:
        async with form_of(request, limits) as form:
            fields = {name: value.replace("\r\n", "\n") for name, value in form.multi_items() if isinstance(value, str)}
            files = {name: upload for name in ("file", "word") for upload in uploads_of(form, name)[:1]}
            return await run_in_threadpool(endpoint, request, _Sent(fields, files))

    return sending


@frozen(kw_only=True)
class _Answered:
    """What was answered about one kind of record, or about the office."""

    title: Message
    said: tuple[Message, ...]
    block: str


@frozen(kw_only=True)
class _Current:
    """What the page of the current step shows: of the question or the task that waits, and of all that was answered.

    Attributes:
        step: the step; None where all is done.
        item: what waits in it.
        faults: what is to be corrected, by the name of its field.
        texts: the words of the report: key, heading, text.
        commands: the single commands of what was done since the last answer.
    """

    step: GuideStep | None
    item: PromptPage | Task | None
    faults: tuple[tuple[str, DistinctFault], ...]
    texts: tuple[tuple[str, str, str], ...]
    answered: tuple[_Answered, ...]
    commands: tuple[str, ...]
    figures: Figures | None


_NOTHING = _Current(step=None, item=None, faults=(), texts=(), answered=(), commands=(), figures=None)
"""What is shown beside the reason where a file of the folder cannot be read."""


@define(eq=False)
class _CurrentPages(KeptState[Work, _Current]):
    """The page of the current step, of each state of the folder."""

    live: LiveFigures = field(kw_only=True)

    def state_of(self, of: Work) -> object:
        """Return what the page follows from: answers, the records, and the files that answers name or may name."""
        registers = (Path(answer) for key, answer in of.journal.items() if key.endswith(".file"))
        places = (of.folder, of.given, of.folder.parent, of.records, *registers)
        return of.revision, of.day, self.live.state_of(of), *(files_state(one) for one in places)

    def worked_out(self, of: Work) -> _Current:
        """Find out what waits, with everything that its page shows."""
        following = current_page(of)
        step, item = following if following is not None else (None, None)
        prompt = item.prompts[0] if isinstance(item, PromptPage) else None
        return _Current(
            step=step,
            item=item,
            faults=_faults(of, prompt) if prompt is not None and prompt.kind is PromptKind.CORRECTIONS else (),
            texts=_texts(of) if prompt is not None and prompt.kind is PromptKind.WORDS else (),
            answered=tuple(_answered(of)),
            commands=tuple(_commands(of)),
            figures=self.live.of(of),
        )


class _Previews(KeptState[Path, PublishedReport]):
    """Documents as they read back."""

    def state_of(self, of: Path) -> object:
        """Return which file it is, and its size and time."""
        return of, files_state(of)

    def worked_out(self, of: Path) -> PublishedReport:
        """Read a document."""
        report = library.read(of)
        return PublishedReport(report=report, verdict=library.check(report))


@define(eq=False)
class _Year:
    folder: Path
    jobs: Jobs
    limits: Limits
    window: Window
    live: LiveFigures = field(factory=LiveFigures, init=False)
    current: _CurrentPages = field(init=False)
    previews: _Previews = field(factory=partial(_Previews, most=8), init=False)
    _working: Lock = field(factory=Lock, init=False)

    def __attrs_post_init__(self) -> None:
        self.current = _CurrentPages(live=self.live)

    def _when_ready(self, request: Request, kept: KeptState[_Of, Any], of: _Of, show: Callable[[], Response]) -> Response:
        """Return a page, once what it shows is worked out: at once, or behind a page with counts."""
        if kept.is_ready(of):
            return show()
        here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return self.jobs.start(words("year.reading"), lambda _: kept.prepare(of), then=here, back="", shown=show)

    # ---------------------------------------------------------------------------------------------------------- the steps

    def start(self, request: Request) -> Response:
        work = Work.load(self.folder)
        if self._working.locked() and (at_work := self.jobs.running(words("year.working"))) is not None:
            return RedirectResponse(at_work, status_code=303)
        return self._when_ready(request, self.current, work, lambda: self._steps(request, work))

    def _steps(
        self,
        request: Request,
        work: Work,
        *,
        status: int = 200,
        alert: Message | None = None,
        wrong: Mapping[str, Message] | None = None,
        typed: Mapping[str, str] | None = None,
        lost: Sequence[str] = (),
    ) -> Response:
        """Return the page of the current step.

        Args:
            request: what is answered.
            work: the work.
            status: the HTTP status.
            alert: what is said first.
            wrong: what is wrong with answers, by question.
            typed: what was typed, by question, so that nobody types it again.
            lost: what was typed on a page that is no longer the current one.
        """
        broken = False
        try:
            current = self.current.of(work)
        except GovDisclosureError as error:
            current, alert, broken = _NOTHING, error.sentence, True
        step, item = current.step, current.item
        prompts = item.prompts if isinstance(item, PromptPage) else ()
        begin = _number((typed or {}).get("from") or request.query_params.get("from", ""))
        begin = begin if begin < len(current.faults) else 0
        facts: dict[str, Any] = {
            "steps": STEPS, "alert": alert, "wrong": wrong or {}, "typed": typed or {}, "lost": lost,
            "said": _said_last(work), "plain": partial(_plain, figures=current.figures), "few": _FEW, "sentence": _sentence,
            "commands": [*current.commands, _command(("guide", "--folder", str(work.folder)))],
            "undoable": any(not key.endswith("!") for key in work.journal), "broken": broken, "working": self._working.locked(),
            "step": step, "number": STEPS.index(step) + 1 if step is not None else 0,
            "prompts": prompts, "task": item if isinstance(item, Task) else None,
            "faults": current.faults[begin : begin + _FAULTS], "fault_count": len(current.faults), "begin": begin,
            "at_once": _FAULTS,
            "texts": current.texts, "answered": current.answered, "figures": current.figures,
            "found": current.figures if prompts and prompts[0].key == "findings:seen" else None,
            "documents": self._documents(work) if step is None else (),
        }  # fmt: skip
        return self._page(request, "year/steps.html", work, status=status, **facts)

    def revision(self, request: Request) -> Response:
        """Return the state that a page shows, and what is said where it is another."""
        other = self.window.other(request)
        said = words("year.changed") if other is None else other.in_words
        return JSONResponse({"state": _state(revision_of(self.folder), other), "said": str(said)})

    def take_over(self, request: Request, _: _Sent) -> Response:
        """Have this window work on the year."""
        self.window.take_over(request)
        return RedirectResponse(START, status_code=303)

    def _page(self, request: Request, template: str, work: Work, /, *, status: int = 200, **facts: object) -> Response:
        """Return a page of the year: read-only, where another window works on it."""
        try:
            other = self.window.other(request)
        except UnreadableError:  # nothing can be written there, or it is just being changed: what is kept says so
            other = None
        facts |= {"work": work, "other": other, "state": _state(work.revision, other)}
        return page(request, template, status=status, **facts)

    def answer(self, request: Request, sent: _Sent) -> Response:
        """Keep the answers of a page, and do what follows."""
        work, refusal = self._begun(request, sent)
        if refusal is not None:
            return refusal
        try:
            current = self.current.of(work)
            shown = current.item
            if not isinstance(shown, PromptPage) or sent.get("page") != shown.prompts[0].key:
                return self._stale(request, work, sent)
            wrong = self._answered(work, shown, current.faults, sent)
        except GovDisclosureError as error:
            return self._steps(request, Work.load(self.folder), status=409, alert=error.sentence, typed=sent.fields)
        if wrong:
            alert = words("year.wrong", count=len(wrong))
            return self._steps(request, work, status=422, alert=alert, wrong=wrong, typed=sent.fields)
        return self._go_on()

    def _answered(
        self, work: Work, shown: PromptPage, waiting: Sequence[tuple[str, DistinctFault]], sent: _Sent
    ) -> dict[str, Message]:
        """Keep the answers of a page; return what is wrong with them by question."""
        first = shown.prompts[0]
        later = bool(sent.get("later"))
        match first.kind:
            case PromptKind.FILE:
                return self._file(work, first, sent)
            case PromptKind.CORRECTIONS:
                if not later:
                    named = {name: one.key for name, one in waiting}
                    texts = {named[name]: text.strip() for name, text in sent.fields.items() if name in named and text.strip()}
                    if not texts:
                        return {first.key: words("year.no_corrections")}
                    correct(work, first, texts)
                answer(work, first, PUT_OFF if later else "")
            case PromptKind.WORDS:
                if "word" in sent.files:
                    written = sent.files["word"].stream.read()
                    take_word_file(work, written)
                elif not later:
                    write_words(work, {name[6:]: text for name, text in sent.fields.items() if name.startswith("words.")})
                answer(work, first, PUT_OFF if later else "")
            case _:
                typed = {one.key: sent.get(one.key) for one in shown.prompts if one.key in sent.fields or not one.settled}
                return answer_page(work, shown, typed)
        return {}

    def _file(self, work: Work, prompt: Prompt, sent: _Sent) -> dict[str, Message]:
        """Keep the file that was handed over, pasted or chosen; no path is taken from outside."""
        chosen = sent.get("chosen")
        if "file" in sent.files:
            return self._kept(work, prompt, sent.files["file"])
        if sent.get("pasted").strip():
            content = sent.get("pasted").encode()
            name = PurePosixPath(f"{words('year.pasted_name')}.txt")
            return self._kept(work, prompt, Upload(path=name, size=len(content), stream=BytesIO(content)))
        if chosen not in {one.value for one in prompt.choices}:
            if not prompt.optional:
                return {prompt.key: words("year.no_file")}
            chosen = ""
        work.keep({prompt.key: chosen and str(Path(chosen).resolve())})
        return {}

    def _kept(self, work: Work, prompt: Prompt, upload: Upload) -> dict[str, Message]:
        """Keep a file that was handed over, and answer with it; one that is there already is not kept twice."""
        place = work.given / upload.path.name
        if place.is_file() and place.stat().st_size == upload.size:
            upload.stream.seek(0)
            if place.read_bytes() == upload.stream.read():
                work.keep({prompt.key: str(place.resolve())})
                return {}
        alone = evolve(upload, path=PurePosixPath(upload.path.name))
        kept = keep([alone], work.given, REPORT_FILES if prompt.optional else REGISTER_FILES)
        if kept.left_out:
            return {prompt.key: words("year.file.refused", file=upload.path.name)}
        work.keep({prompt.key: str(kept.paths[0].resolve())})
        return {}

    def go(self, request: Request, sent: _Sent) -> Response:
        """Do what is to be done next."""
        _, refusal = self._begun(request, sent)
        return refusal or self._go_on()

    def _go_on(self) -> Response:
        """Do the tasks up to the next question, in the background where they take long."""
        return self.jobs.start(words("year.working"), self._do, then=START, back=START)

    def _following(self, work: Work) -> tuple[GuideStep, PromptPage | Task] | None:
        """Return what comes next; what only asks how the following is answered is answered by itself: here."""
        while True:
            try:
                following = current_page(work)
            except GovDisclosureError:
                return None
            if following is not None and isinstance(following[1], PromptPage) and following[1].prompts[0].one_by_one:
                answer(work, following[1].prompts[0], "")
                continue
            return following

    def _do(self, job: Job) -> None:
        with self._working:
            work = Work.load(self.folder)
            while (following := self._following(work)) is not None and isinstance(following[1], Task):
                if self.window.editing.is_elsewhere:  # who took it over goes on with it
                    return
                perform(work, following[1], lambda _, done, of: job.progress(done, of))
            self.current.prepare(work)
            if following is None:
                for place in self._documents(work):
                    if place.suffix not in _FRAMED:
                        self.previews.prepare(place)

    def back(self, request: Request, sent: _Sent) -> Response:
        """Take the last answer away."""
        work, refusal = self._begun(request, sent)
        if refusal is not None:
            return refusal
        back(work)
        while work.journal and next(reversed(work.journal)).endswith(".way"):  # which nobody was asked here
            back(work)
        return RedirectResponse(START, status_code=303)

    def reopen(self, request: Request, sent: _Sent) -> Response:
        """Answer a kind of record, or a step, anew."""
        work, refusal = self._begun(request, sent)
        if refusal is not None:
            return refusal
        block = sent.get("block")
        step = next((one for one in STEPS if one.name == block), None)
        if step is not None:
            restart(work, step)
            if step.name == "words" and work.words.exists():
                work.keep({"words:keep": "yes"})  # to be changed, and not to be begun anew
        elif block == _ASIDE:
            reopen_corrections(work)
        elif block in default_library().kinds:
            reopen(work, block)
        return RedirectResponse(START, status_code=303)

    def _begun(self, request: Request, sent: _Sent) -> tuple[Work, Response | None]:
        """Return the work, and the page of a refusal: another window works on it, something is at work, or the form is old."""
        work = Work.load(self.folder)
        if self.window.other(request) is not None:
            return work, self._steps(request, work, status=409, alert=words("editing.not_kept"), lost=_typed(sent))
        if self._working.locked():
            return work, self._steps(request, work, status=409, alert=words("year.busy"), lost=_typed(sent))
        if sent.get("revision") != work.revision:
            return work, self._stale(request, work, sent)
        return work, None

    def _stale(self, request: Request, work: Work, sent: _Sent) -> Response:
        return self._steps(request, work, status=409, alert=words("year.stale"), lost=_typed(sent))

    # --------------------------------------------------------------------------------------------------------- the report

    def _shown(
        self, request: Request, template: str, make: Callable[[Work, Figures], Mapping[str, Any]], *, status: int = 200
    ) -> Response:
        """Return a page about the figures; before there are any, a page that says so."""
        work = Work.load(self.folder)

        def show() -> Response:
            figures = self.live.of(work)
            if figures is None:
                return self._page(request, "year/nothing.html", work)
            plain = partial(_plain, figures=figures)
            return self._page(request, template, work, status=status, figures=figures, plain=plain, **make(work, figures))

        return show() if request.method == "POST" else self._when_ready(request, self.live, work, show)

    def table(self, request: Request) -> Response:
        beside = request.query_params.get("beside") == "1"

        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            return {
                "sections": list(sections(figures, beside=beside)),
                "beside": beside,
                "commands": [_tabulate(work)],
                "provisional": _set_aside(figures),
            }

        return self._shown(request, "year/table.html", make)

    def cell(self, request: Request) -> Response:
        address = request.query_params.get("cell", "")
        offset = request.query_params.get("from", "0")

        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            before = [figures.previous] if figures.previous is not None else []
            found = explain(figures.report, address, records=figures.records, previous=before)
            first = _number(offset)
            rows = _records(figures, found.records.kind, found.records.page(first, _SHOWN)) if found.records else None
            parts = found.records.parts if found.records is not None and found.records.kind is None else {}
            mark, said = mark_of(figures, found.address)
            command = ("explain", str(work.report), found.address, "--records", str(work.records))
            return {
                "found": found, "rows": rows, "first": first, "shown": _SHOWN, "signs": _SIGNS, "mark": mark, "said": said,
                "parts": parts, "label": lambda cell: figures.report.standard.spot(cell).label,
                "is_cell": lambda cell: cell in figures.report.standard.spots,
                "wrong": figures.wrong.get(found.address, ()), "printed": figures.report.printed(found.address),
                "before": before_of(figures.previous, found.address),
                "commands": [_command(command)],
            }  # fmt: skip

        return self._shown(request, "year/cell.html", make)

    def findings(self, request: Request) -> Response:
        return self._findings(request, {})

    def _findings(self, request: Request, typed: Mapping[str, str]) -> Response:
        """Return the page of findings, with what was typed of a reason that is not complete."""

        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            ours = figures.report.body.id, figures.report.period
            explained = [one for one in acceptances(work) if (one.body, one.period) == ours]
            return {
                "commands": _check_commands(work), "longest": _LONGEST, "explained": explained,
                "explainable": {one.fingerprint for one in explainable(figures.verdict)},
                "typed": typed or ({"who": explained[-1].who} if explained else {}), "is_incomplete": bool(typed),
                **_found(figures),
            }  # fmt: skip

        return self._shown(request, "year/findings.html", make, status=422 if typed else 200)

    def accept(self, request: Request, sent: _Sent) -> Response:
        """Keep why a finding is right."""
        work, refusal = self._begun(request, sent)
        if refusal is not None:
            return refusal
        figures = self.live.of(work)
        waiting = explainable(figures.verdict) if figures is not None else ()
        finding = next((one for one in waiting if one.fingerprint == sent.get("finding")), None)
        if figures is None or finding is None:
            return self._stale(request, work, sent)
        who, reason = one_line(sent.get("who")), one_line(sent.get("reason"))
        if any(not one or len(one) > _LONGEST for one in (who, reason)):
            return self._findings(request, sent.fields)
        accept_finding(work, figures.verdict, finding, who=who, reason=reason)
        return RedirectResponse(f"{START}/findings", status_code=303)

    def withdraw(self, request: Request, sent: _Sent) -> Response:
        """Forget why a finding is right."""
        work, refusal = self._begun(request, sent)
        if refusal is not None:
            return refusal
        withdraw_acceptance(work, sent.get("finding"))
        return RedirectResponse(f"{START}/findings", status_code=303)

    def before(self, request: Request) -> Response:
        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            previous = work.get("findings:previous")
            told = ("check", str(work.report), *(("--previous", previous) if previous else ()))
            return {"rows": list(_beside(figures)), "commands": [_command(told)]}

        return self._shown(request, "year/before.html", make)

    def changes(self, request: Request) -> Response:
        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            found = changes_since(work, figures.report)
            commands = [_command(("compare", str(work.history / f"{found[0]}.json"), str(work.report)))] if found else []
            label = {one: spot.label for one, spot in figures.report.standard.spots.items()}
            return {"found": found, "commands": commands, "label": label}

        return self._shown(request, "year/changes.html", make)

    def words(self, request: Request) -> Response:
        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            narrated = [one for one in figures.verdict.findings if one.rule.startswith("text.")]
            told = ("draft", str(work.report), "--text", str(work.words), "--into", str(work.records))
            return {"sections": list(words_sections(figures)), "narrated": narrated, "commands": [_command(told)]}

        return self._shown(request, "year/words.html", make)

    def fit(self, request: Request) -> Response:
        def make(work: Work, figures: Figures) -> Mapping[str, Any]:
            signed = work.get("documents:signed")
            told = ("write", str(work.report), "-o", str(outputs(work)[0]), *(("--date", signed) if signed else ()), "--final")
            blockers = [(one, *_mended_at(one, work)) for one in figures.blockers]
            return {"blockers": blockers, "commands": [_command(told)]}

        return self._shown(request, "year/fit.html", make)

    # ------------------------------------------------------------------------------------------------------ the documents

    def documents(self, request: Request) -> Response:
        def make(work: Work, _: Figures) -> Mapping[str, Any]:
            told = ("write", str(work.report), *(part for file in outputs(work) for part in ("-o", str(file))))
            return {"documents": self._documents(work), "commands": [_command(told)]}

        return self._shown(request, "year/documents.html", make)

    def _documents(self, work: Work) -> list[Path]:
        """Return the documents that are there."""
        named = [*outputs(work), work.words] if "office:year" in work else []
        return [one for one in named if one.exists()]

    def _document(self, request: Request) -> Path | None:
        work = Work.load(self.folder)
        return next((one for one in self._documents(work) if one.name == request.path_params["name"]), None)

    def document(self, request: Request) -> Response:
        """Return a document to be saved."""
        place = self._document(request)
        if place is None:
            return RedirectResponse(f"{START}/documents", status_code=303)
        named = {"content-disposition": f"attachment; filename*=UTF-8''{quote(place.name)}"}
        return Response(read_whole(place), media_type=mimetypes.guess_type(place.name)[0] or _WORD, headers=named)

    def preview(self, request: Request) -> Response:
        """Return the page that shows a document: as a browser shows it, or as it reads back."""
        place = self._document(request)
        if place is None:
            return RedirectResponse(f"{START}/documents", status_code=303)
        if place.suffix in _FRAMED:
            return self._preview(request, place, {"framed": True, "sections": (), "state": ""})

        def show() -> Response:
            read = self.previews.of(place)
            sections = list(plain_sections(read))
            facts = {"framed": False, "sections": sections, "title": read.title, "signed": read.signed, "state": read.state}
            return self._preview(request, place, facts)

        return self._when_ready(request, self.previews, place, show)

    def _preview(self, request: Request, place: Path, facts: Mapping[str, Any]) -> Response:
        command = _command(("read", str(place)))
        return self._page(request, "year/preview.html", Work.load(self.folder), place=place, commands=[command], **facts)

    def document_shown(self, request: Request) -> Response:
        """Return a page or a PDF to be shown in a frame; nothing of it runs."""
        place = self._document(request)
        if place is None or place.suffix not in _FRAMED:
            return RedirectResponse(f"{START}/documents", status_code=303)
        policy, kind = (
            (PDF_POLICY, "application/pdf") if place.suffix == ".pdf" else (PREVIEW_POLICY, "text/html; charset=utf-8")
        )
        return Response(read_whole(place), media_type=kind, headers={"content-security-policy": policy})


# ---------------------------------------------------------------------------------------------------------- what is shown


def _state(revision: str, other: Claim | None) -> str:
    """Return what a page shows, as a word: when it is another, the page is no longer current."""
    return revision if other is None else f"{revision} {other.desk} {other.window}"


def _sentence(prompt: Prompt) -> Message:
    """Return a question as a page asks it: without what is only typed in a terminal."""
    key = prompt.sentence.key.replace("guide.", "year.", 1)
    return words(key, **prompt.sentence.facts) if is_said(key) else prompt.sentence


def _plain(message: Message, figures: Figures | None) -> Message:
    """Return a message as a page says it: without options of commands, and cells by their labels."""
    if is_said(f"said.{message.key}"):
        message = words(f"said.{message.key}", **message.facts)
    if figures is None:
        return message
    spots = figures.report.standard.spots

    def label(match: re.Match[str]) -> str:
        return f"“{spots[match[0]].label}”" if match[0] in spots else match[0]

    return Message.literal(zh=_ADDRESS.sub(label, message.zh), en=_ADDRESS.sub(label, message.en))


_ADDRESS = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+(?:/[a-z0-9_]+)?")


def _answered(work: Work) -> Iterator[_Answered]:
    """Yield what was answered: about the office, and about each kind of record."""
    kinds: dict[str, list[Message]] = {}
    office: list[Message] = []
    for step, item in passed(work):
        for prompt in item.prompts if isinstance(item, PromptPage) else (item,) if isinstance(item, Prompt) else ():
            if step.name == "office":
                office.append(_shown_answer(prompt, work[prompt.key]))
            elif step.name == "blocks" and prompt.key.endswith((".how", ".file")):
                kind = prompt.key.removeprefix("blocks:").partition(".")[0]
                said = kinds.setdefault(kind, [])
                if prompt.key.endswith(".file"):
                    said[-1:] = [Message.literal(Path(work[prompt.key]).name)]
                elif work[prompt.key] != "enough":
                    said.append(_shown_answer(prompt, work[prompt.key]))
    if office:
        yield _Answered(title=STEPS[0].title, said=tuple(office), block=STEPS[0].name)
    known = default_library().kinds
    for kind, said in kinds.items():
        yield _Answered(title=Message.of(known[kind]), said=tuple(said), block=kind)


def _number(text: str) -> int:
    """Return a number from an address; 0 where it is none, or beyond what may be."""
    return int(text) if re.fullmatch("[0-9]{1,8}", text) else 0


def _faults(work: Work, prompt: Prompt) -> tuple[tuple[str, DistinctFault], ...]:
    """Return what is to be corrected, by the name of its field."""
    return tuple((_fault_name(one), one) for one in faults(work, prompt))


def _texts(work: Work) -> tuple[tuple[str, str, str], ...]:
    """Return the words of the report: the key of a section, its heading, its text."""
    written, report = words_written(work), library.read(work.report)
    return tuple((one.key, report.fill_in(one.heading or one.key), written[one.key]) for one in report.standard.text_sections)


def _commands(work: Work) -> Iterator[str]:
    """Yield the single commands of what was done since the last answer."""
    recent = _recent_tasks(work)
    for _, item in passed(work):
        if isinstance(item, Task) and item.key in recent and item.command:
            yield _command(item.command)


def _shown_answer(prompt: Prompt, value: str) -> Message:
    return next((one.label for one in prompt.choices if one.value == value), Message.literal(value))


def _recent_tasks(work: Work) -> set[str]:
    """Return the tasks that were done since the last answer."""
    recent: set[str] = set()
    for key in reversed(work.journal):
        if not key.endswith("!"):
            break
        recent.add(key)
    return recent


def _said_last(work: Work) -> list[Message]:
    recent = _recent_tasks(work)
    return [line for key, lines in work.said.items() if key in recent for line in lines]


def _typed(sent: _Sent) -> list[str]:
    """Return what was typed or chosen on a page that is not taken, so that it can be copied."""
    hidden = ("revision", "page", "chosen", "later", "finding")
    return [text for name, text in sent.fields.items() if name not in hidden and text.strip()]


def _fault_name(fault: DistinctFault) -> str:
    """Return the name of the field for a correction."""
    return "fault." + json.dumps(fault.key, ensure_ascii=True)


def _command(command: Sequence[str]) -> str:
    return shlex.join(["govdisclosure", *command])


def _tabulate(work: Work) -> str:
    words_ = ("--standard", standard_of(work), "--year", work["office:year"], "--body", "office")
    return _command(("tabulate", str(work.records), *words_, "-o", str(work.report)))


def _check_commands(work: Work) -> list[str]:
    previous = work.get("findings:previous")
    beside = ("--previous", previous) if previous else ()
    return [_command(check_command(work)), _command(("locate", str(work.report), *beside))]


def _set_aside(figures: Figures) -> int:
    used = figures.report.made_by.records if figures.report.made_by else None
    return used.set_aside if used else 0


def _found(figures: Figures) -> dict[str, Any]:
    """Return what was found, by how grave it is, with what would mend it."""
    spots = figures.report.standard.spots
    return {
        "errors": [one for one in figures.verdict.findings if one.severity is Severity.ERROR],
        "others": [one for one in figures.verdict.findings if one.severity is not Severity.ERROR],
        "missing": [(one, spots[one].label) for one in figures.verdict.missing if one in spots],
        "conflicts": figures.conflicts,
        "label": {one: spot.label for one, spot in spots.items()},
    }


def _beside(figures: Figures) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the figures beside last year's: address, label, now, before, and the difference."""
    previous = figures.previous
    if previous is None:
        return
    for table in figures.report.printed_tables:
        for address, spot in figures.report.standard.spots.items():
            if spot.table is table and address in previous:
                (difference,) = compare_cells(previous, figures.report, [address]) or (None,)
                change = difference.difference if difference is not None else None
                yield address, spot.label, figures.report.printed(address), previous.printed(address), change or ""


@frozen
class _Records:
    """Records on a page: heads and rows of text."""

    kind: Message
    heads: tuple[Message, ...]
    rows: tuple[tuple[object, ...], ...]


def _records(figures: Figures, kind: RecordKind | None, ids: Sequence[str]) -> _Records | None:
    """Return records of a kind as rows, without the columns that none of them fills."""
    if kind is None or kind.name not in figures.by_id:
        return None
    own = figures.by_id[kind.name]
    found = [own[one] for one in ids if one in own]
    fields = [one for one in kind.fields.values() if one.name != "body" and any(_has(record, one.name) for record in found)]
    rows = tuple(tuple(_value(getattr(record, one.name, None)) for one in fields) for record in found)
    return _Records(Message.of(kind), tuple(Message.of(one) for one in fields), rows)


def _has(record: object, name: str) -> bool:
    return getattr(record, name, None) not in (None, "")


def _value(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return words("cell.yes" if value else "cell.no")
    return Message.of(value) if isinstance(value, Word) else value


def _mended_at(finding: Finding, work: Work) -> tuple[str, str]:
    """Return where what blocks publishing is mended: a page to look at, and the part that is to be done again there."""
    rule = finding.rule.removeprefix("final.")
    if rule in ("errors", "not_run", "missing"):
        return f"{START}/findings", ""
    part = {"text": "words", "unwritten": "words", "date": "documents", "period": "documents", "set_aside": _ASIDE}.get(
        rule, ""
    )
    begun = part == _ASIDE or any(key.startswith(f"{part}:") for key in work.journal)
    return START, part if part and begun else ""
