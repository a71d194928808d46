"""The demo practice as typed rows: what every variant of the corpus starts from."""

from __future__ import annotations

import csv
import datetime
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from analytics.demo import generate

VISITS_PER_DAY, MONTHS = 5, 3  # the smallest practice the generator draws
Row = dict[str, Any]  # canonical field -> date, Decimal, list of modifiers or text

BILLING = {
    **{"Practice": "practice", "Clinic": "location", "Patient ID": "patient_id", "Patient Name": "patient_name"},
    **{"DOB": "dob", "Claim #": "claim_id", "Line": "line_no", "DOS": "dos", "CPT Code": "cpt", "Units": "units"},
    **{"Charge Amount": "charge", "Patient Paid": "patient_paid", "Insurance": "payer_name"},
    **{"Insurance Class": "payer_class", "Therapist": "rendering_provider", "Credential": "provider_credential"},
    **{"Payer Order": "payer_order", "Dx 1": "dx1", "POS": "pos", "Bill Date": "submit_date"},
}
MINUTES = {
    **{"Patient ID": "patient_id", "Patient Name": "patient_name", "DOS": "dos", "CPT": "cpt", "Minutes": "minutes"},
    **{"Assistant Minutes": "assistant_minutes"},
    **{"Discipline": "discipline", "Therapist": "rendering_provider", "Credential": "provider_credential"},
}
MONEY = {"charge", "patient_paid", "written_off", "allowed", "paid", "patient_resp", "adjustment_amount"}
DATES = {"dob", "dos", "submit_date", "paid_date"}
# What opens a line, or closes the one before it.
LINE_STARTS = {"SVC", "CLP", "PLB", "SE"}


@dataclass(frozen=True)
class Clean:
    """billing, minutes: rows of the tables; eras: name -> bytes of every 835; lines: the service lines in them;
    claims: name -> bytes of every 837P and 277CA."""

    billing: list[Row]
    minutes: list[Row]
    eras: dict[str, bytes]
    lines: list[Row]
    claims: dict[str, bytes]


@cache
def clean() -> Clean:
    """The demo practice, generated once for a process."""
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), visits_per_day=VISITS_PER_DAY, months=MONTHS)
        billing = _rows(Path(folder) / "billing.csv", BILLING)
        minutes = _rows(Path(folder) / "minutes.csv", MINUTES)
        eras = _files(Path(folder), "remittances/*.835")
        claims = _files(Path(folder), "claims/*.837") | _files(Path(folder), "acknowledgements/*.277")
    return Clean(billing, minutes, eras, [line for data in eras.values() for line in era_lines(data)], claims)


def _files(folder: Path, pattern: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(pattern))}


def _rows(path: Path, names: dict[str, str]) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return [_typed(record, names) for record in csv.DictReader(handle)]


def _typed(record: dict[str, str], names: dict[str, str]) -> Row:
    row: Row = {field: _value(field, record[header]) for header, field in names.items()}
    if "Mod 1" in record:
        row["modifiers"] = [record[f"Mod {i}"] for i in range(1, 5) if record[f"Mod {i}"]]
    return row


def _value(field: str, text: str) -> Any:
    if field in MONEY:
        return Decimal(text.replace("$", "").replace(",", ""))
    return datetime.datetime.strptime(text, "%m/%d/%Y").date() if field in DATES else text


def segments(data: bytes) -> Iterator[list[str]]:
    """The segments of every interchange, each split by the delimiters its own ISA declares; components by ':'."""
    for part in data.decode("ascii").split("ISA")[1:]:
        whole = "ISA" + part
        element, component, end = whole[3], whole[104], whole[105]
        for segment in whole.split(end):
            if segment.strip():
                yield segment.strip().replace(component, ":").split(element)


def era_lines(data: bytes) -> list[Row]:
    """One row per service line of an 835, its reasons as (group, carc, amount) in `adjustments`."""
    payment: Row = {}
    claim: Row = {}
    found: list[Row] = []
    line: Row = {}
    for name, *rest in segments(data):
        if name in LINE_STARTS:
            line = {}
        if name == "BPR":
            payment = {"paid_date": _day(rest[15])}
        elif name == "TRN":
            payment["check_number"] = rest[1]
        elif name == "N1" and rest[0] == "PR":
            payment["payer_name"] = rest[1]
        elif name == "CLP":
            claim = {"claim_id": rest[0], "claim_status": rest[1], "payer_claim_id": rest[6]}
        elif name == "NM1" and rest[0] == "QC":
            claim |= {"patient_name": f"{rest[2]}, {rest[3]}", "member_id": rest[8]}
        elif name == "REF" and rest[0] == "EA":
            claim["patient_id"] = rest[1]
        elif name == "SVC":
            line = payment | claim | _service(rest)
            found.append(line)
        elif line:
            _detail(line, name, rest)
    return found


def claim_lines(data: bytes) -> list[Row]:
    """One row per service line of an 837P: its charge."""
    return [{"charge": Decimal(rest[1])} for name, *rest in segments(data) if name == "SV1"]


def _service(rest: list[str]) -> Row:
    code, *modifiers = rest[0].split(":")[1:]
    money = {"charge": Decimal(rest[1]), "paid": Decimal(rest[2]), "patient_resp": Decimal(0)}
    return {"cpt": code, "modifiers": modifiers, "units": rest[4], "adjustments": [], **money}


def _detail(line: Row, name: str, rest: list[str]) -> None:
    if name == "CAS":
        reasons = [(rest[0], carc, Decimal(amount)) for carc, amount in zip(rest[1::3], rest[2::3], strict=True)]
        line["adjustments"] += reasons
        line["patient_resp"] += sum(amount for group, _, amount in reasons if group == "PR")
    elif name == "DTM" and rest[0] == "472":
        line["dos"] = _day(rest[1])
    elif name == "REF" and rest[0] == "6R":
        line["line_no"] = rest[1]
    elif name == "AMT" and rest[0] == "B6":
        line["allowed"] = Decimal(rest[1])
    elif name == "LQ":
        line["rarc"] = rest[1]


def _day(text: str) -> datetime.date:
    return datetime.datetime.strptime(text, "%Y%m%d").date()
