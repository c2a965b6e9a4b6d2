"""An office's year for tests of the desk (工作台): three registers of unlike shape, a clerk who goes through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from attrs import define, field
from httpx2 import Response
from openpyxl import Workbook
from tests.open_desk import OpenDesk


@define
class Field:
    """A field of a form: its name, its kind, the values that can be chosen with their words, and what is set."""

    name: str
    kind: str
    value: str = ""
    choices: dict[str, str] = field(factory=dict)


@define
class Form:
    """A form of a page."""

    action: str
    fields: list[Field] = field(factory=list)

    def data(self) -> dict[str, str]:
        """Return what a browser would send if nothing was touched."""
        return {one.name: one.value for one in self.fields if one.value and one.kind not in ("file", "submit")}


class Forms(HTMLParser):
    """The forms of a page, as a browser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._option: str | None = None
        self._area = self._label = False
        self._radio: Field | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if not self.forms:
            return
        fields = self.forms[-1].fields
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "radio":
            self._radio = next((one for one in fields if one.name == name), None)
            if self._radio is None:
                self._radio = Field(name, "choice")
                fields.append(self._radio)
            self._radio.choices[given["value"]] = ""
            if "checked" in given:
                self._radio.value = given["value"]
            self._label = True
        elif tag in ("input", "button", "textarea", "select") and name:
            kind = {"textarea": "text", "select": "choice", "button": "submit"}.get(tag, given.get("type", "text"))
            fields.append(Field(name, kind, given.get("value", "")))
            self._area = tag == "textarea"
        elif tag == "option" and fields:
            self._option = given.get("value", "\0")
            if given.get("value") and "selected" in given:
                fields[-1].value = given["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[-1].value += data
        elif self._option is not None:
            value = data.strip() if self._option == "\0" else self._option
            if value:
                self.forms[-1].fields[-1].choices[value] = data.strip()
            self._option = None
        elif self._label and self._radio is not None and data.strip():
            self._radio.choices[list(self._radio.choices)[-1]] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = False
        elif tag == "label":
            self._label = False

    def of(self, action: str) -> Form:
        """Return the form that is sent to an address."""
        return next(one for one in self.forms if one.action == action)


# ------------------------------------------------------------------------------------------------------------- the office


def requests(path: Path) -> None:
    """A workbook with a title, its own words, and one line with a day that cannot be."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(("某某区水务局2024年依申请公开登记簿",))
    page.append(("登记号", "收件日期", "怎么来的", "申请人身份", "答复日期", "处理情况"))
    for line in (
        ("水申1", "2024-1-8", "网页提交", "公民", "2024-1-20", "予以公开"),
        ("水申2", "2024-2-9", "网页提交", "公民", "2024-2-20", "予以公开"),
        ("水申3", "2024-3-4", "当面", "公民", "2024-3-19", "不予公开（内部事务信息）"),
        ("水申4", "2024-13-4", "当面", "公民", "2024-4-19", "予以公开"),
        ("水申5", "2024-12-20", "当面", "商业企业", "", ""),
    ):
        page.append(line)
    book.save(path)


LICENCES = "\r\n".join(
    ["许可文号,相对人,许可类别,决定日期", *(f"水许〔2024〕{n}号,某公司{n},普通,2024/{n}/1{n}" for n in range(1, 7))]
).encode("gb18030")
"""An export in GBK."""

REVIEWS = "序号\t复议机关\t收到日期\t审结日期\t复议结果\n1\t区政府\t2024.3.5\t2024.5.1\t维持\n2\t区政府\t2024.11.5\t\t\n"
"""Lines copied from Excel."""

WORDS = {
    "网页提交": "网络",
    "公民": "自然人",
    "不予公开": "内部事务",
    "怎么来的": "提交",
    "许可类别": "不采集",
}


@define
class Clerk:
    """Goes through the pages as a clerk does: gives registers, chooses by words, and presses Next."""

    desk: OpenDesk
    registers: dict[str, Callable[[dict[str, str]], dict[str, tuple[str, bytes]]]]
    totals: dict[str, str] = field(factory=dict)
    none: frozenset[str] = frozenset()
    asked: list[str] = field(factory=list)

    @property
    def page(self) -> str:
        answer_ = self.desk.browser.get("/year")
        assert answer_.status_code == 200
        return answer_.text

    def step(self, page: str = "") -> str:
        """Answer the page that is there; return the key of its question."""
        forms = Forms(page or self.page)
        form = next((one for one in forms.forms if one.action in ("/year/answer", "/year/go")), None)
        if form is None:
            return ""
        data = form.data()
        key = data.get("page", "go")
        files: dict[str, tuple[str, bytes]] = {}
        kind = re.sub(r"blocks:(\w+)\..*", r"\1", key)
        if key == "office:name":
            data |= {"office:name": "某某区水务局", "office:year": "2024"}
        elif key.endswith(".how"):
            wanted = (
                "有台账"
                if kind in self.registers
                else "填合计数"
                if kind in self.totals
                else "确无"
                if kind in self.none
                else "以后再说"
            )
            shown = next(one for one in form.fields if one.name == key).choices
            data[key] = next(
                value for value, words in shown.items() if words == wanted or (words == "没有了" and wanted != "有台账")
            )
        elif key.endswith(".file"):
            files = self.registers.pop(kind)(data)
        elif ".total." in key:
            data |= {one.name: self.totals[kind] for one in form.fields if ".total." in one.name}
        elif ".ask." in key:
            for one in form.fields:
                if one.name.startswith("blocks:") and not one.value:
                    wanted = next((choice for part, choice in WORDS.items() if part in one.name), "")
                    assert wanted, one
                    one.value = next(value for value, words in one.choices.items() if wanted in words)
                    data[one.name] = one.value
        elif ".aside." in key:
            data |= {one.name: "2024年4月1日" for one in form.fields if one.name.startswith("fault.")}
        elif key.startswith("words:written"):
            data |= {
                one.name: re.sub(r"【请填写[^】]*】", "已按规定办理。", one.value)
                for one in form.fields
                if one.name.startswith("words.")
            }
        elif key == "documents:signed":
            data[key] = "2025年1月20日"
        self.asked.append(key)
        sent = self.desk.browser.post(form.action, data=data, files=files or None)
        assert sent.status_code == 200, (key, data, alert(sent.text))
        return key

    @property
    def question(self) -> str:
        """The key of the question that waits; empty where none does."""
        return question_of(self.page)

    def go(self, until: str = "\0", most: int = 60) -> None:
        """Answer page after page, until a question whose key has a part, or the end."""
        for _ in range(most):
            page = self.page
            if until in question_of(page) or not self.step(page):
                return
        raise AssertionError(self.asked)

    def send(self, action: str = "/year/answer", **more: str) -> Response:
        """Send the form of the page as it is, with some fields otherwise."""
        fields = {re.sub("__", ":", name, count=1).replace("__", "."): value for name, value in more.items()}
        data = Forms(self.page).of(action).data() | fields
        return self.desk.browser.post(action, data=data)


def clerk_of(desk: OpenDesk, folder: Path) -> Clerk:
    """Return a clerk with three registers: a workbook, an export, lines to paste; totals of one kind, and none of the rest."""
    requests(folder / "登记簿.xlsx")
    workbook = (folder / "登记簿.xlsx").read_bytes()

    def pasted(data: dict[str, str]) -> dict[str, tuple[str, bytes]]:
        data["pasted"] = REVIEWS
        return {}

    return Clerk(
        desk,
        {
            "request": lambda _: {"file": ("登记簿.xlsx", workbook)},
            "decision": lambda _: {"file": ("许可.csv", LICENCES)},
            "remedy": pasted,
        },
        totals={"charge": "12.5"},
        none=frozenset({"document", "request_fee"}),
    )


def question_of(page: str) -> str:
    """Return the key of the question of a page; empty where nothing is asked."""
    return Forms(page).of("/year/answer").data()["page"] if "/year/answer" in page else ""


def alert(page: str) -> str:
    """Return what a page says first of all."""
    found = re.search(r'role="alert">(.*?)</div>', page, re.DOTALL)
    return found[1] if found else ""
