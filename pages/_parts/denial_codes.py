"""How every combination of codes was read, by which row of the decision table, and a person's word against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics import denial_rules, pipeline
from analytics.selection import Filter
from pages._parts import charts, layout, session, tables, text
from pages._parts.tables import Column

READ_BY = {
    "own": "Your own rule",
    "pair": "Reason and remark",
    "remark": "Remark",
    "code": "Reason code",
    "unknown": "Nobody knows it",
}
COLUMNS = {
    "codes": Column("Codes", help="Group, reason code and remarks as the payer sent them"),
    "payer_class": Column("Payer class", "name"),
    "lines": Column("Lines", "number"),
    "expected": Column("Dollars", "money", "Expected allowed amount"),
    "label": Column("Read as"),
    "read_by": Column(
        "By", help="What decided: your own rule, reason and remark together, a remark, or the reason code"
    ),
    "rule_codes": Column("Row", help="The row of the decision table that decided"),
    "family": Column("Family", "name"),
    "source": Column("Source"),
    "trust": Column("Trust", "name"),
    "owner": Column("Owner", "name"),
    "next_step": Column("Next step", width="large"),
    "doubt": Column("Doubt", help="What is odd about these codes"),
    "note": Column("Note"),
}


def draw(active: Filter) -> None:
    """All combinations, the unread ones first; a selected one can be given another cause."""
    rows = [in_words(row) for row in session.ask("denial_codes", active)]
    unread = [row for row in rows if is_unread(row)]
    if rows:
        st.markdown(text.md(_said(rows, unread)))
    row = tables.show(
        "denial_codes",
        COLUMNS,
        active,
        asked=rows,
        title="Codes and what they were read as",
        none="No line was denied or left to the patient.",
        alt="Combinations of codes with how they were read, by which row and source, the unread ones first",
        selectable=True,
        hint="Select a row to say another cause.",
    )
    if row:
        with st.container(border=True):
            _editor(row)


def is_unread(row: dict[str, Any]) -> bool:
    """Whether nobody could say what the codes mean."""
    return row["family"] in (None, "unclassified")


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its codes in one text and its doubts said."""
    codes = " ".join(part for part in (row["group_code"], row["carc"], row["remarks"]) if part)
    doubts = [
        *(["a remark is compulsory and absent"] if row["lacks_remark"] else []),
        *(["the group may not carry this code"] if row["is_malformed"] else []),
    ]
    read_by = READ_BY.get(row["classified_by"], text.label(row["classified_by"]))
    return row | {"codes": codes or "no code given", "doubt": "; ".join(doubts) or None, "read_by": read_by}


def _said(rows: charts.Rows, unread: list[dict[str, Any]]) -> str:
    combinations = text.counted(len(rows), "combination of codes", "combinations of codes")
    if not unread:
        return f"Every one of {combinations} could be read."
    lines = sum(row["lines"] for row in unread)
    return (
        f"{len(unread)} of {combinations} could not be read, {text.counted(lines, 'line')}."
        " They are counted as denied and stand under Unclassified until somebody says what they mean."
    )


def _editor(row: dict[str, Any]) -> None:
    """Another cause for these codes, with a reason and a name; or back to what is shipped."""
    st.markdown(f"**{text.md(row['codes'])}**, read as {text.md(row['label'] or 'nothing')}")
    if not row["carc"] and not row["remarks"]:
        layout.nothing("Without a code there is nothing a rule could be about.")
        return
    causes = {cause["cause"]: cause for cause in session.ask("denial_causes")}
    remarks = (row["remarks"] or "").split()
    key = f"cause_of_{row['codes']}_{row['payer_class']}_{session.audit().version}"
    with st.form(key, border=False):
        names = list(causes)
        cause = st.selectbox(
            "It means",
            names,
            index=names.index(row["cause"]) if row["cause"] in causes else 0,
            format_func=lambda name: f"{text.label(causes[name]['family'])}: {causes[name]['label']}",
            key=f"{key}_cause",
        )
        rarc = st.selectbox(
            "Together with the remark", ["any remark", *remarks], index=min(len(remarks), 1), key=f"{key}_rarc"
        )
        everywhere = st.checkbox("For every payer class and group", value=True, key=f"{key}_all")
        reason = st.text_input("Why", key=f"{key}_why", placeholder="Such as: the payer's manual, page 12")
        by = st.text_input("Who says so", key=f"{key}_by")
        if st.form_submit_button("Read it so", type="primary"):
            scope = _scope(row, rarc if rarc in remarks else None, everywhere)
            _change(
                lambda: denial_rules.keep(session.audit().workspace, **scope, cause=cause, reason=reason, said_by=by)
            )
    if row["classified_by"] == "own":
        own = {name: row[f"rule_{name}"] for name in ("carc", "rarc")}
        scope = own | {"group_codes": row["rule_groups"], "payer_class": row["rule_class"]}
        if st.button("Back to the shipped reading", icon=":material/undo:", key=f"{key}_back"):
            _change(lambda: denial_rules.forget(session.audit().workspace, **scope))


def _scope(row: dict[str, Any], rarc: str | None, everywhere: bool) -> dict[str, str | None]:
    """The codes a rule is about."""
    return {
        "carc": row["carc"],
        "rarc": rarc,
        "group_codes": None if everywhere else row["group_code"],
        "payer_class": None if everywhere else row["payer_class"],
    }


def _change(change: Callable[[], None]) -> None:
    """Keep or take back a rule, make what follows from it again, and show the page anew."""
    current = session.audit()

    def made() -> None:
        with current.lock:
            change()
            as_of = current.workspace.rows("select as_of from setting")[0][0]
            pipeline.rebuild(current.workspace, as_of=as_of, changed={"denial_rule"})
            current.changed()

    with st.spinner("Reading the denials again"):
        done = layout.attempt(made)
    if done:
        st.rerun()
