"""Settings: rooms that are alike. Look, change, see what it would touch, save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sync.core.records import Module
from sync.core.tables import ORDER, TABLES
from sync.services.settings import (
    NotSaved,
    Settings,
    settings_check,
    settings_example,
    settings_get,
    settings_preview,
    settings_save,
)
from sync.web.access import NOT_SETTLE, Answer, Visit, for_bridge
from sync.web.book_forms import StatusForm, TaxForm, documents
from sync.web.mapping_form import MappingForm, back_to_default
from sync.web.settings_forms import AccountsForm, RulesForm, SettingsForm
from sync.web.touched_words import touched_words
from sync.web.words import person

if TYPE_CHECKING:
    from sync.models import Bridge

Data: TypeAlias = Mapping[str, object] | None
SAVE, PREVIEW, DEFAULT = "save", "preview", "default"
READ_ANEW = (
    "Saved, and it takes effect by itself: {modules} are read anew (see Settings > Fetch), "
    "and the next synchronization goes by the new settings."
)


@dataclass(frozen=True, slots=True)
class Room:
    """One page of Settings. `title` is its name on the screen and in the audit log."""

    name: str
    title: str
    template: str
    form: Callable[[Settings, Data], SettingsForm]
    modules: tuple[Module, ...] = ORDER  # which a preview plans
    module: Module | None = None
    more: Callable[[Bridge, Settings, SettingsForm], Mapping[str, Any]] | None = None

    def url(self, bridge: Bridge, action: str = "") -> str:
        own = () if self.module is None else (self.module.value,)
        return reverse(f"sync:{self.name}{action}", args=[bridge.public_id, *own])


RULES = Room("rules", "Rules", "sync/rules.html", RulesForm)
STATUSES = Room(
    "statuses",
    "Status Mapping",
    "sync/books.html",
    StatusForm,
    modules=tuple(table.module for table in documents()),
)
TAXES = replace(STATUSES, name="taxes", title="Tax Mapping", form=TaxForm)
ACCOUNTS = Room("accounts", "Accounts and Branding", "sync/ledger.html", AccountsForm)


def mapping_room(module: Module) -> Room:
    """Return Field Mapping of one module."""
    if module not in ORDER:
        raise Http404
    return Room(
        "mapping",
        "Field Mapping",
        "sync/mapping.html",
        lambda settings, data: MappingForm(settings, module, data),
        modules=(module,),
        module=module,
        more=_mapping_page,
    )


def _mapping_page(bridge: Bridge, settings: Settings, form: SettingsForm) -> Mapping[str, Any]:
    if not isinstance(form, MappingForm):
        raise TypeError("the page of a mapping shows a mapping")
    module = form.module
    title, example = settings_example(bridge=bridge, settings=settings, module=module)
    return {
        "table": TABLES[module],
        "tabs": [(TABLES[each].label, mapping_room(each).url(bridge), each) for each in ORDER],
        "example_title": title,
        "rows": form.rows(example, lines=False),
        "lines": form.rows(example, lines=True),
        "fields_known": settings.zoho_fields(module) is not None,
    }


def page(room: Room) -> Answer:
    @require_GET
    @for_bridge()
    def look(request: Visit, bridge: Bridge) -> HttpResponse:
        settings = settings_get(bridge=bridge)
        return _page(request, bridge, room, room.form(settings, None))

    return look


def saving(room: Room) -> Answer:
    @require_POST
    @for_bridge(admin=NOT_SETTLE)
    def take(request: Visit, bridge: Bridge) -> HttpResponse:
        return _take(request, bridge, room)

    return take


@require_GET
@for_bridge()
def mapping(request: Visit, bridge: Bridge, module: Module) -> HttpResponse:
    room = mapping_room(module)
    return _page(request, bridge, room, room.form(settings_get(bridge=bridge), None))


@require_POST
@for_bridge(admin=NOT_SETTLE)
def mapping_save(request: Visit, bridge: Bridge, module: Module) -> HttpResponse:
    if request.POST.get("do") == DEFAULT:
        settings = back_to_default(settings_get(bridge=bridge), module)
        room = mapping_room(module)
        said = ["This is the default mapping. It is not kept before you save it."]
        return _page(request, bridge, room, room.form(settings, None), said)
    return _take(request, bridge, mapping_room(module))


def _take(request: Visit, bridge: Bridge, room: Room) -> HttpResponse:
    settings = settings_get(bridge=bridge)
    form = room.form(settings, request.POST)
    if not form.is_valid():
        return _page(request, bridge, room, form)
    choices = form.chosen()
    wrong = settings_check(settings, choices)
    if wrong:
        return _refused(request, bridge, room, wrong)
    if request.POST.get("do") == PREVIEW:
        found = settings_preview(bridge=bridge, choices=choices, modules=room.modules)
        return _page(request, bridge, room, form, touched=touched_words(found, choices))
    try:
        anew = settings_save(
            bridge=bridge,
            user=request.user,
            choices=choices,
            seen=form.cleaned_data["seen"],
            room=_called(room),
        )
    except NotSaved as why:
        return _refused(request, bridge, room, why.sentences)
    messages.success(request, _saved(anew))
    return redirect(room.url(bridge))


def _refused(request: Visit, bridge: Bridge, room: Room, sentences: Iterable[str]) -> HttpResponse:
    """Show what the person chose again, on top of what stands now, with what is wrong about it."""
    settings = settings_get(bridge=bridge)
    form = room.form(settings, {**request.POST.dict(), "seen": settings.kept.version})
    for sentence in sentences:
        form.add_error(None, sentence)
    return _page(request, bridge, room, form)


def _called(room: Room) -> str:
    return f"{room.title}: {TABLES[room.module].label}" if room.module else room.title


def _saved(anew: Iterable[Module]) -> str:
    labels = [TABLES[module].label for module in ORDER if module in set(anew)]
    return READ_ANEW.format(modules=" and ".join(labels)) if labels else "Settings are saved."


def _page(
    request: Visit,
    bridge: Bridge,
    room: Room,
    form: SettingsForm,
    notes: Iterable[str] = (),
    touched: object = None,
) -> HttpResponse:
    settings = form.settings
    context = {
        "bridge": bridge,
        "room": room,
        "form": form,
        "action": room.url(bridge, "-save"),
        "saved_by": person(settings.kept.saved_by) if settings.kept.version else "",
        "saved_at": settings.kept.saved_at,
        "settings": settings,
        "notes": notes,
        "touched": touched,
        **(room.more(bridge, settings, form) if room.more else {}),
    }
    return render(request, room.template, context, status=422 if form.errors else 200)
