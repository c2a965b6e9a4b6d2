"""Labels in a further language (译名): what a file beside a standard says its labels are called in that language.

``mine.fr.toml`` beside ``mine.toml`` holds the French labels. They are data about a standard, no part of it: they change
neither its digest nor a figure, and what has no label there keeps the standard's own.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path

from attrs import evolve, field, frozen

from govdisclosure.errors import Fault, InvalidStandardError
from govdisclosure.messages import Language, say
from govdisclosure.records.record import nearest
from govdisclosure.standards.checked_file import CheckedFile, parsed_file
from govdisclosure.standards.model import LabelTranslation, Standard
from govdisclosure.value_objects import FrozenDict

_CODE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
_FILE = re.compile(rf"(?P<standard>.+)\.(?P<language>{_CODE})\.toml")
_FIELDS = re.compile(r"\{[^{}]*\}")


def is_language(code: str) -> bool:
    """Whether a text is the code of a language, as names of files have it: ``fr``, ``bo``, ``zh-Hant``."""
    return re.fullmatch(_CODE, code) is not None


@frozen
class LabelFile:
    """The text of a file of labels, with its name."""

    language: Language
    name: str
    text: str = field(repr=False)


def language_of(file: Path | Traversable) -> Language | None:
    """Return the language of the labels in a file, by its name; None for a file of another kind, such as a standard's."""
    match = _FILE.fullmatch(file.name)
    if match is None:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):  # whoever asks for the labels is given the reason
        return match["language"]
    return None if re.search(r"(?m)^\[\[tables\]\]|^tables *=", text) else match["language"]


def label_files(file: Path | Traversable, offered: Mapping[str, Path | Traversable] = FrozenDict()) -> tuple[LabelFile, ...]:
    """Return the files with labels of a standard: those beside its own file, and of others the ones that are ``offered``.

    Args:
        file: the standard's file.
        offered: files of labels by their names without ``.toml``, as plugins offer them.

    Raises:
        InvalidStandardError: one of them cannot be read.
    """
    stem = file.name.removesuffix(".toml")
    folder = getattr(file, "parent", None)
    beside = _beside(folder, f"{stem}.") if folder is not None else []
    given = [one for name, one in offered.items() if name.rpartition(".")[0] == stem]
    found: dict[Language, Path | Traversable] = {}
    for one in (*given, *beside):  # what is beside the file goes before what a plugin offers
        language = language_of(one)
        if language is not None and one.name == f"{stem}.{language}.toml":
            found[language] = one
    return tuple(LabelFile(one, found[one].name, _text_of(found[one])) for one in sorted(found))


def _beside(folder: Path | Traversable, prefix: str) -> list[Path | Traversable]:
    """Return the files of a folder whose names begin so; a standard is looked for often, and few files have labels."""
    if isinstance(folder, Path):
        return [folder / name for name in os.listdir(folder) if name.startswith(prefix)]  # noqa: PTH208 - quick
    return [one for one in folder.iterdir() if one.name.startswith(prefix)]


