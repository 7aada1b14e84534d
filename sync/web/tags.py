"""What every template may use: loaded for all of them by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sync.services.guide import guide_of
from sync.store.runs import sync_finished_before
from sync.store.tenants import bridges_of
from sync.store.views_review import waiting_count
from sync.web.guide import Line, lines_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from sync.models import Bridge
    from sync.store.tenants import Seat

SHOW_THE_GUIDE = ("dashboard", "setup", "choose", "disconnect")
register = template.Library()


@register.simple_tag
def portal_name() -> str:
    return str(settings.PORTAL_NAME)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Return one picture of the sprite. It says nothing to a screen reader: words stand beside."""
    return format_html(
        '<svg class="icon {}" width="24" height="24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        extra,
        static("vendor/tabler-icons/sprite.svg"),
        name,
    )


@register.simple_tag
def waiting(bridge: Bridge) -> int:
    """Return how many questions wait for a person."""
    return waiting_count(bridge=bridge)


@register.simple_tag
def next_step(bridge: Bridge, room: str) -> Line | None:
    """Return the guide's next line for pages that do not show the guide themselves."""
    if room in (*SHOW_THE_GUIDE, None) or sync_finished_before(bridge=bridge):
        return None
    lines = lines_of(bridge, guide_of(bridge=bridge))
    return next((line for line in lines if line.is_next), None)


@register.filter
def open_to(line: Line, seat: Seat) -> bool:
    """Tell whether this person may take a step of the guide."""
    return line.is_open_to(seat)


@register.simple_tag
def my_pairs(user: User) -> list[Bridge]:
    """Return the bridges that a person may see."""
    return bridges_of(user=user)


@register.simple_tag
def pair_name(bridge: Bridge) -> str:
    """Return what people know a bridge by: its two organisations."""
    names = [found.name for found in (bridge.zoho, bridge.xero) if found is not None]
    return " / ".join(names) or "New pair"


@register.simple_tag
def dressed(field: BoundField) -> SafeString:
    """Return the field's input in Tabler's clothes, tied to its error."""
    kind = "form-check-input" if field.widget_type == "checkbox" else "form-control"
    attrs: dict[str, str | bool] = {
        "class": f"{kind} is-invalid" if field.errors else kind,
        "placeholder": "",
    }
    if field.errors:
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs=attrs)
