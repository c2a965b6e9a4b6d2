"""The engines that the tests run (方言): DuckDB, MySQL and MariaDB, PostgreSQL, SQLite and Spark SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from govdisclosure.dialects.dialect import Dialect
from govdisclosure.records import Field, FieldType
from govdisclosure.value_objects import FrozenDict

_COLLATED = " collate other"
"""What follows the type of a column that takes different texts for one."""

_WORDS = (FieldType.ID, FieldType.TEXT, FieldType.WORD, FieldType.PERIOD)


class _Filtering(Dialect):
    """A server with a boolean type and ``filter``."""

    loose: ClassVar = frozenset({FieldType.MONEY})

    def flag(self, column: str, *, on: bool) -> str:
        return column if on else f"not {column}"

    def count(self, condition: str) -> str:
        return f"count(*) filter (where {condition})"

    def total(self, number: str, condition: str) -> str:
        return f"sum({number}) filter (where {condition})"

    def malformed(self, field: Field, column: str) -> str | None:
        return super().malformed(field, column) if field.type is FieldType.MONEY else None

    pages = "limit {limit} offset {offset}"
    most_columns = 1600
    ddl: ClassVar = {**Dialect.ddl, FieldType.FLAG: "boolean"}


class DuckDB(_Filtering):
    """DuckDB: one process, columns, files larger than memory.

    Example:
        >>> DuckDB().identifier("request")
        '"request"'
    """

    name = "duckdb"
    zoned = True
    types: ClassVar = {
        **dict.fromkeys(_WORDS, ("varchar", "enum", "uuid")),
        FieldType.DATE: ("date",),
        FieldType.NUMBER: ("tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint"),
        FieldType.FLAG: ("boolean",),
        FieldType.MONEY: ("decimal", "tinyint", "smallint", "integer", "bigint"),
    }
    ddl: ClassVar = {**_Filtering.ddl, **dict.fromkeys(_WORDS, "varchar")}

    def fen(self, column: str) -> str:
        return f"cast(cast({column} as decimal(20, 2)) * 100 as bigint)"

    def days(self, start: str, end: str) -> str:
        return f"({end} - {start})"

    def exact(self, column: str) -> str:
        return f'({column} collate "C")'

    absent_fails = False

    def columns_of(self, table: str) -> str:
        # By the catalogue: to describe a table that is not there would end the caller's transaction.
        owners, name = self._parts(table)
        database, schema = (f"{column}_name" for column in ("database", "schema"))
        if len(owners) == 2:
            where = f"lower({database}) = lower({self.text(owners[0])}) and lower({schema}) = lower({self.text(owners[1])})"
        elif owners:
            owner = f"lower({self.text(owners[0])})"
            where = f"(lower({schema}) = {owner} and {database} in (current_database(), 'temp') or lower({database}) = {owner})"
        else:
            where = f"{schema} in (select unnest(current_schemas(true))) and {database} in (current_database(), 'temp')"
        first = f"{database} <> 'temp', list_position(current_schemas(true), {schema}), {schema}, {database}"
        ranked = f"select *, dense_rank() over (order by {first}) as place from duckdb_columns()"
        named = f"{ranked} where lower(table_name) = lower({self.text(name)}) and {where}"
        return f"select column_name, data_type from ({named}) found where place = 1 order by column_index"

    def keys_of(self, table: str) -> str:
        return self._constraints("constraint_column_names[1]", table, "constraint_type in ('PRIMARY KEY', 'UNIQUE')")

    def references_of(self, table: str, parent: str) -> str:
        _, name = self._parts(parent)
        test = f"constraint_type = 'FOREIGN KEY' and lower(referenced_table) = lower({self.text(name)})"
        return self._constraints("constraint_column_names[1], referenced_column_names[1]", table, test) + self._only(name)

    def _constraints(self, columns: str, table: str, test: str) -> str:
        """Return the query for constraints of one column."""
        _, name = self._parts(table)
        one = f"lower(table_name) = lower({self.text(name)}) and len(constraint_column_names) = 1"
        return f"select {columns} from duckdb_constraints() where {one} and {test}" + self._only(name)

    def _only(self, name: str) -> str:
        """Return the condition that nothing else is called so, in any schema: constraints of another table prove nothing."""
        return f" and (select count(*) from {self._called} where name = lower({self.text(name)})) = 1"

    def tables_of(self, names: Iterable[str]) -> str:
        return f"select name from {self._called} where name in ({', '.join(self.text(name.lower()) for name in names)})"

    _called: ClassVar = (
        "(select lower(table_name) as name from duckdb_tables() union all select lower(view_name) from duckdb_views()) called"
    )

    @staticmethod
    def _parts(table: str) -> tuple[list[str], str]:
        """Return the owners of a quoted table and its name."""
        *owners, name = (part.replace('""', '"') for part in re.findall(r'"((?:[^"]|"")*)"', table))
        return owners, name

    def out_of_order(self, table: str, column: str, most: int | None = None) -> str:
        pairs = f"select {column} as i, lag({column}, 1, '') over () as p from {table}"
        some = "" if most is None else f" limit {most}"
        after = "strlen(i) > strlen(p) or (strlen(i) = strlen(p) and i > p)"
        return f"select count(*) from ({pairs}{some}) pairs where not coalesce({after}, false)"


class PostgreSQL(_Filtering):
    """PostgreSQL.

    Example:
        >>> PostgreSQL().identifier("request")
        '"request"'
    """

    name = "postgresql"
    two_stages = True  # it sorts the rows for count(distinct …), and groups them by hashes
    types: ClassVar = {
        **dict.fromkeys(_WORDS, ("text", "character", "uuid", "enum")),
        FieldType.DATE: ("date",),
        FieldType.NUMBER: ("smallint", "integer", "bigint"),
        FieldType.FLAG: ("boolean",),
        FieldType.MONEY: ("numeric", "smallint", "integer", "bigint"),
    }
    ddl: ClassVar = {**_Filtering.ddl, **dict.fromkeys(_WORDS, "text"), FieldType.MONEY: "numeric(18, 2)"}

    def days(self, start: str, end: str) -> str:
        return f"({end} - {start})"

    def exact(self, column: str) -> str:
        return f'({column} collate "C")'

    def compares_exactly(self, found: str) -> bool:
        return not found.endswith(_COLLATED)

    absent_fails = False

    def columns_of(self, table: str) -> str:
        return (
            "select a.attname::text, case when t.typtype = 'e' then 'enum' else format_type(a.atttypid, null) end "
            f"|| case when c.oid is null or {self._exact('c')} then '' else '{_COLLATED}' end "
            "from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_collation c on c.oid = a.attcollation "
            f"where a.attrelid = to_regclass({self.text(table)}) and a.attnum > 0 and not a.attisdropped order by a.attnum"
        )

    def tables_of(self, names: Iterable[str]) -> str:
        return f"select relname::text from pg_class where relname in ({', '.join(map(self.text, names))})"

    def keys_of(self, table: str) -> str:
        # An index of a table does not reach those that inherit from it, and one that is checked late may be broken now.
        return (
            "select a.attname::text from pg_index i join pg_class c on c.oid = i.indrelid "
            "join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] "
            f"where i.indrelid = to_regclass({self.text(table)}) and i.indisunique and i.indisvalid and i.indimmediate "
            "and i.indpred is null and i.indnkeyatts = 1 "
            "and (c.relkind = 'p' or not exists (select 1 from pg_inherits h where h.inhparent = i.indrelid))"
        )

    def references_of(self, table: str, parent: str) -> str:
        # As with keys; besides, triggers can be switched off, and a row of the parent that may not be seen is not there.
        plain = " and ".join(
            f"{one}.atttypid in ('text'::regtype, 'varchar'::regtype) and {self._exact(collation)}"
            for one, collation in (("a", "x"), ("b", "y"))
        )
        return (
            "select a.attname::text, b.attname::text from pg_constraint k join pg_class c on c.oid = k.conrelid "
            "join pg_class p on p.oid = k.confrelid join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] "
            "join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1] "
            "join pg_collation x on x.oid = a.attcollation join pg_collation y on y.oid = b.attcollation "
            f"where k.conrelid = to_regclass({self.text(table)}) and k.confrelid = to_regclass({self.text(parent)}) "
            "and k.contype = 'f' and array_length(k.conkey, 1) = 1 and k.convalidated and not k.condeferrable "
            f"and c.relkind = 'r' and p.relkind = 'r' and row_to_json(p)::text !~ 'rowsecurity(\":true|=)' and {plain} "
            "and not exists (select 1 from pg_inherits h where h.inhparent = k.conrelid) "
            "and not exists (select 1 from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled in ('D', 'R')) "
            "and current_setting('session_replication_role') = 'origin'"
        )

    @staticmethod
    def _exact(collation: str) -> str:
        """Return the condition that a collation takes no different texts for one.

        The row as text: servers that descend from an old version have no such column, and no such collation.
        """
        return f"row_to_json({collation})::text not like '%\"collisdeterministic\":false%'"


class SQLite(_Filtering):
    """SQLite, which has no types of days, of yes and no, or of money.

    Days are text as ``2024-03-05``, yes/no is 1 or 0, money is text or a number of yuan. A column holds anything, so every
    value is looked at.

    Example:
        >>> SQLite().day(date(2024, 3, 5))
        "'2024-03-05'"
    """

    name = "sqlite"
    loose = frozenset(FieldType)
    ddl: ClassVar = {
        **dict.fromkeys(_WORDS, "text"),
        FieldType.DATE: "text",
        FieldType.NUMBER: "integer",
        FieldType.FLAG: "integer",
        FieldType.MONEY: "text",
    }

    def day(self, value: date) -> str:
        return self.text(value.isoformat())

    def flag(self, column: str, *, on: bool) -> str:
        return f"{column} = {int(on)}"

    def fen(self, column: str) -> str:
        # By digits, for real numbers would round: 0.29 * 100 is not 29.
        whole = f"({column} || '.')"
        point = f"instr({whole}, '.')"
        return (
            f"(cast(substr({whole}, 1, {point} - 1) as integer) * 100 + "
            f"cast(substr(replace(substr({whole}, {point} + 1), '.', '') || '00', 1, 2) as integer))"
        )

    def whole(self, column: str) -> str:
        return column

    def days(self, start: str, end: str) -> str:
        return f"cast(julianday({end}) - julianday({start}) as integer)"

    def day_text(self, column: str) -> str:
        return column

    def exact(self, column: str) -> str:
        return f"({column} collate binary)"

    def distinct(self, value: str, condition: str) -> str:
        return f"count(distinct {value}) filter (where {condition})"

    def malformed(self, field: Field, column: str) -> str | None:
        match field.type:
            case FieldType.DATE:
                return f"{column} is not null and date({column}) is not {column}"
            case FieldType.NUMBER:
                return f"typeof({column}) not in ('integer', 'null')"
            case FieldType.FLAG:
                return f"{column} not in (0, 1) or typeof({column}) not in ('integer', 'null')"
            case FieldType.MONEY:
                text = f"({column} || '')"
                short = f"rtrim({text}, '0')"
                return (
                    f"{text} glob '*[^0-9.]*' or {text} not glob '[0-9]*' "
                    f"or length({text}) - length(replace({text}, '.', '')) > 1 "
                    f"or instr({text}, '.') > 0 and length({short}) - instr({text}, '.') > 2"
                )
        return f"typeof({column}) not in ('text', 'null')"

    absent_fails = False

    def columns_of(self, table: str) -> str:
        return f"select name, '' from pragma_table_info({self.text(table.rpartition('.')[2].strip(chr(34)))})"


class Spark(_Filtering):
    """Spark SQL, for clusters.

    Example:
        >>> Spark().identifier("request")
        '`request`'
    """

    name = "spark"
    two_stages = True
    types: ClassVar = {
        **dict.fromkeys(_WORDS, ("string", "varchar", "char")),
        FieldType.DATE: ("date",),
        FieldType.NUMBER: ("tinyint", "smallint", "int", "bigint"),
        FieldType.FLAG: ("boolean",),
        FieldType.MONEY: ("decimal", "tinyint", "smallint", "int", "bigint"),
    }
    ddl: ClassVar = {**_Filtering.ddl, **dict.fromkeys(_WORDS, "string")}

    def identifier(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def fen(self, column: str) -> str:
        return f"cast(cast({column} as decimal(20, 2)) * 100 as bigint)"

    def days(self, start: str, end: str) -> str:
        return f"datediff({end}, {start})"

    def day_text(self, column: str) -> str:
        return f"cast({column} as string)"

    def exact(self, column: str) -> str:
        return f"collate({column}, 'UTF8_BINARY')"

    def compares_exactly(self, found: str) -> bool:
        return "collate" not in found

    def columns_of(self, table: str) -> str:
        return f"describe table {table}"


class MySQL(Dialect):
    """MySQL from 8.0.19 on, MariaDB from 10.3 on.

    Their collations take letters of either case, with and without accents, and texts with trailing blanks for one, so text is
    compared as its bytes in UTF-8, and comes home as bytes.

    Example:
        >>> MySQL().identifier("request")
        '`request`'
    """

    name = "mysql"
    types: ClassVar = {
        **dict.fromkeys(_WORDS, ("varchar", "char", "text", "tinytext", "mediumtext", "longtext", "enum")),
        FieldType.DATE: ("date",),
        FieldType.NUMBER: ("tinyint", "smallint", "mediumint", "int", "bigint"),
        FieldType.FLAG: ("tinyint", "smallint", "int"),
        FieldType.MONEY: ("decimal", "tinyint", "smallint", "mediumint", "int", "bigint"),
    }
    ddl: ClassVar = {
        **Dialect.ddl,
        **dict.fromkeys(_WORDS, "varchar(200) character set utf8mb4 collate utf8mb4_bin"),
        FieldType.TEXT: "text character set utf8mb4 collate utf8mb4_bin",
        FieldType.FLAG: "boolean",
    }
    pages = "limit {limit} offset {offset}"
    dual = " from dual"
    row = "/*!80019 row*/"  # MySQL needs the word, and MariaDB, which passes over comments for MySQL 8, must not see it

    def identifier(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        if "\\" in value:  # which escapes or does not, as the session has it
            return f"convert(x'{value.encode().hex()}' using utf8mb4)"
        return super().text(value)

    def nothing(self, kind: FieldType) -> str:
        return f"cast(null as {_MYSQL_CASTS.get(kind, 'char')})"

    def fen(self, column: str) -> str:
        return f"cast({column} * 100 as signed)"

    def whole(self, column: str) -> str:
        return f"cast({column} as signed)"

    def days(self, start: str, end: str) -> str:
        return f"datediff({end}, {start})"

    def as_text(self, column: str) -> str:
        return f"cast({column} as char(200))"

    def day_text(self, column: str) -> str:
        return f"cast({column} as char(10))"

    def exact(self, column: str) -> str:
        return f"cast(convert({column} using utf8mb4) as binary)"

    def concatenated(self, texts: Iterable[str]) -> str:
        return f"concat({', '.join(texts)})"

    def columns_of(self, table: str) -> str:
        return f"show columns from {table}"  # temporary tables are in no catalogue


_MYSQL_CASTS = {
    FieldType.DATE: "date",
    FieldType.NUMBER: "signed",
    FieldType.FLAG: "signed",
    FieldType.MONEY: "decimal(18, 2)",
}

BUILT_IN: tuple[Dialect, ...] = (Dialect(), DuckDB(), MySQL(), PostgreSQL(), SQLite(), Spark())
"""The dialects that come with the package; the first is plain SQL."""
DIALECTS: Mapping[str, Dialect] = FrozenDict({one.name: one for one in BUILT_IN})
"""The built-in dialects by name."""
