"""What payers really do beside the rules on file: both rates, a sentence per disagreement, and what it would change."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from analytics import practised
from analytics.practised import Proposal, Verdict
from analytics.practised_words import file_says, is_units, points
from analytics.rules import edits, values
from analytics.selection import Filter
from pages._parts import layout, rules_effect, rules_words, session, tables, text
from pages._parts.tables import Column

QUESTIONS = {
    "discipline_modifier": "GP, GO, GN",
    "assistant_modifier": "CQ, CO",
    "kx": "KX",
    "distinct_modifiers": "59, X{EPSU}",
    "units_ama": "AMA above CMS",
    "units_cms": "CMS above AMA",
}
VERDICTS = {  # the first ones are what a reader came for
    "file_stricter": "Rule asks more",
    "file_laxer": "Rule asks less",
    "rejected": "Payer refuses it",
    "unclear": "Unclear",
    "agrees": "Agrees",
    "too_few": "Too few",
}
OF_UNITS = {"file_stricter": "Rule counts fewer", "file_laxer": "Rule counts more"}
PROPOSED, MADE = "what the payer does", "practised_waiting"
DISAGREE = ("file_stricter", "file_laxer", "rejected")
COLUMNS = {
    "payer": Column("Payer"),
    "question": Column("Question"),
    "verdict": Column("Verdict"),
    "file": Column("Rule on file"),
    "lines_with": Column("With", "number", "Lines with the modifier; visits billed at the higher count of units"),
    "rate_with": Column("Denied", "percent", "First answers that denied; of visits: not paid for every unit"),
    "lines_without": Column("Without", "number", "Lines without it; visits on which both rules count the same"),
    "rate_without": Column("Denied ", "percent", "The same of those without, over the same mix of codes"),
    "range": Column("Difference", help="Points: without less with, and the range that holds it 95 times in 100"),
    "spoken": Column("Say why", "number", "Denials of the side denied more whose reason speaks of the modifier"),
}
HOW = (
    "First answers to lines with and without a modifier, held against each other by payer and code; codes sent one way"
    " only are left out. A rule and its payer disagree where lines without are denied"
    f" {practised.GAP * 100:.0f} points more or less often and at most {practised.LEVEL * 100:.0f} in 100 such findings"
    f" is chance, or where the whole range lies within {practised.MARGIN * 100:.0f} points though the rule says"
    " that the modifier matters."
)


def draw(active: Filter) -> None:
    """The finding, each disagreement with its proposal, the table, and what was put aside.

    A proposal that waits shows its effect, and the form that saves it, where it was made.
    """
    st.subheader("What the payers really do", anchor=False)
    found = _verdicts(active, session.audit().version)
    if not found:
        _effect_here("")
        return layout.nothing(
            "No answered line tells its modifiers, and no visit is counted differently by CMS and AMA."
        )
    both = [one for one in found if one.lines_with and one.lines_without]
    one_way = f" {text.counted(len(found) - len(both), 'question')} cannot be asked: every line was sent one way."
    ordered = sorted(both, key=lambda one: (list(VERDICTS).index(one.verdict), one.payer, one.question))
    differ = [one for one in ordered if one.verdict in DISAGREE]
    st.markdown(text.md(summary(ordered)))
    st.caption(text.md(HOW + (one_way if len(both) < len(found) else "")))
    aside = practised.set_aside(session.audit().workspace)
    hidden = {(row["payer"], row["key"], row["value"]) for row in aside}
    if not _disagreements(differ, {one.sentence: one for one in practised.proposals(found)}, hidden):
        _effect_here("")
    if ordered:
        tables.plain(
            [_row(one) for one in ordered], COLUMNS, alt="Denial rates with and without, by payer and question"
        )
    return _aside(aside)


def summary(asked: Sequence[Verdict]) -> str:
    """The finding, of how many questions: rules that disagree, those that fit, and those nobody can tell."""
    if not asked:
        return "Whether any rule on file fits cannot be told: nothing was sent both ways."
    differ, agree = (sum(one.verdict in wanted for one in asked) for wanted in (DISAGREE, ("agrees",)))
    rest = len(asked) - differ - agree
    verb = "disagrees with what its payer does" if differ == 1 else "disagree with what their payers do"
    head = f"{text.counted(differ, 'rule')} on file {verb}" if differ else "No rule on file disagrees with its payer"
    fit = f"{agree} {'fits' if agree == 1 else 'fit'}"
    return f"{head}, of {text.counted(len(asked), 'question')} that can be asked: {fit}, {rest} cannot be told."


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _verdicts(active: Filter, version: int) -> list[Verdict]:
    return practised.judged(session.ask("practice_observed", active), session.ask("units_observed", active))


def _row(one: Verdict) -> dict[str, object]:
    rates = one.rates
    return {
        "payer": one.payer,
        "question": QUESTIONS[one.question],
        "verdict": (OF_UNITS if is_units(one) else {}).get(one.verdict, VERDICTS[one.verdict]),
        "file": file_says(one),
        "lines_with": one.lines_with,
        "rate_with": rates.with_it if rates else None,
        "lines_without": one.lines_without,
        "rate_without": rates.without_it if rates else None,
        "spoken": _spoken(one),
        "range": rates and f"{points(rates.difference)} ({points(rates.low)} to {points(rates.high)})",
    }


def _spoken(one: Verdict) -> int | None:
    if is_units(one):
        return None
    return one.spoken_with if one.rates and one.rates.difference < 0 else one.spoken_without


def is_waiting() -> bool:
    """Whether the change that waits to be saved was proposed here."""
    waiting = st.session_state.get(rules_effect.WAITING)
    return waiting is not None and waiting.name == PROPOSED


def _effect_here(name: str) -> bool:
    """The effect of the proposal that waits, under its own box; with no name wherever it was made."""
    if not is_waiting() or name not in ("", st.session_state.get(MADE)):
        return False
    rules_effect.draw()
    return True


def _disagreements(found: Sequence[Verdict], offered: dict[str, Proposal], hidden: set[tuple[str, str, str]]) -> bool:
    """A box for each; returns whether the waiting proposal is one of them."""
    is_drawn = False
    for one in found:
        proposal = offered.get(one.sentence)
        if proposal is not None and (proposal.payer, proposal.key, proposal.value) in hidden:
            continue
        with st.container(border=True):
            st.markdown(text.md(one.sentence))
            if proposal is not None:
                name = f"{proposal.payer}_{proposal.key}_{proposal.value}"
                _offer(proposal, name)
                is_drawn |= _effect_here(name)
    return is_drawn


def _offer(proposal: Proposal, name: str) -> None:
    value = rules_words.word(proposal.key, proposal.value)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            "From day of service",
            value=proposal.from_day,
            min_value=datetime.date(1990, 1, 1),
            max_value=datetime.date(2099, 12, 31),
            format="YYYY-MM-DD",
            required=True,
            width=190,
            key=f"practised_day_{name}",
        )
        label = f"Propose {rules_words.KEYS[proposal.key][0]}: {value} from {text.day(day)}"
        asked = st.button(
            text.md(label), key=f"practised_{name}", help="Its effect is shown here before anybody saves it"
        )
        if asked and layout.attempt(lambda: _propose(proposal, day)):
            st.session_state[MADE] = name
            st.rerun()
        with st.popover("Not now"), st.form(f"practised_aside_{name}", border=False):
            who = st.text_input("Who puts it aside", max_chars=100)
            if st.form_submit_button("Put aside") and layout.attempt(lambda: _put_aside(proposal, who)):
                st.rerun()


def _propose(proposal: Proposal, day: datetime.date) -> None:
    """Let the change wait as one of the form does: its effect is counted, then somebody saves it by name and reason."""
    workspace = session.audit().workspace
    stated = {proposal.key: values.read(proposal.key, proposal.value)}
    made = edits.version(
        workspace,
        proposal.payer,
        day,
        stated,
        source=proposal.evidence,
        verified=None,
        payer_class=proposal.payer_class,
    )
    rules_effect.propose(made, PROPOSED)


def _put_aside(proposal: Proposal, who: str) -> None:
    current = session.audit()
    with current.lock:
        practised.put_aside(current.workspace, proposal, who)


def _aside(rows: list[dict[str, object]]) -> None:
    if not rows:
        return
    with st.expander(f"Put aside: {len(rows)}"):
        for row in rows:
            said = f"{row['said_by']}, {text.day(row['said_at'])}: {row['sentence']}"
            st.markdown(text.md(said))
            key = f"practised_up_{row['payer']}_{row['key']}_{row['value']}"
            if st.button("Propose it again", key=key):
                current = session.audit()
                with current.lock:
                    practised.take_up(current.workspace, row["payer"], row["key"], row["value"])
                st.rerun()
