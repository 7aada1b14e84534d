"""Every page. A tenant's pages stand behind its bridge's id, and so behind the gate."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from sync.core.records import Module, Side
from sync.core.tables import ORDER
from sync.web import (
    button,
    button_page,
    crm_fields,
    dashboard,
    drift,
    fetch,
    forecast,
    guide,
    history,
    home,
    hooks,
    invitation,
    news,
    preview,
    records,
    review,
    runs,
    settings,
    setup,
    synchronization,
    team,
    tenant_data,
    undo,
    webservice,
)


class SideConverter:
    regex = "|".join(Side)

    def to_python(self, text: str) -> Side:
        return Side(text)

    def to_url(self, side: str) -> str:
        return Side(side).value


class ModuleConverter:
    regex = "|".join(ORDER)

    def to_python(self, text: str) -> Module:
        return Module(text)

    def to_url(self, module: str) -> str:
        return Module(module).value


register_converter(SideConverter, "side")
register_converter(ModuleConverter, "module")

app_name = "sync"
bridge_patterns: list[URLPattern] = [
    path("", dashboard.page, name="dashboard"),
    path("drift/", drift.page, name="drift"),
    path("drift/now/", drift.now, name="drift-now"),
    path("standing/", dashboard.standing, name="standing"),
    path("pairs/add/", dashboard.add, name="pair-add"),
    path("setup/", setup.page, name="setup"),
    path("setup/fields/", crm_fields.ask, name="crm-fields"),
    path("setup/fields/card/", crm_fields.card, name="crm-fields-card"),
    path("setup/go-past/", guide.go_past, name="step-pass"),
    path("setup/webservice/", setup.webservice, name="webservice-save"),
    path("setup/choose/", setup.choose, name="choose"),
    path("setup/<side:side>/connect/", setup.begin, name="connect-begin"),
    path("setup/<side:side>/disconnect/", setup.leave, name="disconnect"),
    path("setup/button/", button_page.page, name="button"),
    path("setup/button/make/", button_page.make, name="button-make"),
    path("setup/button/drop/", button_page.drop, name="button-drop"),
    path("setup/news/", news.keep, name="news-save"),
    path("settings/fetch/", fetch.page, name="fetch"),
    path("settings/fetch/found/", fetch.found, name="found"),
    path("settings/fetch/start/", fetch.start, name="fetch-start"),
    path("settings/mapping/<module:module>/", settings.mapping, name="mapping"),
    path("settings/mapping/<module:module>/save/", settings.mapping_save, name="mapping-save"),
    *(
        path(f"settings/{room.name}/{way}", view(room), name=f"{room.name}{name}")
        for room in (settings.STATUSES, settings.TAXES, settings.ACCOUNTS, settings.RULES)
        for way, view, name in (("", settings.page, ""), ("save/", settings.saving, "-save"))
    ),
    path("synchronization/", synchronization.page, name="synchronization"),
    path("synchronization/forecast/", forecast.part, name="forecast"),
    path("synchronization/start/", synchronization.start, name="sync-start"),
    path("records/", records.search, name="records"),
    path(
        # A person's id at Xero is a path: the contact's, and who it is in that.
        "records/<module:module>/<side:side>/<path:record_id>/sync/",
        records.sync,
        name="record-sync",
    ),
    path("records/<module:module>/<side:side>/<path:record_id>/", records.page, name="record"),
    path("preview/<uuid:run_id>/", preview.page, name="preview"),
    path("preview/<uuid:run_id>/approve/", preview.approval, name="preview-approve"),
    path("synchronization/schedule/", synchronization.keep, name="schedule-save"),
    path("review/", review.page, name="review"),
    path("review/answer/", review.answer, name="review-answer"),
    path("review/again/", review.again, name="review-again"),
    path("history/", history.page, name="history"),
    path("history/runs.csv", history.runs_csv, name="runs-csv"),
    path("history/<uuid:run_id>/changes.csv", history.changes_csv, name="changes-csv"),
    path("history/<uuid:run_id>/", runs.report, name="run"),
    path("history/<uuid:run_id>/progress/", runs.progress, name="run-progress"),
    path("history/<uuid:run_id>/stop/", runs.stop, name="run-stop"),
    path("history/<uuid:run_id>/undo/", undo.page, name="undo"),
    path("history/<uuid:run_id>/undo/start/", undo.begin, name="undo-start"),
    path("history/<uuid:run_id>/go-on/", runs.go_on, name="run-go-on"),
    path("team/", team.page, name="team"),
    path("team/log/", team.log, name="team-log"),
    path("team/data/", tenant_data.page, name="data"),
    path("team/data/export/", tenant_data.export, name="data-export"),
    path("team/data/erase/", tenant_data.erase, name="data-erase"),
    path("team/leave/", team.leave, name="team-leave"),
    path("team/invite/", team.invite, name="team-invite"),
    path("team/invitations/<uuid:invitation_id>/", team.revoke, name="invitation-revoke"),
    path("team/members/<int:member_id>/role/", team.role, name="member-role"),
    path("team/members/<int:member_id>/remove/", team.remove, name="member-remove"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    # Vendors compare these with what the app was registered with, to the letter.
    path("connect/zoho/callback", setup.callback, {"side": Side.ZOHO}, name="callback-zoho"),
    path("connect/xero/callback", setup.callback, {"side": Side.XERO}, name="callback-xero"),
    # Signed by the button in Zoho CRM; nobody is logged in there.
    path("button/<uuid:bridge_id>/sync/", button.sync, name="button-sync"),
    path("button/<uuid:bridge_id>/state/", button.state, name="button-state"),
    path("hooks/zoho/<slug:address>/", hooks.zoho, name="hook-zoho"),
    path("hooks/xero/", hooks.xero, name="hook-xero"),
    # In every mail; its signature is the key.
    path("unsubscribe/<str:token>/", webservice.leave, name="unsubscribe"),
    path("invitation/<str:token>/", invitation.page, name="invitation"),
    path("<uuid:bridge_id>/", include(bridge_patterns)),
]
