"""Brightwater Ltd, the demo company: one set of books kept twice, and all that goes wrong."""

from connectors.sandbox.demo.filling import fill
from connectors.sandbox.demo.founding import found
from connectors.sandbox.demo.oddities import ODDITIES

__all__ = ["ODDITIES", "fill", "found"]
