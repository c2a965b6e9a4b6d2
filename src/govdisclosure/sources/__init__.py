"""Where records come from (数据来源): objects, folders; checked on the way in."""

from govdisclosure.sources.collection import Records, gather
from govdisclosure.sources.folder import read_folder

__all__ = ["Records", "gather", "read_folder"]
