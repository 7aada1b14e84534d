"""The record browser of a pretend vendor: list, look, edit, make, act, as a person does.

    /                              what there is
    /records/<module>              list; ?q= searches, ?page= turns
    /records/<module>/new          a form
    /records/<module>/<id>         one record, and what may be done with it
    /records/<module>/<id>/edit    a form
    /records/<module>/<id>/do/...  one deed: approve, void, pay, delete ...

It knows no rules: a `Kind` saves through the vendor's state, and what that refuses is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, Protocol, TypeAlias
from urllib.parse import quote, unquote, urlencode

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html, joined, link, text
from connectors.sandbox.forms import Input, Lines, Typed, form, labelled
from connectors.sandbox.http import Reply, Request, Route, redirect

Record: TypeAlias = Mapping[str, Any]
PAGE_SIZE = 50
ONE = r"/records/(?P<slug>[a-z-]+)/(?P<record_id>[^/]+)"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do with a record beside editing it; `do` raises what the vendor refuses."""

    slug: str
    label: str
    do: Callable[[Typed], object]
    danger: bool = False
    inputs: tuple[Input, ...] = ()
    leaves: bool = False  # the record is gone afterwards


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form asks for."""

    groups: tuple[tuple[str, tuple[Input, ...]], ...]
    lines: tuple[tuple[str, Lines], ...] = ()

    @property
    def inputs(self) -> list[Input]:
        return [each for _, inputs in self.groups for each in inputs]


class Kind(Protocol):
    """One module, as the browser needs it."""

    @property
    def slug(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def one(self) -> str: ...
    @property
    def heads(self) -> tuple[str, ...]: ...
    @property
    def numbers(self) -> tuple[str, ...]: ...  # heads of columns of numbers
    @property
    def makes(self) -> bool: ...  # a person may make and edit them
    def rows(self) -> Iterable[Record]: ...  # newest first
    def find(self, record_id: str, /) -> Record | None: ...
    def id_of(self, record: Record, /) -> str: ...
    def title(self, record: Record, /) -> str: ...
    def words(self, record: Record, /) -> str: ...  # what a search looks through
    def cells(self, record: Record, /) -> Sequence[Html]: ...  # the first one becomes the link
    def view(self, record: Record, /) -> Html: ...
    def sheet(self, record: Record | None, /) -> Sheet: ...
    def save(self, record: Record | None, typed: Typed, /) -> str: ...  # returns the id
    def deeds(self, record: Record, /) -> Sequence[Deed]: ...


@dataclass(frozen=True, slots=True)
class Browser:
    """`refused`: what the vendor raises; `said`: its words, one message each."""

    brand: Callable[[], Brand]
    kinds: Callable[[], Sequence[Kind]]
    lock: RLock
    refused: tuple[type[Exception], ...]
    said: Callable[[Any], Sequence[str]]

    def routes(self) -> tuple[Route, ...]:
        def locked(method: str, pattern: str, answer: Callable[..., Reply]) -> Route:
            def act(request: Request, **named: str) -> Reply:
                with self.lock:
                    return answer(request, **named)

            return Route(method, pattern, act)

        many = r"/records/(?P<slug>[a-z-]+)"
        return (
            locked("GET", "/", self.home),
            locked("GET", many, self.listed),
            locked("GET", f"{many}/new", self.blank),
            locked("POST", f"{many}/new", self.make),
            locked("GET", ONE, self.show),
            locked("GET", f"{ONE}/edit", self.edit),
            locked("POST", f"{ONE}/edit", self.keep),
            locked("POST", f"{ONE}/do/(?P<deed>[a-z0-9-]+)", self.do),
        )

    def home(self, _request: Request) -> Reply:
        tiles = joined(
            Html(f'<a href="{at(kind)}"><b>{_count(kind)}</b>{text(kind.label)}</a>')
            for kind in self.kinds()
        )
        told = "Nothing here is real. Change what you like: the portal will see it."
        brand = self.brand()
        head = chrome.heading(brand.organisation or brand.name, below=told)
        return chrome.page(brand, "Overview", Html(f'{head}<div class="tiles">{tiles}</div>'))

    def listed(self, request: Request, slug: str) -> Reply:
        kind = self._kind(slug)
        if kind is None:
            return self._nothing()
        wanted = request.query.get("q", "").strip()
        number = request.query.get("page", "1")
        page = max(1, int(number)) if number.isdecimal() else 1
        found = [row for row in kind.rows() if wanted.casefold() in kind.words(row).casefold()]
        rows = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        body = Html(
            chrome.heading(kind.label, *_tools(kind, wanted), below=_counted(len(found), page))
            + chrome.card(_rows(kind, rows), "wide")
            + _turning(kind, wanted, page, len(found))
        )
        return chrome.page(self.brand(), kind.label, body, here=at(kind))

    def blank(self, _request: Request, slug: str) -> Reply:
        kind = self._kind(slug)
        return self._form(kind, None) if kind and kind.makes else self._nothing()

    def make(self, request: Request, slug: str) -> Reply:
        kind = self._kind(slug)
        return self._saved(kind, None, request.form()) if kind else self._nothing()

    def show(self, _request: Request, slug: str, record_id: str) -> Reply:
        kind, record = self._found(slug, record_id)
        return self._record(kind, record) if kind and record else self._nothing()

    def edit(self, _request: Request, slug: str, record_id: str) -> Reply:
        kind, record = self._found(slug, record_id)
        return self._form(kind, record) if kind and record and kind.makes else self._nothing()

    def keep(self, request: Request, slug: str, record_id: str) -> Reply:
        kind, record = self._found(slug, record_id)
        if kind is None or record is None:
            return self._nothing()
        return self._saved(kind, record, request.form())

    def do(self, request: Request, slug: str, record_id: str, deed: str) -> Reply:
        kind, record = self._found(slug, record_id)
        if kind is None or record is None:
            return self._nothing()
        wanted = next((each for each in kind.deeds(record) if each.slug == deed), None)
        if wanted is None:
            why = f"{kind.one} {kind.title(record)} has changed: this cannot be done any more."
            return self._record(kind, record, (why,))
        try:
            wanted.do(request.form())
        except self.refused as exc:
            return self._record(kind, record, self.said(exc))
        return redirect(at(kind) if wanted.leaves else at(kind, record_id))

    def _kind(self, slug: str) -> Kind | None:
        return next((kind for kind in self.kinds() if kind.slug == slug), None)

    def _found(self, slug: str, record_id: str) -> tuple[Kind | None, Record | None]:
        kind = self._kind(slug)
        return kind, kind.find(unquote(record_id)) if kind else None

    def _saved(self, kind: Kind, record: Record | None, typed: Typed) -> Reply:
        try:
            return redirect(at(kind, kind.save(record, typed)))
        except self.refused as exc:
            return self._form(kind, record, typed, self.said(exc))

    def _form(
        self,
        kind: Kind,
        record: Record | None,
        typed: Typed | None = None,
        wrong: Sequence[str] = (),
    ) -> Reply:
        sheet = kind.sheet(record)
        back, where = at(kind), at(kind, "new")
        title = f"New {kind.one}"
        if record is not None:
            back, title = at(kind, kind.id_of(record)), f"Edit {kind.title(record)}"
            where = f"{back}/edit"
        head = chrome.heading(title, link("Cancel", back, "button"))
        asked = form(where, sheet.groups, lines=sheet.lines, typed=typed)
        body = Html(chrome.refusal(wrong) + head + asked)
        return chrome.page(self.brand(), title, body, status=_status(wrong), here=at(kind))

    def _record(self, kind: Kind, record: Record, wrong: Sequence[str] = ()) -> Reply:
        where, deeds = at(kind, kind.id_of(record)), kind.deeds(record)
        edit = [link("Edit", f"{where}/edit", "button main")] if kind.makes else []
        plain = (
            chrome.button(each.label, f"{where}/do/{each.slug}", danger=each.danger)
            for each in deeds
            if not each.inputs
        )
        asking = joined(_asking(each, where) for each in deeds if each.inputs)
        above = link(kind.label, at(kind))
        head = chrome.heading(kind.title(record) or "(no name)", *edit, *plain, above=above)
        body = Html(chrome.refusal(wrong) + head + kind.view(record) + asking)
        title = kind.title(record)
        return chrome.page(self.brand(), title, body, status=_status(wrong), here=at(kind))

    def _nothing(self) -> Reply:
        body = chrome.heading("Nothing here", below="It may have been deleted.")
        return chrome.page(self.brand(), "Nothing here", body, status=404)


def at(kind: Kind, record_id: str = "") -> str:
    return f"/records/{kind.slug}" + (f"/{quote(record_id)}" if record_id else "")


def _status(wrong: Sequence[str]) -> int:
    return 422 if wrong else 200


def _count(kind: Kind) -> int:
    return sum(1 for _ in kind.rows())


def _counted(count: int, page: int) -> str:
    first = (page - 1) * PAGE_SIZE + 1
    shown = f", {first} to {min(count, page * PAGE_SIZE)} shown" if count > PAGE_SIZE else ""
    return f"{count} record{'' if count == 1 else 's'}{shown}"


def _tools(kind: Kind, wanted: str) -> list[Html]:
    box = (
        f'<form class="bar search" action="{at(kind)}">'
        f'<input type="search" name="q" value="{text(wanted)}" placeholder="Search" '
        f'aria-label="Search {text(kind.label.lower())}"><button>Search</button></form>'
    )
    new = [link(f"New {kind.one}", at(kind, "new"), "button main")] if kind.makes else []
    return [Html(box), *new]


def _rows(kind: Kind, rows: Iterable[Record]) -> Html:
    def linked(row: Record) -> list[Html]:
        first, *others = kind.cells(row)
        label = first or Html("(no name)")
        return [Html(f'<a href="{at(kind, kind.id_of(row))}">{label}</a>'), *others]

    return chrome.table(kind.heads, (linked(row) for row in rows), kind.numbers)


def _turning(kind: Kind, wanted: str, page: int, count: int) -> Html:
    def to(number: int) -> str:
        asked = {"q": wanted, "page": str(number)} if wanted else {"page": str(number)}
        return f"{at(kind)}?{urlencode(asked)}"

    older = [link("Next", to(page + 1), "button")] if page * PAGE_SIZE < count else []
    newer = [link("Previous", to(page - 1), "button")] if page > 1 else []
    return Html(f'<div class="bar">{"".join([*newer, *older])}</div>')


def _asking(deed: Deed, where: str) -> Html:
    inputs = joined(labelled(each, None) for each in deed.inputs)
    return chrome.card(
        Html(
            f'<h2>{text(deed.label)}</h2><form method="post" action="{where}/do/{deed.slug}">'
            f'<div class="fields">{inputs}</div><p><button>{text(deed.label)}</button></p></form>'
        )
    )
