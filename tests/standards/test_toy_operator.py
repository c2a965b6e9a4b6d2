"""An operator is added by one entry in one module and its sentences; types are red until the entry is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.copies import changed, copied, run, typed

LAST = 'ABOVE = OperatorSpec(symbol=">", word="above", sign=">", opposite="≤", low=0, high=None, strict=True)\n'
TOY = 'NEAR = OperatorSpec(symbol="!=", word="near", sign="≃", opposite="≄", low=-10, high=10, strict=True)\n'
VIOLATED = "{rule}: {left} and {right}, {difference} {source} {advice}"
SENTENCES = {"check.violated.near": VIOLATED, "audit.must.near": "near"}

PROGRAM = """
from govdisclosure import check, check_batch, explain, locate
from govdisclosure.consistency import RelationState, examine
from govdisclosure.forms.checks_sheet import relation_in_words
from govdisclosure.standards import Operator
from govdisclosure.testing.agreement import figures
from govdisclosure.testing.planting import report
from govdisclosure.testing.small_standards import entered, one_table

made = one_table(entered(*"ab"), relations='{ key = "rel", rule = "a != b" }')
near, far = report(made, {"a": 9, "b": 0}), report(made, {"a": 10, "b": 0})
assert check(near).count(RelationState.FAILED) == 0
assert check(far).count(RelationState.FAILED) == 1
(finding,) = [one for one in check(far).findings if one.rule == "rel"]
print(finding.message.en)
assert [places.tolist() for _, places in check_batch(made, {"a": [9, 10, 11], "b": [0, 0, 20]}).failed] == [[1]]
(conflict,) = locate(far)
changes = {cell: (change.low, change.high) for one in conflict.answers for cell, change in one.cells.items()}
assert changes == {"a": (0, 9), "b": (1, 19)}
assert examine(made).sound
rules = ["a != b", "a >= b + 10"]
relations = ",".join('{ key = "r%d", rule = "%s" }' % one for one in enumerate(rules))
assert not examine(one_table(entered(*"ab"), relations=relations)).sound
assert " ≄ " in explain(far, "a").relations[0].sentence.en
assert "≃" in relation_in_words(made.relations[0], made)
assert Operator.NEAR.formula("A1") == "ABS(A1)<10"
assert check(report(made, figures(made, lambda most: most // 2))).count(RelationState.FAILED) == 0
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The module of operators in a copy of the package, with one line more."""
    return copied(tmp_path_factory.mktemp("operator"), "standards/operators.py", {LAST: f"{LAST}    {TOY}"}, SENTENCES)


def test_every_judge_knows_it(module: Path) -> None:
    done = run(module.parents[2], "-c", PROGRAM)
    assert done.stderr == ""
    assert done.stdout.startswith("rel: a (10), is 10 and b (0), which is 0, 10 ")


def test_types_are_red_until_it_is_whole(module: Path) -> None:
    assert typed(module).startswith("Success")
    changed(module, {', opposite="≄"': ""})
    assert 'Missing named argument "opposite"' in typed(module)
