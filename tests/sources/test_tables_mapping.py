"""Headers of real layouts to canonical fields, kinds of tables, and what is said when a column is missing."""

from __future__ import annotations

import pytest
from tables_case import HEADER, billing, load

from analytics.errors import InputError
from analytics.sources.tables.kinds import decide
from analytics.sources.tables.mapping import normalise

# headers as systems write them -> kind and what some of them must be taken for
LAYOUTS = {
    "record_id,patient_account_number,date_of_service,charge_id,cpt_code,mod1,mod2,units,cur_insurance_code,"
    "cur_insurance_class,charge_amount,treating_therapist_id,total_ins_pay_amt,cur_balance": (
        "billing",
        "patient_account_number=patient_id charge_id=line_no mod2=modifier_2 cur_insurance_class=payer_class "
        "charge_amount=charge treating_therapist_id=rendering_provider",
    ),
    "Acct,Patient Name,Date of Service,CPT,Units,Amount,Dx1,Dx2,Primary Insurance,Provider,Active": (
        "billing",
        "Acct=patient_id Amount=charge Dx2=dx2 Primary Insurance=payer_name Provider=rendering_provider",
    ),
    "EncounterID,PatientID,PatientName,ProcedureCode,ProcedureModifier1,ProcedureModifier2,ServiceStartDate,Units,"
    "TotalCharges,PrimaryInsuranceCompanyName,RenderingProviderName": (
        "billing",
        "PatientID=patient_id ProcedureModifier2=modifier_2 ServiceStartDate=dos TotalCharges=charge "
        "PrimaryInsuranceCompanyName=payer_name EncounterID=claim_id",
    ),
    "Chart #,DOS,CPT/HCPCS,Mod 1,Mod 2,Days/Units,Billed Amt,Payor,Fin Class,NPI": (
        "billing",
        "Chart #=patient_id CPT/HCPCS=cpt Days/Units=units Billed Amt=charge Payor=payer_name Fin Class=payer_class",
    ),
    "Client ID,Appt Date,Actual Start Time,Actual End Time,Service Code,Minutes": (
        "minutes",
        "Client ID=patient_id Appt Date=dos Service Code=cpt Actual End Time=end_time",
    ),
    "pc_ClaimID,pcl_ProcedureCode,pcl_ServiceDate,ChargedAmount,PaidAmount,AllowedAmount,AdjustmentGroup,"
    "AdjustmentReason,AdjustmentAmount,RemarkCodes": (
        "remittance",
        "pc_ClaimID=claim_id pcl_ProcedureCode=cpt ChargedAmount=charge PaidAmount=paid AdjustmentGroup=group_code "
        "AdjustmentReason=carc AdjustmentAmount=adjustment_amount RemarkCodes=rarc",
    ),
    "Claim #,Check/EFT #,Check/EFT Date,Payer,Procedure,Billed,Allowed,Ins Paid,Pt Resp,Reason Codes": (
        "remittance",
        "Check/EFT #=check_number Check/EFT Date=paid_date Ins Paid=paid Pt Resp=patient_resp Reason Codes=carc",
    ),
    "Insurance,CPT Code,Mod,Effective Date,Fee": ("fee_schedule", "Insurance=payer Effective Date=effective Fee=rate"),
}


@pytest.mark.parametrize("headers", LAYOUTS)
def test_real_layouts(headers: str) -> None:
    names = headers.split(",")
    kind, mapped = decide(names, [[] for _ in names], {}, None)
    expected, pairs = LAYOUTS[headers]
    assert kind == expected
    found = {column.header: column.field for column in mapped}
    wanted = {"=".join(pair.split("=")[:-1]): pair.split("=")[-1] for pair in _pairs(pairs)}
    assert {header: found[header] for header in wanted} == wanted
    fields = [field for field in found.values() if field]
    assert len(fields) == len(set(fields))


