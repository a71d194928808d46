"""Headers of one row and two, headings carried down, pages, and totals that a table states."""

from __future__ import annotations

import pytest
from tables_case import HEADER, load

from analytics.errors import InputError
from analytics.sources.tables import records
from analytics.sources.tables.layout import Layout, read_layout

ROW = "1,2026-01-05,97110,GP,1,45.00,Aetna"


def layout(text: str | bytes, **options) -> Layout:
    (sheet,) = records.read(text.encode() if isinstance(text, str) else text)
    found = read_layout(sheet, {}, **options)
    assert found
    return found


def data(found: Layout) -> list[list[str | None]]:
    """The data rows' values."""
    rows = found.sheet.table.to_pylist()
    names = [f"c{i}" for i in range(len(found.headers))]
    return [
        [row[n] or None for n in names] for row in rows if row["row_no"] > found.header_row and not row["furniture"]
    ]


def notes(found: Layout) -> dict[int, str]:
    return {row["row_no"]: row["furniture"] for row in found.sheet.table.to_pylist() if row["furniture"]}


def stated(text: str) -> dict[tuple[str, str], tuple]:
    sql = (
        "select measure, reference, in_file, loaded, rejected, duplicate, difference from control_total "
        "where starts_with(measure, 'stated_') order by all"
    )
    return {(measure, reference): tuple(v) for measure, reference, *v in load(text).workspace.rows(sql)}


@pytest.mark.parametrize(
    ("upper", "lower", "headers"),
    [
        ("DOS,CPT,Insurance,,Patient,", ",,Paid,Allowed,Paid,Resp", "Insurance Paid|Insurance Allowed|Patient Paid"),
        ("DOS,CPT,Insurance,Insurance,x,", "DOS,CPT,Paid,Allowed,,", "Insurance Paid|Insurance Allowed"),
        (",,Insurance,,", "DOS,CPT,Paid,Allowed,Units", "Insurance Paid|Insurance Allowed|Units"),
        ("Date of,Patient,CPT,Charge", "Service,ID,Code,Amount", "Date of Service|Patient ID|CPT Code|Charge Amount"),
        ("Patient ID,DOS,CPT,Charge", ",,,($)", "Patient ID|DOS|CPT|Charge ($)"),
        ("Best Therapy,,", "Patient ID,DOS,CPT", "Patient ID|DOS|CPT"),
        ("Charges by visit,,,", "Patient ID,DOS,Paid,CPT", "Patient ID|DOS|Paid|CPT"),
    ],
)
def test_headers_of_two_rows(upper: str, lower: str, headers: str) -> None:
    found = layout(f"{upper}\n{lower}\n" + "1/5/2026,97110,5,6,1,1\n" * 2)
    assert found.header_row == 2
    assert set(headers.split("|")) <= set(found.headers)


def test_a_banner_of_labels_is_no_header_and_a_data_row_neither() -> None:
    text = (
        'Practice:,Best,Date:,1/1/2026\nUnits: all,,,\n\nPatient ID,DOS,"Procedure\nCode",Units\n1,1/5/2026,97110,1\n'
    )
    found = layout(text)
    assert (found.header_row, found.headers[:4]) == (4, ["Patient ID", "DOS", "Procedure Code", "Units"])
    (sheet,) = records.read(b"1,1/5/2026,97110,Visit,Copay\n2,1/5/2026,97110,Visit,Copay\n")
    assert read_layout(sheet, {}) is None


def test_a_header_that_starts_late_and_has_spacers() -> None:
    found = layout(",,Patient ID,,DOS,CPT\n,,1,,1/5/2026,97110\n")
    assert found.headers == ["", "", "Patient ID", "", "DOS", "CPT"]


def test_the_header_row_can_be_said() -> None:
    text = "a,b,c\n1,2,3\nx,y,z\n4,5,6\n"
    assert layout(text, header_row=3).headers == ["x", "y", "z"]
    with pytest.raises(InputError, match="no such row"):
        layout(text, header_row=9)


