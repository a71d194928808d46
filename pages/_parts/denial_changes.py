"""What has changed: alarms and watches as sentences, the control chart of a series, and the first claims affected."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import questions
from analytics.selection import Filter
from analytics.statistics.changes import UP, Change, Changes, Count, History, changes, history
from analytics.statistics.control_chart import SMALL, chart
from analytics.statistics.scan import FEWEST_CASES, FEWEST_REFUSED, FEWEST_WEEKS, WATCH
from pages._parts import charts, charts_changes, layout, overview_links, session, tables, text
from pages._parts.tables import Column

QUESTION = "denial_weeks"
LEAST_P = 0.001  # a smaller one is said to be below it
IN_SIGHT = 6  # sentences; the others fold
RARE, OFTEN = 0.01, 3  # a rate before of at most one in a hundred, and thrice as many after: a payer "began"
# Measured (docs/performance.md), 60 series of 60 patients a week: of 100 unchanged practices those with a false alarm
# in a year; false watches begun in a year; jumps from 5 % to 12 % told within three weeks by an alarm, by a watch.
FALSE_ALARMS, FALSE_WATCHES, SEEN_BY_ALARM, SEEN_BY_WATCH = 3, 39, 0.18, 0.92
CLAIMS = {
    "claim_id": Column("Claim"),
    "dos": Column("Date", "date"),
    "answered_on": Column("Answered", "date"),
    "charge": Column("Charge", "money"),
    "group_code": Column("Group"),
    "carc": Column("Reason"),
    "rarc": Column("Remarks"),
    "status": Column("Status", "name", width=110),
    "next_step": Column("Next step", width="large"),
    "patient_id": Column("Patient"),
    "file": Column("File"),
    "row_no": Column("Row", "number"),
    "line_no": Column("Line"),
}
Series = tuple[str, str, str]  # payer, code, family


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def _told(chosen: Filter, version: int) -> tuple[History, Changes]:
    current, sql = session.audit(), questions.text(QUESTION)
    with current.lock:
        past = history(current.workspace.arrow(sql, **questions.parameters(sql, chosen)))
    return past, changes(past)


def draw(active: Filter) -> None:
    """The section, where we are; says why where nothing can be told."""
    past, told = _told(active, session.audit().version)
    with st.container(gap=None):
        st.subheader(headline(told), anchor=False)
        st.caption(text.md(watched(told)))
    if not past.series:
        return layout.nothing("No denial with a date of answer is among these lines.")
    _list("Alarms", told.alarms)
    _list("Watches: early, and often chance", told.watches)
    if told.watched:
        with st.expander("How often alarms and watches are wrong"):
            st.markdown(text.md(caution(told)))
    series = _chosen(active, past, told)
    _picture(past, told, series)
    _claims(active, past, told, series)
    return overview_links.to_worklist(series[0], "change_work")


def alarms(active: Filter) -> list[Change]:
    """Rises that stand, told by an alarm; the latest first."""
    _, told = _told(active, session.audit().version)
    return [change for change in told.alarms if change.direction == UP and change.ended is None]


def headline(told: Changes) -> str:
    """The finding: which change stands and is the latest, else that none does."""
    standing = [change for change in told.alarms if change.ended is None]
    if standing:
        more = f", and {text.counted(len(standing) - 1, 'other change')}" if len(standing) > 1 else ""
        return news(standing[0]) + more
    if told.alarms:
        return "Every change that was found has ended"
    if told.watched:
        return f"No payer changed its ways: nothing in {text.counted(told.watched, 'series', 'series')} beyond chance"
    return "Whether a payer changed its ways cannot be told yet"


def news(change: Change) -> str:
    """`UHC began to deny 97530 in the week of 3 Mar 2026`."""
    return f"{_deed(change)} in the week of {text.day(change.began)}"


def watched(told: Changes) -> str:
    """What is watched, and what is too small for it."""
    return (
        f"{text.counted(told.watched, 'series', 'series')} of payer, code and family watched by week of first answer;"
        f" {text.number(told.small)} too small to tell anything (under {FEWEST_WEEKS} weeks, {FEWEST_CASES} patients or"
        f" {FEWEST_REFUSED} refusals)."
    )


def caution(told: Changes) -> str:
    """How often alarms and watches are wrong, as far as it was measured."""
    jumps = f"jumps from 5{text.THIN}% to 12{text.THIN}% at 60 patients a week"
    by_chance = text.number(round(max(told.watched * WATCH, 0.1), 1))
    return (
        "A patient counts once in four weeks: twenty visits refused for one reason are one event."
        f" An alarm is rarely chance: of 100 practices of 60 such series in which nothing changes, {FALSE_ALARMS} see a"
        f" false one in a year. It is slow: of {jumps} it tells {text.percent(SEEN_BY_ALARM, 0)} within three weeks. A"
        f" watch tells {text.percent(SEEN_BY_WATCH, 0)} of them and is often wrong: in such a practice about"
        f" {FALSE_WATCHES} false ones begin in a year, and of {text.counted(told.watched, 'series', 'series')} up to"
        f" {by_chance} stand on any day by chance."
    )


def sentence(change: Change) -> str:
    """`UHC began to deny 97530 (authorization or referral) in the week of 3 Mar 2026: ...` with rates and counts."""
    since = "" if change.ended is None else f" until the week of {text.day(change.ended)}, when it turned back"
    return (
        f"{_deed(change)} ({text.inside(change.family)}) in the week of {text.day(change.began)}{since}:"
        f" {_share(change.after)}, before {_share(change.before)}."
        f" Patients newly refused: {_cases(change.after)}, before {_cases(change.before)}."
        f" Told by the answers of the week of {text.day(change.flagged)}, {_chance(change.p)}."
    )


def _chance(p: float) -> str:
    return f"p = {p:.2g}" if p >= LEAST_P else f"p below {LEAST_P}"


def _deed(change: Change) -> str:
    before, after = change.before, change.after
    was = before.refused / before.cases if before.cases else 0.0
    now = after.refused / after.cases if after.cases else 0.0
    if change.kind == "watch":
        return f"{change.payer} may be denying {change.cpt} more often"
    if change.direction == UP:
        is_new = was <= RARE and now >= OFTEN * was
        return f"{change.payer} began to deny {change.cpt}" + ("" if is_new else " more often")
    return f"{change.payer} {'stopped denying' if not after.refused else 'denies'} {change.cpt}" + (
        "" if not after.refused else " less often"
    )


def _share(count: Count) -> str:
    return f"{text.percent(count.rate)} of {text.counted(count.lines, 'line')} denied ({text.number(count.denied)})"


def _cases(count: Count) -> str:
    return f"{text.number(count.refused)} of {text.number(count.cases)}"


def _list(title: str, told: Sequence[Change]) -> None:
    if not told:
        return
    st.markdown(f"**{text.md(title)}**\n\n" + _bullets(told[:IN_SIGHT]))
    if told[IN_SIGHT:]:
        with st.expander(f"{text.counted(len(told) - IN_SIGHT, 'more', 'more')}"):
            st.markdown(_bullets(told[IN_SIGHT:]))


def _bullets(told: Sequence[Change]) -> str:
    return "\n".join(f"- {text.md(sentence(change))}" for change in told)


def _chosen(active: Filter, past: History, told: Changes) -> Series:
    """The series to look at: those with news first, then the others, by most denied lines; a chosen cell's before all.

    A cell without a series of its own is said to have none, and the others stand.
    """
    news = [_series(change) for change in (*told.alarms, *told.watches)]
    most = past.denied.sum(axis=0)
    others = [past.series[place] for place in (-most).argsort(kind="stable")]
    cell = st.session_state.get("denial_cell", ("", ""))
    options = sorted(dict.fromkeys([*news, *others]), key=lambda one: (one[0], one[2]) != cell)
    if any(cell) and (options[0][0], options[0][2]) != cell:
        layout.nothing("The chosen payer and cause have no series of their own among these lines.")
    return st.selectbox(
        "Payer, code and family",
        options,
        format_func=_name,
        key=f"change_series_{session.audit().version}_{hash((active, cell))}",
        help="Those with an alarm or a watch come first, then the others by denied lines",
    )


def _series(change: Change) -> Series:
    return change.payer, change.cpt, change.family


def _name(series: Series) -> str:
    return f"{series[0]}, {series[1]}, {text.inside(series[2])}"


def _picture(past: History, told: Changes, series: Series) -> None:
    if len(past.weeks) < FEWEST_WEEKS:
        return layout.nothing(
            f"A chart takes {FEWEST_WEEKS} weeks of answers, these are {len(past.weeks)}: load older remittances."
        )
    own = _own(told.alarms, series)[::-1]
    shown = chart(past, past.series.index(series), own[-1] if own else None)
    beyond = [point for point in shown.points if point.is_beyond]
    small = sum(point.is_small for point in shown.points)
    note = (
        "Patients newly refused of patients answered, by week of first answer. Band: what chance reaches about the"
        f" baseline of {text.day(shown.first)} to {text.day(shown.last)}, exact for each week's number of patients"
        " (1 week in 370 lies outside by chance)."
    )
    if small:
        note += f" Hollow: {text.counted(small, 'week')} with fewer than {SMALL} patients say little."
    if shown.scatter > 1:
        note += f" Weeks scatter {shown.scatter:.1f} times as much as chance, and the band is widened for it."
    with charts.frame(f"{_name(series)}: {text.counted(len(beyond), 'week')} beyond chance", note):
        said = "; ".join(charts_changes.in_words(point).replace("<br>", " ") for point in (beyond or shown.points[-8:]))
        key = f"change_chart_{session.audit().version}_{hash(series)}"
        charts.draw(charts_changes.weekly(shown, own), f"Rates by week with limits of chance: {said}", key)
    return None


def _own(told: Sequence[Change], series: Series) -> list[Change]:
    return [change for change in told if _series(change) == series]


def _claims(active: Filter, past: History, told: Changes, series: Series) -> None:
    """The first claims affected by the latest change, or all denials of the last 13 weeks where there is none."""
    own = _own((*told.alarms, *told.watches), series)
    week = own[0].began if own else past.weeks[max(len(past.weeks) - 13, 0)]
    given = {"payer": series[0], "code": series[1], "family": series[2], "week": str(week)}
    tables.show(
        "change_claims",
        CLAIMS,
        active,
        title="First claims affected" if own else "Lines denied in the last 13 weeks",
        alt=f"Lines of {_name(series)} denied from the week of {text.day(week)} on, the first answered first",
        none=f"No line was denied from the week of {text.day(week)} on.",
        hint=f"Answered from {text.day(week)} on",
        height=300,
        given=given,
    )
