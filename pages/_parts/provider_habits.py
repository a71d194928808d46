"""Feedback to the practice: what each therapist's notes and codes leave unpaid, beside the same over all of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.selection import Filter
from pages._parts import charts, layout, session, tables, text
from pages._parts.tables import Column

FEWEST_VISITS = 20
ALL = "All therapists"
HABITS = {
    "unbilled_units_cms": "Units not billed, CMS 8-minute rule",
    "unbilled_units_ama": "Units not billed, AMA midpoint rule",
    "unbilled_units_strict15": "Units not billed, full quarter hours",
    "unbilled_units_unknown": "Units not billed, payer's rule not known",
    "unbilled_visit": "Visits never billed",
    "excess_units": "More units than the minutes support",
    "overlapping_time": "Minutes of two patients at once",
    "assistant_modifier": "Assistant modifier missing or wrong",
    "unneeded_modifier": "59 where no edit asks for it",
    "kx_without_support": "KX long before the threshold",
}
COLUMNS = {
    "provider": Column("Therapist"),
    "said": Column("Habit", width=235),
    "dollars": Column("Dollars", "money", "Expected allowed amount of these cases; empty where none hangs on it"),
    "cases": Column("Cases", "number"),
    "visits_hit": Column("Visits", "number", "Visits with such a case"),
    "visits": Column("of visits", "number", "Visits of this therapist, billed or documented"),
    "share": Column("Share", "percent", "Of this therapist's visits"),
    "all_share": Column("All therapists", "percent", "The same share over all therapists of the practice"),
    "recoverable": Column("Recoverable", "money", "What can still be billed, corrected or appealed"),
}
EXPOSED = {name: column for name, column in COLUMNS.items() if name != "recoverable"}
CASES = {
    "dos": Column("Date", "date"),
    "payer": Column("Payer"),
    "cpt": Column("Code"),
    "amount": Column("Dollars", "money"),
    "recoverable": Column("Recoverable", "money"),
    "deadline": Column("Deadline", "date", "Empty where the payer's rules give no deadline"),
    "explanation": Column("Why", width="large"),
    "patient_id": Column("Patient"),
    "claim_id": Column("Claim"),
    "line_no": Column("Line"),
    "location": Column("Location"),
}


def draw(active: Filter) -> None:
    """The costliest habits of each therapist, what could be asked back apart from them, and the cases behind a row."""
    rows = session.ask("provider_habits", active, kind="")
    scope, habits = rows[0], [named(row) for row in rows if row["provider"] is not None]
    st.caption(text.md(scope_words(scope)))
    if not habits:
        layout.nothing("No habit of documentation or coding that costs money was found in these visits.")
        return
    who = _who(habits)
    own = [row for row in habits if who in (ALL, row["provider"])]
    leaks, exposed = ([row for row in own if row["kind"] == kind] for kind in ("leak", "exposure"))
    picked = _table(leaks, "leak", active, "What costs most", COLUMNS, "Nothing unpaid comes from notes or codes here.")
    st.caption("The three that cost most of each therapist. Dollars of refused or never billed services.")
    risky = _table(
        exposed, "exposure", active, "What a payer could ask back", EXPOSED, "Nothing a payer could ask back."
    )
    st.caption("Exposure stands apart: it is never set against what was left unpaid.")
    for row in (picked, risky):
        if row:
            _cases(row, active)


def named(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its habit in words, and no dollars where none hang on it."""
    row = row | {"dollars": row.get("dollars") or None}
    if row["habit"].startswith("denied: "):
        return row | {"said": f"Denied: {row['label'] or text.inside(row['habit'][8:])}"}
    return row | {"said": HABITS.get(row["habit"]) or text.label(row["habit"])}


def scope_words(scope: dict[str, Any]) -> str:
    """Who is listed, who is not, and why: habits are no ranking."""
    said = [
        "In the order of names: these are habits to talk about, no ranking. The last share is that of all therapists."
    ]
    if scope["small"]:
        are = "is" if scope["small"] == 1 else "are"
        said.append(
            f"{text.counted(scope['small'], 'therapist')} with fewer than {FEWEST_VISITS} visits {are} not shown."
        )
    if scope["unnamed_visits"]:
        said.append(f"{text.counted(scope['unnamed_visits'], 'visit')} name nobody and are left out.")
    return " ".join(said)


def _who(habits: charts.Rows) -> str:
    names = list(dict.fromkeys(row["provider"] for row in habits))
    if len(names) == 1:
        return names[0]
    return st.selectbox("Therapist", [ALL, *names], key=f"habit_of_{hash(tuple(names))}")


def _table(
    rows: charts.Rows, kind: str, active: Filter, title: str, columns: dict[str, Column], none: str
) -> dict[str, Any] | None:
    return tables.show(
        "provider_habits",
        columns,
        active,
        asked=list(rows),
        given={"kind": kind},
        title=title,
        none=none,
        alt=f"{title}, by therapist: habit, dollars, cases, visits and shares",
        selectable=True,
        hint="Select a row to see its cases.",
        key=f"habits_{hash(tuple((row['provider'], row['habit']) for row in rows))}",
    )


def _cases(row: dict[str, Any], active: Filter) -> None:
    with st.container(border=True):
        tables.show(
            "provider_habit_cases",
            CASES,
            active,
            title=f"{row['provider']}: {row['said']}",
            none="No case is among these lines.",
            alt="Cases of the chosen habit, the most dollars first",
            given={"provider": row["provider"], "kind": row["kind"], "habit": row["habit"]},
        )
