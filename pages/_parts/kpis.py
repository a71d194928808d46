"""Key figures: each with its parts, date basis, target and benchmark; their months; a practice's own targets."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from analytics import kpi_targets
from analytics.errors import InputError
from analytics.figures import of_kpi
from analytics.kpis import Kpi, kpis
from analytics.selection import Filter
from pages._parts import charts, charts_kpis, explain, layout, session, text
from pages._parts.charts_kpis import worded

TILE = 194  # pixels: four side by side at 1280, one on a telephone
BASIS = {"service": "date of service", "submission": "submission date", "remittance": "payment date"}
STATUS = {"good": ":blue-badge[on target]", "watch": ":gray-badge[watch]", "bad": ":orange-badge[off target]"}
JUDGED, ALL = "With a target", "All"
FIRST_SERIES = "net collection rate"
Kept = tuple[tuple[Any, ...], ...]  # the user's own targets, as a key


def section(active: Filter) -> None:
    """Key figures of the lines chosen, what other files would tell, months, and the targets."""
    measured = figures(active)
    known = [kpi for kpi in measured if kpi.value is not None]
    if known:
        shown = charts.choice("Key figures", (JUDGED, ALL), "kpis_shown")
        _grid([kpi for kpi in known if shown == ALL or kpi.target is not None] or known)
        _months(known, active)
    _missing([kpi for kpi in measured if kpi.value is None])
    _editor(measured)


def figures(active: Filter) -> list[Kpi]:
    """The key figures, kept until the data, the filter or a target changes."""
    current = session.audit()
    with current.lock:
        own = tuple(kpi_targets.own(current.workspace))
    return _figures(active, current.version, own)


@st.cache_data(scope="session", max_entries=24, show_spinner=False)
def _figures(active: Filter, version: int, own: Kept) -> list[Kpi]:
    current = session.audit()
    with current.lock:
        return kpis(current.workspace, active)


def _grid(shown: list[Kpi]) -> None:
    with st.grid(4, min_column_width=TILE, gap="xsmall"):
        for kpi in shown:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                _tile(kpi)


def _tile(kpi: Kpi) -> None:
    st.markdown(text.md(sentence(kpi.name)), help=text.md(_help(kpi)))
    badge = f" {STATUS[kpi.status]}" if kpi.status else ""
    st.markdown(f"#### {text.md(worded(kpi.value, kpi.unit))}{badge}")
    mark = charts_kpis.mark(kpi)
    if mark:
        st.image(mark, width="stretch", alt=charts_kpis.alt(kpi))
        st.caption(text.md(_against(kpi)))
    st.caption(text.md(f"{parts(kpi)}, by {BASIS[kpi.date_basis]}"))
    said = [kpi.note, f"left out: {kpi.left_out_why}" if kpi.left_out_why else ""]
    if any(said):
        st.caption(text.md(sentence("; ".join(part for part in said if part))))
    figure = of_kpi(kpi.name)
    if figure:
        explain.button(figure.id, place="kpi")


def parts(kpi: Kpi) -> str:
    """`522 lines first denied of 12,634 lines adjudicated`, `median of 151 lines`."""
    if kpi.numerator is None:
        return f"median of {text.number(kpi.denominator)} {kpi.denominator_label}"
    above = text.number(kpi.numerator) if kpi.parts == "count" else text.money(kpi.numerator)
    below = text.money(kpi.denominator) if kpi.parts == "dollars" else text.number(kpi.denominator)
    word = "of" if kpi.unit == "share" else "over"
    return f"{above} {kpi.numerator_label} {word} {below} {kpi.denominator_label}"


def sentence(name: str) -> str:
    """A figure's name as a heading begins."""
    return name[:1].upper() + name[1:]


def _against(kpi: Kpi) -> str:
    marks = (
        [f"{'your ' if kpi.is_own_target else ''}target {worded(kpi.target, kpi.unit)}"]
        if kpi.target is not None
        else []
    )
    marks += [f"shaded: {_first(kpi.benchmark_source)}"] if kpi.benchmark_text else []
    return sentence("; ".join(marks))


def _first(source: str) -> str:
    """Whose range is drawn, without the particulars."""
    return source.split(";")[0].split(" (")[0].split(",")[0]


