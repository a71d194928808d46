"""Layouts that ship and layouts a user saves: when they apply, what they leave out, what goes wrong with them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tables_case import load

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.tables import presets

SHIPPED = sorted(presets.SHIPPED.glob("*.yaml"))
CHARGES = (
    "patient_account_number,visit_id,date_of_service,charge_id,cpt_code,mod1,mod2,units,cur_insurance_class,"
    "charge_amount"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REHABLEDGER_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_presets_are_whole(path: Path) -> None:
    preset = presets.named(path.stem)
    assert preset.name == path.stem and preset.title and preset.source and not preset.own
    assert set(preset.headers) <= {*preset.columns, *preset.leave}
    assert {field for field in preset.columns.values()} <= {field.name for field in FIELDS[preset.kind]}


def preset_of(loaded) -> tuple[str | None, str | None]:
    return loaded.workspace.rows("select preset, grain from input_file where file_id = $id", id=loaded.file_id)[0]


def test_webpt_charges_leave_pseudo_codes_out() -> None:
    row = "P1,V1,01/13/2026,{},{},GP,,1,Medicare,{}"
    loaded = load("\n".join([CHARGES, row.format(1, "97110", 60), row.format(2, "COPAY", "0.00")]) + "\n")
    assert preset_of(loaded) == ("webpt-billing-charges", None)
    assert loaded.fields["charge_id"] == ("line_no", "preset")
    assert loaded.rejects == [(3, "cpt_code", "COPAY", "a pseudo-code of the system, no service")]
    assert loaded.counts == (2, 1, 1, 0)


def test_webpt_payments_are_added_up_for_each_charge() -> None:
    header = (
        "payment_adjustment_id,charge_id,date_of_service,cpt_code,payment_amount,deposit_date,adjustment_amount,eob_key,"
        "adj_qual,adj_code,from_payer_name,export_flag"
    )
    loaded = load(
        f"{header}\n"
        "1,C1,01/13/2026,97110,20.00,02/13/2026,,E1,,,Aetna,1\n"
        "2,C1,01/13/2026,97110,10.00,02/13/2026,,E1,,,Aetna,1\n"
        "3,C1,01/13/2026,97110,,02/13/2026,30.00,E1,CO,45,Aetna,1\n"
        "4,C1,01/13/2026,97110,99.00,02/13/2026,,E1,,,Aetna,3\n"
    )
    assert preset_of(loaded) == ("webpt-billing-payments", "transaction")
    (line,) = loaded.rows
    assert (line["paid"], line["line_control"]) == (30, "C1")
    (adjustment,) = loaded.of("remit_adjustment")
    assert (adjustment["group_code"], adjustment["carc"], adjustment["amount"]) == ("CO", "45", 30)
    assert loaded.totals["paid"] == (129, 30, 99, 0, 0)


def test_the_systems_own_words_are_translated() -> None:
    header = (
        "visit_date,cpt,patient_id,therapist_id,cosign_therapist_id,insurance_type_id,units,cpt_prefix,cpt_modifier"
    )
    (row,) = load(f"{header}\n01/13/2026,97110,P1,T1,T2,3,1,GP,59\n").rows
    assert (row["payer_class"], row["supervising_provider"], row["modifiers"]) == ("Medicare", "T2", ["59", "GP"])


def test_a_list_of_checks() -> None:
    header = "Check/EFT #,Check/EFT Date,Payer,Payee,Received by Availity,Check/EFT Amount"
    first = load(f'{header}\nE77,1/5/2026,Aetna,Us,1/6/2026,"$1,250.00"\n')
    assert preset_of(first) == ("availity-remittance-list", "check")
    (payment,) = first.of("remit_payment")
    assert (payment["trace_number"], payment["amount"], payment["is_duplicate"]) == ("E77", 1250, False)
    again = load(
        f"{header}\nE77,1/5/2026,AETNA,Us,1/6/2026,1250.00\nE78,1/5/2026,Aetna,Us,1/6/2026,5\n", first.workspace
    )
    assert again.counts == (2, 1, 0, 1)
    assert not first.of("remit_claim") and not again.of("remit_line")


def test_services_and_payments_one_below_the_other() -> None:
    header = "Claim Number,Patient Name,Type,Date,Service,Amount"
    loaded = load(
        f'{header}\nC1,"Doe, Jo",Service,1/13/2026,97110,60.00\nC1,"Doe, Jo",Service,1/13/2026,97140,40.00\n'
        'C1,"Doe, Jo",Payment,2/13/2026,,-70.00\nC1,"Doe, Jo",What,2/13/2026,,1\n'
    )
    assert preset_of(loaded) == ("charttalk-transactions", "transaction")
    (claim,) = loaded.of("remit_claim")
    assert (claim["charge"], claim["paid"], str(claim["statement_from"])) == (100, 70, "2026-01-13")
    assert loaded.rejects == [(5, "Type", "What", "neither service nor payment nor adjustment")]
    assert loaded.totals["charge"][:3] == (100, 100, 0) and loaded.totals["paid"][:3] == (70, 70, 0)


def test_the_payer_in_the_service_column_of_a_payment_is_no_reject() -> None:
    header = "Claim Number,Patient Name,Type,Date,Service,Amount"
    loaded = load(
        f'{header}\nC1,"Doe, Jo",Service,1/13/2026,97110,120.00\nC1,"Doe, Jo",Payment,2/13/2026,BC,50.00\n'
        'C1,"Doe, Jo",Payment,2/14/2026,BC,x\n'
    )
    assert [row[1:3] for row in loaded.rejects] == [("Amount", "x")]
    assert loaded.counts == (3, 2, 1, 0)
    assert (loaded.totals["charge"], loaded.totals["paid"]) == ((120, 120, 0, 0, 0), (50, 50, 0, 0, 0))


def test_primary_and_secondary_side_by_side_are_two_remittances() -> None:
    header = (
        "ID,EncounterID,PatientID,ProcedureCode,ServiceStartDate,TotalCharges,TotalBalance,PrimaryInsuranceCompanyName,"
        "PrimaryInsurancePayment,PrimaryInsuranceAllowed,PrimaryInsuranceDeductible,PrimaryInsuranceContractAdjustment,"
        "PrimaryInsuranceContractAdjustmentReason,SecondaryInsuranceCompanyName,SecondaryInsurancePayment,"
        "SecondaryAdjustmentReason"
    )
    loaded = load(f"{header}\n1,E1,P1,97110,01/13/2026,100,0,Medicare,50,75,10,25,CO-45,Aetna,15,OA-23\n")
    assert preset_of(loaded) == ("tebra-chargedata", "line")
    first, second = sorted(loaded.rows, key=lambda row: row["line_key"])
    assert (first["charge"], first["paid"], second["charge"], second["paid"]) == (100, 50, 100, 15)
    assert sorted(c["status"] or "" for c in loaded.of("remit_claim")) == ["", "2"]
    found = {(a["group_code"], a["carc"], a["amount"]) for a in loaded.of("remit_adjustment")}
    assert found == {("CO", "45", 25), ("PR", "1", 10), ("OA", "23", None)}
    assert loaded.totals["paid"] == (50, 50, 0, 0, 0)


def test_a_preset_that_lacks_what_its_kind_needs_is_not_applied() -> None:
    header = (
        "EncounterID,PatientID,ProcedureCode,ServiceStartDate,TotalCharges,TotalBalance,PrimaryInsuranceCompanyName"
    )
    loaded = load(f"{header},Units\nE1,P1,97110,01/13/2026,100,0,Medicare,1\n")
    assert (loaded.kind, preset_of(loaded)[0]) == ("billing", None)


HEADERS = ["Kunde", "Tag", "Leistung", "Menge", "Kasse", "Summe"]
MAPPING = {
    "Kunde": "patient_id",
    "Tag": "dos",
    "Leistung": "cpt",
    "Menge": "units",
    "Kasse": "payer_name",
    "Summe": "charge",
}
TABLE = ",".join(HEADERS) + "\n1,03/04/2026,97110,1,Aetna,1\n"


def test_a_saved_mapping_applies_to_the_same_headers(home: Path) -> None:
    with pytest.raises(InputError, match="no header row"):
        load(TABLE)
    path = presets.save("My clinic", "billing", None, MAPPING, HEADERS, date_order="dmy")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    loaded = load(TABLE)
    assert preset_of(loaded)[0] == "My clinic"
    assert loaded.fields["Summe"] == ("charge", "preset")
    assert str(loaded.rows[0]["dos"]) == "2026-04-03"
    assert presets.find([*HEADERS, "More"]) is None
    assert presets.named("my clinic").kind == "billing"
    assert presets.all()[0].name == "My clinic"
    assert presets.remove("My clinic") and not presets.remove("My clinic")
    assert presets.find(HEADERS) is None


def test_a_saved_mapping_holds_no_values(home: Path) -> None:
    path = presets.save("x", "billing", None, MAPPING, HEADERS)
    assert "Aetna" not in path.read_text()


def test_a_saved_mapping_beats_a_shipped_one(home: Path) -> None:
    headers = CHARGES.split(",")
    presets.save(
        "mine", "billing", None, {**presets.named("webpt-billing-charges").columns, "charge_amount": ""}, headers
    )
    loaded = load(f"{CHARGES}\nP1,V1,01/13/2026,1,97110,GP,,1,Medicare,60\n")
    assert preset_of(loaded)[0] == "mine"
    assert loaded.rows[0]["charge"] is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name: [", "cannot be read"),
        ("", "empty"),
        ("name: x\nkind: billing\nheaders: []\ncolumns: {A: colour}\n", "no field of a billing table"),
        ("name: x\nkind: paper\nheaders: []\ncolumns: {}\n", "cannot be used"),
    ],
)
def test_a_damaged_mapping(home: Path, text: str, what: str) -> None:
    (home / "mappings").mkdir()
    (home / "mappings" / "x.yaml").write_text(text)
    with pytest.raises(InputError, match=what):
        presets.named("x")
    assert presets.find(HEADERS) is None  # a load is not stopped by it


def test_names(home: Path) -> None:
    with pytest.raises(InputError, match="no saved mapping"):
        presets.named("nothing")
    with pytest.raises(InputError, match="needs a name"):
        presets.save("///", "billing", None, MAPPING, HEADERS)
    with pytest.raises(InputError, match="no field"):
        presets.save("x", "billing", None, {"A": "colour"}, HEADERS)
