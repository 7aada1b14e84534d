"""For operators: rows to look at. Nothing can be edited here, and no token is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from sync.models import (
    AuditEntry,
    Bridge,
    Change,
    Connection,
    Erasure,
    Membership,
    Question,
    Run,
    Tenant,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # cannot be subscripted at run time


class ReadOnly(ModelAdmin):
    show_full_result_count = False  # counting a large table takes longer than reading a page

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Model | None = None) -> bool:
        return False


@admin.register(Tenant)
class TenantAdmin(ReadOnly):
    list_display = ("name", "timezone", "notify_email", "created_at")
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("tenant", "user", "role")
    list_select_related = ("tenant", "user")


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    list_display = ("name", "side", "tenant", "state", "connected_at")
    list_select_related = ("tenant",)
    list_filter = ("side", "state")
    exclude = ("grant",)


@admin.register(Bridge)
class BridgeAdmin(ReadOnly):
    list_display = ("public_id", "tenant", "zoho", "xero", "lease_until")
    list_select_related = ("tenant", "zoho", "xero")


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("public_id", "kind", "state", "bridge", "created_at", "ended_at", "error")
    list_select_related = ("bridge",)
    list_filter = ("kind", "state")


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("title", "module", "side", "state", "code", "sent_at")
    list_filter = ("module", "side", "state")


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    list_display = ("title", "module", "why", "field", "created_at")
    list_filter = ("module", "why")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("at", "tenant", "user", "action", "detail")
    list_select_related = ("tenant", "user")


@admin.register(Erasure)
class ErasureAdmin(ReadOnly):
    list_display = ("company", "asked_by", "asked_at", "done_at")
    search_fields = ("company",)
