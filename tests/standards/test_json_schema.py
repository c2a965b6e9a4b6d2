"""A JSON Schema of a standard's file is generated from the loader's own keys, so that editors complete and check it."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from govdisclosure.standards import json_schema
from govdisclosure.standards.keys import TABLES

SHIPPED = sorted(one.name for one in (files("govdisclosure") / "standards").iterdir() if one.name.endswith(".toml"))
COMMITTED = files("govdisclosure") / "standard.schema.json"


def text_of(name: str) -> str:
    return (files("govdisclosure") / "standards" / name).read_text(encoding="utf-8")


def faults(data: dict[str, Any]) -> list[str]:
    """Where and what a validator finds wrong."""
    validator = jsonschema.Draft202012Validator(json_schema())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def small() -> dict[str, Any]:
    """A file that is right."""
    return tomllib.loads("""
    id = "x"
    edition = "1"
    title = "x"
    authority = "x"
    sections = [{ key = "s", tables = ["t"] }]
    [[tables]]
    key = "t"
    rows = [{ key = "a", label = "a", entered = "count" }]
    """)


class TestCommitted:
    """The file in the package is what :func:`json_schema` returns."""

    def test_is_up_to_date(self) -> None:
        text = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
        assert COMMITTED.read_text(encoding="utf-8") == text, "run: python tests/standards/test_json_schema.py"

    @pytest.mark.parametrize("name", SHIPPED)
    def test_is_named_by_every_shipped_standard(self, name: str) -> None:
        assert text_of(name).startswith("#:schema ../standard.schema.json\n")


class TestSchema:
    """What the loader takes the schema takes, and it names what an editor should underline."""

    def test_is_a_schema(self) -> None:
        jsonschema.Draft202012Validator.check_schema(json_schema())

    @pytest.mark.parametrize("name", SHIPPED)
    def test_accepts_every_shipped_standard(self, name: str) -> None:
        assert faults(tomllib.loads(text_of(name))) == []

    def test_accepts_a_small_file(self) -> None:
        assert faults(small()) == []

    @pytest.mark.parametrize("key", ["id", "edition", "title", "authority", "sections", "tables"])
    def test_wants_what_is_required(self, key: str) -> None:
        data = small()
        del data[key]
        assert faults(data) == [f"$: '{key}' is a required property"]

    def test_rejects_a_misspelt_key_where_it_stands(self) -> None:
        data = small()
        data["tables"][0]["rows"][0]["lable"] = "a"
        (fault,) = faults(data)
        assert fault.startswith("$.tables[0].rows[0]: ")
        assert "'lable'" in fault

    @pytest.mark.parametrize(
        ("key", "value"),
        [("label", 1), ("total", "a"), ("total", [1]), ("signed", 1), ("divide", -1), ("divide", 0.5), ("entered", "txt")],
    )
    def test_rejects_a_wrong_shape_or_choice(self, key: str, value: object) -> None:
        data = small()
        data["tables"][0]["rows"][0][key] = value
        assert any(fault.startswith(f"$.tables[0].rows[0].{key}") for fault in faults(data))

    def test_rejects_a_share_without_its_whole(self) -> None:
        data = small()
        data["tables"][0]["rows"][0]["share"] = {"of": "closed in period"}
        assert faults(data) == ["$.tables[0].rows[0].share: 'among' is a required property"]

    def test_describes_every_key(self) -> None:
        assert all(key.doc.endswith(".") for keys in TABLES.values() for key in keys)

    def test_refers_to_tables_that_exist(self) -> None:
        named = {key.shape.removesuffix("[]") for keys in TABLES.values() for key in keys}
        assert named - {"text", "texts", "words", "flag", "whole", "tolerance"} == set(TABLES) - {"standard"}


if __name__ == "__main__":
    with open("src/govdisclosure/standard.schema.json", "w", encoding="utf-8") as stream:  # noqa: PTH123 - a script
        stream.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
