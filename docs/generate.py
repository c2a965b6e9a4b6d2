"""Write the generated pages of the reference: ``python docs/generate.py``.

What stands on these pages follows from the code: the record classes, the vocabulary, the keys of a standard's file, the
installed standards, what is public. A test compares the committed pages with :func:`pages`; none of them is edited by hand.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import frozen

from govdisclosure import Library, Standard
from govdisclosure.consistency import examine
from govdisclosure.explanation import column_in_words, row_in_words
from govdisclosure.expressions import in_words
from govdisclosure.records import RECORD_KINDS, Field, FieldType, RecordKind
from govdisclosure.records.vocabulary import Word
from govdisclosure.standards import Indicator, Table
from govdisclosure.standards.file_keys import Key
from govdisclosure.standards.keys import TABLES, keys_of
from govdisclosure.standards.measures import MEASURES
from govdisclosure.standards.operators import Operator
from govdisclosure.values import Kind

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
SHIPPED = Library([])
"""What comes with the package; standards of plugins are in the plugins' own pages."""
_GENERATED = "<!-- Written by docs/generate.py from the code; do not edit. -->"


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    found = {
        REFERENCE / "records.md": _records(),
        REFERENCE / "standards.md": _standards(),
        REFERENCE / "glossary.md": _glossary(),
    }
    found |= {REFERENCE / name: text for name, text in _api(public())}
    for one in SHIPPED.available_standards():
        found[REFERENCE / "standards" / f"{one}.md"] = _standard(SHIPPED.load_standard(one))
    return found


def main() -> None:
    """Write the pages, and take away those of standards and modules that are no longer there."""
    made = pages()
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for old in (*(REFERENCE / "standards").glob("*.md"), *(REFERENCE / "api").glob("*.md")):
        if old not in made:
            old.unlink()


# ------------------------------------------------------------------------------------------------------------- records

_RECORDS_INTRODUCTION = f"""{_GENERATED}

# Record files 记录文件

A record is one thing that happened. A folder of records holds one file for each kind, named after the kind: requests
stand in `request.csv`. Leave out the files you do not need. Besides CSV a file may be an Excel workbook (`request.xlsx`),
JSON lines (`request.jsonl`, an object a line, `null` for missing) or Parquet (`request.parquet`, extra `tables`).
Records may also be [tables of a database](../how-to/own-database.md).

`govdisclosure records` prints what stands on this page: `--json` as JSON Schema, `--sql postgresql` (or `duckdb`, `sqlite`,
`spark`, `ansi`) as `create table`.

- The first line names the fields, in any order, by the names on this page or by their Chinese or English labels. Fields that
  are not required may be left out.
- Save a CSV file as UTF-8 (in Excel *CSV UTF-8 (comma delimited)*) or GB18030, which Excel calls plain CSV in China.
- Write dates as `2015-03-31`, `2015/3/31`, `2015.3.31` or `2015年3月31日`, without a time; in a workbook any cell that shows a
  day will do. What could be two days, as `3/5/2015`, is refused.
- Write a word as its value or as one of its labels: `granted` or `予以公开`. Write yes and no as `true` and `false`, `yes` and
  `no`, `1` and `0`, `是` and `否`, `有` and `无`, `√` and `×`.
- In a workbook every visible sheet that has the header is read, other sheets and hidden ones are named in a warning. A cell
  that shows an error, was never calculated or is struck out is refused; an id is what its cell shows (`007`).
- Write amounts in yuan with at most two decimals, without separators: `1250.50`.
- An empty cell is *missing*.
- Every record names its `body`, the agency at which it happened. An `id` is any text that no other record of that kind has.
- No field holds a person's name, number, address or words. `applicant_ref` is a reference of your own that only says
  whether two requests came from the same applicant.
- Files of other types are ignored. A record file of an unknown name brings a warning; two files of one kind are refused.

A field of type *word* takes one of the words of its vocabulary; all of them stand [at the end](#words). A field that holds
the id of another record names its kind in the column *leads to*; a condition of a standard may read that record's fields after
a dot, such as `column.kind`.
"""


