"""In systems of others: Django on PostgreSQL, FastAPI, process pools, Celery, notebooks, data frames, logs, own models."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import os
import runpy
import sqlite3
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import httpx
import nbformat
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from fastapi import FastAPI, Header
from fastapi.responses import Response
from nbclient import NotebookClient

from govdisclosure import (
    InvalidRecordError,
    Library,
    Report,
    Request,
    ServiceItem,
    Verdict,
    check,
    dumps,
    load_standard,
    make_record,
    open_tables,
    read,
    read_all,
    read_folder,
    scan_folder,
    tabulate,
    tabulate_by_body,
    tabulate_together,
    take_frames,
    write_by_body,
)
from govdisclosure.areas import gather_reports
from govdisclosure.auditing import audit_reports
from govdisclosure.messages import speaking
from govdisclosure.records.vocabulary import Applicant, RequestChannel, ServiceKind
from govdisclosure.testing import sample_report
from govdisclosure.testing.examples import every_kind_kept, request

ROOT = Path(__file__).resolve().parents[1]
Y2024 = 2024


def report() -> Report:
    """A report with a figure that is wrong."""
    whole = sample_report("cn-2021")
    cells = dict(whole.cells)
    address = "requests.received/total"
    value = cells[address].value
    assert isinstance(value, int)
    return Report(
        standard=whole.standard, body=whole.body, period=whole.period, cells={**cells, address: value + 1}, text=whole.text
    )


# ------------------------------------------------------------------------------------------------------ Django, PostgreSQL

DJANGO = """
import json, sys
import django
from django.conf import settings
from urllib.parse import urlparse, parse_qs

address = urlparse(sys.argv[1])
host = parse_qs(address.query).get("host", [address.hostname or ""])[0]
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": address.path.lstrip("/"),
    "USER": address.username, "PASSWORD": address.password or "", "HOST": host, "PORT": address.port or ""}}, USE_TZ=True)
django.setup()
from django.db import connection, transaction
from govdisclosure import UnreadableError, open_tables, tabulate

said = {}

def licences(schema):
    source = open_tables(connection.connection, names={"decision": f"{schema}.decision"})
    return tabulate(source, "cn-2021", period=2024, body="water")["decisions.licences/decided"]

class RollBack(Exception):
    pass

try:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create schema office")
        cursor.execute("create table office.decision (id text, body text, kind text, decided date)")
        cursor.execute("insert into office.decision values ('d1', 'water', 'licence', '2024-02-19')")
        said["within"] = licences("office")
        cursor.execute("insert into office.decision values ('d2', 'water', 'licence', '2024-12-31')")
        said["after another"] = licences("office")
        try:
            with transaction.atomic():
                licences("elsewhere")
        except UnreadableError as error:
            said["refused"] = str(error)
        said["after a refusal"] = licences("office")
        said["still in the block"] = connection.in_atomic_block and not connection.needs_rollback
        raise RollBack
except RollBack:
    pass
with connection.cursor() as cursor:
    cursor.execute("select to_regclass('office.decision')")
    said["left"] = cursor.fetchone()[0]
print(json.dumps(said, ensure_ascii=False))
"""


def test_django_counts_within_a_transaction_and_leaves_it_as_it_was(postgres_address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DJANGO, postgres_address],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["within"], said["after another"], said["after a refusal"]) == (1, 2, 2)
    assert "decision" in said["refused"]
    assert said["still in the block"] is True
    assert said["left"] is None


# ----------------------------------------------------------------------------------------------------------------- FastAPI


def service() -> FastAPI:
    app = FastAPI()
    wrong = report()

    @app.get("/report.docx")
    def document() -> Response:
        return Response(dumps(wrong, "docx"))

    @app.get("/findings")
    def findings(accept_language: str = Header()) -> list[str]:
        with speaking("en" if accept_language == "en" else "zh"):
            return [str(one.message) for one in check(wrong).findings]

    @app.get("/later")
    async def later(accept_language: str = Header()) -> list[str]:
        with speaking("en" if accept_language == "en" else "zh"):
            verdict = check(wrong)
            await asyncio.sleep(0)  # others are served in between
            return [str(one.message) for one in verdict.findings]

    return app


def test_fastapi_serves_fifty_at_once_with_the_same_bytes_and_each_in_its_language() -> None:
    async def fifty() -> list[tuple[str, str, bytes]]:
        transport = httpx.ASGITransport(app=service())
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
            calls = [(path, ("zh", "en")[n % 2]) for n in range(25) for path in ("/findings", "/later")]
            calls += [("/report.docx", "zh")] * 5
            answers = await asyncio.gather(*(client.get(path, headers={"Accept-Language": lang}) for path, lang in calls))
        assert {one.status_code for one in answers} == {200}
        return [(path, lang, one.content) for (path, lang), one in zip(calls, answers, strict=True)]

    answers = asyncio.run(fifty())
    assert len({data for path, _, data in answers if path == "/report.docx"}) == 1
    said = {lang: {data for path, of, data in answers if of == lang and path != "/report.docx"} for lang in ("zh", "en")}
    assert {lang: len(found) for lang, found in said.items()} == {"zh": 1, "en": 1}
    (zh,), (en,) = (map(json.loads, said[lang]) for lang in ("zh", "en"))
    found = check(report()).findings
    assert zh == [one.message.zh for one in found]
    assert en == [one.message.en for one in found]


# --------------------------------------------------------------------------------------------------------- other processes


def figures_of(year: int) -> tuple[Report, Verdict]:
    """Work that a pool does: a report and the verdict on it."""
    made = tabulate(
        every_kind_kept([request("r1", received=date(year, 3, 1), closed=None, outcome=None)]), "cn-2021", period=year
    )
    return made, check(made)


def test_a_process_pool_returns_what_this_process_makes() -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(figures_of, (2023, 2024))) == [figures_of(2023), figures_of(2024)]


CELERY = """
from pathlib import Path

