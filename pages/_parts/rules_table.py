"""Payer by rule: what holds on the as-of day, and for one payer every value and version with its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics.reports.safe_csv import to_csv
from analytics.selection import Filter
from pages._parts import rules_words, session, tables, text
from pages._parts.tables import Column

PICKED = "rules_payer"
MATRIX = {
    "payer": Column("Payer"),
    "charge_share": Column("Charges", "percent", "Share of the filtered charges"),
    **{key: Column(rules_words.KEYS[key][0], help=rules_words.KEYS[key][1]) for key in rules_words.SHOWN},
    "source": Column("Source", width="medium"),
    "verified": Column("Verified", "date", "When somebody last checked this version against its source"),
}
VALUES = {
    "rule": Column("Rule"),
    "value": Column("Value", width="medium"),
    "trust": Column("How far to trust it", width="medium"),
    "verified": Column("Verified", "date"),
    "source": Column("Source", width="large"),
}
VERSIONS = {
    "effective_from": Column("From", "date"),
    "effective_to": Column("Until before", "date", "The first day of service it no longer holds for"),
    "changes": Column("What changes", width="large"),
    "lines": Column("Lines", "number", "Billed lines on its days"),
    "verified": Column("Verified", "date"),
    "source": Column("Source", width="large"),
}


def matrix(rows: Sequence[dict[str, Any]], active: Filter) -> None:
    """One row per payer; a selected row becomes the chosen payer."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(gap=None):
            st.subheader("What holds, payer by payer", anchor=False)
            st.caption(
                text.md(
                    f"On {text.day(rows[0]['as_of'])}. (class default): not found for this payer, taken from its class."
                    " (unverified): found, but nobody checked it."
                )
            )
        tables.csv_button(
            lambda: to_csv(_tall(rows)),
            "payer_rules",
            "Every value of every payer, with its source and how far to trust it",
        )
    shown = [row | {key: rules_words.marked(row, key) for key in rules_words.SHOWN} for row in rows]
    event = st.dataframe(
        tables.frame(shown, MATRIX),
        column_config=tables.config(MATRIX),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height=390 if len(rows) > 10 else "auto",
        key=f"rules_matrix_{session.audit().version}_{hash(active)}",
        alt="Payers by rule, with unverified values and class defaults marked",
        on_select="rerun",
        selection_mode="single-row",
    )
    picked = event["selection"]["rows"]
    if picked and st.session_state.get("rules_row") != picked:
        st.session_state[PICKED] = name(rows[picked[0]])
    st.session_state["rules_row"] = picked


def choose(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The payer that the rest of the page is about: the selected row, or one from the list."""
    names = {name(row): row for row in rows}
    if st.session_state.get(PICKED) not in names:
        st.session_state[PICKED] = next(iter(names))
    return names[st.selectbox("Payer", names, key=PICKED)]


def name(row: dict[str, Any]) -> str:
    """A payer, with the rules it follows where they have another name."""
    return row["payer"] if row["payer"] == row["rule_payer"] else f"{row['payer']}: follows {row['rule_payer']}"


def _tall(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row per payer and rule."""
    return [{"payer": row["payer"], "rules_of": row["rule_payer"], **said} for row in rows for said in _said(row)]


def _said(row: dict[str, Any]) -> list[dict[str, Any]]:
    checked = {stated["key"]: stated for stated in row["key_sources"]}
    return [
        {
            "rule": words,
            "value": rules_words.value(row, key),
            "trust": rules_words.trust(row, key) or "verified for this payer",
            "verified": checked[key]["verified"],
            "source": checked[key]["source"],
        }
        for key, (words, _) in rules_words.KEYS.items()
    ]


def one(row: dict[str, Any], active: Filter) -> None:
    """Every value of one payer with its source, its versions, and what was observed beside the rules."""
    said = _said(row)
    own, verified = len(said) - len(row["assumed"]), len(said) - len(row["unverified"])
    st.caption(
        f"{own} of {len(said)} values were found for this payer. Somebody verified {verified} of {len(said)};"
        f" {row['due']} are to be reviewed."
    )
    st.dataframe(
        tables.frame(said, VALUES),
        column_config=tables.config(VALUES),
        hide_index=True,
        placeholder=text.UNKNOWN,
        height="content",  # all of them: what scrolls inside a page that scrolls is easily overlooked
        alt=f"Every rule of {row['payer']} with its source",
    )
    _versions(row["rule_payer"])


def _versions(rule_payer: str) -> None:
    st.subheader("Versions", anchor=False)
    st.caption("A line is judged by the version of its date of service.")
    rows = session.ask("rules_versions", rule_payer=rule_payer)
    before = [None, *rows]
    shown = [row | {"changes": rules_words.differing(old, row)} for old, row in zip(before, rows, strict=False)]
    tables.plain(shown[::-1], VERSIONS, alt=f"Versions of the rules of {rule_payer}, the last first")
