"""Sources of records (数据来源): objects, folders, frames, databases; validated on the way in."""

from typing import TYPE_CHECKING

from govdisclosure.lazy_names import lazily

if TYPE_CHECKING:
    from govdisclosure.sources.ddl import (
        create_table as create_table,
        create_tables as create_tables,
        record_schema as record_schema,
    )
    from govdisclosure.sources.folder import read_file as read_file, read_folder as read_folder
    from govdisclosure.sources.kept import Kinds as Kinds, stated_kinds as stated_kinds
    from govdisclosure.sources.opening import open_source as open_source, scan_folder as scan_folder, take_frames as take_frames
    from govdisclosure.sources.plain_objects import make_record as make_record
    from govdisclosure.sources.record_set import Progress as Progress, Records as Records, gather as gather
    from govdisclosure.sources.registers import Register as Register, read_registers as read_registers, set_aside as set_aside
    from govdisclosure.sources.tables import (
        RecordSource as RecordSource,
        Tables as Tables,
        TableSource as TableSource,
        gathered as gathered,
        open_tables as open_tables,
    )
else:
    __getattr__, __dir__, __all__ = lazily(
        __name__,
        {
            "ddl": ("create_table", "create_tables", "record_schema"),
            "folder": ("read_file", "read_folder"),
            "kept": ("Kinds", "stated_kinds"),
            "opening": ("open_source", "scan_folder", "take_frames"),
            "plain_objects": ("make_record",),
            "record_set": ("Progress", "Records", "gather"),
            "registers": ("Register", "read_registers", "set_aside"),
            "tables": ("RecordSource", "Tables", "TableSource", "gathered", "open_tables"),
        },
    )
