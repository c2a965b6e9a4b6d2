"""Where records come from (数据来源): objects, folders, frames, databases; checked on the way in."""

from govdisclosure.sources.collection import Records, gather
from govdisclosure.sources.folder import read_folder
from govdisclosure.sources.tables import Tables, TableSource, open_tables

__all__ = ["Records", "TableSource", "Tables", "gather", "open_tables", "read_folder"]
