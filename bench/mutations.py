"""Small faults for Python source, one at a time: the wrong comparison, a number one off, a statement left out.

Words aren't changed: text in the code is data, messages and patterns, whose tests are tables of cases.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import TypeVar

__all__ = ["Mutant", "mutants"]

_Node = TypeVar("_Node", bound=ast.AST)

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_TYPES = {"annotation", "returns", "type_params", "bases", "decorator_list"}  # don't run, or aren't the code's own


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in one file."""

    path: Path
    line: int
    before: str
    after: str
    functions: tuple[int, ...]
    """First lines of the functions around it, the outermost first; none: it happens while the module is loaded."""
    code: CodeType
    """The faulty module, compiled."""

    def __str__(self) -> str:
        """Say where it is and what it does."""
        return f"{self.path.name}:{self.line}: {self.before}  ->  {self.after}"


def mutants(path: Path) -> list[Mutant]:
    """Return all faults for a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = list(_faults(path, tree, tree, ()))
    return sorted(found, key=lambda mutant: mutant.line)


def _faults(path: Path, tree: ast.Module, node: ast.AST, functions: tuple[int, ...]) -> Iterator[Mutant]:
    for field, value in ast.iter_fields(node):
        if field in _TYPES or _is_declaration(value):
            continue
        within = functions
        if field == "body" and isinstance(node, ast.FunctionDef):
            within += (min(part.lineno for part in (node, *node.decorator_list)),)
        for place, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_text(child):
                continue
            for other in (*_other_expressions(child), *_other_statements(child)):
                code = _compiled(path, tree, node, (field, place), other)
                before, after = (ast.unparse(part).partition("\n")[0] for part in (child, other))
                yield Mutant(path, getattr(child, "lineno", 0), before, after, within, code)
            yield from _faults(path, tree, child, within)


def _compiled(path: Path, tree: ast.Module, node: ast.AST, where: tuple[str, int | None], other: ast.AST) -> CodeType:
    """Compile `tree` with `other` in one place: a field of a node, or a part of that field."""
    field, place = where
    value = getattr(node, field)
    setattr(node, field, other if place is None else [*value[:place], other, *value[place + 1 :]])
    code: CodeType = compile(ast.fix_missing_locations(tree), str(path), "exec")
    setattr(node, field, value)
    return code


def _is_declaration(value: object) -> bool:
    return isinstance(value, list) and any(getattr(target, "id", "") == "__all__" for target in value)


def _is_text(node: ast.AST) -> bool:
    """Tell whether a node is a docstring, a line of a log, or an import."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.Expr):
        return False
    called = node.value.func if isinstance(node.value, ast.Call) else node.value
    return isinstance(called, ast.Constant) or ast.unparse(called).startswith("_log.")


def _other_expressions(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            for place, kind in enumerate(node.ops):
                for other in _COMPARISONS[type(kind)]:
                    ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                    yield _at(node, ast.Compare(node.left, ops, node.comparators))
        case ast.BoolOp():
            yield _at(node, ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.BinOp(left, kind, right) if type(kind) in _ARITHMETIC and not (_says(left) or _says(right)):
            yield _at(node, ast.BinOp(left, _ARITHMETIC[type(kind)](), right))
        case ast.Constant(value):
            yield from (_at(node, ast.Constant(other)) for other in _other_values(value))
        case ast.IfExp(test, body, orelse) if _is_plain(test):
            yield _at(node, ast.IfExp(_negated(test), body, orelse))


def _other_values(value: object) -> tuple[float, ...]:
    match value:
        case bool():
            return (not value,)
        case int():
            return value + 1, value - 1
        case float():
            return value * 1.5, value * 0.5
    return ()


def _other_statements(node: ast.AST) -> Iterator[ast.stmt]:
    match node:
        case ast.If(test, body, orelse) if _is_plain(test):
            yield _at(node, ast.If(_negated(test), body, orelse))
        case ast.While(test, body, orelse) if _is_plain(test):
            yield _at(node, ast.While(_negated(test), body, orelse))
        case ast.For(target, _, body, orelse):
            yield _at(node, ast.For(target, ast.Tuple([], ast.Load()), body, orelse))
        case ast.AugAssign(target, kind, value) if type(kind) in _ARITHMETIC and not _says(value):
            yield _at(node, ast.AugAssign(target, _ARITHMETIC[type(kind)](), value))
        case ast.Expr(ast.Call()) | ast.Raise():
            yield _at(node, ast.Pass())
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield _at(node, ast.Return(ast.Constant(None)))
        case ast.Break():
            yield _at(node, ast.Continue())
        case ast.Continue():
            yield _at(node, ast.Break())


def _at(place: ast.AST, node: _Node) -> _Node:
    return ast.copy_location(node, place)


def _negated(test: ast.expr) -> ast.expr:
    return _at(test, ast.UnaryOp(ast.Not(), test))


def _is_plain(test: ast.expr) -> bool:
    """Tell whether no other fault turns a condition around."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _says(node: ast.expr) -> bool:
    """Tell whether a node is written text, which can only be added to."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
