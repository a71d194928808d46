"""The Payer rules page: what holds and who says so, a change with its effect before it is saved, history and undo."""

from __future__ import annotations

import datetime
import os

import pytest
from rules import practised_practice

from analytics import pipeline
from analytics.questions import ask
from analytics.rules import edits
from analytics.workspace import Workspace
from pages._parts import text

RULES = """\
payers:
  - payer: Cigna
    versions:
      - effective: 2026-01-01
        unit_rule: strict15
        source: contract of 2026
        verified: 2026-01-05
"""


def click(reader, label: str, at: int = 0) -> None:
    [button for button in reader.app.button if button.label == label][at].click().run()


def errors(reader) -> list[str]:
    return [error.value.replace("\\", "") for error in reader.app.error]


def field(widgets, label: str):
    return next(widget for widget in widgets if widget.label == label)


def choose(reader, payer: str) -> None:
    box = field(reader.app.selectbox, "Payer")
    box.set_value(next(name for name in box.options if name.startswith(payer))).run()


def write_yaml(reader, text: str) -> None:
    field(reader.app.text_area, "Rules as YAML").set_value(text)
    click(reader, "See the effect", at=1)


def save(reader, who: str = "A biller", why: str = "new contract") -> None:
    field(reader.app.text_input, "Who").set_value(who)
    field(reader.app.text_input, "Why").set_value(why)
    click(reader, "Save")


def billed(practice: Workspace) -> dict:
    return ask(practice, "summary_units")[0]


def test_nothing_loaded_says_which_file_is_missing(reader):
    reader.turn_to("payer_rules")
    assert "A billing file with the payer's name" in reader.said()


def test_payers_values_and_marks_are_those_of_the_engine(filled, practice):
    rows = ask(practice, "rules_in_force")
    filled.turn_to("payer_rules")
    tiles = filled.tiles()
    assert tiles["Payers"] == str(len({row["payer"] for row in rows}))
    assert tiles["No own rule"] == str(sum(row["is_default"] for row in rows))
    assert tiles["To review"] == f"{sum(row['due'] for row in rows):,}"
    span = ask(practice, "line_span")[0]
    assert tiles["Verified"] == f"{1 - span['unverified_share']:.1%}".replace("%", " %")
    shown = filled.app.dataframe[0].value
    assert len(shown) == len(rows)
    by_payer = {row["payer"]: row for row in rows}
    for payer, cell in zip(shown["payer"], shown["unit_rule"], strict=True):
        row = by_payer[payer]
        assert ("(class default)" in cell) == ("unit_rule" in row["assumed"])
        assert ("(unverified)" in cell) == ("unit_rule" in row["unverified"] and "unit_rule" not in row["assumed"])


def test_every_payer_can_be_looked_at(filled):
    app = filled.turn_to("payer_rules")
    for name in field(app.selectbox, "Payer").options:
        field(filled.app.selectbox, "Payer").set_value(name).run()
        filled.sound()
        values = next(table.value for table in filled.app.dataframe if "trust" in table.value)
        assert len(values) == 18
        assert values["source"].notna().all()


def test_a_value_is_changed_with_its_effect_before_and_its_history_after(own):
    own.turn_to("payer_rules")
    choose(own, "Cigna")
    field(own.app.selectbox, "Rule").set_value("unit_rule").run()
    field(own.app.selectbox, "New value").set_value("strict15")
    field(own.app.date_input, "From this day of service on").set_value(datetime.date(2026, 1, 1))
    field(own.app.text_input, "Source").set_value("contract of 2026")
    click(own, "See the effect")
    own.sound()
    assert "Not saved yet: Cigna" in "\n".join(part.value for part in own.app.subheader)
    assert "would be judged by another rule" in own.said()
    moved = next(table.value for table in own.app.dataframe if "number_then" in table.value)
    assert "Units" in moved["kind"].tolist()
    save(own, why="")
    assert errors(own) == ["no reason is given for the change; say why."]
    save(own)
    own.sound()
    assert "Saved as edit 1" in own.said()
    after = own.app.dataframe[0].value.set_index("payer")
    assert after.loc["Cigna", "unit_rule"] == "Full 15 minutes (unverified)"
    history = next(table.value for table in own.app.dataframe if "saved_by" in table.value)
    assert history["saved_by"].tolist() == ["A biller"]
    own.turn_to("units")
    units = int(own.tiles()["Missed"].replace(",", ""))
    own.turn_to("payer_rules")
    field(own.app.text_input, "Who undoes it").set_value("An owner")
    click(own, "Undo")
    own.sound()
    assert "Edit 1 is undone" in own.said()
    own.turn_to("units")
    assert int(own.tiles()["Missed"].replace(",", "")) != units


