"""What a user has said of a file: everything else is found from its content, and shown before it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.contract import FIELDS
from analytics.errors import InputError

KINDS = tuple(FIELDS)
DATE_ORDERS = ("mdy", "dmy")
UNITS_ARE = ("units", "minutes")
GRAINS = ("check", "claim", "line", "adjustment", "transaction")


@dataclass(frozen=True)
class Choices:
    """What is known of a file beforehand; None: not said.

    kind: billing | minutes | remittance | fee_schedule | claim_status | opening_balance. mapping: header -> canonical
    field, wins over every guess ('' for a column to be left alone). header_row: 1-based row that holds the headers.
    date_order: mdy | dmy, of dates like 03/04/2026. units_are: units | minutes, what a column of units holds. grain:
    check | claim | line | adjustment | transaction, what one row of a remittance table is. Raises InputError for any
    other word.
    """

    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    header_row: int | None = None
    date_order: str | None = None
    units_are: str | None = None
    grain: str | None = None

    def __post_init__(self) -> None:
        words = {"kind": KINDS, "date_order": DATE_ORDERS, "units_are": UNITS_ARE, "grain": GRAINS}
        for name, known in words.items():
            value = getattr(self, name)
            if value is not None and value not in known:
                raise InputError(f'"{value}" is no {name.replace("_", " ")}', fix=f"say {' or '.join(known)}")
