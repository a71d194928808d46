"""One claim of the worklist, opened: its lines and why they are classified so, its story, what was said, what to do."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._parts import layout, letter_buttons, line_story, tables, text, worklist_asked, worklist_change
from pages._parts.tables import Column
from pages._parts.worklist_asked import Rows

LINES = {
    "line_no": Column("Line"),
    "cpt": Column("Code"),
    "modifiers": Column("Modifiers"),
    "units": Column("Units", "number"),
    "charge": Column("Charge", "money"),
    "recoverable": Column("Recoverable", "money"),
    "chance": Column("Chance", "percent"),
    "last_code": Column("Reason", help="Group, reason and remark codes of the last denial"),
    "root_cause": Column("Root cause"),
    "because": Column("Classified by", help="What decided the cause"),
    "status": Column("Status", "name"),
    "next_step": Column("Next step", width="large"),
    "deadline": Column("Deadline", "date"),
    "first_denied": Column("First denied", "date"),
    "last_denied": Column("Last denied", "date"),
    "code": Column("First reason"),
    "expected": Column("Expected", "money"),
    "recovered": Column("Paid since", "money"),
}
BECAUSE = {
    "own": "a rule of yours",
    "pair": "reason and remark together",
    "remark": "the remark code",
    "code": "the reason code",
    "unknown": "nothing: nobody knows the code",
}
HISTORY = {
    "when": Column("When", help="Words with their time (UTC), answers with their date"),
    "said_by": Column("Who"),
    "what": Column("What"),
    "value": Column("Said", width="large"),
    "amount": Column("Dollars", "money"),
}
NAMES = {"follow_up": "Follow-up", "paid": "Paid by the payer", "denied": "Last denial"}


def draw(claim_ref: str, people: list[str]) -> None:
    """The opened claim, whether the list still holds it or not."""
    lines = worklist_asked.ask("work_lines", claim=claim_ref)
    if not lines:
        return layout.nothing("The claim you opened has no denied line any more.")
    row = worklist_asked.ask("worklist_claim", claim=claim_ref)[0]
    with st.container(border=True):
        st.subheader(text.md(_title(row)), anchor=False)
        st.markdown(text.md(_standing(row)))
        _warnings(row)
        shown = [line | {"because": BECAUSE.get(line["classified_by"], line["classified_by"])} for line in lines]
        tables.plain(shown, LINES, alt=f"Lines of the claim: {'; '.join(_line_words(line) for line in lines)}")
        layout.nothing(_chance(lines[0]))
        worklist_change.of_one(row, people)
        letter_buttons.one(claim_ref)
        _story(lines)
        _history(claim_ref)
    return None


def _title(row: dict[str, Any]) -> str:
    return f"Claim {row['claim_id'] or 'without an id'}, {row['payer']}, {row['patient_id']}, {text.day(row['dos'])}"


def _standing(row: dict[str, Any]) -> str:
    parts = [f"{text.label(row['state'])}."]
    if row["state_note"]:
        parts.append(row["state_note"])
    if row["recoverable"]:
        parts.append(
            f"{text.money(row['recoverable'], cents=True)} recoverable at {text.percent(row['chance'], 0)}:"
            f" {text.money(row['value'], cents=True)} expected."
        )
    if row["too_late"]:
        parts.append(f"{text.money(row['too_late'], cents=True)} is lost to a deadline.")
    if row["deadline"]:
        basis = row["deadline_from"] or "the payer's rules"
        parts.append(f"Deadline {text.day(row['deadline'])} ({text.inside(basis)}).")
    if row["next_step"]:
        parts.append(f"Next: {row['next_step']}")
    return " ".join(parts)


def _warnings(row: dict[str, Any]) -> None:
    if row["patient_stop"]:
        st.warning(text.md(f"Do not bill the patient: {row['patient_stop']}"), icon=":material/block:")
    if row["bars_appeal"]:
        st.warning(
            "The payer says this decision cannot be appealed: send a new or corrected claim.", icon=":material/gavel:"
        )


def _line_words(line: dict[str, Any]) -> str:
    return f"{line['cpt']} {text.money(line['recoverable'])} {line['last_code']}"


def _chance(line: dict[str, Any]) -> str:
    """How the chance of the dearest line was reckoned, with its counts."""
    if line["chance"] is None:
        return "No chance can be told for this line."
    own = (
        f"{text.percent(line['own_rate'], 0)} of {text.counted(line['cases'], 'settled denial')} of this payer"
        " and cause"
        if line["cases"]
        else "no settled denial of this payer and cause yet"
    )
    family = (
        f"{text.percent(line['family_rate'], 0)} of {text.number(line['family_cases'])} of the whole family"
        if line["family_cases"]
        else "none of the whole family"
    )
    return (
        f"Chance {text.percent(line['chance'], 0)}: {own}, {family}, and an assumed {text.percent(line['base'], 0)};"
        " the fewer cases, the nearer to the last (20 cases each)."
    )


def _story(lines: Rows) -> None:
    st.markdown("**What happened**")
    line = lines[0]
    if len(lines) > 1:
        place = st.selectbox(
            "Of line",
            range(len(lines)),
            format_func=lambda one: f"{lines[one]['line_no'] or one + 1}: {lines[one]['cpt']}",
            key="worklist_story",
        )
        line = lines[place]
    line_story.draw(line["episode_key"])


def _history(claim_ref: str) -> None:
    st.markdown("**What was said**")
    rows = worklist_asked.ask("work_history", claim=claim_ref)
    if not any(row["event_id"] for row in rows):
        layout.nothing("Nobody said anything of this claim yet.")
    shown = [row | {"when": _when(row), "what": _what(row), "value": _value(row)} for row in rows]
    if shown:
        tables.plain(shown, HISTORY, alt=f"{text.counted(len(rows), 'event')} of the claim, the latest first")


def _when(row: dict[str, Any]) -> str:
    day = text.day(row["said_at"])
    return f"{day}, {row['said_at']:%H:%M}" if row["event_id"] else day


def _what(row: dict[str, Any]) -> str:
    return NAMES.get(row["kind"]) or text.label(row["kind"])


def _value(row: dict[str, Any]) -> str:
    if row["kind"] in ("state", "paid"):
        return text.label(row["value"])
    return row["value"] or "taken back"
