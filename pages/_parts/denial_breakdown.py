"""Where the denial rate is higher than elsewhere: by code, therapist, day, diagnosis and what else may explain it."""

from __future__ import annotations

from analytics.selection import Filter
from analytics.statistics.wilson import lower_end
from pages._parts import charts, charts_denials, denial_patterns, layout, session, tables, text
from pages._parts.charts_denials import Place
from pages._parts.tables import Column

BY = {
    "code": "Procedure code",
    "modifiers": "Modifiers",
    "provider": "Therapist",
    "location": "Location",
    "weekday": "Weekday of service",
    "submission": "Days from service to submission",
    "diagnosis": "Chapter of the first diagnosis",
    "authorization": "Authorization number",
    "visit": "Visit within the episode of care",
    "payer": "Payer",
    "family": "Family of reasons",
    "reason": "Reason",
}
PART_OF_FILTER = {
    "code": "codes",
    "provider": "providers",
    "location": "locations",
    "payer": "payers",
}  # a click sets it
PARTS = ("family", "reason")  # of one whole: each is held against all lines answered
UNKNOWN = {  # what a line without the value is called
    "code": "no code",
    "modifiers": "file without modifiers",
    "provider": "nobody named",
    "location": "no location",
    "submission": "no submission date",
    "diagnosis": "no diagnosis",
    "authorization": "file without authorizations",
    "visit": "care may have begun before the files",
    "payer": "no payer named",
}
BRING = {  # what would tell it, where no line knows
    "modifiers": "a billing file with a column of modifiers, or claims (837P)",
    "provider": "a billing file that names the rendering provider, or claims (837P)",
    "location": "a billing file with a column of locations",
    "submission": "a billing file with submission dates, or claims (837P)",
    "diagnosis": "a billing file with diagnosis codes, or claims (837P)",
    "authorization": "a billing file with authorization numbers, or claims (837P) that carry them",
    "visit": "billing lines from the first evaluation on",
}
NOTES = {
    "authorization": "Whether the bill or the claim sent carried a number; not whether one was needed.",
    "visit": "An episode of care begins with a first evaluation, or after 60 days without a visit of that discipline.",
    "family": "Each family's own denials, over all lines answered.",
    "reason": "Each reason's own denials, over all lines answered: group, reason and remark codes.",
    "diagnosis": "ICD-10-CM chapter of the first diagnosis on the bill.",
    "submission": "From the date of service to the first time the line was sent.",
}
COLUMNS = {
    "value": Column("Value"),
    "rate": Column("Denied", "percent", "First answers that were denials, over lines answered"),
    "denied": Column("Lines denied", "number"),
    "answered": Column("of answered", "number"),
    "low": Column("From", "percent", "95 % interval (Wilson)"),
    "high": Column("To", "percent", "95 % interval (Wilson)"),
    "expected_denied": Column("Dollars denied", "money", "Expected allowed amount"),
    "recoverable": Column("Recoverable", "money"),
}


def draw(active: Filter, cell: Place) -> None:
    """One cut at a time, for the lines of the chosen cell's payer and the denials of its family."""
    by = charts.select("Cut by", BY, "denial_by")
    rows = session.ask("denial_breakdown", active, by=by, **denial_patterns.given(cell))
    why = nothing_known(by, rows)
    if why:
        layout.nothing(why)
        return
    _picture(by, rows, cell)
    named = [row | {"value": name_of(by, row)} for row in rows]
    tables.show(
        "denial_breakdown",
        COLUMNS,
        active,
        asked=named,
        given={"by": by} | denial_patterns.given(cell),
        title=BY[by],
        none="No line was answered.",
        alt=f"Denial rates by {text.inside(BY[by])} with counts, intervals and dollars",
    )


