"""Opening balances of the therapy threshold: what is read as one, what never is, and which amount counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tables_case import emptied, workbook
from tables_case import load as load_table

from analytics import sources
from analytics.errors import InputError
from analytics.sources import Choices, InputFile
from analytics.sources.inspection import inspect
from analytics.sources.tables.kinds import decide
from analytics.workspace import Workspace

HEADER = "patient_id,year,discipline,amount"
NEXT_YEAR = date.today().year + 1


def read(column: str, cells: list[str]) -> dict[str, tuple]:
    """cell -> the (year, bucket, discipline) of a row that has it in the column; none for one that was rejected."""
    rows = [{"patient_id": cell, "year": "2026", "discipline": "PT", "amount": "10"} | {column: cell} for cell in cells]
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in one.values()) for one in rows)]
    loaded = load_table("\n".join(lines) + "\n")
    return {one["patient_id"]: (one["year"], one["bucket"], one["discipline"]) for one in loaded.rows}


@pytest.mark.parametrize(
    "headers",
    [
        HEADER,
        "practice,patient_id,year,bucket,amount,source",
        "Account #,Calendar Year,Therapy Type,YTD Allowed",
        "MRN,As of Date,Threshold Bucket,Used Amount,Reported By",
        "Patient ID,Patient Name,Benefit Year,Discipline,Allowed to Date,Remaining",
    ],
)
def test_what_is_read_as_an_opening_balance(headers):
    kind, mapped = decide(headers.split(","), [[] for _ in headers.split(",")], {}, None)
    assert kind == "opening_balance"
    assert {"patient_id", "year", "amount"} <= {column.field for column in mapped}
    assert "Remaining" not in [column.header for column in mapped if column.field]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Patient ID,DOS,Year,Discipline,CPT,Units,Amount,Payer", "billing"),
        ("Patient ID,DOS,Year,Discipline,CPT,Units,Allowed,Amount,Payer,Claim #,Source", "billing"),
        ("Patient ID,DOS,Year,Discipline,CPT,Minutes,YTD Used", "minutes"),
        ("Claim #,Patient ID,Year,Discipline,Amount,Allowed,Paid", "remittance"),
        ("Claim #,Patient ID,Calendar Year,Discipline,CPT,YTD Allowed,Paid,Reason Code", "remittance"),
        ("Payer,Year,Discipline,CPT,Source,Amount", "fee_schedule"),
        ("Claim #,Patient ID,Year,Discipline,Amount,Claim Status", "claim_status"),
        ("Patient ID,Year,Discipline,Balance", None),
        ("Patient ID,Year,Amount", None),
        ("Year,Discipline,Amount", None),
    ],
)
def test_it_never_takes_another_table(headers, kind):
    names = headers.split(",")
    samples = [["A1", "R3"] if name == "Claim Status" else [] for name in names]
    found = decide(names, samples, {}, None)
    assert (found and found[0]) == kind


def test_a_table_that_lacks_a_service_is_still_told_what_it_lacks():
    with pytest.raises(InputError, match="billing table needs a column for cpt"):
        decide(["Patient ID", "DOS", "Year", "Discipline", "Units", "Amount", "Payer"], [[]] * 7, {}, None)
    with pytest.raises(InputError, match="an opening balance table needs a column for discipline or bucket"):
        decide(["Patient ID", "Year", "Amount"], [[]] * 3, {}, "opening_balance")


def test_disciplines():
    words = {
        **dict.fromkeys(["PT", "GP", "physical therapy"], ("PT+SLP", "GP")),
        **dict.fromkeys(["SLP", "ST", "Speech-Language Pathology"], ("PT+SLP", "GN")),
        **dict.fromkeys(["OT", "go", "Occupational Therapy", "OT threshold"], ("OT", "GO")),
        **dict.fromkeys(["PT/SLP", "PT+SLP", "PT and ST", "GP & GN", "PT-SLP combined"], ("PT+SLP", None)),
        "Physical Therapy and Speech-Language Pathology Services": ("PT+SLP", None),
        "PT / PT": ("PT+SLP", "GP"),
    }
    without_one = ["Massage", "PT+OT", "PT/SLP/OT", "all", "2480.00", "/"]
    assert read("discipline", [*words, *without_one]) == {word: (2026, *found) for word, found in words.items()}


def test_years():
    cells = dict.fromkeys(["2026", "CY 2026", "CY2026", "2026.0", "46023", "2026-03-31", "3/31/26", "31/03/2026"], 2026)
    cells |= {"March 31, 2026": 2026, "01/01/2026 - 12/31/2026": 2026, "2018": 2018, str(NEXT_YEAR): NEXT_YEAR}
    not_meant = ["2017", str(NEXT_YEAR + 1), "26", "soon", "07/01/2025 - 06/30/2026", "12/31/2017", "FY 2026", "99999"]
    assert {cell: year for cell, (year, *_) in read("year", [*cells, *not_meant]).items()} == cells


def test_a_bucket_and_a_discipline_beside_each_other():
    loaded = load_table(
        "patient_id,year,bucket,discipline,amount\nP1,2026,PT+SLP,SLP,10\nP2,2026,OT,,10\nP3,2026,OT,PT,10\n"
    )
    assert [(one["patient_id"], one["bucket"], one["discipline"]) for one in loaded.rows] == [
        ("P1", "PT+SLP", "GN"),
        ("P2", "OT", "GO"),
    ]
    assert [reject[-1] for reject in loaded.rejects] == ["not the threshold of the discipline beside it"]


def test_rejects_say_what_is_wrong_and_the_totals_close():
    loaded = load_table(
        f'{HEADER}\nP1,2026,PT,"2,300.00"\n,2026,PT,7\nP3,2017,PT,5\nP4,2026,Massage,5\nP5,2026,PT,-3\nP6,,PT,1\n'
        "P7,2026,PT,12x\nP8,2026,PT,\nP9,2026,PT,0\nTotal,,,2312.00\n"
    )
    assert loaded.kind == "opening_balance" and loaded.counts == (10, 2, 8, 0)
    assert loaded.totals["amount"] == (Decimal(2315), Decimal(2300), 15, 0, 0)
    assert [(name, reason) for _, name, _, reason in loaded.rejects if name] == [
        ("patient_id", "no patient id"),
        ("year", "a year without a therapy threshold"),
        ("discipline", "not a discipline of one threshold"),
        ("amount", "a negative amount"),
        ("year", "no year"),
        ("amount", "not an amount of money"),
        ("amount", "no amount"),
    ]


def test_a_workbook_with_numbers_for_years_and_amounts():
    cells = [["Patient ID", "Year", "Discipline", "Allowed to date"], ["P1", 2026, "PT", 2300.5], ["P2", 2026, "OT", 3]]
    loaded = load_table(workbook({"Threshold": cells}))
    assert [(one["year"], one["bucket"], one["amount"]) for one in loaded.rows] == [
        (2026, "PT+SLP", Decimal("2300.50")),
        (2026, "OT", 3),
    ]


# --- which amount counts ---------------------------------------------------------------------------------------------


@pytest.fixture
def workspace():
    """The one all tests of tables share, without a row."""
    return emptied()


def load(workspace: Workspace, *rows: str, header: str = HEADER) -> int:
    data = ("\n".join([header, *rows]) + "\n").encode()
    (file_id,) = sources.load(workspace, [InputFile("balances.csv", lambda: data)])
    assert not workspace.rows("select * from input_file where rows <> loaded + rejected + duplicate")
    assert not workspace.rows("select * from control_total where in_file - loaded - rejected - duplicate <> 0")
    return file_id


def sums(workspace: Workspace) -> dict[tuple, Decimal]:
    """(patient, bucket) -> the dollars that count."""
    rows = workspace.rows(
        "select patient_id, bucket, sum(amount) from opening_balance where not is_duplicate group by all"
    )
    return {(patient, bucket): amount for patient, bucket, amount in rows}


def counts(workspace: Workspace) -> list[tuple]:
    return workspace.rows("select rows, loaded, duplicate from input_file order by file_id")


def test_the_later_file_wins(workspace):
    load(workspace, "P1,2026,PT,1000", "P1,2026,SLP,200", "P1,2026,OT,50", "P2,2026,PT,10")
    load(workspace, "P1,2026,PT/SLP,1500", "P1,2025,PT,5", "P2,2026,PT,10")
    assert workspace.rows("select year, bucket, amount from opening_balance where not is_duplicate order by all") == [
        (2025, "PT+SLP", 5),
        (2026, "OT", 50),
        (2026, "PT+SLP", 10),
        (2026, "PT+SLP", 1500),
    ]
    assert counts(workspace) == [(4, 1, 3), (3, 3, 0)]


def test_a_balance_said_again_in_part_is_all_that_counts(workspace):
    load(workspace, "P1,2026,PT,500")
    load(workspace, "P1,2026,PT,500", "P1,2026,SLP,500")
    assert sums(workspace) == {("P1", "PT+SLP"): 1000}
    load(workspace, "P1,2026,PT,500.00")
    assert sums(workspace) == {("P1", "PT+SLP"): 500}


def test_inside_a_file_disciplines_and_sources_add_up_and_the_last_row_counts(workspace):
    load(
        workspace,
        *("P1,2026,PT,100,A", "P1,2026,PT,300,A", "P1,2026,SLP,40,A", "P1,2026,PT,7,B"),
        *("P2,2026,PT,90,", "P2,2026,SLP,10,", "P2,2026,PT/SLP,120,", "P3,2026,PT,5,", "P3,2026,PT,5,"),
        header=f"{HEADER},source",
    )
    assert sums(workspace) == {("P1", "PT+SLP"): 347, ("P2", "PT+SLP"): 120, ("P3", "PT+SLP"): 5}
    assert counts(workspace) == [(9, 5, 4)]


def test_practices_stay_apart(workspace):
    load(workspace, "North,P1,2026,PT,100", "South,P1,2026,PT,30", header=f"practice,{HEADER}")
    load(workspace, "North,P1,2026,PT,150", header=f"practice,{HEADER}")
    assert sums(workspace) == {("P1", "PT+SLP"): 180}


def test_two_sheets_that_say_the_same_count_once(workspace):
    cells = [HEADER.split(","), ["P1", "2026", "PT", "100"]]
    data = workbook({"All": cells, "North": cells})
    sources.load(workspace, [InputFile("balances.xlsx", lambda: data)])
    assert sums(workspace) == {("P1", "PT+SLP"): 100}


def state(workspace: Workspace) -> list[list[str]]:
    tables = ("opening_balance", "input_file", "control_total", "reject", "kept_file")
    return [sorted(map(repr, workspace.rows(f"select * from {name}"))) for name in tables]


def test_every_load_can_be_undone(workspace):
    first, second = ["P1,2026,PT,100", "P1,2026,PT,200", "P1,2026,OT,5"], ["P1,2026,PT/SLP,700"]
    load(workspace, *first)
    before = state(workspace)
    middle = load(workspace, *second)
    last = load(workspace, "P1,2026,SLP,900", "P1,2026,SLP,950")
    sources.unload(workspace, middle)
    assert sums(workspace) == {("P1", "OT"): 5, ("P1", "PT+SLP"): 950}
    sources.unload(workspace, last)
    assert state(workspace) == before
    sources.unload(workspace, 1)
    assert state(workspace) == [[], [], [], [], []]


def test_a_look_before_the_load(workspace):
    data = f"{HEADER}\nP1,2026,PT/SLP,2300\n".encode()
    (seen,) = inspect([InputFile("balances.csv", lambda: data)])
    assert seen.first_rows["opening_balance"] == [
        {"row": 2, "patient_id": "P1", "year": 2026, "bucket": "PT+SLP", "amount": Decimal(2300)}
    ]
    (forced,) = inspect(
        [InputFile("b.csv", lambda: b"patient_id,dos,year,ot\n1,2026-01-05,2026,3\n", Choices("opening_balance"))]
    )
    assert "an opening balance table needs" in forced.file["reason"]
