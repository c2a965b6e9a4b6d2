"""Chromium, for tests of pages in a real browser; ``CHROMIUM`` names another than Debian's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
"""What axe holds a page to."""

MOST_WAITING = 240_000
"""The milliseconds after which what does not come is given up: far beyond what any machine takes."""
expect.set_options(timeout=MOST_WAITING)


def opened(browser: Browser, **options: Any) -> BrowserContext:
    """Open a window with storage of its own, which waits as long as need be for what a page does."""
    context = browser.new_context(**options)
    context.set_default_timeout(MOST_WAITING)
    return context


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser that requests nothing by itself, and close it at the end."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=QUIET, timeout=MOST_WAITING)
        yield browser
        browser.close()