def _records() -> str:
    kinds = list(RECORD_KINDS.values())
    contents = [f"| [`{kind.name}.csv`](#{kind.name}) | {kind.zh} | {kind.en} |" for kind in kinds]
    words: dict[type[Word], None] = {}
    parts = [_RECORDS_INTRODUCTION, "| file | 中文 | what one line is |\n| --- | --- | --- |\n" + "\n".join(contents) + "\n"]
    for kind in kinds:
        parts.append(_kind(kind))
        words.update(dict.fromkeys(field.words for field in kind.fields.values() if field.words))
    parts.append("## Words\n")
    parts += [_vocabulary(one) for one in words]
    parts += [_python_types(), _OWN_KINDS]
    return "\n".join(parts)


def _python_types() -> str:
    """Return what a field of each type is in Python, as a record class annotates it."""
    fields = {field.type: field for kind in RECORD_KINDS.values() for field in kind.fields.values()}
    lines = ["## Types in Python", "", _row("type", "annotation", "what it takes", "中文"), _row(*["---"] * 4)]
    for kind in FieldType:
        python = "Word" if kind is FieldType.WORD else fields[kind].python.__name__
        marked = {FieldType.WORD: "a class below `Word`", FieldType.TEXT: "`str`, with `label(…, text=True)`"}
        lines.append(_row(kind.value, marked.get(kind, f"`{python}`"), kind.en, kind.zh))
    return "\n".join(lines) + "\n"


_OWN_KINDS = """A field with a default is not required; `| None` goes with the default `None`. Types are strict: `True` is no
number, a `datetime` no date, a `float` no amount. Lists, dictionaries and other classes are refused with the kind:
what belongs to a record several times over is a kind of its own, with a field that leads here (`parent=`).

## Own kinds and vocabularies

A [plugin](hooks.md) or `library.register(…)` adds a kind of record. A vocabulary of its own is an enumeration below `Word`:
each member is its value, which never changes and is what conditions say, its Chinese label and its English one. Files may
hold any of the three.

```python file=visits.py
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from govdisclosure.records import IdentifiedRecord, label
from govdisclosure.records.vocabulary import Word


class Counter(Word):
    \"\"\"Where a visitor was served (窗口).\"\"\"

    HALL = "hall", "政务大厅", "service hall"
    STREET = "street", "街道窗口", "street counter"


@frozen(kw_only=True)
class Visit(IdentifiedRecord):
    \"\"\"A visit at a counter (窗口接待).\"\"\"

    order = (("came", "left"),)  # no day before another

    counter: Counter = field(metadata=label("窗口", "counter"))
    came: date = field(metadata=label("来访日期", "day of the visit"))
    left: date | None = field(default=None, metadata=label("办结日期", "day it was over"))
    copies: int = field(default=0, metadata=label("复印页数", "pages copied"))
    fee: Decimal | None = field(default=None, metadata=label("收费金额", "fee"))
```

```python
from govdisclosure import Library
from govdisclosure.records import RecordKind
from visits import Visit

library = Library(plugins=[])
library.register(RecordKind("visit", Visit, ("窗口接待", "visit at a counter")))
row = {"id": "v1", "body": "water", "counter": "街道窗口", "came": "2024-03-05", "fee": "2.50"}
visit = library.make_record("visit", row)
visit.counter  # <Counter.STREET: 'street'>
visit.counter.en  # 'street counter'
visit.fee  # Decimal('2.50')
library.kinds["visit"].fields["counter"].type.value  # 'word'
```
"""


