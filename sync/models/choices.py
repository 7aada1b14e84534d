"""The choices that several models share, in the words people read."""

from __future__ import annotations

from sync.core.records import Mode, Module, Side

SIDES = [(Side.ZOHO.value, "Zoho CRM"), (Side.XERO.value, "Xero")]
MODES = [
    (Mode.XERO_TO_CRM.value, "Xero to CRM"),
    (Mode.CRM_TO_XERO.value, "CRM to Xero"),
    (Mode.BOTH.value, "Both Way"),
]
MODULES = [(module.value, module.value.replace("_", " ").title()) for module in Module]