def test_headers_and_banners_of_every_page() -> None:
    page = "Run: 1/2/2026,By: me,,,,,\n" + HEADER + "\n" + ROW + "\n"
    found = layout(page + "Page 1 of 2,,,,,,\n" + page + "Page 2 of 2,Best Therapy,,,,,\n")
    assert len(data(found)) == 2
    assert notes(found) == {
        4: "a page heading or footer",
        5: "a page heading or footer",
        6: "the header row again",
        8: "a page heading or footer",
    }


GROUPED = """DOS,CPT,Units,Charge
Payer: Aetna,,,
"Patient: Smith, John  Acct 1234",,,
1/5/2026,97110,1,45
1/6/2026,97110,1,45
"Acct #: 77 Name: Doe, Jane",,,
1/5/2026,97110,1,45
Payer:,Cigna,,
1/7/2026,97110,1,45
"Patient: ROE, R (0088)",,,
1/8/2026,97110,1,45
Payer: Cigna (continued),,,
1/9/2026,97110,1,45
"""


def test_headings_are_carried_down_and_an_outer_one_ends_the_inner_ones() -> None:
    found = layout(GROUPED)
    assert found.headers[4:] == ["Payer", "Patient", "Acct"]
    assert found.sheet.carried == 3
    assert [row[4:] for row in data(found)] == [
        ["Aetna", "Smith, John", "1234"],
        ["Aetna", "Smith, John", "1234"],
        ["Aetna", "Doe, Jane", "77"],
        ["Cigna", None, None],
        ["Cigna", "ROE, R", "0088"],
        ["Cigna", "ROE, R", "0088"],
    ]


def test_a_grouped_report_is_a_bill() -> None:
    loaded = load(GROUPED)
    assert loaded.kind == "billing"
    assert [row["patient_id"] for row in loaded.rows] == ["1234", "1234", "77", "0088", "0088"]
    assert {row["payer_name"] for row in loaded.rows} == {"Aetna", "Cigna"}
    assert loaded.counts == (12, 5, 7, 0)
    reasons = [reject[3] for reject in loaded.rejects]
    assert reasons.count("a group heading, carried down to the rows under it") == 6


@pytest.mark.parametrize(
    ("heading", "headers", "values"),
    [
        ("Provider: Jones PT,,,", ["Provider"], ["Jones PT"]),
        ("Date of Service: 1/5/2026,,,", ["Date of Service"], ["1/5/2026"]),
        ("Location:,Main St,,", ["Location"], ["Main St"]),
        ('"Patient: Smith, John Acct 1234",,,', ["Patient", "Acct"], ["Smith, John", "1234"]),
        ('"Patient: 1234 - Smith, John",,,', ["Patient", "Patient ID"], ["Smith, John", "1234"]),
        ("Patient ID:,9,Payer:,Aetna", ["Patient ID", "Payer"], ["9", "Aetna"]),
    ],
)
def test_headings(heading: str, headers: list[str], values: list[str]) -> None:
    found = layout(f"CPT,Units,Charge,Minutes,Dx\n{heading},\n97110,1,45,15,M1\n")
    assert found.headers[5:] == headers
    assert data(found) == [["97110", "1", "45", "15", "M1", *values]]


def test_what_a_banner_says_of_the_whole_table_but_no_filter() -> None:
    header = "Patient ID,DOS,CPT,Units\n1,1/5/2026,97110,1\n"
    assert layout(f"Payer: Aetna,,,\nProvider: All,,,\nDate: 1/1/2026,,,\n{header}").headers[4:] == ["Payer"]


def test_samples_come_from_the_whole_file() -> None:
    found = layout("Patient ID,DOS,Code\n" + "1,1/5/2026,\n" * 5_000 + "2,1/5/2026,97110\n" * 5_000)
    assert found.sample() == [["1", "2"], ["1/5/2026"], ["97110"]]


