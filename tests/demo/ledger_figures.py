"""Every money figure of an audit and of a demo's truth under the same names, so that two mappings tell all differences.

Names are `group/part/...`: revenue/total/earned, revenue/payer/Aetna/denied, ar/insurance, span/2026-02-28/patient,
bucket/121+, denials/lines_denied, finding/leak/underpaid/Blue Cross/amount, deposit/bank, moved/WO. A figure of zero is
left out on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics import pipeline, sources
from analytics.questions import ask
from analytics.sources.inputs import expand
from analytics.workspace import Workspace

Figures = dict[str, Decimal]
GROUPS = ("revenue", "denials", "denied", "ar", "bucket", "aging", "span", "deposit", "moved", "recouped", "finding")
CUTS = {
    "payer": "payer",
    "month": "strftime(dos, '%Y-%m')",
    "provider": "provider",
    "code": "cpt",
    "location": "location",
}
RULES_NAME = {"Medicare": "Medicare Part B", "United Healthcare": "UnitedHealthcare"}
DENIALS = {
    **{name: name for name in ("lines_adjudicated", "claims_adjudicated", "charge_adjudicated", "lines_denied")},
    **{name: name for name in ("claims_denied", "charge_denied", "expected_denied", "lines_patient_billed")},
    **{"lines_open": "lines_open", "recovered": "recovered_allowed", "open": "open_expected"},
}
DENIED = {name: DENIALS[name] for name in ("lines_denied", "charge_denied", "expected_denied", "recovered", "open")}
OWED = ("insurance", "patient", "credits", "total")


def audited(folder: Path, *names: str) -> Workspace:
    """A workspace with the named files of a demo folder, all of them by default, under its own payer rules."""
    workspace = Workspace()
    pipeline.load_rules(workspace, folder / "rules.yaml")
    sources.load(workspace, [file for name in names or ("",) for file in expand(folder / name)])
    pipeline.rebuild(workspace)
    return workspace


def differences(found: Figures, told: Figures) -> list[str]:
    """One sentence per figure that differs."""
    return [
        f"{name}: found {found.get(name, 0)}, planted {told.get(name, 0)}"
        for name in sorted(found.keys() | told.keys())
        if found.get(name, 0) != told.get(name, 0)
    ]


def told_figures(truth: dict) -> Figures:
    """What planted.json says."""
    return _numbers(_told(truth))


def found_figures(workspace: Workspace, truth: dict) -> Figures:
    """What the audit says; truth names the past days to look at."""
    return _numbers(_found(workspace, list(truth["ar"]["on"])))


def _numbers(pairs: Iterable[tuple[str, Any]]) -> Figures:
    numbers = {name: Decimal(str(value)) for name, value in pairs if value is not None}
    return {name: number for name, number in numbers.items() if number}


def _told(truth: dict) -> Iterator[tuple[str, Any]]:
    revenue, totals, owed, deposits = truth["revenue"], truth["totals"], truth["ar"], truth["deposits"]
    yield from _named("revenue/total", revenue["total"])
    for cut in CUTS:
        for key, amounts in revenue[f"by_{cut}"].items():
            yield from _named(f"revenue/{cut}/{_payer(key)}", amounts)
    yield from _renamed("denials", totals["denials"]["total"], DENIALS)
    for payer, sums in totals["denials"]["by_payer"].items():
        yield from _renamed(f"denied/{_payer(payer)}", sums, DENIED)
    yield from _named("ar", {name: owed[name] for name in OWED})
    yield from _named("bucket", owed["buckets"])
    for row in totals["aging"]:
        place = f"aging/{_payer(row['payer'])}/{row['bucket']}"
        yield from _named(place, {name: row[name] for name in ("insurance_balance", "patient_balance")})
    for day, sums in owed["on"].items():
        yield from _named(f"span/{day}", sums)
    yield from _named("deposit", {name: deposits[name] for name in ("count", "bank")})
    yield from _named("moved", deposits["outside"])
    yield from _named("recouped", deposits["recouped"])
    for row in totals["findings"]:
        place = f"finding/{row['kind']}/{row['category']}/{_payer(row['payer'])}"
        yield from _named(place, {"count": row["findings"], "amount": row["amount"]})


def _found(workspace: Workspace, days: list[str]) -> Iterator[tuple[str, Any]]:
    keys = list(ask(workspace, "summary_revenue")[0])
    yield from _named("revenue/total", ask(workspace, "summary_revenue")[0])
    for cut, expression in CUTS.items():
        sums = ", ".join(f"sum({key})" for key in keys)
        for place, *amounts in workspace.rows(f"select {expression}, {sums} from ledger_line group by all"):
            yield from _named(f"revenue/{cut}/{place}", dict(zip(keys, amounts, strict=True)))
    yield from _named("denials", {name: ask(workspace, "summary_denials")[0][name] for name in DENIALS})
    for row in ask(workspace, "summary_denials_by_payer"):
        yield from _named(f"denied/{row['payer']}", {name: row[name] for name in DENIED})
    yield from _owed(workspace, days)
    yield from _moved(workspace)
    rows = workspace.rows("select kind, category, payer, count(*), sum(amount) from finding group by all")
    for kind, category, payer, count, amount in rows:
        yield from _named(f"finding/{kind}/{category}/{payer}", {"count": count, "amount": amount})


def _owed(workspace: Workspace, days: list[str]) -> Iterator[tuple[str, Any]]:
    owed = ask(workspace, "summary_receivables")[0]
    yield from _named("ar", {name: owed[name] for name in OWED})
    ages = {"0-30": "to_30", "31-60": "to_60", "61-90": "to_90", "91-120": "to_120", "121+": "over_120"}
    yield from _renamed("bucket", owed, ages)
    for row in ask(workspace, "aging"):
        names = ("insurance_balance", "patient_balance")
        yield from _named(f"aging/{row['payer']}/{row['bucket']}", {name: row[name] for name in names})
    for day in days:
        ((insurance, patient, credits),) = workspace.rows(
            """select sum(insurance_balance), sum(patient_balance), sum(credit) from balance_span
               where cast($day as date) between first_day and coalesce(last_day, date '2999-12-31')""",
            day=day,
        )
        sums = (insurance, patient, credits, insurance + patient)
        yield from _named(f"span/{day}", dict(zip(OWED, sums, strict=True)))


def _moved(workspace: Workspace) -> Iterator[tuple[str, Any]]:
    ((count, bank),) = workspace.rows("select count(*), sum(amount) from deposit")
    yield from _named("deposit", {"count": count, "bank": bank})
    yield from ((f"moved/{reason}", amount) for reason, amount in workspace.rows(
        "select reason, sum(amount) from money_moved group by all"
    ))  # fmt: skip
    yield from ((f"recouped/{claims}", amount) for claims, amount in workspace.rows(
        """select case when is_reversed then 'reversed' when claim_id is null then 'unnamed' else 'not_reversed' end,
               sum(amount)
           from money_moved where kind = 'recoupment' group by all"""
    ))  # fmt: skip


def _named(place: str, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{place}/{name}", value) for name, value in values.items())


def _renamed(place: str, values: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[str, Any]]:
    return ((f"{place}/{name}", values[source]) for name, source in names.items())


def _payer(name: str) -> str:
    """The payer as its rules name it."""
    return RULES_NAME.get(name, name)
