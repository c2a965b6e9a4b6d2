"""The sheet of checks (审核表): every relation in words, both sides, whether it holds, and where its cells are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from govdisclosure.explanation.binding_relations import short_label
from govdisclosure.exporters.sheet_tables import day_format
from govdisclosure.exporters.sheets import HEAD, LINE, TITLE, CellStyle, height, merge, put, set_up, widen
from govdisclosure.forms.sheet_formulas import FormState, Formulas
from govdisclosure.forms.tables_sheet import CHECK_ROW, coloured, lead_to, protect
from govdisclosure.messages import language, say
from govdisclosure.readers.labels import numbering
from govdisclosure.report.operands import Operand, OperandStyle, SideInWords
from govdisclosure.standards import Compared, Reading, RelationInstance, Standard, Term

_HEADS = ("number", "state", "relation", "left", "right", "difference", "why", "place")
_SIDE = CellStyle(size=10)
_WIDTHS = (6, 9, 54, 10, 10, 9, 40, 40)


def relation_in_words(instance: RelationInstance, standard: Standard) -> str:
    """Return a relation in the words of the form: ``“本年新收”＋“上年结转”＝…（自然人）``."""
    beside = [standard.spot(term.address) for term in instance.terms if term.address and term.reading is not Reading.BESIDE]
    columns = {one.column.key: one for one in beside if one.column}
    of = ""
    if len(columns) == 1 and len({one.row.key for one in beside}) > 1:
        (spot,) = columns.values()
        of = "/".join((*spot.column.head[1:], spot.column.label)) if spot.column else ""
    elif len({one.row.key for one in beside}) == 1:
        of = _unnumbered(beside[0].row.label)

    def side(terms: Sequence[Term]) -> str:
        operands = [
            Operand(factor=one.factor, address=one.address or "", label=name(one), reading=one.reading, whose=one.standard)
            for one in terms
        ]
        return SideInWords(tuple(operands), OperandStyle.PLAIN, shortened=True).in_language(language())

    def name(term: Term) -> str:
        if term.address is None or term.reading is Reading.BESIDE:
            return term.address or ""
        return _unnumbered(short_label(standard.spot(term.address), beside))

    def compared(one: Compared | RelationInstance) -> str:
        return f"{side(one.left)}{one.operator.wide_sign}{side(one.right)}"

    relation = instance.relation
    within = str(say("form.checks.within", tolerance=str(relation.tolerance))) if relation.tolerance else ""
    every = [str(say("form.checks.and", terms=list(map(compared, all_of)))) for all_of in instance.when]
    when = str(say("form.checks.or", terms=every)) if every else ""
    condition = str(say("form.checks.when", when=when)) if when else ""
    about = str(say("form.checks.of", of=of)) if of else ""
    return f"{condition}{compared(instance)}{within}{about}"


def _unnumbered(label: str) -> str:
    """Return a label without its printed number, and without what it explains in brackets."""
    return re.sub(r"[（(][^（()）]{8,}[)）]$", "", label.removeprefix(numbering(label))) or label


def write_checks(sheet: Worksheet, formulas: Formulas) -> None:
    """Write a line for each relation of the standard, in its order."""
    standard, layout = formulas.layout.standard, formulas.layout
    put(sheet, 1, 1, str(say("form.checks.title")), TITLE)
    merge(sheet, (1, 1), (1, len(_HEADS)))
    put(sheet, 2, 1, str(say("form.checks.line")), LINE)
    merge(sheet, (2, 1), (2, len(_HEADS)))
    height(sheet, 2, [(str(say("form.checks.line")), sum(_WIDTHS), 11)])
    for column, head in enumerate(_HEADS, start=1):
        put(sheet, CHECK_ROW - 1, column, str(say(f"form.checks.{head}")), HEAD)
    left_look = CellStyle(size=10, across="left")
    for number, instance in enumerate(standard.relations):
        row = CHECK_ROW + number
        words = relation_in_words(instance, standard)
        first = next(
            (layout.places[one] for one in (instance.defines or "", *instance.addresses) if one in layout.places), None
        )
        title = formulas.titles[first.page.number] if first else ""
        place = f"{title}!{letter(first.column)}{first.row}" if first else ""
        failed = f'OR(B{row}="{FormState.FAILED}",B{row}="{FormState.EXPLAIN}")'
        texts = [str(say(f"form.checks.{one}")) for one in ("and_left", "and_right", "and_difference", "end")]
        shown = evolve(_SIDE, format=day_format(standard)) if instance.days else _SIDE
        sides = [f'TEXT({side}{row},"yyyy-mm-dd")' if instance.days else f"{side}{row}" for side in "DE"]
        why = f'=IF({failed},C{row}&"{texts[0]}"&{sides[0]}&"{texts[1]}"&{sides[1]}&"{texts[2]}"&F{row}&"{texts[3]}","")'
        values: list[tuple[str | int, CellStyle]] = [
            (number + 1, CellStyle(size=10)),
            (formulas.state(instance, f"D{row}", f"E{row}"), CellStyle(size=10, bold=True)),
            (words, left_look),
            (f"={formulas.side(instance.left)}", shown),
            (f"={formulas.side(instance.right)}", shown),
            (f"=ROUND(D{row}-E{row},6)", CellStyle(size=10)),
            (why, left_look),
            (place, evolve(left_look, colour="0563C1")),
            (f"=IF({failed},1,0)", LINE),
            (instance.relation.key, LINE),
        ]
        for column, (value, look) in enumerate(values, start=1):
            cell = put(sheet, row, column, value, look)
            if isinstance(value, str) and column in (2, 4, 5, 6, 7, 9):
                cell.value, cell.quotePrefix = value, False  # a formula of ours
        if first is not None:
            safe = title.replace("'", "''")
            lead_to(sheet[f"H{row}"], f"'{safe}'!{letter(first.column)}{first.row}")
        height(sheet, row, [(words, _WIDTHS[2], 10), (words, _WIDTHS[6], 10)])
    widen(sheet, _WIDTHS)
    for hidden in ("I", "J"):
        sheet.column_dimensions[hidden].hidden = True
    states = f"B{CHECK_ROW}:B{CHECK_ROW + max(1, len(standard.relations)) - 1}"
    for word, colour in ((FormState.FAILED, "FFC7CE"), (FormState.EXPLAIN, "FFEB9C"), (FormState.PASSED, "E2EFDA")):
        sheet.conditional_formatting.add(states, coloured(f'B{CHECK_ROW}="{word}"', colour))
    sheet.freeze_panes = f"A{CHECK_ROW}"
    set_up(sheet, None, len(_HEADS), repeat=f"{CHECK_ROW - 1}:{CHECK_ROW - 1}", landscape=True)
    protect(sheet)
