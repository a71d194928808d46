"""How the figures were made: formulas, definitions, assumptions, payer rules, references, and what the data lacks."""

from __future__ import annotations

from typing import Any

from analytics.reports.pdf.blocks import Block, heading, items, table, text
from analytics.reports.pdf.facts import Facts, Row
from analytics.reports.words import UNKNOWN, counted, cut, day, label, money, number, percent

MOST_FILES = 40
DEFINITIONS = (
    "Visit: the same practice, patient, date of service, discipline and payer. Minutes are pooled inside a visit only.",
    "Line episode: one billed line with all its remittances in time order; its corrected claims join it.",
    "Reversal: a payment that is taken back counts for nothing, nor does its reversal; the corrected one counts.",
    "Denied line: charged, paid 0, nothing allowed, nothing left to the patient, for a reason that is a denial.",
    "Allowed: as the remittance says; else paid + patient responsibility + sequestration.",
    "Insurance balance: the charge while nobody answered or while a denial is open; 0 once allowed.",
    "Patient balance: patient responsibility less patient payments. Credits stand apart and are never netted.",
    "Expected price, the first there is: the loaded fee schedule of that day; the Medicare fee schedule where the payer"
    " follows it; the payer's own median per unit (5 paid lines or more); its class's; the practice's.",
    "Leak: earned and not collected. Exposure: could be taken back. At risk: unpaid and not yet lost.",
    "Mature: days of service up to the last one at which 90 % of lines were answered, by that payer's own lag.",
)
RULES = {
    "unit_rule": "Units",
    "discipline_modifier": "Discipline modifier",
    "assistant_modifier": "Assistant modifier",
    "mppr": "Several procedures",
    "timely_filing_days": "Filing",
    "corrected_claim_days": "Correction",
    "appeal_days": "Appeal",
}

KEYS = RULES | {
    "distinct_modifiers": "59 and its kin",
    "ncci": "Pair edits",
    "extra_pairs": "Own pairs",
    "kx": "KX",
    "mppr_scope": "Several procedures: which claims",
    "assistant_share": "Assistant's share",
    "assistant_base": "Assistant's share of what",
    "timely_filing_days": "Filing days",
    "corrected_claim_days": "Correction days",
    "appeal_days": "Appeal days",
}


def chapters(facts: Facts) -> list[dict[str, Any]]:
    """Title and pieces of each chapter, in order."""
    return [
        {"title": "Method", "blocks": [*_range(facts), *_formulas(facts), *_definitions(), *_assumptions(facts)]},
        {"title": "Payer rules in force", "blocks": _rules(facts)},
        {
            "title": "Data and its limits",
            "blocks": [*_missing(facts), *_references(facts), *_files(facts), *_totals(facts)],
        },
    ]


def _range(facts: Facts) -> list[Block]:
    yearly, period = facts.summary["annualized"], facts.summary["period"]
    said = [
        f"Yearly figures: {yearly['method']}. Measured on {counted(yearly['days'], 'mature day')}"
        f" ({counted(yearly['weeks'], 'full week')}).",
        f"Figures go by the date of service unless they say otherwise. Receivables are aged on"
        f" {day(facts.summary['as_of'])}; mature to {day(period['mature_to'])}.",
        *facts.summary["notes"],
    ]
    return [heading("How the year is reckoned"), items(said)]


def _formulas(facts: Facts) -> list[Block]:
    rows = [_formula(one) for one in facts.summary["kpis"] if one["value"] is not None]
    if not rows:
        return []
    return [heading("Key figures and their formulas"), {"kind": "formulas", "rows": rows}]


def _formula(one: Row) -> dict[str, str]:
    if one["numerator"] is not None and one["denominator"] is not None:
        parts = f"{_plain(one['numerator'])} / {_plain(one['denominator'])}"
    else:
        parts = counted(one["cases"], "case")
    basis = f"by date of {one['date_basis']}" if one["date_basis"] else ""
    left = f"left out: {one['left_out_why'] or number(one['lines_left_out'])}" if one["lines_left_out"] else ""
    return {
        "name": one["name"][:1].upper() + one["name"][1:],
        "value": _value(one),
        "formula": one["formula"],
        "parts": "; ".join(part for part in (parts, basis, left) if part),
    }


def _plain(value: Any) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def _value(one: Row) -> str:
    match one["unit"]:
        case "share":
            return percent(one["value"])
        case "dollars":
            return money(one["value"], cents=True)
        case _:
            return counted(round(one["value"], 1), "day") if one["unit"] == "days" else f"{one['value']:,.2f}"


def _definitions() -> list[Block]:
    return [heading("What words mean here"), items(DEFINITIONS)]


def _assumptions(facts: Facts) -> list[Block]:
    rows = facts.rows["loss_assumptions"]
    told = [
        [_assumed_name(row["name"]), *(_amount(row[end], row["unit"]) for end in ("low", "base", "high")), _whose(row)]
        for row in rows
    ]
    said = "What no file tells and somebody must assume; all of it can be changed on Overview."
    return [heading("Assumptions"), text(said, "small"), table(["*Assumed", ">Low", ">Base", ">High", "Whose"], told)]


def _assumed_name(name: str) -> str:
    kind, _, category = name.partition(":")
    return f"Comes back of: {label(category)}" if category else label(kind)


def _amount(value: Any, unit: str) -> str:
    if value is None:
        return UNKNOWN
    return percent(value, 0) if unit == "share" else money(value, cents=True) if unit == "dollars" else number(value)


def _whose(row: Row) -> str:
    if row["is_own"]:
        return "the practice's own"
    return f"{row['source'] or ''} ({row['trust']})" if row["trust"] else row["source"] or UNKNOWN


