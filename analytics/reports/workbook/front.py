"""The sheet Summary: what is lost a year and how sure that is, the ledger that closes, what nobody could compute."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image
from xlsxwriter.worksheet import Worksheet

from analytics.questions import ask
from analytics.reports.words import covers
from analytics.reports.workbook.lines import Lines
from analytics.reports.workbook.look import Look
from analytics.reports.workbook.model import Checked, Summary
from analytics.reports.workbook.words import label
from analytics.selection import Filter
from analytics.summary import sentence
from analytics.workspace import Workspace

NAME = "Summary"
WIDTHS = (38, 18, 18, 18, 18, 60)
EARNED = ("earned", "above_expected")
LOGO_HEIGHT, LOGO_COLUMN = 56, 5  # pixels
TILES = ("unit capture rate", "first-pass denial rate, lines", "days in AR")


def write(
    page: Worksheet,
    look: Look,
    workspace: Workspace,
    summary: Summary,
    chosen: Filter,
    checked: Sequence[Checked],
    banner: str,
) -> None:
    """Write the sheet; checked: the totals of the other sheets."""
    lines = Lines(page, look, WIDTHS)
    _head(lines, look, workspace, summary, chosen, banner)
    _tiles(lines, summary)
    _yearly(lines, summary)
    _ledger(lines, summary)
    _exposure(lines, summary)
    _receivables(lines, summary)
    _gaps(lines, summary)
    _unknown(lines, summary)
    _agreement(lines, checked)
    page.set_portrait()
    page.fit_to_pages(1, 0)
    page.set_tab_color(look.accent)


def _head(lines: Lines, look: Look, workspace: Workspace, summary: Summary, chosen: Filter, banner: str) -> None:
    lines.title("Revenue audit")
    _logo(lines.page, look)
    told = ask(workspace, "report_stamp")[0]
    period = summary["period"]
    brand = look.brand
    lines.note(banner, strong=True)
    lines.line(("text", "Practice"), ("text", told["practices"] or "not named in the files"))
    lines.line(("text", "Prepared by"), ("text", " · ".join(filter(None, (look.name, brand and brand.contact)))))
    lines.line(("text", "Dates of service"), ("date", period["from"]), ("date", period["to"]))
    lines.line(("text", "Receivables as of"), ("date", summary["as_of"]))
    lines.line(("text", "Mature to"), ("date", period["mature_to"]))
    lines.line(("text", "Chosen"), ("text", covers(chosen)))
    lines.row += 1
    lines.page.write_string(
        lines.row, 0, sentence(dict(summary)), look.format(bold=True, font_size=13, font_color=look.accent)
    )
    lines.row += 1


def _logo(page: Worksheet, look: Look) -> None:
    """The brand's logo at the right; a spreadsheet shows PNG and JPEG, so others are left out."""
    brand = look.brand
    if not brand or not brand.logo or brand.logo_type not in ("png", "jpeg"):
        return
    try:
        picture = Image(io.BytesIO(brand.logo))
        scale = LOGO_HEIGHT / max(picture.height, 1)
        page.insert_image(0, LOGO_COLUMN, picture, {"x_scale": scale, "y_scale": scale})
    except (XlsxWriterException, struct.error, IndexError):  # a picture that is damaged
        return


def _tiles(lines: Lines, summary: Summary) -> None:
    yearly, exposure = summary["annualized"], summary["exposure"]
    found = {one["name"]: one for one in summary["kpis"]}
    lines.section("Six figures")
    total = yearly["total"]
    lines.header("Figure", "Value", "Low", "High")
    lines.line(("text", "Lost a year"), *(("money", total[end]) for end in ("base", "low", "high")), strong=True)
    likely = yearly["recoverable_expected"] or {"base": None, "low": None, "high": None}
    lines.line(("text", "Recoverable now"), ("money", yearly["recoverable_now"]), strong=True)
    lines.line(("text", "Of it likely back"), *(("money", likely[end]) for end in ("base", "low", "high")))
    for name in TILES:
        one = found[name]
        kind = "percent" if one["unit"] == "share" else "number"
        said = one["note"] or f"cannot be told without {one['missing']}"
        value = ("text", said) if one["value"] is None else (kind, one["value"])
        lines.line(("text", label(name)), value, None, None, None, ("text", one["formula"]), strong=True)
    lines.line(
        ("text", "Exposure"),
        ("money", exposure["total"]),
        None,
        None,
        None,
        ("text", "never set against the loss"),
        strong=True,
    )


def _yearly(lines: Lines, summary: Summary) -> None:
    yearly = summary["annualized"]
    rested = f"{yearly['days']} mature days, {yearly['weeks']} full weeks"
    lines.section("Lost a year, by cause", "; ".join(filter(None, (yearly["method"], rested, yearly["note"]))) + ".")
    lines.table(
        ("Cause", "A year", "Low", "High"),
        ("label", "money", "money", "money"),
        [(one["category"], one["base"], one["low"], one["high"]) for one in yearly["by_category"]],
    )


