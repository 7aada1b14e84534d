"""COQL as text: tokens, and a parser for the part of the language that a sync uses.

Grammar (keywords in any case):
    select column, ... from Module where condition [order by column [asc|desc], ...]
    [limit n] [offset n | limit offset, n]
    condition: operand [and|or operand]   - two at most, side by side; more need brackets
    operand: ( condition ) | column test
ZOHO.md 3: three or more criteria side by side are refused, an in-list holds 100 values, a query 25
criteria, 500 columns, 10 columns of order; a call 2,000 rows and OFFSET reaches 100,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from connectors.sandbox.zoho.refused import Refused

TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))"
    r"|(?P<word>[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,))"
)
MAX_IN = 100
MAX_CRITERIA = 25
MAX_COLUMNS = 500
MAX_ORDER = 10
MAX_LIMIT = 2_000
MAX_REACH = 100_000
DEFAULT_LIMIT = 200
COMPARISONS = frozenset({"=", "!=", "<>", "<", ">", "<=", ">="})


@dataclass(frozen=True, slots=True)
class Criterion:
    column: str
    operator: str  # "=", "in", "is null", ...
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    joint: str  # "and" or "or"
    left: Condition
    right: Condition


Condition: TypeAlias = Criterion | Pair


@dataclass(frozen=True, slots=True)
class Order:
    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    columns: tuple[str, ...]
    module: str
    where: Condition
    order: tuple[Order, ...] = ()
    limit: int = DEFAULT_LIMIT
    offset: int = 0


def syntax_error(near: str) -> Refused:
    return Refused("SYNTAX_ERROR", message="error occured while parsing the query", near=near)


def limit_exceeded(clause: str, limit: int) -> Refused:
    message = f"{clause} exceeds the limit"
    return Refused("LIMIT_EXCEEDED", message=message, clause=clause, limit=limit)


def parse(query: str) -> Query:
    """Read a COQL query. Raises Refused as Zoho answers."""
    parser = _Parser(_tokens(query))
    made = parser.query()
    if criteria(made.where) > MAX_CRITERIA:
        raise limit_exceeded("where", MAX_CRITERIA)
    return made


def criteria(where: Condition) -> int:
    return 1 if isinstance(where, Criterion) else criteria(where.left) + criteria(where.right)


def _tokens(query: str) -> list[tuple[str, str]]:
    found, at, end = [], 0, len(query.rstrip())
    while at < end:
        match = TOKEN.match(query, at)
        if match is None or match.lastgroup is None:
            raise syntax_error(query[at : at + 20].strip())
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        """Return the next token as a keyword or sign; "" at the end and for values."""
        kind, value = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        return value.lower() if kind in ("word", "sign") else ""

    def near(self) -> str:
        return self.tokens[min(self.at, len(self.tokens) - 1)][1] if self.tokens else ""

    def take(self, *kinds: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] not in kinds:
            raise syntax_error(self.near())
        self.at += 1
        return self.tokens[self.at - 1][1]

    def maybe(self, *words: str) -> bool:
        """Step over these keywords if they come next, all of them."""
        ahead = [value.lower() for _, value in self.tokens[self.at : self.at + len(words)]]
        if ahead == list(words):
            self.at += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        if not self.maybe(*words):
            raise syntax_error(self.near())

    def query(self) -> Query:
        self.expect("select")
        columns = [self.column()]
        while self.maybe(","):
            columns.append(self.column())
        if len(columns) > MAX_COLUMNS:
            raise limit_exceeded("select", MAX_COLUMNS)
        self.expect("from")
        module = self.take("word")
        self.expect("where")
        where = self.condition()
        order = self.order()
        limit, offset = self.limit()
        if self.at < len(self.tokens):
            raise syntax_error(self.near())
        return Query(tuple(columns), module, where, order, limit, offset)

    def column(self) -> str:
        return self.take("word", "text").strip("'\"")

    def condition(self) -> Condition:
        left = self.operand()
        if self.peek() not in ("and", "or"):
            return left
        joint = self.take("word").lower()
        made = Pair(joint, left, self.operand())
        if self.peek() in ("and", "or"):  # the brackets rule, ZOHO.md 3
            raise syntax_error(self.near())
        return made

    def operand(self) -> Condition:
        if self.maybe("("):
            inner = self.condition()
            self.expect(")")
            return inner
        return self.criterion()

    def criterion(self) -> Criterion:
        column = self.column()
        if self.maybe("is", "not", "null"):
            return Criterion(column, "is not null")
        if self.maybe("is", "null"):
            return Criterion(column, "is null")
        if self.maybe("between"):
            return Criterion(column, "between", self.span())
        if self.maybe("not", "between"):
            return Criterion(column, "not between", self.span())
        negated = "not " if self.maybe("not") else ""
        return self.test(column, negated)

    def test(self, column: str, negated: str) -> Criterion:
        if self.maybe("in"):
            return Criterion(column, f"{negated}in", self.values())
        if self.maybe("like"):
            return Criterion(column, f"{negated}like", (self.value(),))
        if negated or self.peek() not in COMPARISONS:
            raise syntax_error(self.near())
        sign = self.take("sign").replace("<>", "!=")
        return Criterion(column, sign, (self.value(),))

    def span(self) -> tuple[str, str]:
        low = self.value()
        self.expect("and")
        return low, self.value()

    def values(self) -> tuple[str, ...]:
        self.expect("(")
        found = [self.value()]
        while self.maybe(","):
            found.append(self.value())
        self.expect(")")
        if len(found) > MAX_IN:
            raise limit_exceeded("in", MAX_IN)
        return tuple(found)

    def value(self) -> str:
        if self.peek() in ("true", "false"):
            return self.take("word").lower()
        raw = self.take("text", "number")
        return re.sub(r"\\(.)", r"\1", raw[1:-1]) if raw[0] in "'\"" else raw

    def order(self) -> tuple[Order, ...]:
        if not self.maybe("order", "by"):
            return ()
        found = [self.order_one()]
        while self.maybe(","):
            found.append(self.order_one())
        names = [each.column for each in found]
        if len(found) > MAX_ORDER:
            raise limit_exceeded("order by", MAX_ORDER)
        if len(set(names)) < len(names):
            raise Refused("DUPLICATE_DATA", message="duplicate column found", clause="order by")
        return tuple(found)

    def order_one(self) -> Order:
        column = self.column()
        if self.maybe("desc"):
            return Order(column, descending=True)
        self.maybe("asc")
        return Order(column)

    def limit(self) -> tuple[int, int]:
        limit, offset = DEFAULT_LIMIT, 0
        if self.maybe("limit"):
            limit = self.count()
            if self.maybe(","):
                limit, offset = self.count(), limit
        if self.maybe("offset"):
            offset = self.count()
        if not 0 < limit <= MAX_LIMIT:
            message = "limit given seems to be invalid"
            raise Refused("INVALID_QUERY", message=message, limit=limit)
        if limit + offset > MAX_REACH:
            raise limit_exceeded("offset", MAX_REACH)
        return limit, offset

    def count(self) -> int:
        raw = self.take("number", "word", "text")
        if not raw.isdecimal():
            raise Refused("INVALID_QUERY", message="limit given seems to be invalid", limit=raw)
        return int(raw)