def _help(kpi: Kpi) -> str:
    said = [f"{sentence(kpi.formula)}."]
    said += [f"Bad past {worded(kpi.warn, kpi.unit)}."] if kpi.warn is not None else []
    said += [f"Benchmark: {charts_kpis.benchmark(kpi)}."] if kpi.benchmark_text else []
    return " ".join(said)


def _months(known: list[Kpi], active: Filter) -> None:
    serial = {kpi.name: kpi for kpi in known if kpi.has_trend}
    if not serial:
        return layout.nothing("None of these figures has months to show.")
    names = list(serial)
    with charts.frame("Month by month", "Grey and hollow: months that may still change. Shaded: the benchmark."):
        first = names.index(FIRST_SERIES) if FIRST_SERIES in serial else 0
        name = st.selectbox(
            "Figure", names, index=first, format_func=sentence, key="kpis_series", label_visibility="collapsed"
        )
        kpi, rows = serial[name], session.ask("kpi_trend", active, figure=name)
        if not rows:
            return layout.nothing("No month to show.")
        said = "; ".join(f"{row['month']:%b %Y} {worded(row['value'], kpi.unit)}" for row in rows)
        charts.draw(charts_kpis.months(rows, kpi), f"{sentence(name)} by month: {said}", "kpi_months")
        if kpi.benchmark_text:
            st.caption(text.md(f"Benchmark: {charts_kpis.benchmark(kpi)}"))
    return None


def _missing(unknown: list[Kpi]) -> None:
    lacking: dict[str, list[str]] = {}
    for kpi in unknown:
        if not kpi.has_files:
            lacking.setdefault(kpi.missing, []).append(kpi.name)
    if lacking:
        st.markdown("**What other files would tell**")
        st.markdown(
            "\n".join(f"- {text.md(sentence(file))}: {text.md('; '.join(names))}" for file, names in lacking.items())
        )
    empty = [kpi.name for kpi in unknown if kpi.has_files]
    if empty:
        layout.nothing(f"No case among these lines to tell: {'; '.join(empty)}.")


def _editor(measured: list[Kpi]) -> None:
    told = {kpi.name: kpi for kpi in measured}
    with st.expander("Targets"):
        name = st.selectbox("Key figure", list(told), format_func=sentence, key="kpis_target_of")
        kpi = told[name]
        factor, unit = (100, "%") if kpi.unit == "share" else (1, {"dollars": "$"}.get(kpi.unit, kpi.unit))
        now = [_plain(one, factor) for one in (kpi.target, kpi.warn)]
        with st.form("kpi_target", border=False):
            target = st.text_input(f"Target ({unit})", value=now[0], key=f"kpi_target_{name}_{now[0]}", max_chars=12)
            side = "Below" if kpi.better == "higher" else "Above"
            warn = st.text_input(
                f"{side} this it is bad ({unit})",
                value=now[1],
                key=f"kpi_warn_{name}_{now[1]}",
                max_chars=12,
                help="Empty: nothing is bad, only short of the target",
            )
            keep = st.form_submit_button("Keep this target")
        if kpi.benchmark_text:
            st.caption(text.md(f"Benchmark: {charts_kpis.benchmark(kpi)}"))
        forget = st.button("Back to the shipped target", disabled=not kpi.is_own_target, key="kpi_forget")
        if keep and layout.attempt(lambda: _keep(name, target, warn, factor)):
            st.rerun()
        if forget and layout.attempt(lambda: _forget(name)):
            st.rerun()


def _plain(value: Decimal | None, factor: int) -> str:
    return "" if value is None else f"{float(value) * factor:g}"


def _keep(name: str, target: str, warn: str, factor: int) -> None:
    current = session.audit()
    with current.lock:
        limit = _scaled(name, warn, factor) if warn.strip() else None
        kpi_targets.keep(current.workspace, name, _scaled(name, target, factor), limit)


def _forget(name: str) -> None:
    current = session.audit()
    with current.lock:
        kpi_targets.forget(current.workspace, name)


def _scaled(name: str, written: str, factor: int) -> Decimal:
    try:
        return Decimal(written.strip().rstrip("%").strip()) / factor
    except InvalidOperation:
        raise InputError(f"{written or 'nothing'} cannot be a target of {name}", fix="give a number") from None
