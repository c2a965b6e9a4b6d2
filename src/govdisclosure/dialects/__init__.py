"""SQL dialects (SQL方言): the differences between engines, and nothing else."""

from govdisclosure.dialects.dialect import Dialect
from govdisclosure.dialects.servers import BUILT_IN, DIALECTS, DuckDB, MySQL, PostgreSQL, Spark, SQLite

__all__ = ["BUILT_IN", "DIALECTS", "Dialect", "DuckDB", "MySQL", "PostgreSQL", "SQLite", "Spark"]
