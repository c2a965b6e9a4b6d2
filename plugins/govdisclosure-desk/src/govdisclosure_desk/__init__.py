"""The desk (工作台): the year's work and the audit of many reports in a browser, on the clerk's own machine.

It listens on 127.0.0.1 only, and opens no connection to anywhere. What it does is the library's; the state is the folder.
"""

from govdisclosure_desk.app import desk
from govdisclosure_desk.guard import Access, Guard
from govdisclosure_desk.server import serve

__all__ = ["Access", "Guard", "desk", "serve"]
