"""The same rows are never counted twice, whatever brings them, and every load can be undone."""

from __future__ import annotations

import pytest
from x12_case import good

from analytics import sources
from analytics.sources import InputFile
from analytics.workspace import Workspace

HEADER = "patient_id,claim_id,line_no,dos,cpt,units,charge,payer_name"
A = ["P1,C1,1,2026-01-05,97110,2,100.00,Aetna", "P1,C1,2,2026-01-05,97140,1,55.00,Aetna"]
B = ["P2,C2,1,2026-01-06,97110,3,150.00,Aetna"]
TABLES = (
    *("input_file", "billing_row", "minutes_row", "fee_row", "control_total", "reject", "column_mapping"),
    *("remit_payment", "remit_claim", "remit_line", "remit_adjustment"),
)


def table(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *rows]) + "\n").encode()


def load(workspace: Workspace, **files: bytes) -> list[int]:
    given = [InputFile(name, lambda data=data: data) for name, data in files.items()]
    return sources.load(workspace, given)


def standing(workspace: Workspace, columns: str = "claim_id, line_no, units") -> list[tuple]:
    return workspace.rows(f"select {columns} from billing_row where not is_duplicate order by all")


def counts(workspace: Workspace) -> list[tuple]:
    return workspace.rows("select rows, loaded, rejected, duplicate from input_file order by file_id")


def state(workspace: Workspace, without: tuple[str, ...] = ()) -> dict[str, list[tuple]]:
    names = [name for name in TABLES if name not in without]
    return {name: sorted(map(repr, workspace.rows(f"select * from {name}"))) for name in names}


@pytest.fixture
def workspace():
    with Workspace(threads=1) as workspace:
        yield workspace


def closes(workspace: Workspace) -> None:
    assert not workspace.rows(
        """select * from control_total where difference <> 0
           or in_file - loaded - rejected - duplicate <> 0"""
    )
    assert not workspace.rows("select * from input_file where rows <> loaded + rejected + duplicate")


def test_the_same_file_again_and_the_same_rows_in_a_longer_export(workspace):
    load(workspace, january=table(*A), copy=table(*A), quarter=table(*A, *B))
    assert counts(workspace) == [(2, 2, 0, 0), (2, 0, 0, 2), (3, 1, 0, 2)]
    assert len(standing(workspace)) == 3
    closes(workspace)


def test_undoing_the_first_file_brings_its_rows_back_from_the_longer_one(workspace):
    first, _ = load(workspace, january=table(*A), quarter=table(*A, *B))
    sources.unload(workspace, first)
    assert counts(workspace) == [(3, 3, 0, 0)]
    assert len(standing(workspace)) == 3
    closes(workspace)


def test_undoing_a_file_that_was_given_twice_leaves_its_copy(workspace):
    first, _ = load(workspace, january=table(*A), copy=table(*A))
    sources.unload(workspace, first)
    assert workspace.rows("select name, status, loaded from input_file") == [("copy", "loaded", 2)]
    assert len(standing(workspace)) == 2


def test_three_files_that_overlap_undone_in_any_order(workspace):
    C = ["P3,C3,1,2026-01-07,97110,1,50.00,Aetna"]
    ids = load(workspace, one=table(*A), two=table(*A, *B), three=table(*A, *B, *C))
    with Workspace(threads=1) as other:
        load(other, two=table(*A, *B), three=table(*A, *B, *C))
        sources.unload(workspace, ids[0])
        assert [row[1:] for row in counts(workspace)] == [row[1:] for row in counts(other)]
    sources.unload(workspace, ids[1])
    assert counts(workspace) == [(4, 4, 0, 0)]
    closes(workspace)


def test_a_corrected_export_takes_the_place_of_its_lines_until_it_is_undone(workspace):
    load(workspace, january=table(*A))
    before = state(workspace)
    corrected = table(A[0].replace(",2,100.00", ",3,150.00"), A[1])
    (second,) = load(workspace, corrected=corrected)
    assert standing(workspace) == [("C1", "1", 3), ("C1", "2", 1)]
    assert counts(workspace) == [(2, 1, 0, 1), (2, 1, 0, 1)]
    assert workspace.rows("select superseded_by from billing_row where superseded_by is not null") == [(second,)]
    closes(workspace)
    sources.unload(workspace, second)
    assert state(workspace) == before


def test_a_corrected_export_without_line_ids_is_known_by_its_other_rows(workspace):
    header = "patient_id,dos,cpt,units,charge,payer_name"
    rows = [f"P{n},2026-01-05,97110,2,100.00,Aetna" for n in range(1, 6)]
    load(workspace, january=table(*rows, header=header))
    load(workspace, corrected=table(*rows[:4], "P5,2026-01-05,97110,3,150.00,Aetna", header=header))
    assert standing(workspace, "patient_id, units") == [("P1", 2), ("P2", 2), ("P3", 2), ("P4", 2), ("P5", 3)]
    closes(workspace)