def _text_of(file: Path | Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = say("standard.unreadable", reason=type(error).__name__)
        raise InvalidStandardError([Fault(where=file.name, sentence=sentence)]) from None


def with_labels(standard: Standard, files: Iterable[LabelFile]) -> Standard:
    """Return a standard with its labels in further languages.

    Raises:
        InvalidStandardError: one of the files has faults; all of the first such file are named.
    """
    return evolve(standard, labels=FrozenDict({one.language: _read_labels(one, standard) for one in files}))


def _read_labels(file: LabelFile, standard: Standard) -> LabelTranslation:
    """Return the labels of a file for a standard; those that are empty are left out.

    Raises:
        InvalidStandardError: it has faults: a key that the standard does not have, a place for the year that is lost; all of
            them are named.
    """
    checked = CheckedFile(file.name, file.text, parsed_file(file.text, file.name))
    checked.check_shape("labels", checked.data, "")
    checked.stop_at_faults()
    if checked.data["labels_of"] != standard.file_id:
        checked.fault("", "labels_of", "standard.labels.of", found=checked.data["labels_of"], standard=standard.file_id)
    if file.language == standard.language:
        checked.fault("", "", "standard.labels.own_language", language=file.language)
    written = {
        name: {key: text.strip() for key, text in checked.data.get(name, {}).items()}
        for name in ("sections", "tables", "rows", "columns", "words")
    }
    places = _places(standard)
    for name, texts in written.items():
        for key, text in texts.items():
            if key not in places[name]:
                known = list(nearest(key, places[name]) or places[name])[:_MOST_NAMED]
                checked.fault("", f"{name}.{key}", "standard.labels.unknown", found=key, known=known)
            elif text:
                _check_fields(checked, f"{name}.{key}", places[name][key], text)
    title = checked.data.get("title", "").strip()
    if title:
        _check_fields(checked, "title", standard.title, title)
    checked.stop_at_faults()
    kept = {name: FrozenDict({key: text for key, text in texts.items() if text}) for name, texts in written.items()}
    return LabelTranslation(title=title, **kept)


_MOST_NAMED = 12


def _check_fields(checked: CheckedFile, field: str, own: str, text: str) -> None:
    """See that a label has the same places to fill in, ``{body}`` and ``{year}``, as the standard's own."""
    wanted, given = sorted(set(_FIELDS.findall(own))), sorted(set(_FIELDS.findall(text)))
    if wanted != given:
        checked.fault("", field, "standard.labels.fields", wanted=wanted or ["—"], found=given or ["—"])


def _keyed(standard: Standard) -> dict[str, dict[str, str]]:
    """Return what has a key of its own, by the table of the file and the key there, with what the standard itself prints."""
    return {
        "sections": {one.key: one.heading for one in standard.sections if one.heading},
        "tables": {one.key: one.heading for one in standard.tables if one.heading},
        "rows": {key: row.label for key, row in standard.rows.items()},
        "columns": {f"{table.key}.{one.key}": one.label for table in standard.tables for one in table.columns},
    }


def _places(standard: Standard) -> dict[str, dict[str, str]]:
    """Return what can be given a label: what has a key, and under ``words`` every text that is printed."""
    keyed = _keyed(standard)
    texts = {text for own in keyed.values() for text in own.values()} | {*standard.words}
    return {**keyed, "words": {text: text for text in texts}}


def _entries(standard: Standard, language: Language) -> Iterator[tuple[str, str, str, str]]:
    """Yield every label: its table in the file, the key there, what the standard prints, and the label, empty for none."""
    to = standard.labels.get(language, LabelTranslation())
    yield "", "title", standard.title, to.title or to.text(standard.title, "")
    for name, texts in _keyed(standard).items():
        labels: Mapping[str, str] = getattr(to, name)
        for key, own in texts.items():
            yield name, key, own, labels.get(key) or to.text(own, "")
    for own in standard.words:
        if any(character.isalpha() for character in own):  # a dash says the same in every language
            yield "words", own, own, to.text(own, "")


def without_label(standard: Standard, language: Language) -> tuple[str, ...]:
    """Return what has no label in a language (缺译名): ``rows.KEY`` and the like, and the texts under ``words``."""
    return tuple(f"{name}.{key}" if name else key for name, key, _, label in _entries(standard, language) if not label)


def labels_template(standard: Standard, language: Language) -> str:
    """Return the file of a standard's labels in a language (译名文件): those it has, and empty texts to fill in for the others.

    Behind each is what the standard itself prints.
    """
    lines = [f"labels_of = {_quoted(standard.file_id)}"]
    table = ""
    for name, key, own, label in _entries(standard, language):
        if name != table:
            lines += ["", f"[{name}]"]
            table = name
        where = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)
        lines.append(f"{where} = {_quoted(label)}" + ("" if key == own else f"  # {own}"))
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
