"""A browser small enough for tests: forms over real HTTP, filled in and sent as they stand."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import urllib3


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Reading(HTMLParser):
    """Collects forms with what is filled in, links, and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.text = ""
        self._select = self._area = self._link = ""
        self._hidden = False  # inside an option or the title

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "input":
            self._take_input(given)
        elif tag == "select":
            self._select = given["name"]
            self.forms[-1].fields[self._select] = ""
        elif tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = given["value"]
        elif tag == "textarea":
            self._area = given["name"]
            self.forms[-1].fields[self._area] = ""
        elif tag == "a":
            self._link = given["href"]
        self._hidden = tag in ("option", "title")

    def _take_input(self, given: dict[str, str]) -> None:
        ticked = given.get("type") != "checkbox" or "checked" in given
        if "name" in given and ticked:
            self.forms[-1].fields[given["name"]] = given.get("value", "on")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""
        self._link = "" if tag == "a" else self._link
        self._hidden = False

    def handle_data(self, data):
        if self._area:
            self.forms[-1].fields[self._area] += data
        elif not self._hidden:
            self.text += f" {data}"
            if self._link:
                self.links[data] = self._link


@dataclass
class Page:
    status: int
    url: str
    read: Reading

    @property
    def text(self) -> str:
        return " ".join(self.read.text.split())

    def form(self, ending: str) -> Form:
        """Return the form whose action ends so."""
        return next(form for form in self.read.forms if form.action.endswith(ending))


class Person:
    """Somebody at a browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pool = urllib3.PoolManager(retries=False, timeout=10.0)

    def open(self, path: str) -> Page:
        """Open a page, following a redirect as browsers do."""
        answer = self.pool.request("GET", urljoin(self.url, path))
        if answer.status == 302:
            return self.open(answer.headers["Location"])
        return self._shown(answer)

    def send(self, form: Form, **typed: str) -> Page:
        """Send a form with some inputs typed anew; "" blanks one. Follows where it leads."""
        fields = {**form.fields, **typed}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        where = urljoin(self.url, form.action)
        answer = self.pool.request("POST", where, body=urlencode(fields), headers=kind)
        if answer.status == 302:
            return self.open(answer.headers["Location"])
        return self._shown(answer)

    def find(self, slug: str, words: str) -> Page:
        """Search a list and open the first record found."""
        listed = self.open(f"/records/{slug}?{urlencode({'q': words})}")
        hits = [
            where for where in listed.read.links.values() if where.startswith(f"/records/{slug}/")
        ]
        records = [where for where in hits if not where.endswith("/new")]
        assert records, f"no {words} among {slug}"
        return self.open(records[0])

    def _shown(self, answer: urllib3.BaseHTTPResponse) -> Page:
        read = Reading()
        read.feed(answer.data.decode())
        return Page(answer.status, urljoin(self.url, answer.geturl() or ""), read)
