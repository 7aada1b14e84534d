"""The look that all pages of both pretend vendors share. Text goes in as text and is escaped here.

What returns `Html` returns markup that is safe to put into markup; everything else is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import NewType

from connectors.sandbox.http import Reply, Request, Route, html_reply

Html = NewType("Html", str)

STYLE = "/sandbox/chrome.css"
NOTHING = Html("")
_SHEET = Path(__file__).with_name("chrome.css").read_bytes()


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose pages these are; `key` chooses the colour."""

    key: str
    name: str
    organisation: str = ""
    places: tuple[tuple[str, str], ...] = ()  # (label, URL) of the bar


def style_route() -> Route:
    """Serve the style sheet; every app that shows a `page` needs it."""

    def sheet(_request: Request) -> Reply:
        return Reply(200, _SHEET, {"Content-Type": "text/css", "Cache-Control": "max-age=60"})

    return Route("GET", STYLE, sheet)


def page(
    brand: Brand, title: str, body: Html, *, status: int = 200, here: str = "", narrow: bool = False
) -> Reply:
    """Return a whole page; `here` is the place of the bar that it belongs to."""
    places = joined(_place(label, where, where == here) for label, where in brand.places)
    org = f'<span class="org">{escape(brand.organisation)}</span>' if brand.organisation else ""
    return html_reply(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - {escape(brand.name)}</title>"
        f'<link rel="stylesheet" href="{STYLE}"><link rel="icon" href="data:,"></head>'
        f'<body class="{brand.key}"><header><a href="/"><strong>{escape(brand.name)}</strong></a>'
        f'{org}<nav aria-label="Places">{places}</nav></header>'
        f"<main{' class=narrow' if narrow else ''}>{body}</main></body></html>",
        status,
    )


def joined(parts: Iterable[Html]) -> Html:
    return Html("".join(parts))


def text(value: object) -> Html:
    return Html(escape(str(value)))


def link(label: object, where: str, kind: str = "") -> Html:
    marked = f' class="{kind}"' if kind else ""
    return Html(f'<a href="{escape(where)}"{marked}>{escape(str(label))}</a>')


def card(body: Html, kind: str = "") -> Html:
    return Html(f'<section class="card {kind}">{body}</section>')


def heading(title: str, *beside: Html, above: Html = NOTHING, below: str = "") -> Html:
    """Return the head of a page: title, a line below it, buttons beside it."""
    crumb = f'<p class="crumb">{above}</p>' if above else ""
    under = f'<div class="quiet">{escape(below)}</div>' if below else ""
    return Html(
        f'{crumb}<div class="head"><div><h1>{escape(title)}</h1>{under}</div>'
        f'<div class="bar">{"".join(beside)}</div></div>'
    )


def table(
    heads: Iterable[str], rows: Iterable[Iterable[Html]], numbers: Iterable[str] = ()
) -> Html:
    """Return a table; columns named in `numbers` are set to the right."""
    heads, right = list(heads), set(numbers)
    kinds = [' class="number"' if head in right else "" for head in heads]
    kinds[:1] = [' class="first"']
    top = "".join(f"<th{kind}>{escape(head)}</th>" for head, kind in zip(heads, kinds, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{c}</td>" for c, k in zip(row, kinds, strict=True)) + "</tr>"
        for row in rows
    )
    return Html(f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>")


def facts(pairs: Iterable[tuple[str, Html]]) -> Html:
    return Html(
        "<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs)
        + "</dl>"
    )


def refusal(messages: Iterable[str]) -> Html:
    """Say what the vendor refuses, or nothing where there is nothing."""
    said = list(messages)
    if not said:
        return NOTHING
    listed = "".join(f"<li>{escape(each)}</li>" for each in said)
    return Html(f'<div class="note bad" role="alert"><b>Not saved.</b><ul>{listed}</ul></div>')


def button(label: str, where: str, *, danger: bool = False, main: bool = False) -> Html:
    """Return a form of one button, which posts."""
    kind = "danger" if danger else "main" if main else ""
    return Html(
        f'<form method="post" action="{escape(where)}">'
        f'<button class="{kind}">{escape(label)}</button></form>'
    )


def _place(label: str, where: str, is_here: bool) -> Html:  # noqa: FBT001 - one caller, above
    mark = ' aria-current="page"' if is_here else ""
    return Html(f'<a href="{escape(where)}"{mark}>{escape(label)}</a>')
