"""What to do about a damaged file (补救办法), by what kind of file it is: no advice names a program that cannot open it."""

from __future__ import annotations

from typing import Final

from govdisclosure.messages import say

OFFICE: Final = say("open.again.office")
"""Documents and workbooks of Word, Excel and WPS."""
PAGE: Final = say("open.again.page")
"""Web pages."""
TEXT: Final = say("open.again.text")
"""Separated text."""
XML: Final = say("open.again.xml")
"""XML that a program wrote for another."""
OTHER: Final = say("open.again.other")
"""Whatever else there is: archives, OFD."""