def _kind(kind: RecordKind) -> str:
    about, attributes = _docstring(kind.cls)
    lines = [
        f"## {kind.name}",
        "",
        f"{kind.zh} · `{kind.cls.__name__}` · file `{kind.name}.csv`",
        "",
        about,
        "",
        _row("field", "中文", "what it is", "type", "required", "leads to"),
        _row(*["---"] * 6),
        *(_field(field) for field in kind.fields.values()),
        "",
    ]
    lines += [f"- `{name}`: {text}" for name, text in attributes]
    order = getattr(kind.cls, "order", ())
    needs = getattr(kind.cls, "needs", ())
    if order:
        lines.append("- Never before: " + "; ".join(f"`{later}` before `{earlier}`" for earlier, later in order) + ".")
    if needs:
        lines.append("- Never without: " + "; ".join(f"`{name}` without `{needed}`" for name, needed in needs) + ".")
    return "\n".join(lines).rstrip() + "\n"


def _field(field: Field) -> str:
    kind = f"word: [{field.words.__name__}](#{field.words.__name__.lower()})" if field.words else field.type.value
    leads_to = f"[`{field.parent}`](#{field.parent})" if field.parent else ""
    return _row(f"`{field.name}`", field.zh, field.en, kind, "yes" if field.required else "", leads_to)


def _vocabulary(words: type[Word]) -> str:
    about = (inspect.getdoc(words) or "").splitlines()[0]
    lines = [f"### {words.__name__}", "", about, "", _row("word", "中文", "English"), _row(*["---"] * 3)]
    lines += [_row(f"`{word.value}`", word.zh, word.en) for word in words]
    return "\n".join(lines) + "\n"


def _docstring(cls: type) -> tuple[str, list[tuple[str, str]]]:
    """Return what a class says of itself, without its sections, and what it says of its attributes."""
    text = _markdown(inspect.getdoc(cls) or "")
    about = re.split(r"^(?:Attributes|Raises|Source):", text, maxsplit=1, flags=re.MULTILINE)[0].strip()
    found = re.search(r"^Attributes:\n((?: .*\n?)+)", text, flags=re.MULTILINE)
    attributes: list[tuple[str, str]] = []
    for line in found[1].splitlines() if found else []:
        if match := re.match(r" {4}([a-z_, ]+): (.+)", line):
            attributes.append((match[1].replace(", ", "`, `"), match[2]))
        else:
            name, words = attributes[-1]
            attributes[-1] = (name, f"{words} {line.strip()}")
    return about, attributes


def _markdown(text: str) -> str:
    """Turn the marks of docstrings into Markdown."""
    return re.sub(r":class:`~?([\w.]+)`", r"`\1`", text).replace("``", "`")


# ----------------------------------------------------------------------------------------------------------- standards

_STANDARDS_INTRODUCTION = f"""{_GENERATED}

# Standards 统计报表制度

A standard says what a report must contain: sections, tables, rows, columns, and what must hold between the cells. It is one
TOML file. [How to write your own](../how-to/own-standard.md) · [The language of its conditions](expressions.md)

## Installed

| standard | rows | cells | it rests on |
| --- | --- | --- | --- |
{{installed}}

## How a standard is named

Wherever a standard is asked for, write one of these:

| you write | it means |
| --- | --- |
| `cn-2021` | an installed standard, by its id |
| `county.toml` | a file, by its path |
| `cn-2021?lawyers=legal_service` | with a switch set; several switches are joined by `&` |
| `cn-2021+cn-2019:requests` | the standard of 2021 with the table `requests` of 2019 in the place of its own |
| `cn-hengyang-2015+health-commission` | with an installed [annex](#annex) behind it, or a file: `cn-2021+ours.toml` |

In a terminal, put quotes round a name with `?` or `&`. What was chosen stands in the report, so that it can be read and
checked later by the same reading. A report that follows a file of yours names only its id: give `--standard county.toml` again
when you check it.

## The file

Keys that are not listed here are refused, with the nearest that is. `govdisclosure standards schema` prints the same as
JSON Schema, for editors.

| in the table below | write |
| --- | --- |
| text | text in quotes |
| list of texts | `["a", "b"]` |
| yes/no | `true` or `false` |
| whole number | `10000` |
| number or per cent | `0.5` or `"2%"` |
| the name of a table | a table of that kind; *many* for a list of them |
"""