import kombu.serialization
from celery import Celery

from govdisclosure import check, tabulate

kombu.serialization.enable_insecure_serializers(["pickle"])
folder = Path(__file__).parent
queue = str(folder / "queue")
app = Celery("office_tasks", broker="filesystem://", backend=f"file://{folder / 'results'}")
app.conf.update(
    broker_transport_options={"data_folder_in": queue, "data_folder_out": queue, "control_folder": str(folder / "control")},
    task_serializer="pickle",
    result_serializer="pickle",
    accept_content=["pickle", "json"],
    result_accept_content=["pickle"],
)

@app.task(name="office.report")
def report(records, period):
    made = tabulate(records, "cn-2021", period=period)
    return made, check(made)
"""


def test_a_celery_worker_takes_records_and_returns_their_report(tmp_path: Path) -> None:
    for name in ("queue", "control", "results"):
        (tmp_path / name).mkdir()
    (tmp_path / "office_tasks.py").write_text(CELERY, encoding="utf-8")
    app = runpy.run_path(str(tmp_path / "office_tasks.py"))["app"]
    records = every_kind_kept([request("r1", received=date(Y2024, 3, 1), closed=None, outcome=None)])
    waiting = app.send_task("office.report", (records, Y2024))
    worker = [sys.executable, "-m", "celery", "-A", "office_tasks", "worker", "--pool", "solo", "--without-gossip"]
    environment = {**os.environ, "C_FORCE_ROOT": "1"}  # else a worker of root's refuses pickle
    with (
        (tmp_path / "worker.log").open("wb") as log,
        subprocess.Popen(worker, cwd=tmp_path, stdout=log, stderr=log, env=environment) as process,
    ):
        try:
            returned = waiting.get(timeout=300)  # seconds; a worker that does not come up is a failure, however long that takes
        except Exception as error:
            error.add_note((tmp_path / "worker.log").read_text(encoding="utf-8"))
            raise
        finally:
            process.kill()
    made = tabulate(records, "cn-2021", period=Y2024)
    assert returned == (made, check(made))


# --------------------------------------------------------------------------------------------------------------- notebooks


def test_a_notebook_shows_report_chart_and_finding(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "hengyang-2015" / "records"
    made = f"""
from govdisclosure import check, diagnose, read_folder, tabulate
records = read_folder({str(folder)!r})
report = tabulate(records, "cn-hengyang-2015", period=2015)
report"""
    chart = "from IPython.display import SVG\nSVG(diagnose(records, period=2015).picture('en'))"
    finding = """