def _pairs(text: str) -> list[str]:
    """`A B=c D=e` -> ['A B=c', 'D=e']: headers may hold spaces, fields do not."""
    pairs, words = [], []
    for word in text.split(" "):
        words.append(word)
        if "=" in word:
            pairs.append(" ".join(words))
            words = []
    return pairs


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("ProcedureModifier1", "procedure modifier 1"),
        ("  Claim\n# ", "claim no"),
        ("\ufeffcur_insurance_class", "cur insurance class"),
        ("Check/EFT Number", "check eft no"),
        ("Billed Amt.", "billed amount"),
    ],
)
def test_normalised_headers(header: str, words: str) -> None:
    assert normalise(header) == words


def test_code_is_a_procedure_or_a_reason_by_its_values() -> None:
    loaded = load("Claim ID,CPT,Code,Paid\nC1,97110,CO-45,5\n")
    assert loaded.fields["Code"] == ("carc", "synonym")
    loaded = load("Claim ID,Code,Reason,Paid\nC1,97110,CO-45,5\n")
    assert loaded.fields["Code"] == ("cpt", "synonym")


def test_group_may_be_the_employers() -> None:
    assert "Group" not in load("Claim ID,Group,Reason,Paid\nC1,Acme Inc,CO-45,5\n").fields
    assert load("Claim ID,Group,Reason,Paid\nC1,CO,45,5\n").fields["Group"] == ("group_code", "synonym")


def test_a_money_field_is_never_guessed_from_part_of_a_header() -> None:
    assert (
        "Charge Amount Total To Date"
        not in billing(
            "1,2026-01-05,97110,GP,1,5,Aetna", header=HEADER.replace("Charge", "Charge Amount Total To Date")
        ).fields
    )


def test_the_basis_is_kept_and_what_was_said_wins() -> None:
    header = "patient_id,Date of Service (DOS),Code X,Units,Charge,Billed,Payer"
    loaded = load(f"{header}\n1,2026-01-05,97110,1,5,7,Aetna\n", mapping={"code x": "cpt", "Billed": "charge"})
    assert loaded.fields["patient_id"] == ("patient_id", "exact")
    assert loaded.fields["Date of Service (DOS)"] == ("dos", "token")
    assert loaded.fields["Code X"] == ("cpt", "said")
    assert loaded.fields["Billed"] == ("charge", "said")
    assert "Charge" not in loaded.fields
    assert loaded.rows[0]["charge"] == 7


def test_a_mapping_to_an_unknown_field() -> None:
    with pytest.raises(InputError, match="unknown field"):
        load(f"{HEADER}\n1,2026-01-05,97110,GP,1,5,Aetna\n", mapping={"Charge": "money"})


def test_a_bill_without_dates_says_which_column_is_missing() -> None:
    with pytest.raises(InputError) as caught:
        load("Patient ID,CPT,Units,Charge,Payer\n1,97110,1,5,Aetna\n")
    for words in ("billing", "a column for dos", '"Patient ID"', "date of service"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        ("patient_id,cpt,minutes", "minutes table needs a column for dos"),
        ("patient_id,dos,cpt,charge,payer", "billing table needs a column for units"),
        ("patient_id,dos,cpt,units,charge", "billing table needs a column for payer_name or payer_id or payer_class"),
        ("cpt,paid,carc,group code", "remittance table needs a column for claim_id or patient_id with dos with cpt"),
        ("cpt,rate", "fee schedule table needs a column for payer"),
    ],
)
def test_near_a_kind(headers: str, missing: str) -> None:
    with pytest.raises(InputError, match=missing):
        load(f"{headers}\n" + ",".join("1" for _ in headers.split(",")))


def test_forced_to_a_kind() -> None:
    with pytest.raises(InputError, match="minutes table needs"):
        load(f"{HEADER}\n1,2026-01-05,97110,GP,1,5,Aetna\n", kind="minutes")
    with pytest.raises(InputError, match="no header row"):
        load("a,b\n1,2\n", kind="billing")


