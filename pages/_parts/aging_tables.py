"""The lists under the aging pictures: open lines, claims never answered, visits never billed, patients' credits."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from analytics.selection import Filter
from pages._parts import charts, layout, line_story, tables, text
from pages._parts.tables import Column

STATE = Column("Can be filed", "name", "Until the deadline of the payer's rules, counted from the date of service")
BASIS = Column("Deadline is", "name", "Assumed: a default of the rules, nobody chose it for this payer")
FILE = {"file": Column("File"), "row_no": Column("Row", "number")}


class Listing(NamedTuple):
    """A table: its question, whether that takes a day and a basis, words, columns, whether a row has a story."""

    question: str
    takes: tuple[str, ...]
    none: str
    alt: str
    columns: Mapping[str, Column]
    has_story: bool = False


LISTINGS = {
    "Open lines": Listing(
        "aging_on_lines",
        ("day", "basis"),
        "Nothing is owed on these lines.",
        "Lines with a balance, the largest first, with age, who owes it and since when",
        {
            "claim_id": Column("Claim"),
            "payer": Column("Payer"),
            "dos": Column("Date", "date"),
            "age": Column("Age, days", "number", "Counted as chosen above"),
            "insurance_balance": Column("Insurer owes", "money"),
            "patient_balance": Column("Patient owes", "money"),
            "state": Column("State", "name"),
            "responsible_since": Column("Since", "date", "The day the balance became this party's"),
            "deadline": Column("Deadline", "date", "Of filing while unanswered, of the next step while denied"),
            "cpt": Column("Code"),
            "provider": Column("Provider"),
            "patient_id": Column("Patient"),
            "line_no": Column("Line"),
            "submit_date": Column("Submitted", "date"),
            **FILE,
        },
        has_story=True,
    ),
    "Never answered": Listing(
        "unanswered",
        (),
        "No claim waits longer than its payer usually takes.",
        "Claims without an answer that wait longer than usual, those that can still be filed first, by deadline",
        {
            "claim_id": Column("Claim"),
            "payer": Column("Payer"),
            "state": STATE,
            "deadline": Column("Deadline", "date"),
            "days_left": Column("Days left", "number"),
            "charge": Column("Charged", "money"),
            "expected": Column("Expected", "money", "Expected allowed amount"),
            "days_waiting": Column(
                "Waiting, days", "number", "Since its submission, or the service where none is known"
            ),
            "usual_days": Column(
                "Usual, days", "number", "Within which this payer answers nine of ten lines; at least 30"
            ),
            "acknowledgement": Column("Clearinghouse said", "name", "The last answer before adjudication (277CA)"),
            "lines": Column("Lines", "number"),
            "lines_answered": Column("Answered lines", "number", "Other lines of the same claim that were answered"),
            "submit_date": Column("Submitted", "date"),
            "dos": Column("Date", "date"),
            "patient_id": Column("Patient"),
            "provider": Column("Provider"),
            "deadline_basis": BASIS,
            **FILE,
        },
    ),
    "Visits not billed": Listing(
        "unbilled_visits",
        (),
        "Every documented visit was billed, or the minutes are not loaded.",
        "Visits documented and never billed, those that can still be filed first, by deadline",
        {
            "patient_id": Column("Patient"),
            "dos": Column("Date", "date"),
            "payer": Column("Payer"),
            "state": STATE,
            "deadline": Column("Deadline", "date"),
            "days_left": Column("Days left", "number"),
            "value": Column("Worth", "money", "What it would have been allowed"),
            "minutes": Column("Minutes", "number"),
            "main_code": Column("Main code"),
            "provider": Column("Provider"),
            "deadline_basis": BASIS,
            "explanation": Column("Why", width="large"),
        },
    ),
    "Credits": Listing(
        "credit_lines",
        ("day",),
        "No patient has paid more than was owed.",
        "Lines on which a patient stands in credit, the largest first",
        {
            "patient_id": Column("Patient"),
            "claim_id": Column("Claim"),
            "dos": Column("Date", "date"),
            "credit": Column("Credit", "money", "Paid beyond what was owed; never set against a balance"),
            "credit_since": Column("Since", "date"),
            "patient_paid": Column("Patient paid", "money"),
            "charge": Column("Charged", "money"),
            "payer": Column("Payer"),
            "cpt": Column("Code"),
            "line_no": Column("Line"),
            **FILE,
        },
        has_story=True,
    ),
}


def draw(active: Filter, given: Mapping[str, str], as_of: datetime.date) -> None:
    """The lists as tabs, of which only the open one is asked for; given: the day and basis chosen on the page."""
    for name, part in charts.tabs(list(LISTINGS), "aging_lists").items():
        if part.open:
            with part:
                _listing(name, active, given, as_of)


def _listing(name: str, active: Filter, given: Mapping[str, str], as_of: datetime.date) -> None:
    listing = LISTINGS[name]
    if given["day"] != str(as_of):
        shown = datetime.date.fromisoformat(given["day"]) if "day" in listing.takes else as_of
        layout.nothing(f"As it stood on {text.day(shown)}.")
    line = tables.show(
        listing.question,
        listing.columns,
        active,
        title=name,
        none=listing.none,
        alt=listing.alt,
        given={key: given[key] for key in listing.takes},
        selectable=listing.has_story,
        hint=line_story.HINT if listing.has_story else "",
    )
    if line:
        line_story.beside(line)
