"""What a file is and how it is opened (文件格式): one module a format, each imported on use; what they mean is decided above.

An opener makes a :class:`~govdisclosure.formats.document.Document` of a file, a spreadsheet also a
:class:`~govdisclosure.formats.workbook.Workbook` of typed cells.
"""