def test_yaml_is_the_second_way_and_wrong_yaml_is_one_sentence(own):
    own.turn_to("payer_rules")
    choose(own, "Cigna")
    write_yaml(own, RULES.replace("strict15", "sometimes"))
    assert errors(own) == [
        'rules as YAML, row 5, column "unit_rule": "sometimes" is not known;'
        " write one of cms, ama, strict15, per_visit or review."
    ]
    assert not [button for button in own.app.button if button.label == "Save"]
    write_yaml(own, RULES)
    own.sound()
    save(own)
    own.sound()
    assert "contract of 2026" in field(own.app.text_area, "Rules as YAML").value
    write_yaml(own, field(own.app.text_area, "Rules as YAML").value)
    assert errors(own) == ["these are the rules that hold already; change a value first."]


def test_a_file_is_imported_and_may_be_put_aside(own):
    own.turn_to("payer_rules")
    own.app.file_uploader[0].upload("mine.yaml", RULES.replace("Cigna", "Cigna Nowhere").encode()).run()
    click(own, "See the effect", at=2)
    assert errors(own) == [
        'mine.yaml, row 2, column "class": payer Cigna Nowhere needs class; see data/payers/README.md.'
    ]
    own.app.file_uploader[0].upload("mine.yaml", RULES.encode()).run()
    click(own, "See the effect", at=2)
    own.sound()
    click(own, "Put aside")
    own.sound()
    assert not [button for button in own.app.button if button.label == "Save"]
    assert "Nobody changed a rule here" in own.said()


def test_a_payer_behind_a_default_gets_rules_of_its_own(own, practice):
    row = next(row for row in ask(practice, "rules_in_force") if row["is_default"])
    own.turn_to("payer_rules")
    choose(own, row["payer"])
    assert "has no rules of its own yet" in own.said()
    field(own.app.selectbox, "Rule").set_value("timely_filing_days").run()
    field(own.app.text_input, "New value").set_value("95")
    field(own.app.text_input, "Source").set_value("their manual")
    click(own, "See the effect")
    own.sound()
    save(own)
    own.sound()
    shown = own.app.dataframe[0].value.set_index("payer")
    assert shown.loc[row["payer"], "timely_filing_days"] == "95 (unverified)"
    assert "Saved as edit 1" in own.said()


def test_rules_saved_by_somebody_else_meanwhile_are_not_overwritten(own):
    own.turn_to("payer_rules")
    choose(own, "Cigna")
    write_yaml(own, RULES)
    own.sound()
    from pages._parts import session

    current = session.audit()
    edits.save(current.workspace, RULES.replace("strict15", "cms"), "Another", "sooner")
    current.changed()
    save(own)
    assert errors(own) == ["somebody saved these rules meanwhile; put this aside and look at them again."]
    assert [row["saved_by"] for row in edits.history(current.workspace)] == ["Another"]


def test_what_a_payer_does_is_proposed_and_saved_where_it_is_read(stranger, tmp_path, monkeypatch):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            practised_practice, "GROUPS", [one for one in practised_practice.GROUPS if one.payer == "Birch Mutual"]
        )
        practice = practised_practice.make(tmp_path / "birch.duckdb")
    practice.rebuild(steps=pipeline.STEPS)
    practice.close()
    monkeypatch.setitem(os.environ, "REHABLEDGER_WORKSPACE", str(tmp_path / "birch.duckdb"))
    stranger.turn_to("payer_rules")
    assert "1 rule on file disagrees with what its payer does" in stranger.said()
    click(stranger, text.md("Propose GP, GO, GN: required from 5 Jan 2026"))
    headings = [one.value for one in stranger.app.subheader]
    places = [
        headings.index(one) for one in ("What the payers really do", "Not saved yet: Birch Mutual", "Changes made here")
    ]
    assert places == sorted(places)
    save(stranger, who="A consultant", why="their denials")
    stranger.sound()
    assert "Saved as edit" in stranger.said()
    assert "No rule on file disagrees with its payer, of 1 question that can be asked: 1 fits" in stranger.said()
