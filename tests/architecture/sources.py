"""The project's own files, read once, for the rules that no off-the-shelf linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
SKIPPED = {"__pycache__", "migrations", "vendor"}
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    def defined(self) -> Iterator[tuple[int, str]]:
        """Yield (line, name) of what this file names: itself, classes, functions, fields."""
        yield 1, self.path.stem
        for node in self.nodes:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield node.lineno, node.name
                case ast.AnnAssign(target=ast.Name(id=name)) | ast.arg(arg=name):
                    yield node.lineno, name
                case _:
                    pass

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield (line, dotted name) of everything imported."""
        for node in self.nodes:
            match node:
                case ast.Import(names=names):
                    yield from ((node.lineno, alias.name) for alias in names)
                case ast.ImportFrom(module=str(module), names=names):
                    yield from ((node.lineno, f"{module}.{alias.name}") for alias in names)
                case _:
                    pass

    def attributes(self) -> Iterator[tuple[int, str]]:
        """Yield (line, name) of every `.name` that is read or called."""
        for node in self.nodes:
            if isinstance(node, ast.Attribute):
                yield node.lineno, node.attr

    def calls(self) -> Iterator[tuple[int, str]]:
        """Yield (line, name) of every `.name(...)`."""
        for node in self.nodes:
            match node:
                case ast.Call(func=ast.Attribute(attr=name)):
                    yield node.lineno, name
                case _:
                    pass

    def strings(self) -> Iterator[tuple[int, str]]:
        for node in self.nodes:
            match node:
                case ast.Constant(value=str(value)):
                    yield node.lineno, value
                case _:
                    pass

    def matches(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Yield "file:line: text" where the pattern occurs."""
        for number, line in enumerate(self.lines, start=1):
            if found := pattern.search(line):
                yield f"{self.name}:{number}: {found[0]}"


def below(*folders: str, suffix: str = ".py") -> list[Source]:
    """Return the files of these folders, without vendored ones and migrations."""
    return [
        Source(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob(f"*{suffix}"))
        if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts)
    ]


def words(name: str) -> set[str]:
    """Split a name into lower-case words: "DoTheThing_at" -> {"do", "the", "thing", "at"}."""
    return set(re.findall(r"[a-z0-9]+", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()))
