"""The faces that hold words: report.pdf and the pages say the summary's figures, each by its own rule of rounding."""

from __future__ import annotations

import datetime

from reports.faces import DOLLARS, ENDS, exact, found, plain

from analytics.explore import query
from analytics.explore.spec import Spec
from analytics.questions import ask
from analytics.reports.words import days, label, money, number, percent, short_money, short_range, thousands
from analytics.selection import Filter
from analytics.summary import summarize
from pages._parts.charts_kpis import worded


def heading(name: str) -> str:
    return name[:1].upper() + name[1:]


# the printed report


def test_report_says_the_summary(case):
    printed, summary = case.printed, case.summary
    yearly, revenue, owed = summary["annualized"], summary["revenue"], summary["ar"]
    leaks, exposed = found(summary, "leak"), found(summary, "exposure")
    steps = [(label(name), amount) for name, amount in revenue.items() if amount or name in ("earned", "collected")]
    told = [
        *steps,
        *((label(row["category"]), *(row[end] for end in ENDS)) for row in yearly["by_category"]),
        ("All leaks", *(yearly["total"][end] for end in ENDS)),
        ("Recoverable now: ", yearly["recoverable_now"]),
        *((label(row["category"]), row["findings"], row["amount"], row["recoverable"]) for row in leaks),
        *((label(row["category"]), row["findings"], row["priced"], row["amount"]) for row in exposed),
        ("All exposure", summary["exposure"]["total"]),
        *((f"{bucket} days", amount) for bucket, amount in owed["buckets"].items()),
        ("All", owed["total"]),
    ]
    assert not printed.lacks(told)


def test_report_says_units_and_denials(case):
    printed, units, denials = case.printed, case.summary["units"], case.summary["denials"]
    billed, correct, missed, excess = (int(units[name]) for name in ("billed", "correct", "missed", "excess"))
    told = [
        (
            billed,
            "units billed,",
            correct,
            "supported by the minutes:",
            missed,
            "missed (",
            units["missed_value"],
            "),",
        ),
        (excess, "too many (", units["excess_value"], ")."),
        ("All visits with timed codes", units["visits"]),
        *((row["provider"], *_units(row)) for row in units["by_provider"]),
        *((row["cpt"], *_units(row)) for row in units["by_code"]),
        (denials["lines_denied"], "of", denials["lines_adjudicated"], "answered lines were denied at first"),
        ("denied at first (", denials["rate_lines"], ")"),
        *((label(row["family"]), row["lines_denied"], *(row[one] for one in DOLLARS)) for row in denials["by_family"]),
        *((row["payer"], row["lines_denied"], *(row[one] for one in DOLLARS)) for row in denials["by_payer"]),
    ]
    assert not printed.lacks(told)


def _units(row: dict) -> list:
    counts = (int(row[name]) for name in ("billed", "correct", "missed", "excess"))
    return [*counts, row["missed_value"], row["excess_value"]]


def test_report_says_key_figures(case):
    known = [one for one in case.summary["kpis"] if one["value"] is not None]
    assert len(known) > 15
    missing = [one["name"] for one in known if not case.printed.has(plain(worded(one["value"], one["unit"])))]
    assert not missing


# the pages


def test_overview_shows_the_summary(case):
    shown, summary = case.pages["overview"], case.summary
    yearly, denials, units = summary["annualized"], summary["denials"], summary["units"]
    total, likely = yearly["total"], yearly["recoverable_expected"]
    exposed = sum(row["findings"] for row in found(summary, "exposure"))
    assert shown.tiles == {
        "Lost a year": (short_money(total["base"]), short_range(total["low"], total["high"])),
        "Recoverable": (
            short_money(yearly["recoverable_now"]),
            f"{short_money(likely['base'])} likely",
        ),
        "Denial rate": (plain(percent(denials["rate_lines"])), f"of {number(denials['lines_adjudicated'])} lines"),
        "Days in AR": (days(summary["ar"]["days_in_ar"]), f"{short_money(summary['ar']['total'])} owed"),
        "Captured": (plain(percent(units["billed"] / units["correct"])), f"of {number(units['correct'])} units"),
        "Exposure": (short_money(summary["exposure"]["total"]), f"{exposed} cases"),
    }
    band = f"(between {money(total['low'])} and {money(total['high'])})"
    assert f"You lose about {money(total['base'])} a year {band}" in shown.words
    assert f"likely to come back ({money(likely['low'])} to {money(likely['high'])})" in shown.words
    revenue = summary["revenue"]
    assert f"of the {money(revenue['earned'])} earned was collected: {money(revenue['collected'])}" in shown.words


def test_overview_shows_leaks_by_category_and_payer(case, audited):
    shown = case.pages["overview"].table("amount").to_dict("records")
    leaks = ask(audited, "leak_groups", case.chosen)
    assert len(shown) == len(leaks)
    for row, leak in zip(shown, leaks, strict=True):
        assert (row["category"], row["payer"], row["cases"]) == (label(leak["category"]), leak["payer"], leak["cases"])
        assert [exact(row[name]) for name in ("amount", "recoverable")] == [leak["amount"], leak["recoverable"]]
    yearly = {label(row["category"]): row["base"] for row in case.summary["annualized"]["by_category"]}
    lost = case.pages["overview"].table("lost")
    assert dict(zip(lost["category"], map(exact, lost["lost"]), strict=True)) == yearly


