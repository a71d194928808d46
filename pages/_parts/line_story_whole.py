"""The whole story of one line on one screen: files, minutes, rule, price, answers, findings, work."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages._parts import charts, charts_units, line_story, price_steps, session, tables, text, worklist_asked
from pages._parts.tables import Column

Row = dict[str, Any]
PLACES = {
    "what": Column("What", "name"),
    "day": Column("Date", "date", "Of the service, the submission or the payment"),
    "file": Column("File"),
    "sheet": Column("Sheet"),
    "row_no": Column("Row", "number", "Counted as the file counts: a row of a table, a segment of an X12 file"),
    "cpt": Column("Code"),
    "claim_id": Column("Claim"),
}
MINUTES = {
    "cpt": Column("Code"),
    "minutes": Column("Minutes", "number"),
    "units_billed": Column("Billed", "number"),
    "units_correct": Column("Supported", "number"),
    "value": Column("Value", "money", "What the difference is worth: positive is money missed"),
    "minutes_from": Column("Minutes from"),
}
ADJUSTMENTS = {
    "day": Column("Date", "date"),
    "payer": Column("Payer"),
    "paid": Column("Paid", "money"),
    "code": Column("Adjustment", help="Group and reason code as the payer sent them"),
    "label": Column("Means", help="Our own short words"),
    "amount": Column("Amount", "money"),
    "remarks": Column("Remarks"),
    "note": Column("Note"),
}
FINDINGS = {
    "category": Column("Finding", "name"),
    "kind": Column("Kind", "name"),
    "amount": Column("Dollars", "money"),
    "recoverable": Column("Recoverable", "money"),
    "deadline": Column("Deadline", "date"),
}
KINDS = {
    "billed": "",
    "documented": "The minutes of this code are documented; nobody billed it, though its visit was billed.",
    "unbilled": "The minutes of this visit are documented; nobody billed it.",
}


def draw(key: str) -> None:
    """All of it where we are; key as text (line_story)."""
    found = session.ask("story_line", line=key)
    if not found:
        st.caption("Nothing is known of this line.")
        return
    line = found[0]
    _head(line)
    _files(line)
    _minutes(line)
    _rule(line)
    _price(line)
    _answers(line)
    _findings(line)
    _work(line)


def _head(line: Row) -> None:
    name = " ".join(filter(None, (line["cpt"] or "a visit", line["modifiers"])))
    st.markdown(f"**{text.md(name)}, {text.day(line['dos'])}, {text.md(line['payer'] or 'payer not named')}**")
    st.markdown(text.md(summary(line)))
    claim = f"claim {line['claim_id']}, line {line['line_no'] or text.UNKNOWN}" if line["claim_id"] else ""
    about = (f"Patient {line['patient_id']}", claim, line["provider"], line["location"], line["practice"])
    st.caption(text.md(" · ".join(filter(None, about))))


def summary(line: Row) -> str:
    """`Billed 2 units for $116.00; paid: $49.40, allowed $54.89, patient's share $5.49.`"""
    if line["kind"] != "billed":
        return KINDS[line["kind"]]
    charge = f" for {text.money(line['charge'], cents=True)}" if line["charge"] is not None else ""
    said = f"Billed {text.counted(line['units'], 'unit')}{charge}"
    if line["is_void"]:
        return f"{said}, and voided."
    if line["outcome"] is None:
        return f"{said}; no payer has answered yet."
    amounts = (("paid", "paid"), ("allowed", "allowed"), ("patient_resp", "patient's share"))
    dollars = ", ".join(
        f"{words} {text.money(line[name], cents=True)}" for name, words in amounts if line[name] is not None
    )
    first = (
        f" Its first answer was: {text.inside(line['first_outcome'])}."
        if line["first_outcome"] != line["outcome"]
        else ""
    )
    return f"{said}; {text.inside(line['outcome'])}: {dollars}.{first}"


def _part(title: str) -> None:
    st.markdown(f"**{title}**")


def _files(line: Row) -> None:
    _part("Where it stands in your files")
    rows = session.ask("story_files", episode=line["episode_key"] or "", visit=line["visit_key"] or "")
    if not rows:
        st.caption("No file speaks of it any more.")
        return
    names = {"minutes": "Minutes of the visit", "claim": "Claim (837P)"}
    shown = [row | {"what": names.get(row["what"], row["what"])} for row in rows]
    columns = {name: column for name, column in PLACES.items() if any(row[name] is not None for row in rows)}
    tables.plain(shown, columns, alt=f"{text.counted(len(rows), 'place')} in the files, with file and row")


def _minutes(line: Row) -> None:
    _part("Minutes of the visit, and its units")
    rows = session.ask("story_minutes", visit=line["visit_key"]) if line["visit_key"] else []
    explanation = next((row["explanation"] for row in rows if row["explanation"]), line["unbilled_explanation"])
    if not explanation:
        st.caption("No timed code is in this visit: its units do not come from minutes.")
        return
    st.markdown(text.md(explanation))
    timed = [row for row in rows if row["minutes"] is not None]
    if timed:
        said = "; ".join(f"{row['cpt']}: {row['full_blocks']} full, {row['minutes_left']:g} min left" for row in timed)
        charts.draw(charts_units.quarter_hours(timed), f"Minutes cut into quarter hours. {said}", "story_quarter_hours")
    if rows:
        tables.plain(rows, MINUTES, alt="Codes of the visit with minutes, billed and supported units")


def _rule(line: Row) -> None:
    _part("Rule")
    if not line["unit_rule"]:
        st.caption("No rule is known for this payer and day.")
        return
    st.markdown(text.md(rule(line)))
    st.caption(text.md(f"Source: {line['rule_source'] or line['source'] or 'none stated'}"))


def rule(line: Row) -> str:
    """Whose rule counts the units, since when, and whether somebody checked it."""
    since, until = line["effective_from"], line["effective_to"]
    span = f", in force from {text.day(since)}" if since else ""
    span += f" to before {text.day(until)}" if until else ""
    checked = f"verified on {text.day(line['rule_verified'])}" if line["rule_verified"] else "not verified by anybody"
    own = " It is the default of the payer's class: its own was not found." if line["rule_assumed"] else ""
    return f"{text.label(line['unit_rule'])}, by the rules of {line['rule_payer']}{span}; {checked}.{own}"


def _price(line: Row) -> None:
    _part("Price")
    if not line["day_key"]:
        st.caption("Nothing was billed that day, so no day is priced; what it would be worth stands above.")
        return
    with st.expander("How this day is priced"):
        price_steps.draw(line["day_key"])


def _answers(line: Row) -> None:
    _part("What happened")
    if not line["episode_key"]:
        st.caption("It was never billed, so nobody answered.")
        return
    line_story.events(line["episode_key"])
    rows = session.ask("story_adjustments", episode=line["episode_key"])
    if not rows:
        st.caption("No remittance speaks of this line.")
        return
    st.markdown("Adjustments of each answer")
    shown = [
        row | {"code": " ".join(filter(None, (row["group_code"], row["carc"]))) or "none", "note": _note(row)}
        for row in rows
    ]
    tables.plain(shown, ADJUSTMENTS, alt="Adjustments of each answer with group, reason, our words and amount")


def _note(row: Row) -> str | None:
    parts = ("of the whole claim" if row["of_claim"] else "", "" if row["is_standing"] else "taken back later")
    return ", ".join(filter(None, parts)) or None


def _findings(line: Row) -> None:
    _part("Findings")
    rows = session.ask("story_findings", episode=line["episode_key"] or "", visit=line["visit_key"] or "")
    if not rows:
        st.caption("Nothing was found on this line.")
        return
    tables.plain(rows, FINDINGS, alt="Findings on the line with dollars and deadline")
    for row in rows:
        whole = " (of the whole visit)" if row["of_visit"] else ""
        st.markdown(text.md(f"{text.label(row['category'])}{whole}: {row['explanation']}"))
        st.caption(text.md(f"Rule: {row['citation'] or text.label(row['rule_id'])}"))


def _work(line: Row) -> None:
    _part("Worklist")
    rows = worklist_asked.ask("story_work", claim=line["claim_ref"]) if line["claim_ref"] else []
    if not rows:
        st.caption("Its claim is on no list: no line of it was denied, or nothing can be got.")
        return
    st.markdown(text.md(work(rows[0])))


def work(row: Row) -> str:
    """`Found, nobody assigned; recoverable $145.54, deadline 18 Jun 2027. Next: ...`"""
    who = f"assigned to {row['assignee']}" if row["assignee"] else "nobody assigned"
    parts = [f"{text.label(row['state'])}, {who}"]
    if row["recoverable"]:
        parts.append(f"recoverable {text.money(row['recoverable'], cents=True)}")
    if row["deadline"]:
        parts.append(f"deadline {text.day(row['deadline'])}{' (a default)' if row['deadline_is_assumed'] else ''}")
    if row["follow_up"]:
        parts.append(f"follow up on {text.day(row['follow_up'])}")
    said = [", ".join(parts) + ".", row["state_note"] or "", f"Next: {row['next_step']}" if row["next_step"] else ""]
    return " ".join(filter(None, [*said, f"Note: {row['note']}" if row["note"] else ""]))
