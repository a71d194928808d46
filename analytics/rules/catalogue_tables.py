"""The parts of the rule catalogue that are tables: payers' values, CMS's and our reference tables, denials."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from analytics.rules.catalogue_text import share, table
from analytics.rules.payer_model import KEYS
from analytics.rules.payer_spans import UNKNOWN
from analytics.rules.payers import PAYERS, Entry, Version, shipped_rules
from analytics.workspace import REFERENCE

TITLES = ("Payer rules by key", "Reference tables", "Denials by cause")
Row = dict[str, str]
TOLD = ("label", "owner", "way", "recoverable", "preventable", "category", "trust")  # of a cause
COUNTED = {  # table: by which columns its rows are told apart, and what it is for
    "therapy_code": (("unit_basis", "therapy", "trust"), "which codes are timed, therapy, and whose"),
    "ncci_pair": (("first_day_basis", "indicator", "read_for"), "pairs of codes that are bundled, by day"),
    "mue": (("mai", "trust"), "most units of a code a day"),
    "place_of_service": (("is_facility",), "places and the rate they are paid at"),
    "modifier": (("kind", "trust"), "what a modifier is for"),
    "modifier_denial": (("modifier",), "which reason says that a modifier is missing or wrong"),
    "credential_discipline": (("discipline", "assistant"), "who is a therapist or an assistant of what"),
    "carc": (("counts_as_denial", "status", "trust"), "which adjustment reason is a denial"),
    "rarc_signal": (("strength", "status"), "what a remark tells"),
    "denial_remark": (("bars_appeal", "trust"), "remarks that change what to do and never say why"),
    "patient_stop": (("trust",), "what forbids a bill to the patient"),
    "claim_status_category": (("outcome", "trust"), "what an answer before adjudication comes to"),
    "provider_adjustment_reason": (("kind", "trust"), "money moved outside claims"),
    "payer_class_synonym": (("basis",), "words for a class of payers"),
    "assumption": (("trust",), "shares and tolerances that no file holds"),
    "kpi": (("area", "trust"), "key figures, targets and benchmarks"),
}


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a table of data/reference, as text."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def statistics() -> list[tuple[str, str, str, str]]:
    """What the rules read: how many values there are and how many of them somebody verified."""
    stated = [version.checked[key] for _, version, key in _stated()]
    lines = [("payer rules: values stated by payer and day", len(stated), sum(day is not None for day in stated))]
    for name, words in (("denial_rule", "rows of the decision table"), ("denial_cause", "causes")):
        good = sum(bool(row["verified"]) and row["trust"] == "high" for row in rows(name))
        lines.append((f"denials: {words} (verified: the lists were read and leave no choice)", len(rows(name)), good))
    for name, words in (("therapy_code", "therapy codes"), ("mue", "unit limits"), ("therapy_threshold", "thresholds")):
        lines.append((f"{words} (verified: trust high)", len(rows(name)), _of(name, "trust", "high")))
    dated = len(rows("ncci_pair")) - _of("ncci_pair", "first_day_basis", "unknown")
    lines.append(("pair edits (verified: both days known)", len(rows("ncci_pair")), dated))
    return [(words, f"{number:,}", f"{good:,}", share(good, number)) for words, number, good in lines]


def _of(name: str, column: str, value: str) -> int:
    return sum(row[column] == value for row in rows(name))


@cache
def _stated() -> tuple[tuple[Entry, Version, str], ...]:
    """Payer, version and key of every value the shipped rules state, by payer and day."""
    entries = sorted(shipped_rules().entries.values(), key=lambda entry: entry.key)
    return tuple((entry, version, key) for entry in entries for version in entry.versions for key in version.values)


def payer_keys() -> str:
    """Every key a payer's rules can hold, and each value that is stated, with its day, source and status."""
    meanings = _meanings()
    payers = [entry.payer for entry in shipped_rules().entries.values()]
    defaults = sum(payer.endswith("(default)") or payer == UNKNOWN for payer in payers)
    parts = [
        f"## {TITLES[0]}",
        f"{len(payers) - defaults} payers and {defaults} defaults. A value that is not listed for a payer is taken "
        "from the default of its class, then from `Unknown payer`, and is marked as assumed wherever it is used. "
        "2000-01-01 stands for a start that is not known. What the first words of a source mean: "
        "[data/payers](../data/payers/README.md#sources-and-how-far-to-trust-them). Only a value with a day in the "
        "last column was verified by somebody.",
    ]
    for key in KEYS:
        values = [
            (
                entry.payer,
                entry.class_,
                version.effective,
                _value(version.values[key]),
                version.sources[key],
                _day(version.checked[key]),
            )
            for entry, version, stated in _stated()
            if stated == key
        ]
        said = f"{meanings[key][1]} ({meanings[key][0]}). {len(values)} stated."
        head = ("payer", "class", "from", "value", "source", "verified")
        parts += [f"### {key}", f"{said[0].upper()}{said[1:]}", table(head, values)]
    return "\n\n".join(parts)


