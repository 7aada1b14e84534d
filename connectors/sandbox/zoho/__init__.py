"""A pretend Zoho CRM: OAuth, records, COQL, metadata, over real HTTP."""

from connectors.sandbox.zoho.refused import Refused
from connectors.sandbox.zoho.state import Org
from connectors.sandbox.zoho.vendor import ZohoVendor

__all__ = ["Org", "Refused", "ZohoVendor"]