from attrs import evolve
check(evolve(report, cells={**report.cells, "disclosure.proactive": 1})).findings[0]"""
    cells = [made, chart, finding]
    v4: Any = nbformat.v4
    notebook = v4.new_notebook(cells=[v4.new_code_cell(one) for one in cells])
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=None, startup_timeout=600, kernel_name="python3", resources=place).execute()
    shown = [cell.outputs[-1]["data"] for cell in notebook.cells]
    assert "<table" in shown[0]["text/html"]
    assert "946" in shown[0]["text/html"]
    assert "<svg" in shown[1]["image/svg+xml"]
    assert "disclosure.proactive" in shown[2]["text/plain"]
    assert len(shown[2]["text/plain"]) <= 200


# -------------------------------------------------------------------------------------------------------------- data frames


def test_frames_of_every_kind_come_back_as_the_same_report() -> None:
    records = every_kind_kept([request("r1"), request("r2", applicant_ref="a", closed=None, outcome=None)])
    expected = tabulate(records, "cn-2021", period=Y2024, body="b")
    frame = records.to_frame("request")
    table = pa.table(frame)
    connection = duckdb.connect()
    forms: dict[str, Any] = {
        "polars": frame,
        "pandas": pd.DataFrame(frame.to_pandas()),  # its days are moments at midnight
        "pyarrow": table,
        "duckdb": connection.sql("select * from frame").arrow(),
    }
    kept = [kind for kind in records.kept if kind.name != "request"]
    for name, given in forms.items():
        made = tabulate(take_frames({"request": given}), "cn-2021", period=Y2024, body="b", none=kept)
        assert {one: made[one] for one in made.standard.spots} == {one: expected[one] for one in made.standard.spots}, name
    connection.close()


def test_a_report_is_the_same_table_for_all() -> None:
    made = report()
    frame = made.to_frame()
    rows = len(made)
    assert pl.DataFrame(pa.table(made)).equals(frame)  # a report itself speaks the Arrow protocol
    assert len(pa.table(frame)) == rows
    assert len(frame.to_pandas()) == rows
    with duckdb.connect() as connection:
        assert connection.execute("select count(*) from frame").fetchall() == [(rows,)]


# --------------------------------------------------------------------------------------------------------------------- logs


def test_the_log_says_what_was_done_and_nothing_of_people(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, logger="govdisclosure")
    made = tabulate(every_kind_kept([request("张三的申请")]), load_standard("cn-2021"), period=Y2024)
    path = tmp_path / "张三.json"
    path.write_bytes(dumps(made))
    check(read(path))
    lines = {record.name: record.getMessage() for record in caplog.records}
    assert [record.name.removeprefix("govdisclosure.") for record in caplog.records] == [
        "tabulation",
        "consistency",
        "exporters",
        "readers",
        "consistency",
    ]
    assert all("standard=cn-2021 period=2024" in line and "seconds=" in line for line in lines.values())
    assert f"cells={len(made.cells)}" in lines["govdisclosure.tabulation"]
    assert "format=json" in lines["govdisclosure.exporters"]
    assert "张三" not in caplog.text


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder of records of two bodies, in which every text that an office writes is one of a kind."""
    folder = tmp_path / "张三的文件夹"
    folder.mkdir()
    (folder / "body.csv").write_text("id,name\n甲局,张三局\n乙局,李四局\n", encoding="utf-8")
    (folder / "request.csv").write_text(
        "id,body,channel,applicant,received\n张三一号,甲局,fax,natural_person,2024-03-01\n李四二号,乙局,fax,natural_person,2024-03-02\n",
        encoding="utf-8",
    )
    return folder


WRITTEN_BY_THE_OFFICE = ("张三", "李四", "甲局", "乙局", "tmp")


def test_every_step_from_records_to_an_audit_has_a_line(caplog: pytest.LogCaptureFixture, office: Path, tmp_path: Path) -> None:
    caplog.set_level(logging.INFO, logger="govdisclosure")
    records = read_folder(office)
    reports = tabulate_by_body(records, "cn-2021", period=Y2024)
    notes = sum(len(one.notes) for one in reports.values())
    cells = len(tabulate_together(records, "cn-2021", period=Y2024, body="全市").cells)
    handed_in = tmp_path / "李四交来"
    handed_in.mkdir()
    write_by_body(reports, handed_in / "张三.jsonl")
    audit_reports(gather_reports(handed_in, read_all), check=check)
    seen = [(record.name, record.levelname, record.getMessage().split(" seconds=")[0]) for record in caplog.records]
    checked = ("govdisclosure.consistency", "INFO")
    assert [line for line in seen if line[:2] != checked] == [
        ("govdisclosure.sources", "INFO", "records read records=4 kinds=body,request"),
        ("govdisclosure.tabulation", "INFO", "tabulated by body reports=2 standard=cn-2021 period=2024"),
        (
            "govdisclosure.tabulation",
            "INFO",
            f"tabulated together standard=cn-2021 period=2024 cells={cells}",
        ),
        ("govdisclosure.exporters", "INFO", "written by body reports=2 standard=cn-2021 period=2024"),
        ("govdisclosure.readers", "INFO", f"read all reports=2 standard=cn-2021 period=2024 notes={notes}"),
        ("govdisclosure.auditing", "INFO", "audited period=2024 reports=2 lines=2 wrong=0 unreadable=0"),
    ]
    assert len([line for line in seen if line[:2] == checked]) == 4
    assert not [word for word in WRITTEN_BY_THE_OFFICE if word in caplog.text]


