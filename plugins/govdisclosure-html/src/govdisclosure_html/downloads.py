"""The data inside the page (数据下载): the report in other formats, written by whatever exporters are installed."""

from __future__ import annotations

import base64
from io import BytesIO

from govdisclosure.exporters import PublishedReport
from govdisclosure.library import default_library
from govdisclosure_html.markup import Element, h
from govdisclosure_html.words import Voice

_TYPES = {
    "json": "application/json",
    "csv": "text/csv;charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def downloads(publication: PublishedReport, voice: Voice) -> Element:
    """Return links that save the report as JSON, CSV and xlsx; the files are the ones that ``write`` makes."""
    items = []
    name = f"report-{publication.report.period}"
    for form, media in _TYPES.items():
        exporter = default_library().exporters.get(form)
        if exporter is None:
            continue
        if form == "json":
            data = publication.report_data.encode(errors="backslashreplace")
        else:
            stream = BytesIO()
            exporter.write(publication, stream)
            data = stream.getvalue()
        address = f"data:{media};base64,{base64.b64encode(data).decode()}"
        size = voice.text("downloads.size", size=max(1, round(len(data) / 1024)))
        mark = "data" if form == "json" else None  # by which a reader finds it
        label = voice.text(f"downloads.{form}")
        link = h("a", label, href=address, download=f"{name}.{form}", data_govdisclosure=mark)
        items.append(h("li", link, " ", h("span", "(", size, ")", class_="note")))
    return h("ul", items, class_="downloads")
