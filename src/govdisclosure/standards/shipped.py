"""The standards of the package itself (内置制度), found without loading plugins."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from govdisclosure.errors import UnknownStandardError
from govdisclosure.records.record import nearest
from govdisclosure.standards.composition import ReferencePart, compose
from govdisclosure.standards.label_translations import label_files
from govdisclosure.standards.loader import load_text
from govdisclosure.standards.model import Standard


@lru_cache(maxsize=64)
def shipped(reference: str) -> Standard:
    """Return a standard that comes with the package, by its id or by a reference that joins several.

    Raises:
        UnknownStandardError: none of that id comes with the package.
    """
    return compose(reference, _part)


def _part(part: ReferencePart) -> Standard:
    texts = {one.name.removesuffix(".toml"): one for one in files(__package__).iterdir() if one.name.endswith(".toml")}
    if part.standard not in texts:
        known = list(nearest(part.standard, texts) or sorted(texts))
        raise UnknownStandardError("standard.not_shipped", found=part.standard, known=known)
    file = texts[part.standard]
    text = file.read_text(encoding="utf-8")
    return load_text(text, name=file.name, policies=part.policies, base=part.base, labels=label_files(file))