def test_totals_of_a_table_are_control_totals() -> None:
    rows = [HEADER, ROW, ROW.replace("1,2026", "2,2026"), "Sub-Total for Aetna,,,,2,90.00,"]
    rows += [ROW.replace("1,2026", "3,2026"), "Sub-Total for Cigna,,,,1,44.00,", "Grand Total:,,,,3,$135.00,"]
    found = stated("\n".join([*rows, 'Charges,"1,135.00",,,,,', "Visits,3,,,,,"]))
    assert found == {
        ("stated_charge", "row 4: Sub-Total"): (90, 90, 0, 0, 0),
        ("stated_charge", "row 6: Sub-Total"): (44, 45, 0, 0, -1),
        ("stated_charge", "row 7: Grand Total"): (135, 135, 0, 0, 0),
        ("stated_charge", "row 8: Grand Total"): (1135, 135, 0, 0, 1000),
        ("stated_units", "row 4: Sub-Total"): (2, 2, 0, 0, 0),
        ("stated_units", "row 6: Sub-Total"): (1, 1, 0, 0, 0),
        ("stated_units", "row 7: Grand Total"): (3, 3, 0, 0, 0),
    }


def test_a_total_counts_what_was_rejected_and_what_is_a_duplicate() -> None:
    text = (
        "claim id,line no,"
        + HEADER
        + "\n"
        + "".join(f"{line},{ROW}\n" for line in ("C,1", "C,1", "D,1")).replace("D,1,1,2026-01-05", "D,1,1,2026-02-30")
        + "Total,,,,,,3,135.00,\n"
    )
    assert stated(text)["stated_charge", "row 5: Total"] == (135, 45, 45, 45, 0)


def test_totals_at_two_levels() -> None:
    rows = [HEADER]
    for payer in "AB":
        for patient in "12":
            rows += [f"{patient},2026-01-05,9711{i},GP,1,45.00,{payer}" for i in (0, 2)]
            rows.append(f"Totals for patient: {patient},,,,2,90.00,")
        rows.append(f"Totals for payer: {payer},,,,4,180.00,")
    found = stated("\n".join([*rows, "Report totals,,,,8,360.00,"]))
    assert len(found) == 14
    assert all(values[4] == 0 for values in found.values()), found
    assert not any("patient" in reference for _, reference in found)


def test_one_header_that_ends_in_a_colon_is_a_header_like_the_others() -> None:
    loaded = load("Acct #,DOS,CPT,Units,Insurance:\n1,2026-01-05,97110,1,Aetna\n")
    assert loaded.counts == (1, 1, 0, 0)
    assert loaded.rows[0]["payer_name"] == "Aetna"


def test_an_unknown_word_in_the_upper_row_of_a_header_costs_nothing() -> None:
    loaded = load("Patient,,,Referred,\nID,DOS,CPT,By,Minutes\n1,2026-01-05,97110,x,15\n")
    assert loaded.counts == (1, 1, 0, 0)
    assert set(loaded.fields) == {"Patient ID", "DOS", "CPT", "Minutes"}


def test_a_plain_name_wins_over_the_same_name_under_another_heading() -> None:
    text = "Patient,,,,,Memo\nID,DOS,CPT,Units,Payer,Line,Line\n1,2026-01-05,97110,1,Aetna,hello,7\n"
    loaded = load(text)
    assert loaded.rows[0]["line_no"] == "7"


def test_totals_over_the_adjustments_of_a_line_count_the_line_once() -> None:
    header = "claim_id,patient_id,dos,cpt,charge,paid,allowed,carc,adjustment_amount,payer_name,check_number"
    loaded = load(
        f"{header}\nC1,1,2026-01-05,97110,150,80,100,CO-45,50,Aetna,9\n"
        "C1,1,2026-01-05,97110,150,80,100,PR-1,20,Aetna,9\nTotal,,,,150,80,100,,,,\n"
    )
    stated = {name: total[-1] for name, total in loaded.totals.items() if name.startswith("stated_")}
    assert stated == {"stated_charge": 0, "stated_paid": 0, "stated_allowed": 0}
