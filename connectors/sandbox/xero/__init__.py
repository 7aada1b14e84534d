"""A pretend Xero over real HTTP. Each behaviour cites the section of vendors/XERO.md it copies."""

from connectors.sandbox.xero.books import Profile
from connectors.sandbox.xero.organisation import Organisation
from connectors.sandbox.xero.refused import Refused
from connectors.sandbox.xero.tokens import AppRegistration, User
from connectors.sandbox.xero.vendor import DEMO_USER, Choices, XeroVendor

__all__ = [
    "DEMO_USER",
    "AppRegistration",
    "Choices",
    "Organisation",
    "Profile",
    "Refused",
    "User",
    "XeroVendor",
]
