"""Every line of a letter carries the answer it got, an appeal in vain is told, and the deadline is the worklist's."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import docx
import pytest

from analytics import letters
from analytics.errors import InputError


def told(letter) -> list[tuple[str, list[str]]]:
    """The sentence before each table of lines, with the codes in the table."""
    blocks = letter.blocks
    return [
        (blocks[at - 1].text, ["".join(run.text for run in row[2])[:5] for row in block.rows[1:]])
        for at, block in enumerate(blocks)
        if block.kind == "table"
    ]


def about(letter, label: str) -> str:
    (block,) = (block for block in letter.blocks if block.kind == "about")
    return next("".join(run.text for run in cell) for (name, cell) in block.rows if name[0].text == label)


@pytest.fixture(scope="module")
def accounts(clinic) -> dict[tuple[str, str], str]:
    """claim_ref by claim and payer."""
    rows = clinic.rows("select claim_id, payer, any_value(claim_ref) from denial group by claim_id, payer")
    return {(claim, payer): ref for claim, payer, ref in rows}


def test_each_line_carries_its_own_answer(clinic, refs):
    letter = letters.draft(clinic, refs["C22"])
    assert told(letter) == [
        ("Your answer of 20 March 2026 (your claim FIRST) refused:", ["97110"]),
        ("Your answer of 10 April 2026 (your claim SECOND) refused:", ["97140"]),
    ]
    assert about(letter, "Your claim number") == "FIRST and SECOND"
    first, second = (block for block in letter.blocks if block.kind == "table")
    assert "CO 50" in first.text and "CO 151" not in first.text
    assert "CO 151" in second.text and "CO 50" not in second.text
    document = docx.Document(io.BytesIO(letters.to_docx(letter)))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text.endswith("refused:")] == [
        lead for lead, _ in told(letter)
    ]
    assert letters.to_pdf(letter).startswith(b"%PDF-")


def test_lines_of_other_days_keep_their_answers_in_time_order(clinic, refs):
    letter = letters.draft(clinic, refs["C23"])
    assert [lead[:28] for lead, _ in told(letter)] == [f"Your answer of {day} March 2026" for day in (20, 21, 23)]
    assert about(letter, "Your claim number") == "ONE and DAY4 and DAY6"
    assert about(letter, "Dates of service") == "2 March 2026 to 6 March 2026"


def test_lines_of_one_answer_stand_together(clinic, refs):
    assert told(letters.draft(clinic, refs["C27"])) == [
        ("Your answer of 20 March 2026 (your claim PCNC27) refused:", ["97530", "97140"])
    ]


def test_an_answer_without_a_number_asks_for_it(clinic, refs):
    by_code = {codes[0]: lead for lead, codes in told(letters.draft(clinic, refs["C13"]))}
    assert "(your claim [BILLER: the payer's claim number, from the remittance])" in by_code["97110"]
    assert "(your claim PCNC13)" in by_code["97530"]
    assert about(letters.draft(clinic, refs["C13"]), "Your claim number") == "PCNC13"


def test_after_an_appeal_in_vain_the_letter_is_the_next_level(clinic, refs):
    letter = letters.draft(clinic, refs["C24"])
    assert letter.name == "reconsideration"
    assert told(letter)[0][0] == "Your answer of 20 March 2026 (your claim C24FIRST) refused:"
    said = "The first appeal of this was answered on 10 April 2026 (your claim C24AGAIN) and turned down."
    assert f"{said} This letter is the next level of appeal." in letter.text
    assert "An appeal was turned down on 10 April 2026" in letter.blocks[0].text
    assert about(letter, "Your claim number") == "C24FIRST and C24AGAIN"
    assert "Your answer to the appeal" in letter.text.partition("Enclosed")[2]
    assert letter.deadline == datetime.date(2026, 4, 10) + datetime.timedelta(days=120)


def test_a_second_appeal_in_vain_is_not_called_the_first(clinic, refs):
    text = letters.draft(clinic, refs["C29"]).text
    assert "The last appeal of this was answered on 13 April 2026 (your claim NEW) and turned down. This" in text
    assert "first appeal" not in text


def test_only_the_line_whose_appeal_was_turned_down_says_so(clinic, refs):
    letter = letters.draft(clinic, refs["C28"])
    assert [codes for _, codes in told(letter)] == [["97110"], ["97140"]]
    texts = [block.text for block in letter.blocks]
    assert sum("first appeal" in text for text in texts) == 1
    place = next(at for at, text in enumerate(texts) if "first appeal" in text)
    assert "97110" in texts[place - 1]


def test_a_cover_of_a_corrected_claim_is_no_level_of_appeal(clinic, refs):
    text = letters.draft(clinic, refs["C24"], "corrected_claim").text
    assert "answered on 10 April 2026" in text and "next level of appeal." not in text


def test_an_appeal_that_came_too_late_has_no_letter(clinic, refs):
    with pytest.raises(InputError, match="nothing sent to the payer"):
        letters.draft(clinic, refs["C25"])


def test_one_account_of_two_payers_is_two_letters(clinic, accounts):
    refs = {payer: ref for (claim, payer), ref in accounts.items() if claim == "C26"}
    assert len(set(refs.values())) == 2
    for payer, own, other, code in (("Medicare", "OFM", "OFA", "97110"), ("Aetna", "OFA", "OFM", "97140")):
        (ref,) = (ref for name, ref in refs.items() if payer in name)
        letter = letters.draft(clinic, ref)
        assert payer in letter.payer and [codes for _, codes in told(letter)] == [[code]]
        assert own in letter.text and other not in letter.text
        late = letters.draft(clinic, ref, "timely_filing").text
        assert f"ACK{own}" in late and f"ACK{other}" not in late


def test_the_deadline_is_that_of_the_worklist(clinic):
    """Of each claim, and of its dearest line where the lines have one day; the day is the claim's, whatever is sent."""
    rows = clinic.records("""
        select d.claim_ref, any_value(w.deadline) as worklist, min(d.deadline) as first, max(d.deadline) as last,
            arg_max(d.deadline, (coalesce(d.recoverable, 0), coalesce(d.expected, d.charge))) as dearest
        from denial as d left join work_claim as w on w.claim_ref = d.claim_ref group by d.claim_ref
    """)
    made = 0
    for row in rows:
        try:
            letter = letters.draft(clinic, row["claim_ref"])
        except InputError:
            continue
        made += 1
        assert row["worklist"] is None or letter.deadline == row["worklist"]
        assert row["first"] != row["last"] or letter.deadline == row["dearest"]
    assert made > 15