def test_overview_shows_the_key_figures(case):
    judged = [one for one in case.summary["kpis"] if one["value"] is not None and one["target"] is not None]
    assert len(judged) > 5
    for one in judged:
        assert (
            f"{heading(one['name'])}\n#### {plain(worded(one['value'], one['unit']))}" in case.pages["overview"].words
        )


def test_units_page_shows_the_summary(case):
    tiles, units = case.pages["units"].tiles, case.summary["units"]
    assert tiles["Missed"] == (number(units["missed"]), "units")
    assert tiles["Their value"] == (short_money(units["missed_value"]), "allowed")
    assert tiles["Excess"] == (number(units["excess"]), f"units, {short_money(units['excess_value'])}")
    assert tiles["Unknown"] == (number(units["visits_undetermined"]), f"of {number(units['visits'])} visits")
    assert f"worth {money(units['missed_value'])}" in case.pages["units"].words
    table = case.pages["units"].tables[0]
    value = {verdict: sum(map(exact, own["value"].dropna())) for verdict, own in table.groupby("verdict")}
    assert (value["Under"], -value["Over"]) == (units["missed_value"], units["excess_value"])


def test_denials_page_shows_the_summary(case):
    tiles, denials = case.pages["denials"].tiles, case.summary["denials"]
    rate = plain(percent(denials["rate_lines"]))
    assert tiles["Denial rate"] == (rate, f"of {number(denials['lines_adjudicated'])} lines")
    assert tiles["In dollars"] == (
        plain(percent(denials["rate_dollars"])),
        f"of {short_money(denials['charge_adjudicated'])}",
    )
    assert tiles["Denied"] == (
        short_money(denials["expected_denied"]),
        f"{thousands(denials['charge_denied'])} charged",
    )
    assert tiles["Recovered"][1] == short_money(denials["recovered"])
    rates = case.pages["denials"].table("first_rate")
    assert list(rates["first_denied"])[:2] == [denials["lines_denied"], denials["claims_denied"]]


def test_aging_compliance_and_modifiers_show_the_summary(case):
    owed, exposure, gaps = case.summary["ar"], case.summary["exposure"], case.summary["modifiers"]["gaps"]
    tiles = case.pages["aging"].tiles
    assert tiles["Insurers owe"][0] == short_money(owed["insurance"])
    assert tiles["Patients owe"][0] == short_money(owed["patient"])
    assert tiles["Credits"][0] == short_money(owed["credits"])
    assert tiles["Unanswered"][0] == number(owed["lines_never_answered"])
    assert tiles["Over 90"][0] == plain(percent(owed["over_90_share"], 0))
    assert case.pages["compliance"].tiles["Exposure"] == case.pages["overview"].tiles["Exposure"]
    assert sum(map(exact, case.pages["compliance"].tables[0]["amount"].dropna())) == exposure["total"]
    denied = (
        short_money(sum(gap["denied_amount"] for gap in gaps)),
        f"{sum(gap['denied_lines'] for gap in gaps)} lines",
    )
    assert case.pages["modifiers"].tiles["Denied"] == denied


def test_explore_measures_the_summary(case, audited):
    units, denials, owed = case.summary["units"], case.summary["denials"], case.summary["ar"]
    wanted = {
        "lost": sum(row["amount"] for row in found(case.summary, "leak")),
        "recoverable": case.summary["annualized"]["recoverable_now"],
        "exposure": case.summary["exposure"]["total"],
        "earned": case.summary["revenue"]["earned"],
        "collected": case.summary["revenue"]["collected"],
        "lines_denied": denials["lines_denied"],
        "denied_expected": denials["expected_denied"],
        "recovered": denials["recovered"],
        "units_billed": units["billed"],
        "units_supported": units["correct"],
        "units_missed": units["missed"],
        "units_excess": units["excess"],
        "value_missed": units["missed_value"],
        "value_excess": units["excess_value"],
        "insurance_balance": owed["insurance"],
        "patient_balance": owed["patient"],
    }
    names = tuple(wanted)
    for few in (names[:8], names[8:]):
        answer = query.ask(audited, Spec(few, ()), case.chosen)
        assert {name: answer.total[answer.place(name)] for name in few} == {name: wanted[name] for name in few}
    lines = sum(case.pages["explore"].tables[0].iloc[:, 1])
    assert case.pages["modifiers"].tiles["Missing"][1] == f"of {number(lines)} lines"


def test_compare_shows_the_summary_of_each_period(case, audited):
    shown = case.pages["compare"].table("figure")
    assert len(shown) == 12
    for who, own in shown.groupby("who"):
        start, end = (datetime.datetime.strptime(day, "%d %b %Y").date() for day in who.split(" to "))
        within = Filter(payers=case.chosen.payers, payer_classes=case.chosen.payer_classes, start=start, end=end)
        told = {heading(one["name"]): one for one in summarize(audited, within)["kpis"]}
        for row in own.to_dict("records"):
            one = told[row["figure"]]
            if one["name"] not in ("days in AR", "AR over 90 days"):  # levels: what was owed on a period's last day
                assert plain(row["value"]) == plain(worded(one["value"], one["unit"]))