def test_another_clinics_export_corrects_nothing(workspace):
    header = "patient_id,dos,cpt,units,charge,payer_name"
    rows = [f"P{n},2026-01-05,97110,2,100.00,Aetna" for n in range(1, 6)]
    others = [f"Q{n},2026-01-05,97110,2,100.00,Aetna" for n in range(1, 6)]
    load(workspace, east=table(*rows, header=header))
    load(workspace, west=table(*others, "P5,2026-01-05,97110,1,50.00,Aetna", header=header))
    assert len(standing(workspace)) == 11


def test_a_void_in_a_later_file_corrects_nothing(workspace):
    load(workspace, january=table(*A))
    load(workspace, february=table(A[0].replace(",2,100.00", ",-2,-100.00")))
    assert len(standing(workspace)) == 3


def test_documented_minutes_are_corrected_not_added(workspace):
    header = "patient_id,dos,cpt,minutes"
    load(workspace, january=table("P1,2026-01-05,97110,23", "P1,2026-01-05,97140,10", header=header))
    load(workspace, again=table("P1,2026-01-05,97110,30", "P1,2026-01-05,97140,10", header=header))
    rows = workspace.rows("select cpt, minutes from minutes_row where not is_duplicate order by cpt")
    assert rows == [("97110", 30), ("97140", 10)]
    closes(workspace)


def test_a_later_fee_schedule_changes_the_rate(workspace):
    header = "payer,cpt,effective,rate"
    load(workspace, old=table("Aetna,97110,2026-01-01,30.00", "Aetna,97140,2026-01-01,28.00", header=header))
    load(workspace, new=table("Aetna,97110,2026-01-01,31.00", header=header))
    rows = workspace.rows("select cpt, rate from fee_row where not is_duplicate order by cpt")
    assert [(cpt, float(rate)) for cpt, rate in rows] == [("97110", 31.0), ("97140", 28.0)]


def test_a_file_a_crash_left_half_loaded_is_cleared(workspace):
    (first,) = load(workspace, january=table(*A))
    workspace.cursor().execute("update input_file set status = 'loading' where file_id = $1", [first]).fetchall()
    load(workspace, january=table(*A))
    assert workspace.rows("select status, loaded from input_file") == [("loaded", 2)]
    assert len(standing(workspace)) == 2


def test_nothing_is_left_of_a_file_that_was_undone(workspace):
    empty = state(workspace)
    ids = load(workspace, january=table(*A), quarter=table(*A, *B), copy=table(*A))
    sources.unload(workspace, *ids)
    assert state(workspace) == empty
    assert workspace.rows("select count(*) from kept_file") == [(0,)]


CLINIC = "patient_id,dos,cpt,units,charge,payer_name"
IDS = "patient_id,claim_id,line_no,dos,cpt,units,charge,payer_name"


def rows(count: int, **changed: str) -> list[str]:
    """`patient,claim,line,day,...` of so many lines; changed: P3="a,b,c" replaces a row."""
    lines = [f"P{n},C{n},1,2026-01-0{n},97110,2,100.00,Aetna" for n in range(1, count + 1)]
    return [changed.get(line.split(",")[0], line) for line in lines]


def without_ids(lines: list[str]) -> list[str]:
    return [",".join(part for at, part in enumerate(line.split(",")) if at not in (1, 2)) for line in lines]


@pytest.mark.parametrize("first", ["with", "without"])
def test_the_same_export_without_its_ids_is_the_same_export(workspace, first):
    files = {"with": table(*rows(5), header=IDS), "without": table(*without_ids(rows(5)), header=CLINIC)}
    load(workspace, one=files.pop(first))
    load(workspace, two=next(iter(files.values())))
    assert len(standing(workspace)) == 5
    closes(workspace)


def test_the_same_export_with_a_column_more(workspace):
    load(workspace, one=table(*rows(5), header=IDS))
    load(workspace, two=table(*[f"{row},primary" for row in rows(5)], header=f"{IDS},payer_order"))
    assert len(standing(workspace)) == 5
    closes(workspace)


@pytest.mark.parametrize(
    "corrected",
    [
        "P3,C3,1,2026-01-04,97110,2,100.00,Aetna",  # date
        "P33,C3,1,2026-01-03,97110,2,100.00,Aetna",  # patient
        "P3,C3,2,2026-01-03,97110,2,100.00,Aetna",  # line number
        "P3,C3,1,2026-01-03,97530,2,100.00,Aetna",  # code
    ],
)
def test_whatever_was_corrected_in_a_line(workspace, corrected):
    load(workspace, january=table(*rows(5), header=IDS))
    load(workspace, again=table(*rows(5, P3=corrected), header=IDS))
    assert len(standing(workspace)) == 5
    assert ",".join(map(str, standing(workspace, "patient_id, claim_id, line_no, dos, cpt")[2])) in corrected
    closes(workspace)


