"""An operator is added by one entry in one module and its sentences; types are red until the entry is whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import govdisclosure

SOURCE = Path(govdisclosure.__file__).parent
LAST = 'ABOVE = Comparing(symbol=">", word="above", sign=">", opposite="≤", low=0, high=None, strict=True)\n'
TOY = 'NEAR = Comparing(symbol="!=", word="near", sign="≃", opposite="≄", low=-10, high=10, strict=True)\n'
VIOLATED = "{rule}: {left} and {right}, {left_operands} {right_operands} {difference} {source} {advice}"
SENTENCES = {"check.violated": VIOLATED, "audit.must": "near"}

PROGRAM = """
from govdisclosure import check, check_batch, explain, locate
from govdisclosure.consistency import State, examine
from govdisclosure.forms.checks import relation_in_words
from govdisclosure.standards import Operator
from govdisclosure.testing.agreement import figures
from govdisclosure.testing.planting import report
from govdisclosure.testing.standards import entered, one_table

made = one_table(entered(*"ab"), relations='{ key = "rel", rule = "a != b" }')
near, far = report(made, {"a": 9, "b": 0}), report(made, {"a": 10, "b": 0})
assert check(near).count(State.FAILED) == 0
assert check(far).count(State.FAILED) == 1
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
assert check(report(made, figures(made, lambda most: most // 2))).count(State.FAILED) == 0
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with one operator more: one line of one module, and its sentences."""
    root = tmp_path_factory.mktemp("toy")
    package = root / "govdisclosure"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    module = package / "standards" / "operators.py"
    text = module.read_text(encoding="utf-8")
    assert text.count(LAST) == 1
    module.write_text(text.replace(LAST, f"{LAST}    {TOY}"), encoding="utf-8")
    add_sentences(package)
    return root


def add_sentences(package: Path) -> None:
    for catalogue in (package / "messages").glob("*.toml"):
        lines = "".join(f'"{sentence}.near" = "{words}"\n' for sentence, words in SENTENCES.items())
        catalogue.write_text(f"{catalogue.read_text(encoding='utf-8')}{lines}", encoding="utf-8")


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(root), "PATH": "", "MYPY_CACHE_DIR": str(root / "cache")}
    return subprocess.run([sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_every_judge_knows_it(copy: Path) -> None:
    done = run(copy, "-c", PROGRAM)
    assert done.stderr == ""
    assert done.stdout.startswith("rel: 10 and 0, ")


def test_types_are_red_until_it_is_whole(copy: Path) -> None:
    module = copy / "govdisclosure" / "standards" / "operators.py"
    whole = module.read_text(encoding="utf-8")
    check = ("-m", "mypy", "--strict", "--follow-imports=silent", str(module))
    assert run(copy, *check).stdout.startswith("Success")
    module.write_text(whole.replace(', opposite="≄"', ""), encoding="utf-8")
    try:
        done = run(copy, *check)
        assert 'Missing named argument "opposite"' in done.stdout
    finally:
        module.write_text(whole, encoding="utf-8")