_WHERE = {
    "standard": "the file itself",
    "annex": "the file of an annex (附表), which adds sections of its own to a standard that is named with it",
    "labels": (
        "a file of labels in a further language (译名文件) beside a standard or an annex, named by it and the language's code: "
        "`mine.fr.toml`"
    ),
    "print": "`[print]`",
    "plausible": "`[[plausible]]`",
    "policy": "`[[policies]]`",
    "choice": "`choices` of a policy",
    "section": "`[[sections]]`",
    "table": "`[[tables]]`",
    "column": "`columns` of a table",
    "row": "`rows` of a table",
    "share": "`share` of a row or column",
    "relation": "`relations` of a table, or `[[relations]]`",
    "partition": "`partitions` of a table",
    "guard": "`guards` of a table",
}
_MOST_NAMED = 8
_SHAPES = {
    "text": "text",
    "texts": "list of texts",
    "flag": "yes/no",
    "whole": "whole number",
    "tolerance": "number or per cent",
    "words": "texts by word",
}


def _standards() -> str:
    loaded = [SHIPPED.load_standard(one) for one in SHIPPED.available_standards()]
    rows = [
        _row(f"[`{one.id}`](standards/{one.id}.md)", len(one.rows), len(one.spots), one.authority)
        for one in sorted(loaded, key=lambda one: one.id)
    ]
    parts = [_STANDARDS_INTRODUCTION.replace("{installed}", "\n".join(rows))]
    for name in ("standard", "annex", "labels", *(one for one in TABLES if one != "standard")):
        lines = [f"### {name}", "", f"Stands in: {_WHERE.get(name, name)}.", ""]
        lines += [_row("key", "holds", "required", "what it says"), _row(*["---"] * 4)]
        parts.append("\n".join([*lines, *map(_key, keys_of(name))]) + "\n")
    return "\n".join([*parts, _measures(), _operators()])


def _measures() -> str:
    about = "How a cell's value follows. A row has one of these, or each of its table's columns has."
    lines = ["## Measures 统计口径", "", about, ""]
    lines += [_row("key", "what it is", "says besides"), _row(*["---"] * 3)]
    for name, measure in MEASURES.items():
        what = inspect.cleandoc(measure.__doc__ or "").partition("\n")[0].replace("``", "`")
        lines.append(_row(f"`{name}`", what, ", ".join(f"`{key.name}`" for key in measure.own_keys()[1:])))
    return "\n".join(lines) + "\n"


def _operators() -> str:
    lines = ["## Operators of a relation 比较运算符", "", "[How a `rule` is written](expressions.md#rules-between-cells).", ""]
    lines += [_row("write", "printed", "printed where it fails"), _row(*["---"] * 3)]
    lines += [_row(f"`{one.symbol}`", one.sign, one.opposite) for one in Operator]
    return "\n".join(lines) + "\n"


def _key(key: Key) -> str:
    shape = key.shape.removesuffix("[]")
    holds = _SHAPES.get(shape) or f"[{shape}](#{shape})" + (", many" if key.shape.endswith("[]") else "")
    if key.choices:
        holds = "one of " + ", ".join(f"`{one}`" for one in key.choices)
    return _row(f"`{key.name}`", holds, "yes" if key.required else "", key.doc)