def _rules(facts: Facts) -> list[Block]:
    rows = facts.rows["rules_in_force"]
    if not rows:
        return [text("No billed line is among those chosen, so no rule was used.", "lead")]
    told = [[cut(row["payer"], 24), *(_rule(row[key]) for key in RULES), _verified(row)] for row in rows]
    blocks = [
        text("What was taken as the payer's rule on the as-of day. Filing, correction and appeal in days.", "lead"),
        heading("Rules"),
        table(["Payer", *RULES.values(), "*Verified"], told),
        heading("Where each rule was read"),
    ]
    followed = {row["rule_payer"]: row for row in rows}
    for name, row in followed.items():
        payers = [one["payer"] for one in rows if one["rule_payer"] == name]
        blocks += [{"kind": "heading", "level": 3, "text": cut(name, 60)}, *_sources(row, payers)]
    return blocks


def _rule(value: Any) -> str:
    return UNKNOWN if value is None else number(value) if isinstance(value, int) else label(str(value))


def _verified(row: Row) -> str:
    return "all" if not row["due"] else f"{row['stated'] - row['due']} of {row['stated']} keys"


def _sources(row: Row, payers: list[str]) -> list[Block]:
    by_source: dict[tuple[str, Any], list[str]] = {}
    for one in row["key_sources"]:
        by_source.setdefault((one["source"], one["verified"]), []).append(KEYS.get(one["key"], label(one["key"])))
    told = [
        [", ".join(keys), source or UNKNOWN, day(verified) if verified else "not verified"]
        for (source, verified), keys in by_source.items()
    ]
    others = [cut(payer) for payer in payers if payer != row["rule_payer"]]
    followed = f"Followed by {', '.join(others[:12])}{' and others' if len(others) > 12 else ''}." if others else ""
    default = " Only the default of its class: no rule of its own is known." if row["is_default"] else ""
    note = (followed + default).strip()
    return [*([text(note, "small")] if note else []), table(["Keys", "*Source", ">Verified"], told)]


def _missing(facts: Facts) -> list[Block]:
    rows = facts.rows["coverage_questions"]
    told = [[row["question"], label(row["answered"]), _share_of(row), row["would"] or UNKNOWN] for row in rows]
    unknown = [one for one in facts.summary["kpis"] if one["missing"]]
    blocks = [
        heading("What can be told, and which file would tell more"),
        table(["*Question", "Answered", ">Known", "Would tell more"], told),
    ]
    if unknown:
        said = [[one["name"][:1].upper() + one["name"][1:], _why(one)] for one in unknown]
        blocks += [heading("Key figures that could not be computed"), table(["*Figure", "*Why"], said)]
    return blocks


def _why(figure: Row) -> str:
    """Why a key figure has no value; with a note its files are there."""
    return "No such case among these lines" if figure["note"] else f"Needs {figure['missing']}"


def _share_of(row: Row) -> str:
    if row["of"] is None or row["have"] is None:
        return UNKNOWN
    return f"{number(row['have'])} of {number(row['of'])} {row['counted'] or ''}".strip()


def _references(facts: Facts) -> list[Block]:
    told = [
        [
            row["name"],
            day(row["first_day"]),
            day(row["last_day"]) if row["last_day"] else "goes on",
            f"{number(row['held'])} {row['counted']}",
            row["source"] or UNKNOWN,
        ]
        for row in facts.rows["report_references"]
    ]
    return [heading("Reference data"), table(["Table", "From", "To", ">Holds", "*Read in"], told)]


def _files(facts: Facts) -> list[Block]:
    rows = facts.rows["report_files"]
    if not rows:
        return [heading("Files"), text("No file is loaded.")]
    told = [
        [
            label(row["kind"]),
            label(row["status"]),
            *(number(row[one]) for one in ("files", "rows", "loaded", "rejected", "duplicate")),
        ]
        for row in rows
    ]
    blocks = [
        heading("Files"),
        table(["*Kind", "Status", ">Files", ">Rows", ">Loaded", ">Rejected", ">Duplicate"], told),
    ]
    odd = [one for one in facts.summary["inputs"] if one["status"] == "refused" or one["rejected"]]
    if odd:
        more = (
            [f"The first {MOST_FILES} of {len(odd)}; all of them are in summary.json."] if len(odd) > MOST_FILES else []
        )
        listed = [[cut(one["file"], 60), number(one["rejected"]), one["reason"] or UNKNOWN] for one in odd[:MOST_FILES]]
        blocks += [
            heading("Files with rows that could not be used"),
            *(text(words, "small") for words in more),
            table(["*File", ">Rejected rows", "Why not read"], listed),
        ]
    return blocks


def _totals(facts: Facts) -> list[Block]:
    rows = facts.rows["report_totals"]
    kept, checks = [row for row in rows if not row["is_check"]], [row for row in rows if row["is_check"]]
    if not rows:
        return []
    told = [
        [
            label(row["kind"]),
            label(row["measure"]),
            *(_plain(row[one]) for one in ("in_file", "loaded", "rejected", "duplicate", "difference")),
        ]
        for row in kept
    ]
    said = "Every row and every dollar of a file is loaded, rejected or a duplicate: the difference is 0."
    blocks = [
        heading("Reconciliation"),
        text(said, "small"),
        table(["*Files", "Counted", ">In file", ">Loaded", ">Rejected", ">Duplicate", ">Difference"], told),
    ]
    if checks:
        failed = [
            [label(row["kind"]), label(row["measure"]), number(row["differing"]), _plain(row["difference"])]
            for row in checks
        ]
        blocks += [heading("Checks that files fail"), table(["*Files", "Check", ">Failed", ">Difference"], failed)]
    return blocks
