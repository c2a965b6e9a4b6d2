"""The reference is held to what is public: every name has its docstring, errors, units and an example that is run.

``docs/public.toml`` declares what is public; ``docs/generate.py`` makes a page a module of it. The rules:

- a function, and a class that a program makes, inherits or offers, has an example of its own in its docstring (a contract of
  tests may have it on a page that is run);
- a value is shown by the function that returns it, a record by a line of its file, an error where it is raised;
- every parameter is explained, figures and durations with their unit; what can be raised is listed under ``Raises``;
- what is a term of the field has its Chinese term; what rests on a law has its source.
"""

from __future__ import annotations

import doctest
import enum
import inspect
import io
import re
import shutil
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from tests.test_docs import DOCS, PAGES, ROOT, fences, generator

import govdisclosure
from govdisclosure import GovDisclosureError
from govdisclosure.records import RECORD_KINDS


def is_function(thing: Any) -> bool:
    """Whether a thing is a function, perhaps one that remembers what it returned."""
    return not isinstance(thing, type) and inspect.isfunction(inspect.unwrap(thing))


GENERATOR = generator()
MODULES = GENERATOR.public()
NAMES = [one for module in MODULES for one in module.names]
RECORDS = {kind.cls for kind in RECORD_KINDS.values()}
ERRORS = {
    name: one
    for name in govdisclosure.__all__
    if isinstance(one := getattr(govdisclosure, name), type) and issubclass(one, Exception)
}
FUNCTIONS = [one for one in NAMES if is_function(one.thing)]


def doc(thing: Any) -> str:
    """Return a docstring with that of the constructor, as it is on the page."""
    return inspect.getdoc(thing) or "" if callable(thing) else ""