def test_a_bill_without_a_header() -> None:
    with pytest.raises(InputError, match="no header row"):
        load("1,2026-01-05,97110,GP,1,5,Aetna\n2,2026-01-05,97110,GP,1,5,Aetna\n")


def test_a_table_of_no_known_kind_is_left_to_the_caller() -> None:
    assert load("colour,size\nred,3\n").kind is None
    assert load("Payer,Phone\nAetna,555\n").kind is None


def test_what_was_paid_on_a_bill_makes_it_no_remittance() -> None:
    assert load(f"{HEADER},Rendering Provider,Paid\n1,2026-01-05,97110,GP,1,5,Aetna,T,3\n").kind == "billing"


ROWS = ["1,01/13/2026,97110,1,Aetna", "2,01/14/2026,97140,2,BCBS", "3,01/15/2026,97530,1,Cigna"]


def test_a_needed_column_is_found_by_its_values() -> None:
    loaded = load("\n".join(["Patient ID,Wann,Was,Units,Payer", *ROWS]) + "\n")
    assert loaded.fields["Was"] == ("cpt", "value")
    assert loaded.fields["Wann"] == ("dos", "value")


def test_two_columns_of_dates_are_not_guessed_between() -> None:
    rows = [f"{row},01/20/2026" for row in ROWS]
    with pytest.raises(InputError, match="a column for dos"):
        load("\n".join(["Patient ID,Wann,CPT,Units,Payer,Dann", *rows]) + "\n")


def test_a_date_alone_is_taken_on_a_guess_only() -> None:
    assert load("\n".join(["Patient ID,Date,CPT,Units,Payer", *ROWS]) + "\n").fields["Date"] == ("dos", "guess")
    rows = [f"{row},01/20/2026" for row in ROWS]
    loaded = load("\n".join(["Patient ID,Date,CPT,Units,Payer,Visit Date", *rows]) + "\n")
    assert loaded.fields["Visit Date"] == ("dos", "synonym") and "Date" not in loaded.fields


def test_insurance_is_a_name_or_a_class_by_its_values() -> None:
    names = load("\n".join(["Patient ID,DOS,CPT,Units,Insurance", *ROWS]) + "\n")
    assert names.fields["Insurance"] == ("payer_name", "synonym")
    rows = ["1,01/13/2026,97110,1,Commercial", "2,01/14/2026,97140,2,Medicare", "3,01/15/2026,97530,1,Self Pay"]
    classes = load("\n".join(["Patient ID,DOS,CPT,Units,Insurance", *rows]) + "\n")
    assert classes.fields["Insurance"] == ("payer_class", "synonym")


def test_a_status_of_the_system_is_no_claim_status() -> None:
    header = "claim_id,cpt,paid,carc,Status"
    assert "Status" not in load(f"{header}\nC1,97110,0,CO-16,Open\n").fields
    assert load(f"{header}\nC1,97110,0,CO-16,22\n").fields["Status"] == ("claim_status", "synonym")


def test_a_service_in_words_beside_its_code() -> None:
    header = "Patient ID,DOS,Service,Procedure Code,Units,Payer"
    loaded = load(f"{header}\n1,01/13/2026,Exercise,97110,1,Aetna\n")
    assert loaded.fields["Procedure Code"][0] == "cpt" and "Service" not in loaded.fields


def test_no_header_and_no_field_is_used_twice() -> None:
    loaded = load("claim_id,Claim #,cpt,Procedure Code,paid,carc\nC1,C1,97110,97110,0,CO-16\n")
    fields = [field for field, _ in loaded.fields.values()]
    assert sorted(fields) == sorted(set(fields))


def test_overall_sums_are_not_read() -> None:
    header = "claim_id,dos,cpt,charge,amount_paid,overall_amount_paid,carc"
    loaded = load(f"{header}\nC1,01/13/2026,97110,100,60,120,CO-45\n")
    assert loaded.fields["amount_paid"] == ("paid", "synonym")
    assert "overall_amount_paid" not in loaded.fields