@cache
def _meanings() -> dict[str, tuple[str, str]]:
    """Key: values it may hold, meaning; from the table of data/payers/README.md, which explains them once."""
    found: dict[str, tuple[str, str]] = {}
    for line in (PAYERS / "README.md").read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if line.startswith("| `") and len(parts) == 3:
            found |= {key: (parts[1], parts[2]) for key in re.findall(r"`(\w+)`", parts[0])}
    return found


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (list, tuple)):
        return (
            ", ".join("/".join(item) if isinstance(item, (list, tuple)) else _value(item) for item in value) or "none"
        )
    if hasattr(value, "model_dump"):
        value = value.model_dump(exclude_defaults=True)
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')} {_value(item)}" for name, item in value.items())
    return str(value)


def _day(day: Any) -> str:
    return str(day) if day else "unverified"


def reference() -> str:
    """CMS's tables by date, then every other table with how its rows are told apart."""
    thresholds = [
        [row[name] for name in ("year", "pt_slp", "ot", "review", "trust", "source")]
        for row in rows("therapy_threshold")
    ]
    parts = [
        f"## {TITLES[1]}",
        "Columns: [reference tables](reference-tables.md). Where each comes from: "
        "[sources](../data/reference/SOURCES.md). A practice can "
        "[load CMS's next files](user-guide.md#loading-the-next-quarter-of-cmss-files); those stand before these.",
        "### Thresholds by year",
        table(("year", "PT and SLP", "OT", "review", "trust", "source"), thresholds),
        "### Medicare fee schedule",
        table(("days", "releases", "conversion factor"), _factors()),
        _fee_schedule(),
        "### All other tables",
        table(("table", "rows", "what for", "rows by"), (_counted(name, *said) for name, said in COUNTED.items())),
        f"`zip_locality`: {len(rows('zip_locality')):,} ZIP codes, "
        f"{_of('zip_locality', 'needs_plus4', 'true'):,} of them in several localities.",
    ]
    return "\n\n".join(parts)


def _factors() -> list[tuple[str, str, str]]:
    spans: list[list[Row]] = []
    for row in rows("rvu_release"):
        if spans and spans[-1][-1]["conversion_factor"] == row["conversion_factor"]:
            spans[-1].append(row)
        else:
            spans.append([row])
    return [
        (
            f"{span[0]['first_day']} to {span[-1]['last_day']}",
            ", ".join(row["release"] for row in span),
            span[0]["conversion_factor"],
        )
        for span in spans
    ]


def _fee_schedule() -> str:
    codes = len({row["hcpcs"] for row in rows("rvu")})
    localities = Counter(row["release"] for row in rows("gpci"))
    last = rows("rvu_release")[-1]
    return (
        f"The days are those of the files that were read; a release also stands for those of its year that were not. "
        f"Relative values of {codes} codes; {localities[last['release']]} localities in release {last['release']}. "
        f"Days after {last['last_day'][:4]} are priced with that release until another is loaded, and say so; before "
        f"{rows('rvu_release')[0]['first_day']} there is no price."
    )


def _counted(name: str, columns: tuple[str, ...], what: str) -> tuple[str, str, str, str]:
    by = "; ".join(f"{column}: {_tally(row[column] for row in rows(name))}" for column in columns)
    return f"`{name}`", f"{len(rows(name)):,}", what, by


def _tally(values: Iterator[str]) -> str:
    counts = Counter(value or "none" for value in values)
    return ", ".join(f"{value} {number}" for value, number in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def denials() -> str:
    """The decision table by family and cause: what each asks for and how many rows read it."""
    by_cause = Counter(row["cause"] for row in rows("denial_rule"))
    certain = Counter(row["cause"] for row in rows("denial_rule") if row["trust"] == "high")
    files = ", ".join(
        f"[`{name}.csv`](../data/reference/{name}.csv)" for name in ("denial_rule", "denial_cause", "denial_family")
    )
    parts = [
        f"## {TITLES[2]}",
        f"{len(rows('denial_rule'))} rows of the decision table read a reason code, a remark or both as one of "
        f"{len(rows('denial_cause'))} causes in {len(rows('denial_family'))} families ({files}). Which row wins where "
        "several fit: [reference tables](reference-tables.md). Certain: the lists leave no choice; the other rows are "
        "our reading. Words and advice are ours, none of X12.",
    ]
    for family in rows("denial_family"):
        causes = [row for row in rows("denial_cause") if row["family"] == family["family"]]
        lines = [
            (
                f"`{row['cause']}`",
                *(row[name].replace("_", " ") for name in TOLD),
                by_cause[row["cause"]],
                certain[row["cause"]],
            )
            for row in causes
        ]
        total = sum(by_cause[row["cause"]] for row in causes)
        parts += [
            f"### {family['label'][0].upper()}{family['label'][1:]}",
            f"`{family['family']}`: {family['about']}. {len(causes)} causes, {total} rows.",
            table(("cause", *TOLD, "rows", "of them certain"), lines),
        ]
    return "\n\n".join(parts)
