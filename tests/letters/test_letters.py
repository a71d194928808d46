"""What a draft says: facts of its claim, the payer's rule, placeholders; and nothing else."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml

from analytics import letters
from analytics.errors import InputError
from analytics.letters.facts import gather
from analytics.letters.model import TODO
from analytics.letters.templates import CONTEST, FOLDER, shipped
from analytics.letters.words import day, written

CHOSEN = {
    "C1": "units",
    "C2": "medical_necessity",
    "C3": "corrected_claim",
    "C4": "timely_filing",
    "C7": "units",
    "C8": "records",
    "C9": "bundling",
    "C10": "authorization",
    "C11": "authorization",
    "C12": "units",
    "C14": "units",
    "C15": "underpaid",
}
NUMBER = re.compile(r"[^\s,;()\[\]\"']*\d[^\s,;()\[\]\"']*")


@pytest.mark.parametrize(("claim", "name"), CHOSEN.items())
def test_each_reason_gets_its_letter(clinic, refs, claim, name):
    assert letters.draft(clinic, refs[claim]).name == name


def test_the_facts_are_those_of_the_claim(clinic, refs):
    text = letters.draft(clinic, refs["C1"]).text
    for fact in (
        "DEMO, C1",
        "M-C1",
        "4 July 1960",
        "PCNC1",
        "C1",
        "2 March 2026",
        "20 March 2026",
        "$120.00",
        "CO 151",
    ):
        assert fact in text, fact


def test_the_arithmetic_is_that_of_the_payers_rule(clinic, refs):
    text = letters.draft(clinic, refs["C1"]).text
    assert "38 minutes of timed codes = 3 units: 38 lies between 38 and 52." in text
    assert "By code: 97110 2 units, 97140 1 unit. Billed: 97110 2 units, 97140 1 unit." in text
    assert "chapter 5, section 20.2.C" in text
    assert "guidance" not in text


def test_minutes_nobody_loaded_are_asked_for(clinic, refs):
    letter = letters.draft(clinic, refs["C12"])
    assert "[THERAPIST: minutes of each timed code and in all on 2 March 2026" in letter.text
    assert "lies between" not in letter.text
    assert "20.2.C" not in letter.text


def test_units_beyond_the_minutes_are_not_argued_for(clinic, refs):
    letter = letters.draft(clinic, refs["C7"])
    box, *rest = letter.blocks
    assert "3 billed, the minutes support 1" in box.text
    assert not any("lies between" in block.text for block in rest)
    assert "[BILLER: the units of 2 March 2026 after they are corrected" in letter.text


def test_a_rule_nobody_verified_is_a_note_and_no_argument(clinic, refs):
    box, *rest = letters.draft(clinic, refs["C12"]).blocks
    assert "Unverified, so not in the letter as a rule: the unit rule of this payer" in box.text
    assert not any("We rely on" in block.text for block in rest)


def test_a_verified_rule_is_quoted_with_its_source_and_day(clinic, refs):
    box, *rest = letters.draft(clinic, refs["C14"]).blocks
    text = "\n".join(block.text for block in rest)
    assert re.search(r"We rely on .+ \(read on \d+ \w+ 20\d\d\)", text)
    assert "In the letter as the payer's rule: its unit rule" in box.text
    assert "it is not your own policy" in text


def test_what_was_paid_in_part_is_held_against_the_agreed_price(clinic, refs):
    text = letters.draft(clinic, refs["C15"]).text
    assert "you allowed $9.00 and paid $9.00; by the agreed price $32.73 is due, $23.73 more" in text
    assert "with the reason you gave on 20 March 2026 (your claim PCNC15):" in text
    assert "refused:" not in text


def test_the_deadline_is_that_of_what_is_sent(clinic, refs):
    assert letters.draft(clinic, refs["C1"]).deadline == datetime.date(2026, 7, 18)
    assert letters.draft(clinic, refs["C3"]).deadline == datetime.date(2027, 3, 2)
    bundled = letters.draft(clinic, refs["C9"])  # corrected already: its letter is an appeal, its deadline the claim's
    assert (bundled.kind, bundled.deadline) == ("appeal", datetime.date(2027, 3, 2))
    assert "an earlier day: 18 July 2026" in bundled.blocks[0].text
    assert "an earlier day" not in letters.draft(clinic, refs["C1"]).text


def test_the_remarks_name_the_documents(clinic, refs):
    text = letters.draft(clinic, refs["C8"]).text
    assert "The remarks on these lines ask for: treatment notes of the dates in question." in text
    assert "Treatment notes of the dates in question" in text.partition("Enclosed")[2]


def test_a_claim_of_two_reasons_argues_the_dearer_and_says_so(clinic, refs):
    letter = letters.draft(clinic, refs["C13"])
    assert "refused for different reasons" in letter.blocks[0].text
    assert "97530" in letter.text and "97110" in letter.text
    assert "$180.00" in letter.text


def test_a_remark_that_bars_an_appeal_never_gets_one(clinic, refs):
    letter = letters.draft(clinic, refs["C3"])
    assert letter.kind == "corrected_claim"
    assert "bars an appeal" in letter.blocks[0].text
    for name in (name for name, template in shipped().items() if template.kind in CONTEST):
        with pytest.raises(InputError, match="corrected claim"):
            letters.draft(clinic, refs["C3"], name)


def test_another_letter_can_be_chosen(clinic, refs):
    assert letters.draft(clinic, refs["C11"], "authorization").kind == "appeal"
    with pytest.raises(InputError, match="is no letter"):
        letters.draft(clinic, refs["C11"], "poem")


@pytest.mark.parametrize(("claim", "says"), [("C5", "nothing sent"), ("C6", "paid since"), ("C16", "no agreed price")])
def test_where_nothing_is_to_be_sent_the_error_says_so(clinic, refs, claim, says):
    with pytest.raises(InputError, match=says) as caught:
        letters.draft(clinic, refs[claim])
    assert f"P-{claim}" not in str(caught.value)
    assert "DEMO" not in str(caught.value)


def test_an_unknown_claim_is_refused_without_repeating_it(clinic):
    with pytest.raises(InputError) as caught:
        letters.draft(clinic, "Clinic|SECRET|C99")
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("claim", CHOSEN)
def test_no_figure_is_invented(clinic, refs, claim):
    """Every token with a digit stems from the claim, from the payer's rule or from the words of the letters."""
    letter = letters.draft(clinic, refs[claim])
    facts = gather(clinic, [refs[claim]])[refs[claim]]
    rows = [facts.head, *facts.lines, *facts.events, *(row for visit in facts.visits for row in visit)]
    known = [str(letter.placeholders), "$0.00"]
    for row in rows:
        known += [text for value in row.values() for text in (written(value), str(value)) if text]
    known += [day(line["dos"]) for line in facts.lines]
    known += [path.read_text(encoding="utf-8") for path in Path(FOLDER).glob("*.yaml")]
    allowed = {token.strip(".:") for text in known for token in NUMBER.findall(text)}
    used = {token.strip(".:") for block in letter.blocks for token in NUMBER.findall(block.text)}
    assert used <= allowed, used - allowed


