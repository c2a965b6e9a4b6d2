"""Spreadsheets taken apart (电子表格): .xlsx, .xls and .ods, found by content whatever the suffix."""

from __future__ import annotations

from govdisclosure.formats.document import Document


def accepts(data: bytes) -> bool:
    """Whether the bytes are a spreadsheet that can be opened."""
    return _module(data) is not None


def document(data: bytes, name: str) -> Document:
    """Take a spreadsheet apart: a grid a sheet, in the order of the tabs.

    Raises:
        UnreadableError: it is damaged, protected, has macros, or is over a limit.
    """
    module = _module(data)
    if module == "xlsx":
        from govdisclosure.formats import xlsx

        return xlsx.document(data, name)
    if module == "xls":
        from govdisclosure.formats import xls

        return xls.document(data, name)
    from govdisclosure.formats import ods

    return ods.document(data, name)


def _module(data: bytes) -> str | None:
    """Return which module opens it; ``xlrd`` is not loaded for a look."""
    from govdisclosure.formats import ods, xlsx
    from govdisclosure.formats.safe_zip import OLE

    if data.startswith(OLE):
        from govdisclosure.formats import xls

        return "xls" if xls.accepts(data) else None
    if ods.accepts(data):
        return "ods"
    return "xlsx" if xlsx.accepts(data) else None
