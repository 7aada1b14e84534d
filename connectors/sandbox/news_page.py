"""The page /news of each vendor: whom it tells of changes, how that went, and mishaps on order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connectors.sandbox import chrome
from connectors.sandbox.announcer import Announcer, Mishap
from connectors.sandbox.chrome import Brand, Html, joined, text
from connectors.sandbox.forms import Input, Typed, labelled
from connectors.sandbox.http import Reply, Request, Route, redirect

WHERE = "/news"
PLACE = ("News", WHERE)
MISHAPS = (
    ("lost", "Never sent"),
    ("doubled", "Sent twice"),
    ("late", "Sent late by so many seconds"),
    ("forged", "A forged one comes before it"),
)
LAST = 20  # answers shown


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who is told: a table, and what to say where it is empty."""

    heads: Sequence[str]
    rows: Callable[[], Sequence[Sequence[object]]]
    nobody: str


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a person fills in at this vendor so that it tells somebody."""

    title: str
    inputs: Callable[[], Sequence[Input]]
    save: Callable[[Mapping[str, str]], object]


@dataclass(frozen=True, slots=True)
class NewsPage:
    brand: Callable[[], Brand]
    announcer: Announcer
    listeners: Listeners
    set_up: SetUp | None = None

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", WHERE, lambda _request: self._page()),
            Route("POST", f"{WHERE}/mishap", self._order),
            Route("POST", f"{WHERE}/set-up", self._save),
        )

    def _order(self, request: Request) -> Reply:
        typed = request.form()
        try:
            times, seconds = int(typed.get("times") or 1), float(typed.get("seconds") or 0)
            self.announcer.order(Mishap(typed.get("kind", ""), times=times, seconds=seconds))
        except ValueError as exc:
            return self._page((f"This is no mishap: {exc}",), typed)
        return redirect(WHERE)

    def _save(self, request: Request) -> Reply:
        if self.set_up is None:
            return Reply(404)
        typed = request.form()
        self.set_up.save({each.name: typed.get(each.name, "") for each in self.set_up.inputs()})
        return redirect(WHERE)

    def _page(self, wrong: Sequence[str] = (), typed: Typed | None = None) -> Reply:
        told = "What this vendor tells by itself when a record changes, and to whom."
        body = Html(
            chrome.refusal(wrong)
            + chrome.heading("News", below=told)
            + self._told()
            + self._set_up()
            + self._went()
            + _mishaps(typed)
        )
        return chrome.page(self.brand(), "News", body, status=422 if wrong else 200, here=WHERE)

    def _told(self) -> Html:
        rows = self.listeners.rows()
        if not rows:
            return chrome.card(Html(f'<span class="quiet">{text(self.listeners.nobody)}</span>'))
        cells = (map(text, row) for row in rows)
        return chrome.card(chrome.table(self.listeners.heads, cells), "wide")

    def _set_up(self) -> Html:
        if self.set_up is None:
            return chrome.NOTHING
        return _form(self.set_up.title, "set-up", self.set_up.inputs(), None, "Save")

    def _went(self) -> Html:
        answers = list(self.announcer.sent)[-LAST:]
        said = ", ".join(str(each) if each else "no answer" for each in answers)
        facts = [("Answers, the latest last", text(said or "nothing was sent yet"))]
        waiting = ", ".join(f"{each.kind} ({each.times})" for each in self.announcer.mishaps())
        facts.append(("Mishaps on order", text(waiting or "none")))
        return chrome.card(chrome.facts(facts))


def _mishaps(typed: Typed | None) -> Html:
    inputs = (
        Input("kind", "What happens to the next news", "select", MISHAPS[0][0], MISHAPS, True),
        Input("times", "How often", "number", "1"),
        Input("seconds", "Seconds (late)", "number", "0"),
    )
    return _form("Order a mishap", "mishap", inputs, typed, "Order")


def _form(title: str, slug: str, inputs: Sequence[Input], typed: Typed | None, label: str) -> Html:
    fields = joined(labelled(each, typed) for each in inputs)
    return chrome.card(
        Html(
            f'<h2>{text(title)}</h2><form method="post" action="{WHERE}/{slug}">'
            f'<div class="fields">{fields}</div>'
            f'<p><button class="main">{text(label)}</button></p></form>'
        )
    )
