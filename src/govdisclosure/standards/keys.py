"""The keys of a standard's file: one description serves the loader's checks and the JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govdisclosure.expressions import OtherPeriod
from govdisclosure.records.vocabulary import BodyKind, ReportsAs
from govdisclosure.standards.file_keys import Key
from govdisclosure.standards.measures import MEASURES, ChangeForm, Combine
from govdisclosure.standards.model import Oddity
from govdisclosure.standards.operators import symbols
from govdisclosure.standards.over_time import OverTime
from govdisclosure.standards.relation_model import Blanks, Each
from govdisclosure.standards.reporting import Cycle
from govdisclosure.values import Severity

SEVERITIES = tuple(one.value for one in Severity)
CYCLES = tuple(one.value for one in Cycle)
COMBINE = tuple(one.value for one in Combine)
BODY_KINDS = tuple(one.value for words in (ReportsAs, BodyKind) for one in words)

_OVER_TIME = Key(
    "over_time",
    "text",
    "How the figures of months or quarters become the year's; derived from the condition where it tells.",
    choices=tuple(way.value for way in OverTime),
)
_KEY = Key("key", "text", "Stable English key; the printed number is never part of it.", required=True)


def _measures(*, of: str) -> tuple[Key, ...]:
    """Return the keys of all measures, and then of what they say besides, as rows or columns have them."""
    own = [one.own_keys()[0] for one in MEASURES.values()]
    besides = [key for one in MEASURES.values() for key in one.own_keys()[1:] if of == "row" or not key.of_rows]
    return tuple(dict.fromkeys([*besides, *own]))


TABLES: Mapping[str, tuple[Key, ...]] = {
    "standard": (
        Key("id", "text", "The standard's id.", required=True),
        Key("edition", "text", "Raised with every change of figures.", required=True),
        Key("title", "text", "Title of the report; {body} and {year} are filled in.", required=True),
        Key("authority", "text", "The notice it rests on.", required=True),
        Key("language", "text", "Language of the labels, in which documents are written unless another is asked for: zh, en."),
        Key("regulation", "text", "Regulation whose terms apply where a record does not say."),
        Key("calendar", "text", "Name of the calendar that says which days are worked; cn where it names none."),
        Key(
            "year_starts",
            "text",
            'Month and day on which its year starts, "10-01"; a year is named by where it ends.',
        ),
        Key("periods", "texts", "Periods it is reported for; any where it does not say.", choices=CYCLES),
        Key("valid", "valid", "The years that the form is made for."),
        Key("currency", "text", "Currency of its amounts (ISO 4217); CNY where it names none."),
        Key("theme", "text", "Theme of its documents; gb9704 for Chinese, letter otherwise, where it names none."),
        Key("print", "print", "How zero, missing, not applicable and headings are printed."),
        Key("plausible", "plausible[]", "What is likely between a year and the one before."),
        Key("policies", "policy[]", "Named switches for what no official text settles; conditions read them."),
        Key("sections", "section[]", "The report's parts, in order.", required=True),
        Key("tables", "table[]", "The tables.", required=True),
        Key("relations", "relation[]", "Relations between cells of different tables."),
    ),
    "valid": (
        Key("from", "whole", "The first year."),
        Key("to", "whole", "The last year."),
    ),
    "print": (
        *(
            Key(name, "text", f"Printed for {what}.")
            for name, what in (
                ("zero", "the number 0"),
                ("missing", "a cell that is not filled"),
                ("not_applicable", "a cell that does not apply"),
                ("yes", "yes"),
                ("no", "no"),
                ("heading_unit", "the unit of a heading"),
                ("heading_value", "the value of a heading"),
            )
        ),
        Key("special", "words", 'Words for certain numbers, printed and read: { "<1" = "0.5" }.'),
    ),
    "plausible": (
        _KEY,
        Key("kind", "text", "What is asked.", required=True, choices=tuple(one.value for one in Oddity)),
        Key("cells", "texts", "Addresses; a row's key stands for all its cells.", required=True),
        Key("ratio", "whole", "How many times a figure may grow or shrink."),
        Key("least", "whole", "Figures below it say nothing; for copied, how many must be other than zero."),
        Key("bodies", "text", "For other_bodies, a regular expression found in the full names of bodies that have none."),
        Key("body_kinds", "texts", "For other_bodies, kinds of body that have none, whatever their names.", choices=BODY_KINDS),
        Key("label", "text", "What to ask, in Chinese.", required=True),
        Key("label_en", "text", "What to ask, in English.", required=True),
    ),
    "policy": (
        _KEY,
        Key("label", "text", "The question, in Chinese.", required=True),
        Key("label_en", "text", "The question, in English.", required=True),
        Key("choices", "choice[]", "The answers; the first is the default.", required=True),
        Key("source", "text", "What is known; without an official text it says so.", required=True),
    ),
    "choice": (
        _KEY,
        Key("label", "text", "The answer, in Chinese.", required=True),
        Key("label_en", "text", "The answer, in English.", required=True),
    ),
    "section": (
        _KEY,
        Key("heading", "text", "Heading as printed."),
        Key("text", "flag", "Whether the agency writes words of its own here."),
        Key("tables", "texts", "Keys of the tables that stand here."),
        Key("joined", "flag", "true where its tables are printed as one, each under its heading, as wide as the widest."),
        Key(
            "draft",
            "texts",
            "Paragraphs that a draft proposes: cells in braces, {period}, and 【请填写：…】 for what has no figure.",
        ),
        Key(
            "attachment",
            "text",
            "Title of the attachment (附件) that this section is; {body} and {year} are filled in.",
        ),
    ),
    "table": (
        _KEY,
        Key("heading", "text", "Heading as printed; {body} and {year} are filled in."),
        Key("row_head", "text", "Head of the column of labels."),
        Key("unit_head", "text", "Head of the column of units; none is printed without it."),
        Key("value_head", "text", "Head of the column of values, for a table without columns."),
        Key("records", "text", "Kind of record that its rows count."),
        Key("unit", "text", "Unit of its rows."),
        Key("printed", "flag", "false for figures that only the text states."),
        Key("optional", "flag", "true where a report may be without it."),
        Key(
            "stub",
            "whole",
            "How many columns hold labels: 1 without it; with more, headings are cells beside their rows; 0 for no labels.",
        ),
        Key("columns", "column[]", "Its columns; none for one value a row."),
        Key(
            "columns_from",
            "text",
            "Field of words: a column for each word, called as the word is, and `total` for all; `columns` come after them.",
        ),
        Key("rows", "row[]", "Its rows in printed order.", required=True),
        Key("relations", "relation[]", "Relations between its cells."),
        Key("partitions", "partition[]", "Rows that share out a vocabulary among them; the loader proves it."),
        Key("guards", "guard[]", "Records that stand in no row, reported with their ids."),
    ),
    "column": (
        _KEY,
        Key("label", "text", "Label as printed.", required=True),
        Key("aliases", "texts", "Other labels seen in print."),
        Key("signed", "flag", "true where its numbers may be negative."),
        Key("head", "texts", "Labels of the column groups above it, outermost first."),
        Key("where", "text", "Which records it counts."),
        Key(
            "over",
            "text",
            "Other days for the report's period for its cells: the year so far, the same period last year, or the one before.",
            choices=tuple(one.value for one in OtherPeriod),
        ),
        Key("unit", "text", "Unit of its cells."),
        _OVER_TIME,
        *_measures(of="column"),
    ),
    "row": (
        _KEY,
        Key("label", "text", "Label as printed, the printed number included.", required=True),
        Key("aliases", "texts", "Other labels seen in print."),
        Key("unit", "text", "Unit as printed."),
        Key("printed", "text", "What a heading prints where a value would stand."),
        Key("heading", "flag", "true for a heading in a table whose columns have the measures."),
        Key("records", "text", "Kind of record it counts; the table's by default."),
        Key("where", "text", "Which records it counts, and-ed with the column's."),
        Key("source", "text", "Article or printed row; what is a reading of ours says so."),
        Key("signed", "flag", "true where its numbers may be negative."),
        Key("head", "texts", "Labels of the groups left of it that are no rows themselves, outermost first."),
        Key("combine", "text", "How the values of several bodies become one.", choices=COMBINE),
        _OVER_TIME,
        *_measures(of="row"),
    ),
    "share": (
        Key("of", "text", "Condition of the part.", required=True),
        Key("among", "text", "Condition of the whole.", required=True),
    ),
    "addend": (
        Key("records", "text", "Kind of record that it adds.", required=True),
        Key("where", "text", "Which of them; neither the row's nor the column's condition is of their kind.", required=True),
        Key("sum", "text", "The number that is added up.", required=True),
    ),
    "rate": (
        Key("of", "text", "Condition of the part.", required=True),
        Key("among", "text", "Condition of the whole.", required=True),
        Key("per", "whole", "To how many of the whole: 100 without it, 1000 for per mille."),
    ),
    "ratio": (
        Key("of", "text", "The row (or column) above the line.", required=True),
        Key("among", "text", "The row (or column) below the line.", required=True),
        Key("per", "whole", "To how many of it: 100 without it, 1 for a plain quotient."),
    ),
    "change": (
        Key("of", "text", "The row (or column) that changed.", required=True),
        Key(
            "against",
            "text",
            "The earlier figure: the cell's own in the `previous` report or that of the `same period last year`, or the key of"
            " another row (or column).",
            required=True,
        ),
        Key("in", "text", "Per cent of the earlier figure, or the difference.", choices=tuple(one.value for one in ChangeForm)),
    ),
    "relation": (
        _KEY,
        Key("rule", "text", f"Two sums of cells, compared by one of {symbols()}.", required=True),
        Key(
            "each",
            "text",
            "One instance in each column that counts, in each row, in each row with the one above (next), or for each part.",
            choices=tuple(one.value for one in Each),
        ),
        Key("when", "text", "Comparisons joined by and, or: it need hold only where they do, by the figures as they are."),
        Key("severity", "text", "What a violation is.", choices=SEVERITIES),
        Key("tolerance", "tolerance", "Largest difference that still passes: a number, or '2%' of the right side."),
        Key(
            "blanks",
            "text",
            "With a blank in it, it does not apply (skip), or the blank counts as 0 (zero).",
            choices=tuple(one.value for one in Blanks),
        ),
        Key("scope", "text", "The reports that it is for: a body's own, or an area's.", choices=("own", "area")),
        Key("source", "text", "Where it comes from."),
    ),
    "partition": (
        Key("field", "text", "The field of words that the rows share out.", required=True),
        Key("within", "text", "The condition within which they do.", required=True),
        Key("rows", "texts", "Keys of the rows.", required=True),
        Key("records", "text", "Kind of record; the table's by default."),
        Key("uncounted", "texts", "Words that stand in no row on purpose."),
    ),
    "guard": (
        _KEY,
        Key("label", "text", "What is wrong with such records, in Chinese.", required=True),
        Key("label_en", "text", "What is wrong with such records, in English.", required=True),
        Key("records", "text", "Kind of record; the table's by default."),
        Key("where", "text", "Which records.", required=True),
        Key("severity", "text", "What such records are.", choices=SEVERITIES),
    ),
}
"""The keys of each table of the file, by the table's name here."""


