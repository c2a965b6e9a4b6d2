"""Spreadsheets taken apart (电子表格): .xlsx, .xls and .ods, found by content whatever the suffix."""

from __future__ import annotations

from govdisclosure.readers.document import Document


def accepts(data: bytes) -> bool:
    """Whether the bytes are a spreadsheet that can be opened."""
    return _module(data) is not None


def document(data: bytes, name: str) -> Document:
    """Take a spreadsheet apart: a grid a sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros, or is over a limit.
    """
    module = _module(data)
    if module == "excel":
        from govdisclosure.readers import excel

        return excel.document(data, name)
    if module == "excel97":
        from govdisclosure.readers import excel97

        return excel97.document(data, name)
    from govdisclosure.readers import opendocument

    return opendocument.document(data, name)


def _module(data: bytes) -> str | None:
    """Return which module opens it; ``xlrd`` is not loaded for a look."""
    from govdisclosure.readers import excel, opendocument
    from govdisclosure.readers.packages import OLE

    if data.startswith(OLE):
        from govdisclosure.readers import excel97

        return "excel97" if excel97.accepts(data) else None
    if opendocument.accepts(data):
        return "opendocument"
    return "excel" if excel.accepts(data) else None