def _ledger(lines: Lines, summary: Summary) -> None:
    """The ledger as formulas: both sides and their difference."""
    revenue = summary["revenue"]
    lines.section(
        "From earned to collected",
        "Allowed amounts. Earned and what was paid above expected = where each dollar is; the check is 0.00.",
    )
    first, names = lines.row, list(EARNED)
    for name in names:
        lines.line(("label", name), ("money", revenue[name]))
    earned = sum((revenue[name] for name in EARNED), Decimal(0))
    lines.cell(0, "text", "To account for", strong=True)
    lines.formula(1, "money", f"=ROUND(SUM(B{first + 1}:B{lines.row}),2)", earned)
    lines.row += 1
    begin = lines.row
    placed = [name for name in revenue if name not in EARNED]
    for name in placed:
        lines.line(("label", name), ("money", revenue[name]))
    found = sum((revenue[name] for name in placed), Decimal(0))
    lines.cell(0, "text", "Accounted for", strong=True)
    lines.formula(1, "money", f"=ROUND(SUM(B{begin + 1}:B{lines.row}),2)", found)
    lines.row += 1
    lines.cell(0, "text", "Check", strong=True)
    lines.formula(1, "money", f"=ROUND(B{begin}-B{lines.row},2)", earned - found, alarm=earned != found)
    lines.row += 1


def _exposure(lines: Lines, summary: Summary) -> None:
    exposure = summary["exposure"]
    lines.section(
        "What could be taken back", "Exposure stands apart and is never set against what is owed to the practice."
    )
    lines.header("Exposure", "Amount", "Findings")
    first = lines.row
    for one in exposure["by_category"]:
        lines.line(("label", one["category"]), ("money", one["amount"]), ("count", one["findings"]))
    _sum_below(lines, first, exposure["total"])


def _receivables(lines: Lines, summary: Summary) -> None:
    owed = summary["ar"]
    lines.section(
        "What is owed, by days since service", "Insurers' balances are charges; a credit is never set against them."
    )
    first = lines.row
    for bucket, amount in owed["buckets"].items():
        lines.line(("id", bucket), ("money", amount))
    _sum_below(lines, first, owed["total"])
    for name in ("insurance", "patient", "credits"):
        lines.line(("label", name), ("money", owed[name]))


def _sum_below(lines: Lines, first: int, total: Decimal) -> None:
    lines.cell(0, "text", "Total", strong=True)
    formula = f"=ROUND(SUM(B{first + 1}:B{lines.row}),2)" if lines.row > first else "=0"
    lines.formula(1, "money", formula, total)
    lines.row += 1


def _gaps(lines: Lines, summary: Summary) -> None:
    gaps = summary["modifiers"]["gaps"]
    lines.section("Modifiers missing, by payer", "" if gaps else "No line lacks one, or no file tells modifiers.")
    if gaps:
        lines.table(
            ("Payer", "Modifier", "Lines", "Denied for it", "Denied, expected"),
            ("text", "id", "count", "count", "money"),
            [[one[name] for name in ("payer", "modifier", "lines", "denied_lines", "denied_amount")] for one in gaps],
        )


def _unknown(lines: Lines, summary: Summary) -> None:
    lines.section("What could not be computed")
    for words in unknown(summary):
        lines.line(("text", words))


def unknown(summary: Summary) -> list[str]:
    """A sentence for each thing that nobody could compute, or that a reader must know of a figure."""
    coverage, missing = summary["coverage"], {}
    for one in summary["kpis"]:
        if one["missing"]:  # with a note its files are there
            why = "No such case among these lines" if one["note"] else f"Without {one['missing']}"
            missing.setdefault(why, []).append(one["name"])
    bare = coverage["timed_lines"] - coverage["timed_lines_with_minutes"]
    return [
        *([summary["annualized"]["note"].capitalize() + "."] if summary["annualized"]["note"] else []),
        *(f"{why}: {', '.join(names)}." for why, names in missing.items()),
        *([f"{bare:,} of {coverage['timed_lines']:,} timed lines have no minutes."] if bare else []),
        *(
            [f"{coverage['services_without_price']:,} services have no price."]
            if coverage["services_without_price"]
            else []
        ),
        *(f"No rule of its own is known for {payer}." for payer in coverage["payers_without_rule"]),
        *(f"{one['file']}: {one['evidence']}" for one in summary["questions"]),
        *summary["notes"],
    ] or ["Every figure could be computed."]


def _agreement(lines: Lines, checked: Sequence[Checked]) -> None:
    """Each total of the other sheets beside the figure of summary.json."""
    lines.section(
        "Do the sheets agree?", "Each total of another sheet, the figure of summary.json, and the difference."
    )
    lines.header("Sheet", "Column", "Total", "Summary", "Difference")
    first = lines.row
    for one in checked:
        lines.cell(0, "text", one.sheet)
        lines.cell(1, "text", one.title)
        lines.formula(2, one.kind, f"={one.cell}", one.total)
        lines.cell(3, one.kind, one.figure)
        off = one.total - one.figure
        lines.formula(4, one.kind, f"=ROUND(C{lines.row + 1}-D{lines.row + 1},2)", off, alarm=bool(off))
        lines.row += 1
    off = sum((abs(one.total - one.figure) for one in checked), Decimal(0))
    lines.cell(0, "text", "All differences", strong=True)
    lines.formula(4, "number", f"=SUMPRODUCT(ABS(E{first + 1}:E{lines.row}))", off, alarm=bool(off))
    lines.row += 1
