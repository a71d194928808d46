"""The drawer of a number: value, formula with its numbers, dates, what is left out, source, lines, story and SQL."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import figures
from analytics.figures import Figure, Reading
from analytics.selection import Filter
from pages._parts import explain_lines, explain_sql, filters, session, text

BASIS = {"service": "dates of service", "submission": "dates of submission", "remittance": "dates of the first answer"}
FOLLOWS = {
    "part": "Only a part of the filter applies to this figure.",
    "none": "The filter does not apply to this figure.",
}
STATUS = {
    "definition": "this product's own definition",
    "verified": "verified at its source",
    "unverified": "not verified at its source",
}
OF_WORK = "worklist"


def draw(ids: tuple[str, ...], shown: str, given: dict[str, str]) -> None:
    """All of it where we are; shown: the value as the page wrote it, for a figure no question holds."""
    active = filters.chosen()
    figure = _chosen(ids)
    given = {**_parameters(figure, active, given), **given}
    reading = figures.read(_ask(figure), figure, active, given)
    _value(reading, shown)
    _basis(figure, active)
    _left_out(reading)
    st.caption(text.md(f"Source: {figure.source.text} ({STATUS[figure.source.status]})."))
    explain_lines.draw(reading, active)
    if explain_sql.asked(reading):
        with st.expander("The SQL behind it", icon=":material/code:"):
            explain_sql.draw(reading, active)


def _chosen(ids: tuple[str, ...]) -> Figure:
    if len(ids) == 1:
        return figures.find(ids[0])
    names = {one: figures.find(one).name for one in ids}
    return figures.find(st.selectbox("Figure", ids, format_func=names.__getitem__, key=f"explain_which_{ids[0]}"))


def _parameters(figure: Figure, active: Filter, given: dict[str, str]) -> dict[str, str]:
    """Which cell, bucket or cause of a figure that stands for many, where it was not said; the reader chooses."""
    if figure.each is None or set(figure.each.parameters) <= set(given):
        return {}
    rows = session.ask(figure.each.question, active, **_kept(figure.each.given, given))
    told = [{name: text_of(row[column]) for name, column in figure.each.parameters.items()} for row in rows]
    options = list({tuple(one.items()): one for one in told}.values())
    if not options:
        return {}
    place = st.selectbox(
        "Of which", range(len(options)), format_func=lambda at: in_words(options[at]), key=f"explain_each_{figure.id}"
    )
    return options[place]


def _kept(defaults: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """A question's parameters, with what the page says of them."""
    return {name: given.get(name, value) for name, value in defaults.items()}


def text_of(value: Any) -> str:
    """A parameter as a question takes it."""
    return "" if value is None else str(value)


def in_words(given: dict[str, str]) -> str:
    """`Aetna, Authorization`."""
    return ", ".join(text.LABELS.get(value, value) or "not named" for value in given.values())


def _ask(figure: Figure) -> Any:
    """How its questions are asked: what people say on the worklist voids the answers kept of it."""
    return session.ask_all if figure.page == OF_WORK else session.ask


def _value(reading: Reading, shown: str) -> None:
    said = written(reading.value, reading.figure.unit) if reading.value is not None or not shown else shown
    st.metric(reading.figure.name, said, label_visibility="collapsed")  # a heading is smaller than the text here
    about = f" ({in_words(reading.given)})" if reading.figure.each and _own(reading) else ""
    st.markdown(text.md(reading.figure.formula + about))
    sentence = arithmetic(reading)
    if sentence:
        st.markdown(f"**{text.md(sentence)}**")
    band = _range(reading)
    if band:
        st.markdown(text.md(band))


def _own(reading: Reading) -> bool:
    return any(reading.given.get(name) for name in reading.figure.each.parameters)


def arithmetic(reading: Reading) -> str:
    """`150 denied / 2,716 answered = 5.5 %`; empty for a sum."""
    figure = reading.figure
    if figure.denominator is None:
        return ""
    if figure.numerator is None:
        return f"Median of {text.number(reading.denominator)} {figure.denominator.words}"
    parts = [
        _part(reading.numerator, figure.numerator.words, figure),
        _part(reading.denominator, figure.denominator.words, figure),
    ]
    times = f" × {text.number(reading.times)} {figure.times.words}" if figure.times else ""
    if reading.value is None:
        return f"{' / '.join(parts)}{times}: nothing to divide by"
    return f"{' / '.join(parts)}{times} = {written(reading.value, figure.unit)}"


def _part(amount: Any, words: str, figure: Figure) -> str:
    return f"{_dollars(amount) if _is_money(words, figure) else text.number(amount)} {words}"


def _is_money(words: str, figure: Figure) -> bool:
    told = words.split()
    return bool(
        {"dollars", "charged", "charges", "collected", "owed", "allowed", "lost", "receivables"} & set(told)
    ) or (figure.unit == "money" and "days" not in told)


def _dollars(amount: Any) -> str:
    return text.money(amount, cents=True)


def written(value: Any, unit: str) -> str:
    """A figure as a reader expects it: dollars with cents, a share as a percentage, days and counts as numbers."""
    if unit == "percent":
        return text.percent(value)
    if unit == "money":
        return _dollars(value)
    if value is None:
        return text.UNKNOWN
    return f"{text.number(value)} {unit}" if unit in ("days", "units") else f"{float(value):,.2f}".removesuffix(".00")


def _range(reading: Reading) -> str:
    if not reading.figure.id.startswith("loss_"):
        return ""
    loss = session.loss(filters.chosen())
    category = reading.given.get("category", "")
    own = loss.by_category.get(category) if category else loss.total
    if own is None or own.low is None:
        return f"No range: {loss.note}." if loss.note else ""
    return (
        f"Between {text.money(own.low)} and {text.money(own.high)}: the 10th and 90th percentile of {loss.weeks} weeks"
        " drawn again and again with a fixed seed."
    )


def _basis(figure: Figure, active: Filter) -> None:
    said = [figure.date_basis]
    if figure.follows == "filter":
        said.append(f"Filter: {filters.in_words(active)}.")
        if active.start or active.end:
            said.append(f"Its dates are {BASIS[active.basis]}.")
    else:
        said.append(FOLLOWS[figure.follows])
    st.caption(text.md(" ".join(said)))


def _left_out(reading: Reading) -> None:
    counted = [(one, count) for one, count in reading.left_out if count is None or count]
    if not counted:
        return
    rows = [f"- {text.md(_counted(count, one.words))}: {text.md(one.why)}" for one, count in counted]
    st.markdown("\n".join(["Left out", *rows]))


def _counted(count: Any, words: str) -> str:
    if count is None:
        return words[:1].upper() + words[1:]
    return (
        f"{_dollars(count) if words.startswith('dollars') else text.number(count)} {words.removeprefix('dollars of ')}"
    )
