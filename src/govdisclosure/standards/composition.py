"""Standards made of parts (组合标准): ``BASE(+STANDARD:TABLE | +ANNEX)*``, each with its switches as ``?switch=choice&…``.

``cn-2021+cn-2019:requests`` is the form of 2021 with the applications table of 2019; such mixed reports exist.
``cn-hengyang-2015+health-commission`` adds a plugin's annex (附表) as sections of its own behind the standard's. Nothing
installed changes a standard that does not name it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from govdisclosure.errors import UnknownStandardError
from govdisclosure.messages import Language
from govdisclosure.records.record import nearest
from govdisclosure.standards.model import LabelTranslation, Standard
from govdisclosure.standards.relation_model import RelationInstance
from govdisclosure.value_objects import FrozenDict
from govdisclosure.values import Severity


@frozen
class ReferencePart:
    """One part of a reference: a standard, the table it lends (None for the base and for an annex), and its switches.

    An annex is requested with its ``base``: the standard that it is added to.
    """

    standard: str
    table: str | None
    policies: Mapping[str, str]
    base: Standard | None = None


def parse_reference(text: str) -> tuple[ReferencePart, ...]:
    """Read a reference; the base comes first.

    Raises:
        UnknownStandardError: it is no reference: a part without a name, or a switch without a choice.
    """
    parts = []
    for number, piece in enumerate(text.split("+")):
        name, _, switches = piece.strip().partition("?")
        table: str | None = None
        if number:
            source = switches or name
            source, colon, table = source.rpartition(":") if ":" in source else (source, "", None)
            name, switches = (name, source) if switches else (source, "")
            if colon and not table:
                raise UnknownStandardError("standard.no_table_named", found=piece)
        pairs = [pair.partition("=") for pair in switches.split("&") if pair]
        if not name or not all(key and choice for key, _, choice in pairs):
            raise UnknownStandardError("standard.no_reference", found=text)
        parts.append(ReferencePart(name, table, {key: choice for key, _, choice in pairs}))
    return tuple(parts)


def compose(reference: str, find: Callable[[ReferencePart], Standard]) -> Standard:
    """Return the standard that a reference means.

    Raises:
        UnknownStandardError: the reference, a standard or a table of it is unknown, or the parts do not fit together.
    """
    base, *parts = parse_reference(reference)
    standard = find(base)
    for part in parts:
        if part.table is None:
            standard = _with_annex(standard, find(evolve(part, base=standard)))
        else:
            standard = _with_table(standard, find(part), part.table)
    return standard


def _with_annex(base: Standard, annex: Standard) -> Standard:
    if annex.id in base.annexes:
        raise UnknownStandardError("standard.annex_twice", found=annex.id)
    return evolve(
        base,
        id=f"{base.id}+{annex.id}",
        sections=(*base.sections, *annex.sections),
        tables=(*base.tables, *annex.tables),
        relations=(*base.relations, *annex.relations),
        plausibilities=(*base.plausibilities, *annex.plausibilities),
        annexes=(*base.annexes, annex.id),
        labels=_labels(base, annex),
        digest="sha256:" + hashlib.sha256(f"{base.digest}+{annex.digest}".encode()).hexdigest(),
    )


def _with_table(base: Standard, other: Standard, key: str) -> Standard:
    known = [table.key for table in base.tables]
    lent = next((table for table in other.tables if table.key == key), None)
    if lent is None or key not in known:
        similar = list(nearest(key, known) or known)
        raise UnknownStandardError("standard.table_not_shared", found=key, base=base.id, other=other.id, known=similar)
    tables = tuple(lent if table.key == key else table for table in base.tables)
    relations = (
        *(one for one in base.relations if not _is_within(one, base, key)),
        *(one for one in other.relations if _is_within(one, other, key)),
    )
    cells = evolve(base, tables=tables).spots
    lacking = [one for one in relations if any(term.address and term.address not in cells for term in one.terms)]
    torn = [one.relation.key for one in lacking if one.relation.severity is Severity.ERROR]
    repeated = {row.key for row in lent.rows} & {row.key for table in base.tables if table.key != key for row in table.rows}
    if torn or repeated:
        raise UnknownStandardError(
            "standard.parts_do_not_fit", base=base.id, other=other.id, table=key, keys=sorted({*torn, *repeated})
        )
    digest = hashlib.sha256(f"{base.digest}+{other.digest}:{key}".encode()).hexdigest()
    return evolve(
        base,
        id=f"{base.id}+{other.id}:{key}",
        tables=tables,
        relations=tuple(one for one in relations if one not in lacking),
        plausibilities=tuple(
            evolve(plausibility, cells=tuple(cell for cell in plausibility.cells if cell in cells))
            for plausibility in base.plausibilities
        ),
        policies=tuple({one.key: one for one in (*other.policies, *base.policies)}.values()),
        labels=_labels(base, other),
        digest=f"sha256:{digest}",
    )


def _labels(base: Standard, other: Standard) -> Mapping[Language, LabelTranslation]:
    """Return the labels in further languages of a standard and of what is added to it; rows of one key are called alike."""
    nothing = LabelTranslation()
    return FrozenDict(
        {
            language: base.labels.get(language, nothing).beside(other.labels.get(language, nothing))
            for language in {**base.labels, **other.labels}
        }
    )


def _is_within(instance: RelationInstance, standard: Standard, table: str) -> bool:
    """Whether a relation reads cells of one table only; one that reads another as well belongs to no table."""
    cells = [term.address for term in instance.terms if term.address]
    return all(standard.table_of[_row(cell)].key == table for cell in cells)


def _row(address: str) -> str:
    return address.partition("/")[0]
