"""Where commands get records from (数据源): a folder of record files or a database, and the options that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govdisclosure.cli import display
from govdisclosure.library import default_library, open_source
from govdisclosure.messages import say
from govdisclosure.records import Body, Succession
from govdisclosure.sources import Records, TableSource, read_file, read_folder
from govdisclosure.sources.kept import stated_kinds

if TYPE_CHECKING:
    from govdisclosure.areas import Bodies

TABLES = click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="KIND=NAME",
    help="Database table or view of a kind of record; repeatable. 数据库中某类记录的表名，可写多个",
)
NONE = click.option(
    "--none",
    "none",
    multiple=True,
    metavar="KIND,KIND",
    help="Kinds of record that did not occur. 确无记录的种类，以逗号分隔",
)
UNIQUE = click.option(
    "--ids-unique", is_flag=True, help="Skip the uniqueness check; ids are known to be unique. 编号确无重复，不再检查"
)


def records_of(
    source: str, tables: Sequence[str] = (), *, ids_unique: bool = False, none: Sequence[str] = ()
) -> Records | TableSource:
    """Open a source, showing progress where it takes long."""
    with display.working(say("cli.reading", source=shown(source))) as progress:
        found = open_source(source, names=names_of(tables), ids_unique=ids_unique, progress=progress)
        return found.with_none(stated_kinds(none, default_library().kinds))


def shown(source: str) -> str:
    """Return a source's printable name: without the password of an address or the folders of a path."""
    scheme, found, _ = source.partition("://")
    return f"{scheme}://…" if found else Path(source).name


def names_of(tables: Sequence[str]) -> dict[str, str] | None:
    """Return the table names by kind of record."""
    names = {}
    for table in tables:
        kind, equals, name = table.partition("=")
        if not equals or not name:
            raise click.UsageError(str(say("cli.table_names", found=table)))
        names[kind] = name
    return names or None


def bodies_of(path: Path) -> Bodies:
    """Return the bodies of a folder of records, or of a file of them, with their successions beside it."""
    from govdisclosure.areas import Bodies  # on use: most commands need no list of bodies

    if path.is_dir():
        return Bodies.of(read_folder(path))
    beside = path.with_stem("succession")
    bodies = read_file(path, "body")
    return Bodies(bodies.of(Body), read_file(beside, "succession").of(Succession) if beside.is_file() else ())