@pytest.mark.parametrize("claim", CHOSEN)
def test_the_placeholders_are_counted(clinic, refs, claim):
    letter = letters.draft(clinic, refs[claim])
    marked = [
        run.text for block in letter.blocks for row in block.rows for cell in row for run in cell if run.style == TODO
    ]
    assert letter.placeholders == len(marked) > 0
    assert all(re.fullmatch(r"\[(THERAPIST|BILLER): [^\]]+\]", text) for text in marked)


def test_every_visit_lies_between_its_limits(clinic):
    rows = [row for claim in gather(clinic, _all(clinic)).values() for visit in claim.visits for row in visit]
    counted = [row for row in rows if row["rule"] == "cms" and row["total"] is not None]
    assert counted
    for row in counted:
        total, units = int(row["total"]), int(row["total_units"])
        assert units == (total + 7) // 15
        assert int(row["total_from"]) <= total <= int(row["total_to"])


def _all(workspace) -> list[str]:
    return [ref for (ref,) in workspace.rows("select distinct claim_ref from denial")]


def test_many_claims_cost_no_more_questions_than_one(clinic, refs, monkeypatch):
    asked = []
    ask = type(clinic).records
    monkeypatch.setattr(type(clinic), "records", lambda self, sql, **given: asked.append(1) or ask(self, sql, **given))
    list(letters.drafts(clinic, list(refs.values())))
    assert len(asked) == 4


def test_common_names_a_document_for_every_remark_that_asks_for_one(clinic):
    documents = yaml.safe_load((FOLDER / "common.yaml").read_text(encoding="utf-8"))["documents"]
    named = {code for codes in documents.values() for code in codes}
    asking = clinic.rows(
        "select rarc from rarc_signal where signal = 'documentation_missing' and strength in ('strong', 'medium')"
    )
    assert {code for (code,) in asking} <= named
