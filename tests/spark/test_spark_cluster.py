"""Two executors give the figures that memory gives, and send each other groups, never records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from attrs import evolve
from tests.spark_sessions import rows_of, session, view

from govdisclosure import Report, tabulate_by_body
from govdisclosure.records import Request
from govdisclosure.records.vocabulary import Applicant, Outcome
from govdisclosure.sources import gather, open_tables
from govdisclosure.testing.dialect_contract import assert_alike
from govdisclosure.testing.examples import request

PARTITIONS = 4
BASE = [
    request(
        f"r{number}",
        body=body,
        applicant=applicant,
        received=date(2024, 1, 1) + timedelta(days=number),
        closed=date(2024, 11, 1),
        outcome=outcome,
    )
    for number, (body, applicant, outcome) in enumerate(product(("a", "b", "c"), list(Applicant)[:3], list(Outcome)[:4]))
]
"""Requests of every group: each body, applicant and outcome."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with session("local-cluster[2,1,1024]", tmp_path_factory.mktemp("warehouse")) as spark:
        yield spark


def requests(times: int) -> list[Request]:
    """The same requests so many times in each partition, each with an id of its own."""
    return [evolve(one, id=f"{one.id}-{copy}") for copy in range(times * PARTITIONS) for one in BASE]


def tabulated(cluster: Any, records: list[Request]) -> Mapping[str, Report]:
    """The reports of each body, made on the executors."""
    view(cluster, "request", rows_of("request", records), PARTITIONS)
    return tabulate_by_body(open_tables(cluster, ids_unique=True), "cn-2021", period=2024)


def shuffled(cluster: Any) -> int:
    """How many rows the executors have sent each other since the session began."""
    context = cluster.sparkContext
    quantiles = context._gateway.new_array(context._gateway.jvm.double, 0)
    stages = context._jsc.sc().statusStore().stageList(None, False, False, quantiles, None)
    return sum(stages.apply(place).shuffleWriteRecords() for place in range(stages.size()))


def test_figures_are_those_of_memory(cluster: Any) -> None:
    records = requests(1)
    expected = tabulate_by_body(gather(records), "cn-2021", period=2024)
    made = tabulated(cluster, records)
    assert cluster.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3, "the driver and two executors"
    assert made.keys() == expected.keys() == {"a", "b", "c"}
    for body, report in expected.items():
        assert_alike(made[body], report)
    assert expected["a"]["requests.received/total"] == len(records) // 3


def test_four_times_the_records_shuffle_no_more_rows(cluster: Any) -> None:
    before = shuffled(cluster)
    tabulated(cluster, requests(1))
    few = shuffled(cluster) - before
    tabulated(cluster, requests(4))
    many = shuffled(cluster) - before - few
    assert 0 < few == many
    assert many < len(requests(4))
