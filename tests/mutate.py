"""How many small faults in the core the tests notice (变异测试): ``python tests/mutate.py [MODULE …] [--sample N]``.

A mutant is the package with one operator turned, one number changed, one ``not`` or one statement left out, inside a function.
Each runs in a process forked from one in which everything is loaded, with the tests that run its line, the quickest first; the
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
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from fnmatch import fnmatch
from math import ceil
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from attrs import frozen

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
_LOCATING = ("tests/consistency/test_error_localization.py",)
_INTEGERS = "tests/exact/test_integers.py"
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
    "consistency.error_*": _LOCATING,
    "law.*": ("tests/law", "tests/worklist", "tests/test_calendars.py"),
    "standards.loader": ("tests/standards",),
    "standards.operators": ("tests/standards", "tests/consistency/test_relations.py"),
    "standards.measures": ("tests/standards", "tests/tabulation"),
    "tabulation.plan": ("tests/tabulation",),
    "tabulation.engines": ("tests/tabulation",),
}
SLOW = "not browser and not DialectContract and not PostgreSQL and not TestPlanted and not TestTheRule"
"""Which of them are run: those that start a server or take minutes can't be run hundreds of times."""

OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:measured_in_part", "-W", "ignore")

QUICK = 40
"""How many tests, the quickest, are run first."""


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
        case ast.Assert():
            yield from ast.walk(node)
        case _:
            pass


# ------------------------------------------------------------------------------------------------------- to run the tests


class _Timing:
    """Keeps how long each test took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)


class _Contexts:
    """Tells coverage which test runs."""

    def __init__(self, measuring: coverage.Coverage) -> None:
        self.measuring = measuring

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.measuring.switch_context(item.nodeid)


def run(arguments: Sequence[str], *plugins: object) -> int:
    """Run tests in this process, quietly."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main([*OPTIONS, *arguments], plugins=list(plugins)))


def baseline(tests: Sequence[str]) -> tuple[dict[str, dict[int, list[str]]], dict[str, float]]:
    """Run the tests once; return which of them run each line, by file, and how long each takes.

    Raises:
        SystemExit: some fail without any change.
    """
    measuring = coverage.Coverage(data_file=None, source=[str(SOURCE)], config_file=False)
    timing = _Timing()
    measuring.start()
    code = run([*tests, "-k", SLOW], timing, _Contexts(measuring))
    measuring.stop()
    if code:
        raise SystemExit(f"tests fail without any change: {timing.failed[:3]}")
    data = measuring.get_data()
    return {name: data.contexts_by_lineno(name) for name in data.measured_files()}, timing.seconds


def killed(mutant: Mutant, tests: Sequence[str], seconds: float) -> bool:
    """Whether a test notices the change; one that uses up its seconds of the processor is noticed by the system."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
        try:
            apply(mutant)
            code = run(["-x", *tests])
        except BaseException:  # whatever it breaks, it is noticed
            code = 1
        os._exit(1 if code else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def apply(mutant: Mutant) -> None:
    """Give the function its changed code, wherever it is known, and forget what was worked out before."""
    code = _code(compile(mutant.tree(), str(mutant.path), "exec"), mutant.function.split("."))
    importlib.import_module(mutant.module)
    for one in gc.get_objects():  # that of a cached property of a class with slots is found nowhere else
        if isinstance(one, FunctionType) and (one.__module__, one.__qualname__) == (mutant.module, mutant.function):
            one.__code__ = code
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            one.cache_clear()
    for name in [one for one in sys.modules if one.startswith(("tests.", "test_"))]:
        del sys.modules[name]


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
    given = parser.parse_args()
    os.environ.setdefault("HYPOTHESIS_PROFILE", "few")
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    chosen = modules(given.modules)
    lines: dict[tuple[str, ...], tuple[dict[str, dict[int, list[str]]], dict[str, float]]] = {}
    every = noticed = 0
    for module, tests in chosen.items():
        if tests not in lines:
            lines = {tests: baseline(tests)}  # one at a time: they are large
        by_line, seconds = lines[tests]
        found = list(mutants(module))
        if given.sample and len(found) > given.sample:
            found = random.Random(f"{given.seed} {module}").sample(found, given.sample)
        left = []
        for mutant in found:
            contexts = by_line.get(str(mutant.path), {}).get(mutant.line, [])
            if "" in contexts:  # while the tests are gathered, so any may depend on it
                contexts = list(seconds)
            running = sorted({one for one in contexts if one in seconds}, key=lambda one: seconds[one])
            stages = [running[:QUICK], running[QUICK:]]  # most are killed by the first
            if not any(part and killed(mutant, part, 20 + 10 * sum(map(seconds.__getitem__, part))) for part in stages):
                left.append(f"{mutant}{'' if running else ' (no test runs this line)'}")
        every, noticed = every + len(found), noticed + len(found) - len(left)
        print(f"{module}: {len(found) - len(left)} of {len(found)}", *left, sep="\n    ", flush=True)
    print(f"{noticed} of {every} mutants killed: {noticed / max(every, 1):.1%}")


if __name__ == "__main__":
    main()