def test_two_clinics_with_the_same_patient_numbers_are_two(workspace):
    ours = without_ids(rows(5))
    theirs = [row.replace("Aetna", "Cigna").replace("100.00", "90.00") for row in ours]
    load(workspace, east=table(*ours, header=CLINIC), west=table(*theirs, header=CLINIC))
    assert len(standing(workspace)) == 10


def test_undoing_a_correction_between_two_leaves_the_last(workspace):
    first = table(*rows(4), header=IDS)
    second, third = (first.replace(b"100.00", cents) for cents in (b"100.50", b"100.75"))
    ids = load(workspace, one=first, two=second, three=third)
    sources.unload(workspace, ids[1])
    assert standing(workspace, "distinct charge") == [(pytest.approx(100.75),)]
    assert counts(workspace) == [(4, 0, 0, 4), (4, 4, 0, 0)]
    closes(workspace)
    sources.unload(workspace, ids[2])
    assert counts(workspace) == [(4, 4, 0, 0)]


def test_an_account_number_as_claim_id_with_lines_that_start_again_corrects_nothing(workspace):
    load(workspace, one=table("P1,ACC1,1,2026-01-05,97110,1,60.00,Aetna", header=IDS))
    load(workspace, two=table("P1,ACC1,1,2026-01-05,97530,1,70.00,Aetna", header=IDS))
    assert len(standing(workspace)) == 2


def test_minutes_of_two_therapists_of_a_visit_add_up(workspace):
    header = "patient_id,dos,cpt,minutes"
    one = [f"P{n},2026-01-05,97110,15" for n in range(1, 5)]
    load(workspace, one=table(*one, header=header))
    load(workspace, two=table(*[row.replace(",15", ",16") for row in one], header=header))
    assert workspace.rows("select count(*) from minutes_row where not is_duplicate") == [(8,)]


def test_what_a_fuller_remittance_had_shut_out_comes_back(workspace):
    fuller = good()
    cut = fuller[: fuller.rindex(b"CLP*")]
    load(workspace, cut=cut, whole=fuller)
    assert counts(workspace)[0][1] == 0
    sources.unload(workspace, 2)
    with Workspace(threads=1) as other:
        load(other, cut=cut)
        assert counts(workspace) == counts(other)


REMIT = "Claim ID,DOS,CPT,Units,Charge,Paid,Group Code,CARC,Adjustment Amount,Paid Date,Check Number,Payer"
CHECKS = "Check Number,Check Amount,Check Date,Payer"


def as_table(era: bytes) -> bytes:
    """The lines of an 835 as a remittance table would have them."""
    with Workspace(threads=1) as other:
        load(other, era=era)
        lines = other.rows(
            """select c.claim_id, l.dos, l.code, l.units, l.charge, l.paid, null, null, null, p.payment_date,
                   p.trace_number, p.payer_name
               from remit_line as l join remit_claim as c using (claim_key)
               join remit_payment as p on p.payment_key = l.payment_key order by l.line_key"""
        )
    return table(*[",".join("" if value is None else str(value) for value in line) for line in lines], header=REMIT)


@pytest.mark.parametrize("first", ["era", "export"])
def test_the_same_payment_as_835_and_as_table_is_one(workspace, first):
    era = good()
    files = {"era": era, "export": as_table(era)}
    (one,) = load(workspace, **{first: files.pop(first)})
    (two,) = load(workspace, **files)
    standing_payments = "select count(*) from remit_payment where not is_duplicate"
    assert workspace.rows(standing_payments) == [(1,)]
    assert workspace.rows("select rows is null from remit_payment where not is_duplicate") == [(True,)]
    closes(workspace)
    export, is_era = (two, one) if first == "era" else (one, two)
    assert workspace.rows("select loaded, duplicate > 0 from input_file where file_id = $id", id=export) == [(0, True)]
    sources.unload(workspace, is_era)
    assert workspace.rows("select loaded > 0, duplicate from input_file") == [(True, 0)]
    assert workspace.rows(standing_payments) == [(1,)]
    closes(workspace)


def test_another_check_of_the_table_stays(workspace):
    era = good()
    load(workspace, era=era, export=as_table(era).replace(b"EFT", b"OTHER"))
    traces = {trace for (trace,) in workspace.rows("select trace_number from remit_payment where not is_duplicate")}
    assert len(traces) == 2


def test_the_old_version_again_in_a_later_file_is_a_duplicate_of_what_was_corrected(workspace):
    load(workspace, january=table(*A))
    load(workspace, corrected=table(A[0].replace(",2,100.00", ",3,150.00"), A[1]))
    load(workspace, older_and_more=table(*A, *B))
    assert standing(workspace) == [("C1", "1", 3), ("C1", "2", 1), ("C2", "1", 3)]
    assert counts(workspace)[2] == (3, 1, 0, 2)
    closes(workspace)
