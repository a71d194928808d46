"""Billing, minutes, remittance and fee schedule files (CSV, TSV, XLSX) into the staging tables."""

from __future__ import annotations

from analytics.sources.tables.examples import examples, headers
from analytics.sources.tables.records import recognise
from analytics.sources.tables.stage import load

__all__ = ["examples", "headers", "load", "recognise"]