def _standard(standard: Standard) -> str:
    filled = {"{body}": "…", "{year}": "…"}
    lines = [
        _GENERATED,
        "",
        f"# {standard.id}",
        "",
        f"{standard.authority} · edition {standard.edition}"
        + (f" · regulation `{standard.regulation}`" if standard.regulation else ""),
        "",
        f"- Title: {_filled(standard.title, filled)}",
        f"- Periods: {', '.join(one.value for one in standard.periods) or 'any'}",
        _style(standard),
        "",
    ]
    if standard.policies:
        lines += ["## Switches 口径选项", "", "No official text settles these. The first answer is the default.", ""]
        lines += [_row("switch", "question", "answers", "what is known"), _row(*["---"] * 4)]
        for policy in standard.policies:
            answers = "<br>".join(f"`{one.key}`: {one.zh} / {one.en}" for one in policy.choices)
            lines.append(_row(f"`{policy.key}`", f"{policy.zh} / {policy.en}", answers, policy.source))
        lines.append("")
    lines += ["## Sections 部分", "", _row("key", "heading", "holds"), _row(*["---"] * 3)]
    for section in standard.sections:
        holds = [f"words (`text.{section.key}`)"] * section.text + [f"[{key}](#{key})" for key in section.tables]
        heading = section.heading or (f"附件:{_filled(section.attachment, filled)}" if section.attachment else "")
        lines.append(_row(f"`{section.key}`", heading, ", ".join(holds)))
    lines.append("")
    for table in standard.tables:
        lines += [f"## {table.key}", "", *_table(standard, table, filled), ""]
    lines += ["## Relations 勾稽关系", "", *_relations(standard), ""]
    lines += ["## Coverage 差错覆盖", "", *_coverage(standard), ""]
    if standard.plausibilities:
        lines += [
            "## Questions 合理性",
            "",
            "Asked where the report of the year before is given. Each wants an explanation.",
            "",
        ]
        lines += [_row("key", "asks", "问", "of", "from"), _row(*["---"] * 5)]
        for one in standard.plausibilities:
            cells = ", ".join(f"`{cell}`" for cell in one.cells) if len(one.cells) <= _MOST_NAMED else f"{len(one.cells)} cells"
            lines.append(_row(f"`{one.key}`", one.en, one.zh, cells, one.least))
    return "\n".join(lines).rstrip() + "\n"


def _table(standard: Standard, table: Table, filled: Mapping[str, str]) -> Iterator[str]:
    if table.heading:
        yield _filled(table.heading, filled)
        yield ""
    if not table.printed:
        yield "Not printed: the words of the report state these figures."
        yield ""
    if table.columns:
        yield _row("column", "key", "unit", "what counts", "怎样统计")
        yield _row(*["---"] * 5)
        for column in table.columns:
            counts = column_in_words(column, {one.key: one.label for one in table.columns})
            label = " / ".join((*column.head, column.label))
            yield _row(label, f"`{column.key}`", column.unit or "", counts.en, counts.zh)
        yield ""
    yield _row("row", "unit", "key", "kind", "what counts", "怎样统计", "source")
    yield _row(*["---"] * 7)
    for row in table.rows:
        counts = row_in_words(row, standard)
        yield _row(row.label, row.unit, f"`{row.key}`", _kind_of(row, table), counts.en, counts.zh, row.source)
    guards = [*table.guards]
    if guards:
        yield ""
        yield "Records that stand in no row, or want a look; they are reported with their ids:"
        yield ""
        yield _row("key", "severity", "what", "哪些记录")
        yield _row(*["---"] * 4)
        for guard in guards:
            words = in_words(guard.where)
            yield _row(f"`{guard.key}`", guard.severity.value, f"{guard.label_en}: {words.en}", f"{guard.label}:{words.zh}")


def _style(standard: Standard) -> str:
    style = standard.style
    blank = f"missing {_sign(style.missing)}, not applicable {_sign(style.not_applicable)}"
    return f"- Printed: zero {_sign(style.zero)}, {blank}, yes {_sign(style.yes)}, no {_sign(style.no)}"


def _kind_of(row: Indicator, table: Table) -> str:
    if row.kind is Kind.HEADING or row.measure is not None:
        return row.kind.value
    return ", ".join(dict.fromkeys(column.kind.value for column in table.columns if column.kind)) or row.kind.value


def _relations(standard: Standard) -> Iterator[str]:
    by_key: dict[str, list[Any]] = {}
    for instance in standard.relations:
        by_key.setdefault(instance.relation.key, []).append(instance)
    if not by_key:
        yield "None."
        return
    yield "*Times* is in how many columns or rows the relation stands. Totals are relations too."
    yield ""
    yield _row("key", "rule", "severity", "times", "source")
    yield _row(*["---"] * 5)
    for key, instances in by_key.items():
        relation = instances[0].relation
        rule = relation.rule if instances[0].defines is None or len(instances) == 1 else _without_columns(relation.rule)
        yield _row(f"`{key}`", f"`{rule}`", relation.severity.value, len(instances), relation.source)