def nothing_known(by: str, rows: charts.Rows) -> str:
    """The sentence in the place of a picture that would show one dot of unknown lines."""
    known = [row for row in rows if not row["is_unknown"]]
    if not rows:
        return "No line was denied at first."
    if not known:
        takes = BRING.get(by, "other files")
        return f"No answered line can be told apart here ({UNKNOWN.get(by, 'unknown')}). It takes {takes}."
    if by == "authorization" and all(row["value"].startswith("without") for row in known):
        return (
            "None of these lines was billed with an authorization number, so with and without cannot be compared."
            f" It takes {BRING[by]}."
        )
    return ""


def name_of(by: str, row: dict) -> str:
    """The value as the picture writes it."""
    if row["is_unknown"]:
        return UNKNOWN.get(by, "unknown")
    return text.label(row["value"]) if by == "family" else row["value"]


def _picture(by: str, rows: charts.Rows, cell: Place) -> None:
    names = [name_of(by, row) for row in rows]
    overall = _overall(by, rows)
    where = f" ({denial_patterns.in_words(cell)})" if cell != denial_patterns.EVERYTHING else ""
    with charts.frame(finding(by, rows, names) + where, _note(by, rows)):
        said = "; ".join(
            charts_denials.value_words(name, row).replace("<br>", " ") for name, row in zip(names, rows, strict=True)
        )
        drawn, alt = charts_denials.breakdown(rows, names, overall), f"Rates with their intervals: {said}"
        if by in PART_OF_FILTER:
            marks = [(row["value"], _only(by, row)) for row in rows]
            charts.narrowing(drawn, alt, f"breakdown_{by}", marks)
        else:
            charts.draw(drawn, alt, f"breakdown_{by}")


def _only(by: str, row: dict) -> dict[str, tuple[str, ...]]:
    """What a click on a value filters by; a line without one cannot be asked for."""
    return {} if row["is_unknown"] else {PART_OF_FILTER[by]: (row["value"],)}


def _overall(by: str, rows: charts.Rows) -> float | None:
    """The rate of all lines; None of families and reasons, which are parts of it."""
    if by in PARTS:
        return None
    denied, answered = (sum(row[name] for row in rows) for name in ("denied", "answered"))
    return float(denied / answered)


def finding(by: str, rows: charts.Rows, names: list[str]) -> str:
    """What stands out: the highest rate that is above that of all beyond chance; of parts of a whole the largest."""
    pairs, overall = list(zip(rows, names, strict=True)), _overall(by, rows)
    if overall is None:
        row, name = max(pairs, key=lambda pair: pair[0]["denied"])
        return f"{name} is denied most: {charts_denials.counts(row)} lines"
    high = [(row, name) for row, name in pairs if not row["is_unknown"] and _surely_above(row, overall, len(pairs))]
    if len(pairs) == 1:
        return f"Only one value, so nothing to compare: {names[0]}, {charts_denials.counts(rows[0])} lines denied"
    if not high:
        return "No value is denied more often than the rest, beyond chance"
    row, name = max(high, key=lambda pair: pair[0]["rate"])
    return f"{name}: {text.percent(row['rate'])} denied, against {text.percent(overall)} of all"


def _surely_above(row: dict, overall: float, compared: int) -> bool:
    """Whether a rate lies above that of all beyond chance, where so many are compared at once."""
    return not row["is_small"] and lower_end(row["denied"], row["answered"], compared) > overall


def _note(by: str, rows: charts.Rows) -> str:
    said = [NOTES[by]] if by in NOTES else []
    if by not in PARTS and len(rows) > 1:
        said.append(f"The title allows for comparing {len(rows)} values at once.")
    said.append(
        "Bars: 95\u202f% interval of each alone (Wilson)." + ("" if by in PARTS else " Dotted: the rate of all.")
    )
    if by in PART_OF_FILTER:
        said.append("Click a dot to see it alone.")
    if any(row["is_small"] for row in rows):
        said.append(f"Grey: fewer than {charts_denials.FEWEST_LINES} lines answered, too few to say.")
    kept = sum(not row["is_unknown"] for row in rows)
    if rows[0]["values"] > kept:
        said.append(f"The {kept} with most denials of {text.number(rows[0]['values'])}.")
    return " ".join(said)
