"""How many small faults in the core the tests notice (变异测试): ``python -m tests.mutate [MODULE …] [--sample N]``.

A mutant is the package with one operator turned, one number changed, one ``not`` or one statement left out, inside a function.
Each runs in a process forked from one in which the tests are gathered, with those that run its line, the quickest first; the
first that fails has killed it. What is left over is listed: either a test is missing, or the change makes no difference.

The sample is drawn with a fixed seed, so that two runs look at the same mutants. Not part of ``make test``.
"""

from __future__ import annotations

import argparse
import ast
import functools
import gc
import importlib
import io
import os
import pickle
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from fnmatch import fnmatch
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import process_time
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from attrs import frozen
from hypothesis import Phase, settings
from tests import made_fonts

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
_LOCATING = ("tests/consistency/test_error_localization.py",)
_INTEGERS = "tests/exact/test_integers.py"
_COUNTING = ("tests/tabulation",)
_STANDARDS = tuple(
    f"tests/standards/test_{name}.py"
    for name in (
        *("annexes", "composition", "heads", "label_translations", "loader", "measures", "model", "operators", "over_time"),
        *("relations", "reporting", "special_words", "sums_over_kinds", "table_grid", "toy_measure"),
    )
)
CORE = {  # the core, and the tests that are about it
    "exact.decimals": ("tests/exact/test_decimals.py",),
    "exact.integers": (_INTEGERS,),
    "exact.simplex": (_INTEGERS, *_LOCATING),
    "exact.*_repairs": _LOCATING,
    "exact.subset_sums": ("tests/exact/test_subset_sums.py",),
    "exact.intervals": ("tests/consistency/test_printed_intervals.py",),
    "consistency.relations": (
        *(f"tests/consistency/test_{name}.py" for name in ("relations", "verdict", "relation_grammar", "printed_intervals")),
        *_LOCATING,
    ),
    "consistency.compiled": ("tests/consistency/test_batch.py", "tests/consistency/test_verdict.py"),
    "consistency.equations": (*_LOCATING, "tests/consistency/test_rule_quality.py"),
    "consistency.error_*": (*_LOCATING, "tests/consistency/test_error_patterns.py", "tests/consistency/test_sentences.py"),
    "consistency.verdict": tuple(f"tests/consistency/test_{name}.py" for name in ("verdict", "relations", "printed_intervals")),
    "consistency.batch": ("tests/consistency/test_batch.py",),
    "consistency.rule_quality": ("tests/consistency/test_rule_quality.py",),
    "consistency.narration.*": ("tests/consistency",),
    "explanation.*": ("tests/explanation",),
    "law.*": ("tests/law", "tests/worklist", "tests/test_calendars.py"),
    "standards.operators": ("tests/standards", "tests/consistency/test_relations.py"),
    **dict.fromkeys(("standards.loader", "standards.model"), (*_STANDARDS, "tests/consistency/test_relation_grammar.py")),
    "standards.measures": ("tests/standards/test_measures.py", *_COUNTING),
    "tabulation.*": _COUNTING,
    "expressions": ("tests/test_expressions.py",),
}
SLOW = "not browser and not DialectContract and not PostgreSQL and not duckdb and not TestPlanted and not TestTheRule"
"""Which of them are run: those that start a server or take minutes can't be run hundreds of times."""

OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:measured_in_part", "-W", "ignore")

QUICK = 40
"""How many tests, the quickest, are run first."""

WITHIN = 10
"""Seconds of the processor within which a change is to be noticed: the quickest tests that run the line, as many as fit."""


# ------------------------------------------------------------------------------------------------------------ the mutants


@frozen
class Mutant:
    """One change in one function.

    Attributes:
        function: the outermost function that it is in, with its class.
        what: the change in words.
        number: which node of the module, in the order of visiting.
        change: makes another node of it.
    """

    module: str
    path: Path
    function: str
    line: int
    what: str
    number: int
    change: Callable[[Any], Any]

    def tree(self) -> ast.Module:
        """Return the module with the change."""
        made: ast.Module = _Change(self.number, self.change).visit(ast.parse(self.path.read_text(encoding="utf-8")))
        return ast.fix_missing_locations(made)

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.function}: {self.what}"


COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Yield what may be changed in a node: in words, and how to make another node of it."""
    match node:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                other = COMPARED[type(operator)]
                yield (
                    f"{type(operator).__name__} → {other.__name__}",
                    functools.partial(_set, path=("ops", place), value=other()),
                )
        case ast.BoolOp(op=operator):
            turned = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield f"{type(operator).__name__} → {type(turned).__name__}", functools.partial(_set, path=("op",), value=turned)
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", lambda one: one.operand
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in CALCULATED:
            sum_of = CALCULATED[type(operator)]
            yield f"{type(operator).__name__} → {sum_of.__name__}", functools.partial(_set, path=("op",), value=sum_of())
        case ast.Constant(value=bool(value)):
            yield f"{value} → {not value}", functools.partial(_set, path=("value",), value=not value)
        case ast.Constant(value=int(value)):
            for more in (1, -1):
                yield f"{value} → {value + more}", functools.partial(_set, path=("value",), value=value + more)
        case _:
            pass
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Continue | ast.Break) and not is_docstring:
        yield f"{type(node).__name__} left out: {ast.unparse(node)[:60]}", lambda _: ast.Pass()


def _set(node: Any, *, path: tuple[str] | tuple[str, int], value: object) -> Any:
    if len(path) == 2:
        getattr(node, path[0])[path[1]] = value
    else:
        setattr(node, path[0], value)
    return node


class _Change(ast.NodeTransformer):
    """Changes one node, found by its number in the order of visiting."""

    def __init__(self, number: int, change: Callable[[Any], Any]) -> None:
        self.number, self.change = number, change

    def visit(self, node: ast.AST) -> Any:
        self.number -= 1
        if self.number < 0:
            return node
        if self.number == 0:
            return ast.copy_location(self.change(node), node)
        return super().generic_visit(node)


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of a module and of its classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    path = SOURCE / f"{module.replace('.', '/')}.py"
    if not path.exists():
        path = SOURCE / module.replace(".", "/") / "__init__.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, function in functions(tree):
        inside = {id(node) for statement in function.body for node in ast.walk(statement) if not isinstance(node, ast.Assert)}
        left_out = {id(node) for one in ast.walk(function) for node in _annotations(one)}
        for number, node in enumerate(_in_order(tree), start=1):
            if id(node) not in inside or id(node) in left_out:
                continue
            line = getattr(node, "lineno", function.lineno)
            yield from (Mutant(module, path, name, line, what, number, change) for what, change in changes(node))


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield nodes in the order in which a transformer visits them."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from _in_order(child)


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AnnAssign(annotation=found) | ast.arg(annotation=ast.expr() as found):
            yield from ast.walk(found)
        case ast.Assert() | ast.keyword(arg="strict") | ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            yield from ast.walk(node)  # what is asserted holds
        case _:
            pass


# ------------------------------------------------------------------------------------------------------- to run the tests


class _Reports:
    """Keeps which tests failed."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


