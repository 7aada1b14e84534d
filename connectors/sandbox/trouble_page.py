"""The page /sandbox of each vendor: which faults are on order, a form for more, and a way out.

It is the same list that the JSON routes of faults.py fill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.sandbox import chrome
from connectors.sandbox.chrome import Brand, Html, joined, text
from connectors.sandbox.faults import Fault, Faults
from connectors.sandbox.forms import Input, Typed, labelled
from connectors.sandbox.http import Reply, Request, Route, redirect

WHERE = "/sandbox"
PLACES = (("Oddities", "/oddities"), ("Trouble", WHERE))  # at the end of each vendor's bar
# Named as a person would; `429` is each vendor's own.
TROUBLES: Mapping[str, tuple[str, Fault]] = {
    "before": ("5xx, nothing done", Fault("status", status=503)),
    "after": ("5xx, but it was done", Fault("after", status=500)),
    "lost": ("Answer lost, but it was done", Fault("lost")),
    "hang": ("Hangs for so many seconds", Fault("hang")),
    "slow": ("Slow by so many seconds", Fault("slow")),
    "cut": ("Answer cut off, connection closed", Fault("cut")),
    "clip": ("Answer truncated, as if whole", Fault("clip")),
    "html": ("HTML page instead of JSON", Fault("html")),
    "empty": ("Empty answer", Fault("empty")),
    "not_modified": ("304 Not Modified", Fault("not_modified")),
}
METHODS = (".*", "GET", "POST|PUT|PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that happens at once; `asks` for a number of seconds."""

    slug: str
    label: str
    do: Callable[[float], object]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class TroublePage:
    brand: Callable[[], Brand]
    faults: Faults
    too_many: Fault  # this vendor's 429
    places: Sequence[tuple[str, str]]  # (regular expression over the path, what it is called)
    doings: Sequence[Doing]

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", WHERE, lambda _request: self._page()),
            Route("POST", f"{WHERE}/add", self._add),
            Route("POST", f"{WHERE}/clear", self._clear),
            Route("POST", rf"{WHERE}/now/(?P<slug>[a-z-]+)", self._now),
        )

    def _add(self, request: Request) -> Reply:
        typed = request.form()
        try:
            self.faults.add(self._fault(typed))
        except (ValueError, KeyError) as exc:
            return self._page((f"This is no fault: {exc}",), typed)
        return redirect(WHERE)

    def _fault(self, typed: Typed) -> Fault:
        _, plain = self._choices()[typed.get("kind", "")]
        times = typed.get("times", "")
        return replace(
            plain,
            method=typed.get("method") or ".*",
            path=typed.get("path") or ".*",
            times=max(1, int(times)) if times else None,
            skip=max(0, int(typed.get("skip") or 0)),
            seconds=float(typed.get("seconds") or 0),
        )

    def _clear(self, _request: Request) -> Reply:
        self.faults.clear()
        return redirect(WHERE)

    def _now(self, request: Request, slug: str) -> Reply:
        doing = next((each for each in self.doings if each.slug == slug), None)
        if doing is None:
            return Reply(404)
        try:
            doing.do(float(request.form().get("seconds") or 0))
        except ValueError:
            return self._page(("The seconds must be a number.",))
        return redirect(WHERE)

    def _choices(self) -> Mapping[str, tuple[str, Fault]]:
        return {"429": ("429 Too many requests", self.too_many), **TROUBLES}

    def _page(self, wrong: Sequence[str] = (), typed: Typed | None = None) -> Reply:
        told = "What goes wrong between the portal and this vendor, on order."
        body = Html(
            chrome.refusal(wrong)
            + chrome.heading("Trouble", below=told)
            + self._waiting()
            + self._form(typed)
            + chrome.card(Html(f'<h2>At once</h2><div class="bar low">{self._at_once()}</div>'))
        )
        return chrome.page(self.brand(), "Trouble", body, status=422 if wrong else 200, here=WHERE)

    def _at_once(self) -> Html:
        return joined(map(_doing, self.doings))

    def _waiting(self) -> Html:
        waiting = self.faults.waiting()
        if not waiting:
            return chrome.card(Html('<span class="quiet">Nothing goes wrong at present.</span>'))
        heads = ("Fault", "Status", "Method", "Path", "Still", "After skipping", "Seconds")
        rows = (
            [
                text(value)
                for value in (
                    fault.kind,
                    fault.status or "",
                    fault.method,
                    fault.path,
                    "until cleared" if fault.times is None else f"{fault.times} times",
                    fault.skip,
                    fault.seconds or "",
                )
            ]
            for fault in waiting
        )
        listed = chrome.card(chrome.table(heads, rows), "wide")
        return Html(listed + chrome.button("Clear all", f"{WHERE}/clear", danger=True))

    def _form(self, typed: Typed | None) -> Html:
        kinds = tuple((key, label) for key, (label, _) in self._choices().items())
        methods = tuple((each, "any" if each == ".*" else each) for each in METHODS)
        inputs = (
            Input("kind", "What", "select", "429", kinds, needed=True),
            Input("path", "Where", "select", self.places[0][0], tuple(self.places)),
            Input("method", "Method", "select", ".*", methods),
            Input("times", "How often (blank: until cleared)", "number", "1"),
            Input("skip", "Let so many pass first", "number", "0"),
            Input("seconds", "Seconds (hangs, slow)", "number", "0"),
        )
        fields = joined(labelled(each, typed) for each in inputs)
        return chrome.card(
            Html(
                f'<h2>Order a fault</h2><form method="post" action="{WHERE}/add">'
                f'<div class="fields">{fields}</div>'
                '<p><button class="main">Order</button></p></form>'
            )
        )


def _doing(doing: Doing) -> Html:
    seconds = Input("seconds", "Seconds (0 ends it)", "number", "0")
    asked = labelled(seconds, None) if doing.asks else chrome.NOTHING
    return Html(
        f'<form class="bar low" method="post" action="{WHERE}/now/{doing.slug}">{asked}'
        f"<button>{text(doing.label)}</button></form>"
    )