def members(cls: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods that a class defines."""
    for name, member in vars(cls).items():
        function = getattr(member, "__func__", member)
        if inspect.isfunction(function) and not name.startswith(("_", "test_")):
            yield name, function


def section(text: str, title: str) -> str:
    """Return a section of a docstring, such as ``Raises``."""
    found = re.search(rf"^{title}:\n((?:[ ].*\n?|\n)+)", text, flags=re.MULTILINE)
    return found[1] if found else ""


def entries(text: str, title: str) -> dict[str, str]:
    """Return the entries of a section by name; one line may have several."""
    found: dict[str, str] = {}
    for names, about in re.findall(r"^ {4}([\w*, ]+): (.+(?:\n {5,}.+)*)", section(text, title), flags=re.MULTILINE):
        found |= dict.fromkeys((name.strip("* ") for name in names.split(",")), about)
    return found


# ------------------------------------------------------------------------------------------------------------- examples


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the page says that every example begins with, in a folder that has the examples."""
    folder = tmp_path_factory.mktemp("reference")
    for name in ("hengyang-2015", "city-2024", "registers", "uk-foi"):
        shutil.copytree(ROOT / "examples" / name, folder / "examples" / name)
    (block,) = (fence for fence in fences(DOCS / "reference/api.md") if fence.language == "pycon")
    namespace: dict[str, Any] = {"__name__": "__page__"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("GOVDISCLOSURE_LANG", "en")
        run("the beginning", block.text, namespace)
        yield namespace


def run(name: str, text: str, namespace: dict[str, Any]) -> None:
    """Run the examples of a text."""
    test = doctest.DocTestParser().get_doctest(text, namespace, name, None, 0)
    test.globs = namespace
    printed = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert runner.run(test, out=printed.write, clear_globs=False).failed == 0, printed.getvalue()


def examples(thing: Any) -> list[tuple[str, str]]:
    """Return the docstrings of a thing and of its members that have examples, by name."""
    found = [("", doc(thing))]
    if isinstance(thing, type) and thing is not govdisclosure.Library:  # its methods are the functions
        found += [(name, inspect.getdoc(member) or "") for name, member in vars(thing).items() if not name.startswith("_")]
    return [(name, text) for name, text in found if ">>>" in text]


@pytest.mark.parametrize("page", MODULES, ids=[one.module for one in MODULES])
def test_every_example_of_a_docstring_is_right(page: Any, beginning: dict[str, Any]) -> None:
    for name in page.names:
        for member, text in examples(name.thing):
            run(f"{name.module}.{name.name}.{member}", text, {**beginning, **{one.name: one.thing for one in page.names}})


def shown_on_a_page() -> set[str]:
    """Return the names in blocks of pages that the tests run."""
    words: set[str] = set()
    for page in PAGES:
        if "reference/api" in str(page):
            continue
        for fence in fences(page):
            if fence.language in ("python", "pycon") and "no-run" not in fence.facts:
                words.update(re.findall(r"\w+", fence.text))
    return words


def returned() -> set[str]:
    """Return the names of classes whose objects the package returns, or that are within such objects."""
    classes = {one.name: one.thing for one in NAMES if isinstance(one.thing, type)}
    found: set[str] = set()
    waiting = [str(inspect.signature(one.thing).return_annotation) for one in FUNCTIONS]
    while waiting:
        for name in set(re.findall(r"\b[A-Z]\w+", waiting.pop())) & set(classes) - found:
            found.add(name)
            within = vars(classes[name])
            waiting += [str(one) for one in within.get("__annotations__", {}).values()]
            getters = [one.fget for one in within.values() if isinstance(one, property)]
            waiting += [str(getter.__annotations__.get("return")) for getter in getters if getter]
    return found


def needs_an_example(thing: Any, shown: set[str]) -> bool:
    """Whether a thing is called, inherited or offered: a function, or a class that no function returns."""
    if is_function(thing):
        return not thing.__name__.startswith("govdisclosure_")
    if not isinstance(thing, type) or issubclass(thing, (Exception, enum.Enum)) or thing in RECORDS:
        return False
    return thing.__name__ not in shown and (not attrs.has(thing) or any(members(thing)))


def test_everything_that_is_called_has_an_example() -> None:
    shown = returned()
    pages = shown_on_a_page()
    called = [one for one in NAMES if needs_an_example(one.thing, shown)]
    assert len(called) > 120
    without = [f"{one.module}.{one.name}" for one in called if not examples(one.thing)]
    assert [name for name in without if name.rpartition(".")[2] not in pages or "Contract" not in name] == []


def test_hooks_are_shown_by_whole_plugins() -> None:
    shown = shown_on_a_page()
    hooks = {one.name for one in FUNCTIONS if one.name.startswith("govdisclosure_")}
    assert len(hooks) == 4
    assert hooks <= shown


def test_a_record_is_made_of_a_line_of_its_file() -> None:
    assert [kind for kind, one in RECORD_KINDS.items() if f'make_record("{kind}"' not in doc(one.cls)] == []


# ------------------------------------------------------------------------------------------------------------ docstrings

NO_TERMS = {"default_library", "using", "hookimpl"}
"""What is of programming, not of the field, and has no Chinese term."""


def test_every_public_name_is_explained() -> None:
    for name in NAMES:
        every_public_name_is_explained(name)


def every_public_name_is_explained(name: Any) -> None:
    if not callable(name.thing) or name.name == "hookimpl":
        return
    text = doc(name.thing)
    first = text.partition("\n\n")[0]
    assert first.rstrip().endswith((".", "`", ")", ":")), first
    assert text != str.__doc__


def test_every_parameter_is_explained_with_its_unit() -> None:
    for name in FUNCTIONS:
        every_parameter_is_explained_with_its_unit(name)


def every_parameter_is_explained_with_its_unit(name: Any) -> None:
    text = doc(name.thing)
    arguments = entries(text, "Args")
    prose = text.replace(section(text, "Args"), "")
    for parameter in inspect.signature(name.thing).parameters.values():
        about = arguments.get(parameter.name) or (prose if f"``{parameter.name}``" in prose else "")
        assert about or parameter.name in OBVIOUS, f"{parameter.name} is not explained"
        if re.search(r"\b(?:int|float|Decimal)\b", str(parameter.annotation)) and parameter.name != "columns":
            assert re.search(UNITS, about), f"{parameter.name}: {about!r} has no unit"
    assert set(arguments) <= set(inspect.signature(name.thing).parameters)


OBVIOUS = {"report", "standard", "path", "folder", "verdict", "audit", "text", "self", "options"}
"""What a parameter of such a name is follows from the function's first sentence."""
UNITS = (
    r"\b(?:days?|yuan|cents?|cells?|records?|reports?|lines?|files?|seconds?|years?|pages|items|steps|rows|publications"
    r"|characters?)\b"
)
"""A figure or duration is explained with one of these."""


def test_errors_that_are_listed_are_errors() -> None:
    for name in FUNCTIONS:
        errors_that_are_listed_are_errors(name)


def errors_that_are_listed_are_errors(name: Any) -> None:
    allowed = {*ERRORS, "ValueError", "TypeError", "KeyError", "OSError", "BadZipFile", "NoAgreementError"}
    assert set(entries(doc(name.thing), "Raises")) <= allowed


def test_every_error_is_raised_by_something_public() -> None:
    texts = [doc(one.thing) for one in NAMES] + [inspect.getdoc(one) or "" for one in vars(govdisclosure.Library).values()]
    raised = {error for text in texts for error in entries(text, "Raises")}
    assert set(ERRORS) - {"GovDisclosureError"} <= raised


def test_a_term_of_the_field_has_its_chinese_term() -> None:
    for name in [one for one in NAMES if one.name not in NO_TERMS]:
        a_term_of_the_field_has_its_chinese_term(name)


def a_term_of_the_field_has_its_chinese_term(name: Any) -> None:
    home = getattr(name.thing, "__module__", "")
    if not callable(name.thing) or home.startswith(
        ("govdisclosure.testing", "govdisclosure.dialects", "govdisclosure.messages")
    ):
        return
    if isinstance(name.thing, type) and issubclass(name.thing, GovDisclosureError):
        return
    assert re.search("[\u4e00-\u9fff]", doc(name.thing)), f"{name.module}.{name.name}"


def test_what_rests_on_the_law_has_its_source() -> None:
    for name in [one for one in FUNCTIONS if one.module == "govdisclosure.law"]:
        what_rests_on_the_law_has_its_source(name)


def what_rests_on_the_law_has_its_source(name: Any) -> None:
    assert re.search(r"[Ss]ource:|articles? \d|Regulations? of|the scales", inspect.getdoc(name.thing) or ""), name.name


# ---------------------------------------------------------------------------------------------------------------- pages


def test_a_page_imports_what_is_public() -> None:
    known = {f"{one.module}.{one.name}" for one in NAMES} | {f"govdisclosure.{name}" for name in govdisclosure.__all__}
    known |= {"govdisclosure.records.record.unfit"}  # the page on privacy shows how a record refuses
    known |= {f"{one.thing.__module__}.{one.name}" for one in NAMES if hasattr(one.thing, "__module__")}
    for page in PAGES:
        for fence in fences(page):
            if fence.language in ("python", "pycon"):
                text = fence.text.replace("... ", "").replace(">>> ", "")
                for module, names in re.findall(
                    r"^\s*from (govdisclosure(?:\.[\w.]+)?) import (\([^)]*\)|[^\n#]*)", text, flags=re.MULTILINE
                ):
                    imported = {f"{module}.{name}" for name in re.findall(r"(\w+)(?: as \w+)?", names)}
                    assert module == "govdisclosure.records.vocabulary" or imported <= known, f"{page.name}:{fence.line}"


def test_what_a_public_function_returns_is_public() -> None:
    known = {one.name for one in NAMES}
    for one in FUNCTIONS:
        for name in re.findall(r"\b[A-Z]\w+", str(inspect.signature(one.thing).return_annotation)):
            assert name in known or name in RETURNED, f"{one.module}.{one.name} returns {name}"


RETURNED = {
    "Condition",
    "Iterator",
    "Mapping",
    "None",
    "TypedRecord",
    "SearchStrategy",
    "Any",
    "Path",
    "Language",
    "Literal",
    "Iterable",
    "Traversable",
}
"""Types of Python's and of Hypothesis's, and names of types that are public by other names."""