def _coverage(standard: Standard) -> Iterator[str]:
    found = examine(standard)
    yield f"- {found.coverage.en[0].upper()}{found.coverage.en[1:]}."
    yield f"- {found.coverage.zh}。"
    if found.unprotected:
        rows = dict.fromkeys(standard.spots[cell].row.key for cell in found.unprotected)
        yield f"- No relation protects: {', '.join(f'`{row}`' for row in rows)}."
    yield f"- Pairs of cells that no relation tells apart: {found.pairs}."
    yield ""
    yield f"`govdisclosure standards check {standard.id}` lists them. [What that means](../../explanation/locating.md)"


def _without_columns(rule: str) -> str:
    return re.sub(r"/\w+", "", rule)


# ------------------------------------------------------------------------------------------------------------ glossary

_GLOSSARY_INTRODUCTION = f"""{_GENERATED}

# Glossary 词汇

One word, one sense. The words of forms and of the law stand beside the words of this package. The vocabulary of the record
files, such as `granted` 予以公开, stands in [Record files](records.md#words).

"""


def _glossary() -> str:
    terms = tomllib.loads((DOCS / "glossary.toml").read_text(encoding="utf-8"))["terms"]
    english = sorted(terms, key=lambda term: term["en"].lower())
    chinese = sorted(terms, key=lambda term: term["pinyin"])
    lines = ["## English to Chinese", "", _row("English", "中文", "sense"), _row(*["---"] * 3)]
    lines += [_row(term["en"], term["zh"], term["sense"]) for term in english]
    lines += ["", "## 中文到英文", "", "按拼音排列。", "", _row("中文", "拼音", "English"), _row(*["---"] * 3)]
    lines += [_row(term["zh"], term["pinyin"], term["en"]) for term in chinese]
    return _GLOSSARY_INTRODUCTION + "\n".join(lines) + "\n"


# ----------------------------------------------------------------------------------------------------------------- api

_API_INTRODUCTION = f"""{_GENERATED}

# API, name by name

Every public name, by the module it is imported from: signature, what it takes, what it raises, an example, its source code.
[Python](python.md) is the same as a page to read from top to bottom; what is public stays as
[What stays, what may change](deprecation.md) says.

Errors that are named are those of [`govdisclosure`](api/govdisclosure.md#errors-错误); all are `GovDisclosureError`.

## What the examples begin with

The examples are run by the tests. All of them begin with the names of their page and these lines:

```pycon
>>> from datetime import date
>>> from decimal import Decimal
>>> from pathlib import Path
>>> from govdisclosure import *
>>> records = read_folder("examples/hengyang-2015/records")  # a year of one office
>>> report = tabulate(records, "cn-hengyang-2015", period=2015)
>>> city = read_folder("examples/city-2024/records")  # two years of twelve offices
>>> reports = tuple(tabulate_by_body(city, "cn-2021", period=2024).values())
>>> culture = next(one for one in reports if one.body.id == "culture")
```

## Modules

"""
_RECORD_CLASSES: set[object] = {kind.cls for kind in RECORD_KINDS.values()}
_PARTS: dict[str, tuple[str, str, Callable[[Any], bool]]] = {
    "Functions 函数": ("autofunction", "", lambda thing: inspect.isfunction(inspect.unwrap(thing))),
    "Records 记录": ("autoclass", "", lambda thing: isinstance(thing, type) and thing in _RECORD_CLASSES),
    "Classes 类": ("autoclass", ":members:", lambda thing: isinstance(thing, type) and not issubclass(thing, Exception)),
    "Errors 错误": ("autoexception", "", lambda thing: isinstance(thing, type)),
    "Other 其他": ("autodata", ":no-value:", lambda _: True),
}


