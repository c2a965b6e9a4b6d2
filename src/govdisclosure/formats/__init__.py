"""File formats (文件格式): recognition and opening, one module each, imported on use; contents are interpreted elsewhere.

An opener makes a :class:`~govdisclosure.formats.document.Document` of a file, a spreadsheet also a
:class:`~govdisclosure.formats.workbook.Workbook` of typed cells.
"""
