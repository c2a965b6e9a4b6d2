"""Where records come from (数据来源): objects, folders, frames, databases; checked on the way in.

What needs polars is imported on use: ``frames`` takes data frames, ``scan_folder`` opens a folder without loading it.
"""

from typing import TYPE_CHECKING

from govdisclosure.errors import MissingExtraError
from govdisclosure.sources.collection import Progress, Records, gather
from govdisclosure.sources.ddl import create_table, create_tables, record_schema
from govdisclosure.sources.folder import read_file, read_folder
from govdisclosure.sources.opening import open_source
from govdisclosure.sources.registers import Register, read_registers, set_aside
from govdisclosure.sources.tables import Tables, TableSource, open_tables

if TYPE_CHECKING:
    from govdisclosure.sources.bulk import scan_folder
    from govdisclosure.sources.frames import take_frames

__all__ = [
    "Progress",
    "Records",
    "Register",
    "TableSource",
    "Tables",
    "create_table",
    "create_tables",
    "gather",
    "open_source",
    "open_tables",
    "read_file",
    "read_folder",
    "read_registers",
    "record_schema",
    "scan_folder",
    "set_aside",
    "take_frames",
]


def __getattr__(name: str) -> object:
    if name not in ("scan_folder", "take_frames"):
        raise AttributeError(f"module 'govdisclosure.sources' has no attribute {name!r}")
    try:
        from govdisclosure.sources import bulk, frames
    except ImportError:
        raise MissingExtraError("extra.missing", package="polars", extra="tables") from None
    return bulk.scan_folder if name == "scan_folder" else frames.take_frames
