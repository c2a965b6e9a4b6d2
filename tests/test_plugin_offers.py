"""What a plugin offers is held to its protocol when it is loaded: each slip is named with its object, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, ClassVar

import pytest
from attrs import field, frozen
from hypothesis import given, strategies as st

from govdisclosure import Library, UnknownFormatError, hookimpl
from govdisclosure.dialects import Dialect
from govdisclosure.errors import InvalidStandardError
from govdisclosure.records import IdentifiedRecord, RecordKind, label


def offering(hook: str, *things: object, name: str = "port") -> Any:
    """A plugin that offers some things by a hook."""

    def offer() -> Iterator[object]:
        yield from things

    return SimpleNamespace(name=name, **{f"govdisclosure_{hook}": hookimpl(offer, specname=f"govdisclosure_{hook}")})


def refusals(hook: str, *things: object) -> list[str]:
    """What is said of them when they are loaded."""
    return [one.reason.en for one in Library(plugins=[offering(hook, *things)]).refused]


# ---------------------------------------------------------------------------------------------------------------- dialects


def dialect(**members: object) -> type[Dialect]:
    return type("Ours", (Dialect,), {"name": "ours", **members})


DIALECTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no name": ({"name": None}, "name must be a text", "Ours"),
    "no types to create": ({"ddl": {}}, "ddl must be a value with id, date", "ours"),
    "a method without arguments": (
        {"identifier": lambda self: "x"},
        "identifier must be a method identifier(name)",
        "ours",
    ),
    "an argument by name left out": ({"flag": lambda self, column: ""}, "flag must be a method flag(column, on=)", "ours"),
    "no method": ({"identifier": 3}, "identifier must be a method", "ours"),
    "a text that is none": ({"text": lambda self, value: None}, "Ours.text: TypeError: NoneType is no text", "Ours.text"),
    "a number that is a text": ({"most_columns": "many"}, "most_columns must be a value like 900; it is 'many'", "ours"),
    "a number that is yes": ({"most_columns": True}, "most_columns must be a value like 900; it is True", "ours"),
    "types by their names": ({"types": {"date": ("date",)}}, "types must be a value like {FieldType.DATE", "ours"),
    "pages without a place": ({"pages": "limit {n}"}, "pages must be a value with {offset}, {limit}", "ours"),
    "a member misspelt": ({"identifer": lambda self, name: name}, "identifer of ours is never used", "use identifier"),
    "what raises": ({"day": lambda self, value: 1 / 0}, "Ours.day: ZeroDivisionError", "Ours.day"),
}


class TestDialects:
    """A dialect."""

    @pytest.mark.parametrize("slip", DIALECTS)
    def test_is_refused_with_the_member_that_is_wrong(self, slip: str) -> None:
        members, *named = DIALECTS[slip]
        (said,) = refusals("standards", dialect(**members))
        assert all(one in said for one in named), said

    def test_of_the_package_are_all_right(self) -> None:
        for own in Library(plugins=[]).dialects.values():
            copied = type(own)()
            vars(copied)["name"] = "ours"
            assert refusals("standards", copied) == [], own.name

    def test_may_have_helpers_of_its_own(self) -> None:
        assert refusals("standards", dialect(_identifer=1, quoted_twice=lambda self: "")) == []


# ----------------------------------------------------------------------------------------------------------- kinds of record


class Plain:
    """No class of records."""


NO_CLASS: Any = Plain


@frozen(kw_only=True)
class Unlabelled(IdentifiedRecord):
    """A field without labels."""

    day: date


@frozen(kw_only=True)
class Complex(IdentifiedRecord):
    """A field that no file holds."""

    size: complex = field(metadata=label("量", "size"))


@frozen(kw_only=True)
class Ordered(IdentifiedRecord):
    """An order of days that it does not have."""

    order: ClassVar[Any] = (("day", "closd"),)
    day: date = field(metadata=label("日", "day"))
    closed: date = field(metadata=label("完", "closed"))


@frozen(kw_only=True)
class Labelled(IdentifiedRecord):
    """A class with nothing wrong."""

    day: date = field(metadata=label("日", "day"))


class TestKinds:
    """A kind of record."""

    @pytest.mark.parametrize(
        ("made", "named"),
        [
            (lambda: RecordKind("port_plain", NO_CLASS, ("甲", "a")), ("Plain is no class of records", "derive it")),
            (lambda: RecordKind("port_bare", Unlabelled, ("甲", "a")), ("Unlabelled.day has no labels", "label('中文'")),
            (lambda: RecordKind("port_size", Complex, ("甲", "a")), ("Complex.size", "cannot hold", "use one of str, date")),
            (lambda: RecordKind("port_order", Ordered, ("甲", "a")), ("port_order", "closd in its order", "use closed")),
            (lambda: Labelled, ("Labelled is a class of records", 'RecordKind("port_labelled", Labelled, (')),
            (lambda: "kinds.toml", ("'kinds.toml' is no .toml file",)),
        ],
    )  # fmt: skip
    def test_is_refused_with_what_is_wrong(self, made: Callable[[], object], named: tuple[str, ...]) -> None:
        (said,) = refusals("standards", made())
        assert all(one in said for one in named), said

    @pytest.mark.parametrize("labels", [("甲",), "甲乙丙", ("甲", 3), None])
    def test_has_a_label_in_each_language(self, labels: Any) -> None:
        made = type("Twice", (Labelled,), {})
        (said,) = refusals("standards", RecordKind("port_twice", made, labels))
        assert "port_twice is no RecordKind" in said
        assert "labels must be" in said


# ------------------------------------------------------------------------------------------------------------------- files


class TestFiles:
    """A file."""

    def test_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        (said,) = refusals("standards", tmp_path / "county.toml")
        assert "county.toml" in said

    def test_of_a_standard_bears_its_id(self, tmp_path: Path) -> None:
        """A report names its standard by id: it would not find one by another name."""
        text = (files("govdisclosure.standards") / "cn-hengyang-2015.toml").read_text(encoding="utf-8")
        (tmp_path / "county.toml").write_text(text, encoding="utf-8")
        library = Library(plugins=[offering("standards", tmp_path / "county.toml")])
        with pytest.raises(InvalidStandardError) as refused:
            library.load_standard("county")
        assert "its id is cn-hengyang-2015, and its file is called county" in refused.value.in_language("en")

    @pytest.mark.parametrize(
        ("written", "right", "named"),
        [
            ('charset = "zz"', 'charset = "00"', "charset: zz is no character set"),
            ('family = "romanesque"', 'family = "roman"', "family: romanesque is not one of the choices; use roman, swiss"),
        ],
    )
    def test_of_a_theme_has_fonts_that_documents_know(self, tmp_path: Path, written: str, right: str, named: str) -> None:
        text = (files("govdisclosure.exporters") / "themes/letter.theme.toml").read_text(encoding="utf-8")
        (tmp_path / "mine.theme.toml").write_text(text.replace(right, written, 1), encoding="utf-8")
        (said,) = refusals("standards", tmp_path / "mine.theme.toml")
        assert "mine.theme.toml: fonts." in said
        assert named in said


# -------------------------------------------------------------------------------------------------------- exporters, checks


class Writes:
    """An exporter."""

    labels = ("甲", "a")

    def __init__(self, name: Any = "ours", suffixes: Any = (".ours",)) -> None:
        self.name, self.suffixes = name, suffixes

    def write(self, publication: object, stream: Any) -> None:
        stream.write(b"a")


class TestExporters:
    """An exporter."""

    @pytest.mark.parametrize("name", ["Our Form", "OURS", "", "-x", "表", None, 3])
    def test_has_a_name_that_can_be_typed(self, name: Any) -> None:
        (said,) = refusals("exporters", Writes(name))
        assert "name must be a name of small letters" in said

    @pytest.mark.parametrize("suffixes", [("ours",), (".Ours",), (".",), ("",), ".ours", (".o urs",), (3,)])
    def test_has_suffixes_that_files_end_with(self, suffixes: Any) -> None:
        (said,) = refusals("exporters", Writes(suffixes=suffixes))
        assert "suffixes must be" in said

    @given(st.sampled_from([ending for one in Library(plugins=[]).exporters.values() for ending in one.suffixes]))
    def test_has_no_suffix_of_ours(self, ending: str) -> None:
        (said,) = refusals("exporters", Writes(suffixes=(".ours", ending)))
        assert f"of govdisclosure writes {ending} already; use another suffix" in said

    def test_has_no_suffix_of_another_plugin_s(self) -> None:
        first, second = offering("exporters", Writes("first")), offering("exporters", Writes("second"), name="harbour")
        library = Library(plugins=[first, second])
        (said,) = [one.reason.en for one in library.refused]
        assert "the exporter second was not taken: first of port writes .ours already" in said
        assert library.exporter_of("a.ours").name == "first"

    def test_without_a_suffix_is_known_by_its_name(self) -> None:
        library = Library(plugins=[offering("exporters", Writes(suffixes=()))])
        assert library.refused == ()
        with pytest.raises(UnknownFormatError):
            library.exporter_of("a.ours")

    def test_is_not_asked_later(self) -> None:
        class Later(Writes):
            async def write(self, publication: object, stream: Any) -> None:  # type: ignore[override]
                """Never run."""

        (said,) = refusals("exporters", Later())
        assert "write must be a method write(publication, stream); it is async def write" in said


def one_argument(report: object) -> tuple[()]:
    return ()


def three_arguments(report: object, previous: object, more: object) -> tuple[()]:
    return ()


def by_name_only(*, report: object, previous: object) -> tuple[()]:
    return ()


async def later(report: object, previous: object) -> tuple[()]:
    return ()


def other_names(own: object, before: object, *more: object, quick: bool = True) -> tuple[()]:
    return ()


class TestCheckFunctions:
    """A check that is a function."""

    @pytest.mark.parametrize("function", [one_argument, three_arguments, by_name_only, later])
    def test_that_cannot_be_called_as_a_check_is_refused(self, function: Any) -> None:
        (said,) = refusals("checks", function)
        assert f"{function.__name__} must be a method {function.__name__}(report, previous)" in said

    @pytest.mark.parametrize("function", [other_names, max])
    def test_that_can_is_taken_whatever_its_arguments_are_called(self, function: Any) -> None:
        assert refusals("checks", function) == []


def test_what_is_offered_is_named_whatever_its_members_do() -> None:
    class Odd:
        @property
        def name(self) -> str:
            raise RuntimeError

    assert "Odd" in refusals("standards", Odd())[0]
    assert "mappingproxy" in refusals("standards", MappingProxyType({}))[0]