class Tests:
    """Tests that are gathered once; each run of some of them is a process forked from the one that has gathered them."""

    def __init__(self, work: Callable[[Tests], None]) -> None:
        self.work, self.reports = work, _Reports()
        self.measuring = coverage.Coverage(data_file=None, source=[str(SOURCE)], config_file=False)
        self.items: dict[str, pytest.Item] = {}
        self.lines: dict[str, dict[int, list[str]]] = {}
        """Which tests run each line, by file; ``""`` where it runs while they are gathered."""
        self.seconds: dict[str, float] = {}
        """How long each test takes, on the processor."""

    def gather(self, arguments: Sequence[str]) -> None:
        """Gather the tests, and do the work with them."""
        self.measuring.start()
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            code = pytest.main([*OPTIONS, *arguments, "-k", SLOW], plugins=[self, self.reports])
        if code:
            raise SystemExit(f"tests fail without any change: {self.reports.failed[:3]}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """A few examples each; the first fault is enough, whatever its size."""
        profile = settings(
            settings.get_profile("govdisclosure-ci"), phases=[Phase.explicit, Phase.generate], max_examples=8, print_blob=False
        )
        settings.register_profile("mutants", profile)
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {one.nodeid: one for one in session.items}
        made_fonts.font()  # for all of them
        with NamedTemporaryFile() as file:
            self.forked(lambda: self._measure(Path(file.name)))
            self.measuring.stop()
            self.reports.failed, self.lines, self.seconds = pickle.loads(Path(file.name).read_bytes())  # noqa: S301  our own
        if not self.reports.failed:
            self.work(self)
        session.testsfailed = len(self.reports.failed)
        return True

    def _measure(self, file: Path) -> bool:
        for item, following in pairwise([*self.items.values(), None]):
            assert item is not None
            self.measuring.switch_context(item.nodeid)
            start = process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.seconds[item.nodeid] = process_time() - start
        self.measuring.stop()
        data = self.measuring.get_data()
        lines = {name: data.contexts_by_lineno(name) for name in data.measured_files()}
        file.write_bytes(pickle.dumps((self.reports.failed, lines, self.seconds)))
        return True

    def forked(self, work: Callable[[], bool], seconds: float | None = None) -> bool:
        """Whether work in a process of its own comes out well; one that uses up its seconds of the processor does not."""
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            if seconds is not None:
                resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
            try:
                code = 0 if work() else 1
            except BaseException:  # whatever it breaks, it is noticed
                code = 1
            os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def running(self, mutant: Mutant) -> list[str]:
        """Return the tests that run its line, the quickest first."""
        contexts = self.lines.get(str(mutant.path), {}).get(mutant.line, [])
        return sorted({one for one in contexts if one in self.seconds}, key=self.seconds.__getitem__)

    def _within(self, names: Sequence[str]) -> list[str]:
        return [
            one for one, total in zip(names, accumulate(map(self.seconds.__getitem__, names)), strict=True) if total < WITHIN
        ]

    def beside(self, names: Sequence[str]) -> list[str]:
        """Return the tests of the same files, the quickest first: fixtures and caches run a line for one of them alone."""
        files = {one.partition("::")[0] for one in names}
        return sorted((one for one in self.seconds if one.partition("::")[0] in files), key=self.seconds.__getitem__)

    def kill(self, mutant: Mutant) -> bool:
        """Whether a test notices the change: of the quickest, of those beside them, or when they are gathered with it."""
        quickest = self._within(self.running(mutant)[:QUICK])
        for part in (quickest, [one for one in self._within(self.beside(self.running(mutant))) if one not in quickest]):
            if part and not self.forked(functools.partial(self._pass, mutant, part), self._limit(part)):
                return True
        if "" not in self.lines.get(str(mutant.path), {}).get(mutant.line, []):
            return False
        every = self._within(sorted(self.seconds, key=self.seconds.__getitem__))
        return not self.forked(lambda: self._pass_gathered_anew(mutant, every), self._limit(every))

    def _limit(self, names: Sequence[str]) -> float:
        return 5 + 5 * sum(map(self.seconds.__getitem__, names))

    def _pass(self, mutant: Mutant, names: Sequence[str]) -> bool:
        apply(mutant)
        places = {name: place for place, name in enumerate(self.items)}
        chosen = [self.items[name] for name in sorted(names, key=places.__getitem__)]  # those of a fixture together
        for item, following in pairwise([*chosen, None]):
            assert item is not None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.reports.failed:
                return False
        return True

    def _pass_gathered_anew(self, mutant: Mutant, names: Sequence[str]) -> bool:
        apply(mutant)
        for name in [one for one in sys.modules if one.startswith(("tests.", "test_"))]:
            del sys.modules[name]
        return not pytest.main([*OPTIONS, "-x", *names])


def apply(mutant: Mutant) -> None:
    """Give the function its changed code, wherever it is known, and forget what was worked out before."""
    code = _code(compile(mutant.tree(), str(mutant.path), "exec"), mutant.function.split("."))
    importlib.import_module(mutant.module)
    for one in gc.get_objects():  # that of a cached property of a class with slots is found nowhere else
        if isinstance(one, FunctionType):
            if (one.__module__, one.__qualname__) == (mutant.module, mutant.function):
                one.__code__ = code
        elif isinstance(one, functools._lru_cache_wrapper) and one.__module__ != made_fonts.__name__:
            one.cache_clear()


def _code(code: CodeType, names: Sequence[str]) -> CodeType:
    inner = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == names[0])
    return _code(inner, names[1:]) if names[1:] else inner


# --------------------------------------------------------------------------------------------------------------- the core


def modules(wanted: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the modules of the core that are wanted, with the tests that are about them."""
    found = {}
    for path in sorted((SOURCE / "govdisclosure").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE / "govdisclosure").with_suffix("").parts).removesuffix(".__init__")
        for pattern, tests in CORE.items():
            if fnmatch(name, pattern) and (not wanted or any(fnmatch(name, one) for one in wanted)):
                found[f"govdisclosure.{name}"] = tests
    return found


def main() -> None:
    """Say what is killed, module by module, and what is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="names below govdisclosure, such as law.* (all of the core)")
    parser.add_argument("--sample", type=int, default=25, help="mutants a module; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="+", help="the tests to run, in place of all that are about the module")
    given = parser.parse_args()
    os.chdir(ROOT)
    os.environ["POLARS_MAX_THREADS"] = "1"
    chosen = {one: tuple(given.tests or tests) for one, tests in modules(given.modules).items()}
    every = noticed = 0
    shown = sys.stdout

    def work(tests: Tests) -> None:
        nonlocal every, noticed
        for module in [one for one, about in chosen.items() if about == wanted]:
            found = list(mutants(module))
            if given.sample and len(found) > given.sample:
                found = random.Random(f"{given.seed} {module}").sample(found, given.sample)
            left = [f"{one}{'' if tests.running(one) else ' (no test runs this line)'}" for one in found if not tests.kill(one)]
            every, noticed = every + len(found), noticed + len(found) - len(left)
            print(f"{module}: {len(found) - len(left)} of {len(found)}", *left, sep="\n    ", flush=True, file=shown)

    for wanted in dict.fromkeys(chosen.values()):
        Tests(work).gather(wanted)
    print(f"{noticed} of {every} mutants killed: {noticed / max(every, 1):.1%}")


if __name__ == "__main__":
    main()