@pytest.mark.parametrize("way", ["scan", "frames", "database"])
def test_what_is_counted_where_it_is_has_a_line_as_well(
    way: str, caplog: pytest.LogCaptureFixture, office: Path, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO, logger="govdisclosure.sources")
    if way == "scan":
        scan_folder(office)
        expected = "files opened kinds=body,request"
    elif way == "frames":
        take_frames({"request": read_folder(office).to_frame("request")})
        expected = "frames taken kinds=request"
    else:
        with sqlite3.connect(tmp_path / "张三.db") as connection:
            connection.execute("create table 张三 (id text, body text)")
            open_tables(connection, names={"body": "张三"})
        connection.close()
        expected = "tables opened kinds=body dialect=sqlite"
    assert caplog.records[-1].getMessage() == expected
    assert not [word for word in WRITTEN_BY_THE_OFFICE if word in caplog.text]


def test_a_plugin_that_is_refused_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    broken = ModuleType("broken")
    vars(broken)["govdisclosure_api"] = 99
    library = Library(plugins=[broken])
    assert library.refused
    (line,) = [record for record in caplog.records if record.name == "govdisclosure.plugins"]
    assert line.levelname == "WARNING"
    assert line.getMessage().startswith("refused plugin=broken distribution=broken reason=")
    assert "\n" not in line.getMessage()


def test_a_plugin_that_is_switched_off_is_none(caplog: pytest.LogCaptureFixture) -> None:
    assert Library(plugins=[ModuleType("quiet")], disabled=["quiet"]).refused
    assert caplog.records == []


def test_nothing_is_printed_where_nobody_configured_a_log() -> None:
    code = (
        "from types import ModuleType as M; from govdisclosure import Library\n"
        "m = M('broken'); m.govdisclosure_api = 99; assert Library(plugins=[m]).refused"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_log_is_silent_unless_it_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="govdisclosure")
    check(report())
    assert caplog.records == []


# ------------------------------------------------------------------------------------------------------ models of one's own


@dataclass
class Department:
    """A model that others lead to."""

    id: str


@dataclass
class Model:
    """A request as a system's model has it, with fields of its own besides."""

    id: str
    body: Department
    body_id: str
    channel: str
    applicant: Applicant
    received: datetime
    closed: date | None = None
    phone: str = "139"


EXPECTED = request("r1", received=date(2024, 3, 1), closed=None, outcome=None)
Row = namedtuple("Row", ["id", "body", "channel", "applicant", "received"])  # noqa: PYI024 - as a database's driver makes it


@pytest.mark.parametrize(
    "given",
    [
        {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01"},
        {"编号": "r1", "行政机关": "b", "申请渠道": "传真", "申请人类别": "natural_person", "收到申请之日": "2024年3月1日"},
        {
            "id": "r1",
            "body": "b",
            "channel": RequestChannel.FAX,
            "applicant": Applicant.NATURAL_PERSON,
            "received": date(2024, 3, 1),
        },
        {
            "id": "r1",
            "body": "b",
            "channel": "fax",
            "applicant": "natural_person",
            "received": date(2024, 3, 1),
            "closed": None,
        },
        Model("r1", Department("b"), "b", "fax", Applicant.NATURAL_PERSON, datetime(2024, 3, 1)),
        Row("r1", "b", "fax", "natural_person", date(2024, 3, 1)),
    ],
    ids=["text", "chinese", "typed", "none", "model", "row"],
)
def test_a_record_is_made_of_what_a_system_has(given: object) -> None:
    assert make_record(Request, given) == make_record("request", given) == EXPECTED


@pytest.mark.parametrize(("written", "meant"), [("yes", True), ("否", False), ("true", True), ("0", False), (True, True)])
def test_an_answer_in_words_is_yes_or_no(written: object, meant: bool) -> None:
    row = {"id": "s1", "body": "b", "kind": "licence", "secret": written, "own_system": "no"}
    assert make_record(ServiceItem, row) == ServiceItem(
        id="s1", body="b", kind=ServiceKind.LICENCE, secret=meant, own_system=False
    )


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"channel": "faxx"}, "channel", "fax"),
        ({"recieved": "2024-03-01"}, "", "received"),
        ({"received": "2024-02-30"}, "received", "received"),
        ({"applicant": None}, "applicant", "applicant"),
        ({"closed": date(2024, 1, 1)}, "closed", "2024-01-01"),
        ({"received": datetime(2024, 3, 1, 8, 30)}, "received", "received"),
        ({"编号": "r2"}, "id", "twice"),
    ],
)
def test_what_cannot_be_a_record_is_refused_by_its_field(changed: dict[str, object], field: str, words: str) -> None:
    whole = {"id": "r1", "body": "b", "channel": "fax", "applicant": "natural_person", "received": "2024-03-01", **changed}
    with pytest.raises(InvalidRecordError) as caught:
        make_record(Request, whole, where="row 7")
    assert all(fault.where == "row 7" for fault in caught.value.faults)
    assert field in {fault.field for fault in caught.value.faults}
    assert words in caught.value.in_language("en")


def test_a_kind_that_is_not_there_is_refused() -> None:
    with pytest.raises(Exception, match="requst"):
        make_record("requst", {})
