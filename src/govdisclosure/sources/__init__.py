"""Sources of records (数据来源): objects, folders, frames, databases; validated on the way in."""

from govdisclosure.sources.ddl import create_table, create_tables, record_schema
from govdisclosure.sources.folder import read_file, read_folder
from govdisclosure.sources.opening import open_source, scan_folder, take_frames
from govdisclosure.sources.plain_objects import make_record
from govdisclosure.sources.record_set import Progress, Records, gather
from govdisclosure.sources.registers import Register, read_registers, set_aside
from govdisclosure.sources.tables import RecordSource, Tables, TableSource, gathered, open_tables

__all__ = [
    "Progress",
    "RecordSource",
    "Records",
    "Register",
    "TableSource",
    "Tables",
    "create_table",
    "create_tables",
    "gather",
    "gathered",
    "make_record",
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