ANNEX: tuple[Key, ...] = (
    Key("id", "text", "The annex's id; with _ for - it begins every key of the annex.", required=True),
    Key("annex_of", "texts", "The ids of the standards that it can be added to.", required=True),
    Key("edition", "text", "Raised with every change of figures.", required=True),
    Key("authority", "text", "What it rests on."),
    Key("plausible", "plausible[]", "What is likely between a year and the one before."),
    Key("sections", "section[]", "The parts that it adds, in order.", required=True),
    Key("tables", "table[]", "The tables that it adds.", required=True),
    Key("relations", "relation[]", "Relations between cells of different tables, those of the standard too."),
)
"""The keys of an annex's file; its tables and rows are those of a standard."""


LABELS: tuple[Key, ...] = (
    Key("labels_of", "text", "The id of the standard or annex whose labels these are.", required=True),
    Key("title", "text", "Title of the report; {body} and {year} as in the standard's own."),
    Key("sections", "words", "Headings of sections by their keys."),
    Key("tables", "words", "Headings of tables by their keys."),
    Key("rows", "words", "Labels of rows by their keys."),
    Key("columns", "words", "Labels of columns, by TABLE.COLUMN."),
    Key("words", "words", "Any text of the standard, such as a unit or a head, and what it is in this language."),
)
"""The keys of a file of labels in a further language; what is empty or left out keeps the standard's own words."""