@frozen
class PublicName:
    """A public name of the package.

    Attributes:
        module: the module it is imported from.
        name: as it is imported from there.
        thing: what it is.
    """

    module: str
    name: str
    thing: Any

    @property
    def about(self) -> str:
        """The first sentence of its docstring."""
        text = (inspect.getdoc(self.thing) or "").partition("\n\n")[0] if callable(self.thing) else ""
        return _markdown(" ".join(text.split()))


@frozen
class PublicModule:
    """A public module, and what of it is public."""

    module: str
    zh: str
    en: str
    names: tuple[PublicName, ...]


def public() -> tuple[PublicModule, ...]:
    """Return everything that is public, as ``public.toml`` declares it; a thing is listed where it is met first."""
    modules, listed = [], set()
    for entry in tomllib.loads((DOCS / "public.toml").read_text(encoding="utf-8"))["modules"]:
        names = []
        for path in entry.get("names") or import_module(entry["module"]).__all__:
            inner, _, name = path.rpartition(".")
            module = ".".join(filter(None, (entry["module"], inner)))
            thing = getattr(import_module(module), name)
            if not name.startswith("__") and id(thing) not in listed:
                listed.add(id(thing))
                names.append(PublicName(module, name, thing))
        modules.append(PublicModule(entry["module"], entry["zh"], entry["en"], tuple(names)))
    return tuple(modules)


def _api(modules: tuple[PublicModule, ...]) -> Iterator[tuple[str, str]]:
    """Yield the page of every public module, by its name, and the page that leads to them."""
    lines = []
    for one in modules:
        lines += [f"### [`{one.module}`](api/{one.module}.md)", "", f"{one.en} · {one.zh}", ""]
        lines += [_row("name", "what it is"), _row(*["---"] * 2)]
        lines += [_row(f"`{name.name}`", name.about) for name in one.names]
        lines.append("")
        yield f"api/{one.module}.md", _api_page(one)
    yield "api.md", _API_INTRODUCTION + "\n".join(lines)


def _api_page(page: PublicModule) -> str:
    imported: dict[str, list[str]] = {}
    for one in page.names:
        imported.setdefault(one.module, []).append(one.name)
    lines = [_import(module, names) for module, names in imported.items() if module != "govdisclosure"]
    parts = [f"{_GENERATED}\n\n# `{page.module}`\n\n{page.en} · {page.zh} · [what the examples begin with](../api.md)\n"]
    if lines:
        parts.append("```pycon\n" + "\n".join(lines) + "\n```\n")
    waiting = list(page.names)
    for heading, (directive, options, fits) in _PARTS.items():
        fitting = [one for one in waiting if fits(one.thing)]
        waiting = [one for one in waiting if one not in fitting]
        if fitting:
            blocks = [_directive(directive, f"{one.module}.{one.name}", options) for one in fitting]
            parts.append(f"## {heading}\n\n" + _FENCE.format("\n".join(blocks)))
    return "\n".join(parts)


def _import(module: str, names: list[str]) -> str:
    line = f">>> from {module} import {', '.join(names)}"
    if len(line) <= _LINE:
        return line
    inner = "\n".join(f"...     {name}," for name in sorted(names, key=_order))
    return f">>> from {module} import (\n{inner}\n... )"


def _order(name: str) -> tuple[bool, bool, str]:
    """Constants first, then classes, then functions, as imports are sorted."""
    return not name.isupper(), not name[0].isupper(), name


_LINE = 128 - len(">>> ")
_FENCE = "```{{eval-rst}}\n{}\n```\n"


def _directive(directive: str, name: str, options: str) -> str:
    return f".. {directive}:: {name}" + (f"\n   {options}" if options else "") + "\n"


# ------------------------------------------------------------------------------------------------------------- helpers


def _row(*cells: object) -> str:
    return "| " + " | ".join(_cell(str(cell)) for cell in cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


def _filled(template: str, facts: Mapping[str, str]) -> str:
    for name, fact in facts.items():
        template = template.replace(name, fact)
    return template


def _sign(text: str) -> str:
    return f"`{text}`" if text else "nothing"


if __name__ == "__main__":
    main()
