"""Quirks that lose rows: cells that nobody can read, and files that were cut short."""

from __future__ import annotations

from random import Random

from .clean import claim_lines, clean, era_lines
from .export import Export, Planted
from .practice import Practice
from .registry import quirk

TOGETHER = ("files", "archive")
PLANTED = 5
SHAPES = (*TOGETHER, "workbook", "above", "pages", "two rows", "groups", "totals", "below", "blank lines", "width")


def _cells(name: str, key: str, value: str, kinds: tuple[str, ...], doc: str, needs: tuple[str, ...] = ()) -> None:
    """Register a quirk that plants a cell no reader can read in some rows of some kinds of table."""

    def apply(export: Export, random: Random) -> None:
        if export.kind in kinds:
            # a line of several rows is left alone: its other rows would still be read
            single = [row for row in export.rows if len(row.get("adjustments", ())) <= 1]
            rows = random.sample(single, random.randint(1, PLANTED))
            export.planted = [Planted(row, key, value) for row in rows]

    apply.__name__, apply.__doc__ = name, doc
    # a heading names the patient, whatever a cell says; a code may carry its modifiers
    apart = {"cpt": ("modifier",), "patient_id": ("groups",)}.get(key, ())
    quirk("loss", "rows", without=(*TOGETHER, *apart), needs=needs, lossy=True)(apply)


_cells("units_no_number", "units", "abc", ("billing",), "Units that are a word")
_cells("date_no_day", "dos", "02/30/2026", ("billing", "minutes"), "A day that no calendar has")
_cells("minutes_negative", "minutes", "-5", ("minutes",), "Minutes below nought")
_cells("charge_with_letter", "charge", "15O", ("billing",), "A letter O for a nought")
_cells("code_too_short", "cpt", "9711", ("billing", "minutes"), "A procedure code of four characters")
_cells("patient_missing", "patient_id", "", ("billing", "minutes"), "A row of nobody")
_cells("paid_with_letter", "paid", "15O", ("remittance",), "A letter O in a payment", ("remittance_lines",))


@quirk("loss", "files", without=SHAPES, lossy=True)
def table_cut(practice: Practice, random: Random) -> None:
    """The billing table ends in the middle of a row"""
    export = practice.exports[0]
    last = len(export.records) - random.randint(1, len(export.records) // 2)
    record = export.records[last]
    export.records = export.records[:last]
    whole = len(export.data())
    record.cells = record.cells[: random.randint(2, len(record.cells) - 2)]
    export.records.append(record)
    export.cut = len(export.data()) - len(export.data()[whole:]) // 4 // 2 * 2
    export.planted = [Planted(record.row, "", "")]
    kept = {id(each.row) for each in export.records}
    export.rows = [row for row in export.rows if id(row) in kept]


@quirk("loss", "practice", without=(*TOGETHER, "remittance"), lossy=True)
def era_cut(practice: Practice, random: Random) -> None:
    """An 835 file ends in the middle of a segment behind its lines"""
    name = random.choice(sorted(practice.files))
    data = practice.files[name]
    end = data[105:106]
    starts = [at + 1 for at in range(len(data) // 3, len(data) - 200) if data[at : at + 1] == end]
    starts = [at for at in starts if data[at : at + 5].strip()[:3] in (b"CAS", b"REF", b"AMT")]
    at = random.choice(starts)
    practice.files[name] = data[: at + 6]
    practice.cut = (name, era_lines(data[:at]))


@quirk("loss", "practice", without=(*TOGETHER, "claim files"), lossy=True)
def claims_cut(practice: Practice, random: Random) -> None:
    """An 837P file ends in the middle of a segment behind its lines"""
    practice.claims = practice.claims or dict(clean().claims)
    name = random.choice(sorted(each for each in practice.claims if each.endswith(".837")))
    data = practice.claims[name]
    starts = [at + 2 for at in range(len(data) // 3, len(data) - 200) if data[at : at + 6] in (b"~\nDTP*", b"~\nREF*")]
    at = random.choice(starts)
    practice.claims[name] = data[: at + 6]
    practice.cut = (name, claim_lines(data[:at]))
