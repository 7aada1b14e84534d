"""Zoho CRM v8 behind the Connector protocol."""

from connectors.zoho.connector import ZohoConnector

__all__ = ["ZohoConnector"]
