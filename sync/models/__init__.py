"""The rows: shape and constraints only. Queries live in `sync.store`."""

from sync.models.answer import Answer
from sync.models.audit import AuditEntry
from sync.models.bridge import Bridge
from sync.models.button import ButtonKey
from sync.models.change import Change
from sync.models.connection import Connection, Grant
from sync.models.consent import Consent
from sync.models.cursor import Cursor
from sync.models.drift import Drift
from sync.models.erasure import Erasure
from sync.models.event import Event
from sync.models.invitation import Invitation
from sync.models.link import Link
from sync.models.mail import Mail
from sync.models.question import Question
from sync.models.record import Record, Seen
from sync.models.rules import Rules
from sync.models.run import Run
from sync.models.schedule import Schedule
from sync.models.setup_step import SetupStep
from sync.models.subscription import Listening, Subscription
from sync.models.tenant import Membership, Role, Tenant

__all__ = [
    "Answer",
    "AuditEntry",
    "Bridge",
    "ButtonKey",
    "Change",
    "Connection",
    "Consent",
    "Cursor",
    "Drift",
    "Erasure",
    "Event",
    "Grant",
    "Invitation",
    "Link",
    "Listening",
    "Mail",
    "Membership",
    "Question",
    "Record",
    "Role",
    "Rules",
    "Run",
    "Schedule",
    "Seen",
    "SetupStep",
    "Subscription",
    "Tenant",
]
