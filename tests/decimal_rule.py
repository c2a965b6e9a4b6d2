"""A rule for mypy: decimals are added, divided and made of text in ``govdisclosure.exact.decimals`` and nowhere else.

An operator of Python on a ``Decimal`` rounds to the precision that the calling program has set, and a text that is no number is
an error or ``NaN`` as its traps say; a figure must depend on neither. mypy knows the types, so it sees every such place.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import AnyType, Instance, Type, UnionType, get_proper_type

_NAMES = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow")
OPERATORS = {f"__{side}{name}__" for side in ("", "r") for name in _NAMES}
METHODS = {
    *OPERATORS, "__neg__", "__pos__", "__abs__", "__round__", "exp", "fma", "ln", "log10", "logb", "max", "max_mag", "min",
    "min_mag", "next_minus", "next_plus", "next_toward", "normalize", "quantize", "remainder_near", "rotate", "scaleb", "shift",
    "sqrt",
    "to_eng_string", "to_integral", "to_integral_exact", "to_integral_value",
}  # fmt: skip
HOME = "govdisclosure/exact/decimals.py"
HINT = "depends on the caller's decimal context: use govdisclosure.exact.decimals"


def has_decimal(kind: Type) -> bool:
    """Whether a type is ``Decimal``, or a union or a collection with it."""
    proper = get_proper_type(kind)
    if isinstance(proper, UnionType):
        return any(has_decimal(item) for item in proper.items)
    return isinstance(proper, Instance) and (proper.type.fullname == "decimal.Decimal" or any(map(has_decimal, proper.args)))


def is_text(kind: Type) -> bool:
    """Whether a type is text that is no literal, or may be."""
    proper = get_proper_type(kind)
    if isinstance(proper, UnionType):
        return any(map(is_text, proper.items))
    if isinstance(proper, Instance):
        return proper.type.fullname in ("builtins.str", "builtins.float", "builtins.object") and proper.last_known_value is None
    return isinstance(proper, AnyType)


_CONTEXTS = ("getcontext", "localcontext", "setcontext")
_RULES: dict[str, Callable[[Type], bool]] = {
    "decimal.Decimal": is_text,
    **dict.fromkeys((f"builtins.{name}" for name in ("abs", "divmod", "pow", "round", "sum")), has_decimal),
    **dict.fromkeys(
        (f"{home}.{name}" for home in ("decimal", "_decimal") for name in ("getcontext", "localcontext", "setcontext")),
        lambda _: True,
    ),
}


def applies(context: FunctionContext | MethodContext) -> bool:
    """Whether the rule holds in this file: in the package and its plugins, not in the tests."""
    path = getattr(context.api, "path", "").replace("\\", "/")
    return not path.endswith(HOME) and "tests/" not in path and not path.startswith(("benchmarks", "docs", "examples"))


class DecimalRule(Plugin):
    """Calls mypy's attention to arithmetic with decimals."""

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        owner, _, name = fullname.rpartition(".")
        if owner != "decimal.Decimal" or name not in METHODS:
            return None

        def check(context: MethodContext) -> Type:
            if applies(context):
                context.api.fail(f"Decimal.{name} {HINT}", context.context)
            return context.default_return_type

        return check

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        home, _, name = fullname.rpartition(".")
        judge = _RULES.get(fullname)
        if judge is None:
            return None

        def check(context: FunctionContext) -> Type:
            given = [kind for kinds in context.arg_types[:1] for kind in kinds]
            if applies(context) and (not given or any(map(judge, given))):
                context.api.fail(f"{name} of {home} {HINT}", context.context)
            return context.default_return_type

        return check


def plugin(version: str) -> type[Plugin]:
    """Give mypy the rule."""
    return DecimalRule
