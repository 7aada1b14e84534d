"""Brightwater Ltd, the demo company: one set of books kept twice, and all that goes wrong."""

from connectors.sandbox.demo.filling import fill
from connectors.sandbox.demo.founding import found

__all__ = ["fill", "found"]
