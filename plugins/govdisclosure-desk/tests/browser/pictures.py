"""Make the pictures of the how-to.

PYTHONPATH=. python plugins/govdisclosure-desk/tests/browser/pictures.py docs/how-to/pictures
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page as Tab
from test_desk_browser import WIDE, Hands, by_hand, served
from tests.auditing.city import make_city
from tests.chromium import launched, opened

STEPS = {"blocks:request.1.how": "block", "blocks:request.1.ask.": "questions", "blocks:request.1.aside.": "corrections"}


def picture(tab: Tab, folder: Path, name: str) -> None:
    """Keep what a window shows."""
    tab.screenshot(path=folder / f"desk-{name}.png")


def main(folder: Path) -> None:
    """Go through the year and an audit, and keep a picture of what the how-to tells of."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, launched() as browser:
        os.environ["HOME"] = place
        work = Path(place) / "年报工作"
        with served(work) as access:
            tab = opened(browser, viewport=WIDE, locale="zh-CN").new_page()
            tab.goto(access.opening_address())
            address = f"http://127.0.0.1:{access.port}"
            tab.goto(f"{address}/year")
            clerk = by_hand(tab, work, Hands(tab), Path(place))
            for part, name in STEPS.items():
                clerk.go(until=part)
                picture(tab, folder, name)
            clerk.go(until="words:written")
            tab.goto(f"{address}/year/table")
            tab.locator("a[href='/year/cell?cell=requests.received/natural_person']").first.click()
            tab.locator("dialog[open]").wait_for()
            picture(tab, folder, "figure")
            tab.goto(f"{address}/year")
            clerk.go()
            tab.goto(f"{address}/year/documents")
            picture(tab, folder, "documents")
            make_city(Path(place) / "city")
            tab.goto(f"{address}/audit")
            tab.locator("input[type=file][webkitdirectory]").set_input_files(Path(place) / "city" / "2024")
            tab.locator("form:has(input[webkitdirectory]) button").first.click()
            tab.locator('form[action="/audit/run"] button').first.click()
            tab.wait_for_url(re.compile(r"/audit/table"))
            picture(tab, folder, "audit")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
