"""Tables (CSV, TSV, XLSX) of billing lines, treatment minutes, remittances and fee schedules into the staging tables."""

from __future__ import annotations

from analytics.sources.tables.records import recognise
from analytics.sources.tables.stage import load

__all__ = ["load", "recognise"]