def test_a_claim_of_two_deadlines_goes_by_the_first(clinic, refs):
    rows = clinic.rows("select deadline from denial where claim_id = 'C27' order by charge desc")
    (dearest,), (other,) = rows
    assert other < dearest
    assert letters.draft(clinic, refs["C27"]).deadline == other


def test_a_batch_of_mixed_payers_puts_each_claim_into_its_payers_folder(clinic, accounts):
    """And neither the list nor a file name holds a patient's name, id or member id."""
    archive = zipfile.ZipFile(io.BytesIO(letters.batch(clinic, list(accounts.values()))))
    text = archive.read("index.csv").decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["file"]]
    assert {row["claim"] for row in rows} >= {"C12", "C22", "C26"}
    folders = {}
    for row in rows:
        folder = row["file"].partition("/")[0]
        assert folders.setdefault(row["payer"], folder) == folder
        body = docx.Document(io.BytesIO(archive.read(row["file"]))).element.body
        words = "".join(node.text or "" for node in body.iter(letters.files.qn("w:t")))
        assert row["payer"] in words
        assert not any(other in words for other in {"Aetna", "Medicare Part B"} - {row["payer"]} if other in folders)
    assert len(set(folders.values())) == len(folders) == 4
    patients = clinic.rows("select patient_id, patient_name, member_id from billed_line")
    for one in {value for row in patients for value in row if value}:
        assert one not in text and all(one not in name for name in archive.namelist())