def json_schema(table: str = "standard") -> dict[str, Any]:
    """Return the JSON Schema (制度文件格式, draft 2020-12) of a standard's file, an ``annex`` or ``labels``, for editors.

    Args:
        table: ``standard``, ``annex`` or ``labels``.

    Example:
        >>> sorted(json_schema())[:2], json_schema()["required"]
        (['$defs', '$schema'], ['id', 'edition', 'title', 'authority', 'sections', 'tables'])
    """
    inner = () if table == "labels" else TABLES.keys() - {"standard"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"govdisclosure {table}",
        **_object(table),
        **({"$defs": {name: _object(name) for name in TABLES if name in inner}} if inner else {}),
    }


def keys_of(table: str) -> tuple[Key, ...]:
    """Return the keys of a table in the file: ``standard``, ``annex`` and ``labels`` are the files themselves."""
    return {"annex": ANNEX, "labels": LABELS}.get(table) or TABLES[table]


def _object(name: str) -> dict[str, Any]:
    keys = keys_of(name)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {"description": key.doc, **_shape(key)} for key in keys},
    }


def _shape(key: Key) -> dict[str, Any]:
    text = {"type": "string", "enum": list(key.choices)} if key.choices else {"type": "string"}
    simple = {
        "text": text,
        "texts": {"type": "array", "items": text},
        "words": {"type": "object", "additionalProperties": {"type": "string"}},
        "flag": {"type": "boolean"},
        "whole": {"type": "integer", "minimum": 0},
        "tolerance": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+(\.\d+)? ?[%％]$"}]},
    }
    if key.shape in simple:
        return simple[key.shape]
    reference = {"$ref": f"#/$defs/{key.shape.removesuffix('[]')}"}
    return {"type": "array", "items": reference} if key.shape.endswith("[]") else reference
