"""The documentation is held to the code: what it shows is run, what it lists is compared.

Fences that are run, in the order of the page, in one temporary folder that holds a copy of the ``examples`` that
it names, of the project and of the plugins:

- ``sh``: each line that begins with ``govdisclosure`` must end as ``exit=`` says, with 0 where nothing is said. ``mkdir``,
  ``mv``, ``cd`` and ``pytest`` are followed; what installs something is not.
- ``text`` after a ``sh`` fence is what the last command prints: every line of it must be printed, lines with … apart.
- any fence with ``file=NAME`` is a file that the reader types; with ``in=NAME`` it shows a part of a file; with
  ``edit=NAME`` its last line takes the place of the line that stands there.
- ``python``: runs, in one namespace a page; an expression with a comment behind it must be what the comment says.
- ``pycon``: a doctest.
- ``no-run="reason"`` on any of them says why it is not run.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import importlib.util
import inspect
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import grimp
import pytest
from attrs import field, frozen

import govdisclosure
from govdisclosure import Period, hookspecs, load_standard, read_folder, tabulate
from govdisclosure.cli.main import cli, main
from govdisclosure.consistency import check
from govdisclosure.dialects import Dialect
from govdisclosure.exporters import PublishedReport
from govdisclosure.testing.site import installed_from
from govdisclosure.values import Kind

SHOWN = ("csv", "json", "markdown", "sql", "text", "toml")
"""Languages of what a page shows and nobody runs."""
ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("plugins/*/README*.md"), *DOCS.rglob("*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@frozen
class Fence:
    """A block of code on a page."""

    line: int
    language: str
    facts: dict[str, str]
    text: str


def fences(page: Path) -> Iterator[Fence]:
    """Yield the fenced blocks of a page."""
    start: tuple[int, str, str] | None = None
    body: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        match = re.match(r"(`{3,})(.*)", line)
        if start is None and match:
            start, body = (number, match[1], match[2]), []
        elif start is not None and line.strip() == start[1]:
            language, *rest = shlex.split(start[2]) or [""]
            facts = dict(one.partition("=")[::2] for one in rest)
            yield Fence(start[0], language, facts, "".join(f"{one}\n" for one in body))
            start = None
        elif start is not None:
            body.append(line)


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


# -------------------------------------------------------------------------------------------------- what a reader would do


@frozen
class Reader:
    """Someone who follows a page from top to bottom."""

    page: Path
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    namespace: dict[str, Any] = field(factory=lambda: {"__name__": "__page__"})
    printed: list[str] = field(factory=lambda: [""])
    plugins: list[Path] = field(factory=list)

    def follow(self) -> None:
        """Do what the page says."""
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.syspath_prepend(self.folder)  # a page may import the modules that it lets the reader type
        before = ""
        for fence in fences(self.page):
            place = f"{self.page.name}:{fence.line}"
            if fence.facts.get("no-run"):
                continue
            assert "no-run" not in fence.facts, f"{place}: say why it is not run"
            if not self.files(fence, place):
                self.run(fence, place, before)
            before = fence.language

    def files(self, fence: Fence, place: str) -> bool:
        """Type, show or edit a file."""
        for what, name in fence.facts.items():
            path = Path(name)
            if what == "file":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(fence.text, encoding="utf-8")
                self.monkeypatch.setitem(sys.modules, path.stem, ModuleType(path.stem))  # undone, it is forgotten again
                del sys.modules[path.stem]
            elif what == "in":
                assert fence.text in path.read_text(encoding="utf-8"), f"{place}: {name} does not hold this"
            elif what == "edit":
                *above, changed = fence.text.splitlines()
                lines = path.read_text(encoding="utf-8").splitlines()
                found = [at for at in range(len(lines)) if lines[at : at + len(above)] == above]
                assert len(found) == 1, f"{place}: {name} has no such lines"
                lines[found[0] + len(above)] = changed
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            else:
                continue
            return True
        return False

    def run(self, fence: Fence, place: str, before: str) -> None:
        """Run a block."""
        if fence.language == "sh":
            self.shell(fence, place)
        elif fence.language == "text" and before == "sh":
            printed = " ".join(self.printed[-1].split())
            for line in fence.text.splitlines():
                assert "…" in line or " ".join(line.split()) in printed, f"{place}: not printed: {line}\n{self.printed[-1]}"
        elif fence.language == "python":
            self.python(fence, place)
        elif fence.language == "pycon":
            test = doctest.DocTestParser().get_doctest(fence.text, self.namespace, place, str(self.page), fence.line)
            test.globs = self.namespace  # get_doctest copies it; the page goes on with what a block defines
            said = io.StringIO()
            runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
            assert runner.run(test, out=said.write, clear_globs=False).failed == 0, said.getvalue()
        else:
            is_directive = fence.language.startswith("{")
            assert is_directive or fence.language in SHOWN, (
                f"{place}: not run: {fence.language or 'no language'}; say why (no-run)"
            )

    def shell(self, fence: Fence, place: str) -> None:
        lines = [shlex.split(line, comments=True) for line in fence.text.replace("\\\n", " ").splitlines()]
        commands = [words for words in lines if words and words[0] == "govdisclosure"]
        for words in filter(None, lines):
            if words[0] == "mkdir":
                Path(words[-1]).mkdir()
            elif words[0] == "mv":
                shutil.move(words[1], words[2])
            elif words[0] == "cd":
                self.monkeypatch.chdir(words[1])
            elif "install" in words and Path("pyproject.toml").is_file():
                self.install()
            elif "pytest" in words:
                code = self.apart([sys.executable, "-m", *words[words.index("pytest") :], "-p", "no:cacheprovider"])
                assert code == 0, f"{place}: the tests do not pass\n{self.printed[-1]}"
            elif words[0] == "govdisclosure":
                wanted = int(fence.facts.get("exit", "0")) if words is commands[-1] else 0
                code = self.command(words[1:])
                assert code == wanted, f"{place}: {' '.join(words)} ended with {code}\n{self.printed[-1]}"
            elif "govdisclosure" in words:
                code = self.command(words[words.index("govdisclosure") + 1 :], words[: words.index("govdisclosure")])
                assert code == 0, f"{place}: {' '.join(words)} ended with {code}\n{self.printed[-1]}"

    def command(self, words: list[str], variables: list[str] | None = None) -> int:
        """Run the command line and keep what it prints; in a process of its own where plugins or variables matter."""
        target = None
        if ">" in words:
            target = Path(words[words.index(">") + 1])
            words = words[: words.index(">")]
        out, err = io.StringIO(), io.StringIO()
        if self.plugins or variables:
            code = self.apart([sys.executable, "-m", "govdisclosure", *words], variables)
            if target is not None:
                target.write_text(self.printed[-1], encoding="utf-8")
            return code
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as stopped:
            main(words)
        code = int(stopped.value.code or 0)
        if target is not None:
            target.write_text(out.getvalue(), encoding="utf-8")
        self.printed.append(out.getvalue() + err.getvalue())
        return code

    def apart(self, call: list[str], variables: list[str] | None = None) -> int:
        """Run a command in a process of its own, which sees what was installed, and keep what it prints."""
        path = os.pathsep.join(map(str, [Path.cwd(), *self.plugins, ROOT / "src"]))
        env = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}
        env |= dict(one.partition("=")[::2] for one in variables or [])
        done = subprocess.run(call, capture_output=True, env=env, encoding="utf-8", check=False)
        self.printed.append(done.stdout + done.stderr)
        return done.returncode

    def install(self) -> None:
        """Do what pip would: make the distribution of the folder known by its metadata and entry points."""
        installed_from(Path.cwd())
        self.plugins.extend([Path.cwd(), Path.cwd() / "src"])

    def python(self, fence: Fence, place: str) -> None:
        """Run statements; an expression with a comment behind it must be what the comment says."""
        lines = fence.text.splitlines()
        for statement in ast.parse(fence.text, filename=place).body:
            if not isinstance(statement, ast.Expr):
                exec(compile(ast.Module([statement], []), place, "exec"), self.namespace)  # noqa: S102 - that is the test
                continue
            value = eval(compile(ast.Expression(statement.value), place, "eval"), self.namespace)  # noqa: S307
            comment = re.match(r"\s*# (.+)", lines[(statement.end_lineno or 1) - 1][statement.end_col_offset :])
            if comment:
                assert repr(value) == comment[1], f"{place}: {ast.unparse(statement)} is {value!r}"


def published() -> str:
    """A published report as text, the way a page's table is copied."""
    records = read_folder(ROOT / "examples/hengyang-2015/records")
    report = tabulate(records, load_standard("cn-hengyang-2015"), period=Period.year(2015))
    publication = PublishedReport(report=report, verdict=check(report))
    rows = [row for table in report.standard.tables for row in table.rows]
    cells = [(row.label, row.unit, row.printed if row.kind is Kind.HEADING else publication.printed(row.key)) for row in rows]
    lines = [
        "2015年政府信息公开工作年度报告",
        "统计指标 | 单位 | 统计数 |",
        *(" | ".join(map(str, one)) + " |" for one in cells),
    ]
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_shows_is_what_a_reader_gets(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in (*ROOT.glob("examples/*"), *ROOT.glob("plugins/*/examples/*")):
        place = example.relative_to(ROOT)
        if place.as_posix() in page.read_text(encoding="utf-8"):
            copy = shutil.copytree if example.is_dir() else shutil.copyfile
            (tmp_path / place.parent).mkdir(parents=True, exist_ok=True)
            copy(example, tmp_path / place)
    if page.parent == ROOT:  # the READMEs name a published report that a reader has
        for name in ("published.txt", "已公布的报告.txt"):
            (tmp_path / name).write_text(published(), encoding="utf-8")
    monkeypatch.setenv("GOVDISCLOSURE_LANG", "zh" if page.name.endswith(".zh-CN.md") else "en")
    Reader(page, tmp_path, monkeypatch).follow()


# ------------------------------------------------------------------------------------------------------------------ links


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in links."""
    headings = re.findall(r"^#{1,6} (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=[*NAMES, "CHANGELOG.md"])
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{target} does not exist"
        assert not anchor or anchor in anchors(path), f"{target}: no such heading"


def test_every_page_can_be_reached_from_the_index() -> None:
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        linked = [(page.parent / one.partition("#")[0]).resolve() for one in re.findall(r"\]\(([^)\s:]+)\)", prose(page))]
        waiting += [one for one in linked if one.suffix == ".md" and one not in seen]
    assert set(DOCS.rglob("*.md")) <= seen


# ------------------------------------------------------------------------------------------------------- pages and the code


def generator() -> ModuleType:
    """Return docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date() -> None:
    pages: dict[Path, str] = generator().pages()
    for path, text in pages.items():
        assert path.is_file(), f"run: python docs/generate.py ({path.name} is missing)"
        assert path.read_text(encoding="utf-8") == text, f"run: python docs/generate.py ({path.name} is out of date)"
    assert set((DOCS / "reference/standards").glob("*.md")) <= set(pages)


def test_the_list_of_modules_is_the_order_of_their_imports() -> None:
    (tree,) = (fence for fence in fences(DOCS / "explanation/architecture.md") if "modules" in fence.facts)
    listed = [name for line in tree.text.splitlines() for name in line.partition("  ")[0].split()]
    package = ROOT / "src/govdisclosure"
    there = {one.stem for one in package.iterdir() if one.suffix in ("", ".py") and not one.name.startswith("_")}
    assert set(listed) == there
    graph = grimp.build_graph("govdisclosure", cache_dir=None)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            above, own = (name.removeprefix("govdisclosure").strip(".").partition(".")[0] for name in (imported, module))
            if {above, own} <= set(listed) and above != own:
                assert listed.index(above) < listed.index(own), f"{module} imports {imported}"


EVERYWHERE = {"--lang", "--traceback", "--plugin", "--plugins-from", "--plugin-options", "--plugin-option"}
"""What every command takes."""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name."""
    yield name, command
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from commands(inner, f"{name} {inner.name}")


@pytest.mark.parametrize(("name", "command"), list(commands(cli, "govdisclosure")), ids=lambda one: str(one))
def test_the_command_line_page_has_every_command_and_option(name: str, command: click.Command) -> None:
    page = (DOCS / "reference/command-line.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `([^`]+)`\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL))
    assert name in sections
    with click.Context(command, info_name=name, **cli.context_settings) as context:  # click keeps the help option it makes
        named = [one for parameter in command.get_params(context) for one in (*parameter.opts, *parameter.secondary_opts)]
        arguments = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Argument)]
        metavars = [parameter.make_metavar(context).strip("[]") for parameter in arguments]
    everywhere = (*EVERYWHERE, "-h", "-p", "-O", "--help")  # said once, above
    wanted = [one for one in named if one.startswith("-") and one not in everywhere]
    for one in (*wanted, *metavars):
        assert re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", sections[name]), f"{name}: {one} is not mentioned"
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", sections[name])) - {"--help"}
    assert written <= set(named) | EVERYWHERE, f"{name} has no such option"


def test_every_hook_is_documented_with_its_signature() -> None:
    page = (DOCS / "reference/hooks.md").read_text(encoding="utf-8")
    hooks = [one for name, one in inspect.getmembers(hookspecs, inspect.isfunction) if name.startswith("govdisclosure_")]
    signatures = {f"{hook.__name__}{inspect.signature(hook)}".replace("'", "") for hook in hooks}
    assert set(re.findall(r"^## `(.+)`$", page, flags=re.MULTILINE)) == signatures


def test_every_member_of_a_dialect_is_documented() -> None:
    page = (DOCS / "reference/dialects.md").read_text(encoding="utf-8")
    table = page.partition("## The members of a dialect")[2].partition("```")[0]
    documented = set(re.findall(r"`(\w+)(?:\([^`]*\))?`", "".join(re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE))))
    assert documented == {name for name in vars(Dialect) if not name.startswith("_")}


def bare_signature(name: str) -> str:
    """Return a public function's signature without its annotations."""
    signature = inspect.signature(getattr(govdisclosure, name))
    parameters = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    bare = inspect.Signature(parameters)
    return name + re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", str(bare))


def test_every_public_function_is_documented_with_its_arguments() -> None:
    page = (DOCS / "reference/python.md").read_text(encoding="utf-8")
    functions = [one for one in govdisclosure.__all__ if inspect.isfunction(getattr(govdisclosure, one))]
    assert set(re.findall(r"^### `(.+\))`$", page, flags=re.MULTILINE)) == {bare_signature(one) for one in functions}


@pytest.mark.parametrize("name", sorted(govdisclosure.__all__))
def test_every_public_name_is_in_the_reference(name: str) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (DOCS / "reference").glob("*.md"))
    assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", pages), f"{name} stands on no page of docs/reference"
