"""Rules that people change: kept with who and why, undone, handed on, and never half-applied."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from rules.rules_practice import NEW_PAYER, OVERLAY, several_payers

from analytics import pipeline
from analytics.errors import InputError
from analytics.rules import edits, values
from analytics.rules.payer_model import KEYS
from analytics.rules.payer_text import from_yaml, to_yaml
from analytics.rules.payers import shipped_rules, store
from analytics.workspace import Workspace


@pytest.fixture(scope="module")
def practice():
    made = several_payers()
    yield made
    made.close()


@pytest.fixture
def workspace(practice):
    """The practice with the shipped rules: what a test saved is undone after it."""
    yield practice.workspace
    undone(practice.workspace)


@pytest.fixture
def ruled(workspace, monkeypatch):
    """The same for what is said of rules alone: no figure is made again."""
    monkeypatch.setattr(pipeline, "rebuild", lambda *given, **named: None)
    yield workspace
    undone(workspace)


def undone(workspace: Workspace) -> None:
    if edits.history(workspace):
        workspace.rows("delete from payer_rule_edit")
        edits._apply(workspace)


def tables(workspace: Workspace) -> dict[str, tuple]:
    """Every table of the pipeline as a count and two sums of hashes, which do not depend on the order of rows."""
    names = [name.rsplit("/", 1)[-1] for name in pipeline.STEPS]
    sql = "select count(*), bit_xor(hash(t)), sum(hash(t) % 1000000007) from {} as t"
    return {name: workspace.rows(sql.format(name))[0] for name in names}


def stored(workspace: Workspace) -> list[tuple]:
    return workspace.rows("select * from payer_rule order by payer, effective_from")


def rule(workspace: Workspace, payer: str, day: str) -> dict:
    return workspace.records(
        "select * from payer_rule where payer = $payer and effective_from <= cast($day as date)"
        " and (effective_to is null or cast($day as date) < effective_to)",
        payer=payer,
        day=day,
    )[0]


def test_an_edit_says_who_when_and_why_and_is_in_force(workspace):
    assert edits.kept(workspace) is None
    assert edits.save(workspace, OVERLAY, " A biller ", "new contract") == [1]
    assert rule(workspace, "Cigna", "2026-02-01")["unit_rule"] == "strict15"
    (edit,) = edits.history(workspace)
    assert (edit["saved_by"], edit["reason"], edit["payer"]) == ("A biller", "new contract", "Cigna")
    assert (edit["action"], edit["before"], edit["is_standing"]) == ("version added", None, True)
    assert abs(edit["saved_at"] - datetime.datetime.now(datetime.UTC).replace(tzinfo=None)).seconds < 60
    assert workspace.rows("select distinct rule from unit_audit where payer = 'Cigna'") == [("strict15",)]
    pipeline.load_rules(workspace)
    assert rule(workspace, "Cigna", "2026-02-01")["unit_rule"] == "strict15", "kept when rules are loaded again"


def test_a_file_given_for_a_run_lies_over_what_is_kept(ruled, tmp_path):
    edits.save(ruled, OVERLAY, "A biller", "new contract")
    file = tmp_path / "run.yaml"
    file.write_text(OVERLAY.replace("strict15", "cms").replace("        timely_filing_days: 95\n", ""))
    pipeline.load_rules(ruled, file)
    found = rule(ruled, "Cigna", "2026-02-01")
    assert (found["unit_rule"], found["timely_filing_days"]) == ("cms", 95)


@pytest.mark.parametrize("text", [OVERLAY, NEW_PAYER], ids=["a value", "a payer"])
def test_what_is_made_again_is_what_a_whole_rebuild_makes(workspace, text):
    edits.save(workspace, text, "A biller", "new contract")
    again = tables(workspace)
    pipeline.rebuild(workspace)
    assert tables(workspace) == again


def test_undoing_gives_every_table_back(workspace):
    before = tables(workspace)
    edits.save(workspace, OVERLAY, "A biller", "new contract")
    assert tables(workspace) != before
    edits.undo(workspace, 1, saved_by="An owner")
    assert tables(workspace) == before
    assert edits.history(workspace)[0]["reason"] == "undoes edit 1"
    edits.undo(workspace, 2, saved_by="An owner", reason="it was right after all")
    assert rule(workspace, "Cigna", "2026-02-01")["unit_rule"] == "strict15"


def test_only_what_stands_can_be_undone_and_several_go_at_once(ruled):
    edits.save(ruled, OVERLAY, "A biller", "first")
    edits.save(ruled, OVERLAY.replace("strict15", "cms"), "A biller", "second")
    with pytest.raises(InputError, match="changed again after edit 1; undo the later edit first"):
        edits.undo(ruled, 1, saved_by="An owner")
    with pytest.raises(InputError, match="there is no edit 9"):
        edits.undo(ruled, 9, saved_by="An owner")
    with pytest.raises(InputError, match="nobody is named"):
        edits.undo(ruled, 2, saved_by=" ")
    edits.undo(ruled, 1, 2, saved_by="An owner")
    assert edits.kept(ruled) is None


@pytest.mark.parametrize(
    ("who", "why", "said"),
    [("", "why", "nobody is named"), ("  ", "why", "nobody is named"), ("who", "\t", "no reason")],
)
def test_a_change_without_who_or_why_is_refused(workspace, who, why, said):
    with pytest.raises(InputError, match=said):
        edits.save(workspace, OVERLAY, who, why)
    assert edits.history(workspace) == []


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (OVERLAY.replace("strict15", "sometimes"), 5, "unit_rule"),
        (OVERLAY.replace("unit_rule", "unit_rul"), 5, "unit_rul"),
        (OVERLAY.replace("2026-01-01", "soon"), 4, "effective"),
        (OVERLAY.replace("Cigna", "Nobody Health"), 2, "class"),
        (OVERLAY + OVERLAY.partition("\n")[2], 9, "payer"),
        ("payers:\n  - payer: [", 3, None),
        ("", 1, "payers"),
        ("payers: &a\n  - payer: Cigna\n", 1, None),
    ],
    ids=["value", "key", "day", "incomplete", "twice", "no YAML", "empty", "anchor"],
)
def test_broken_rules_are_refused_by_row_and_key_and_nothing_is_half_applied(workspace, text, row, column):
    before = stored(workspace)
    with pytest.raises(InputError) as refused:
        edits.save(workspace, text, "A biller", "new contract", name="mine.yaml")
    assert refused.value.file == "mine.yaml"
    assert (refused.value.row, refused.value.column) == (row, column)
    assert stored(workspace) == before
    assert edits.history(workspace) == []


def test_two_edits_cannot_claim_the_same_names(ruled):
    edits.save(ruled, NEW_PAYER, "A biller", "new payer")
    with pytest.raises(InputError, match=r'"northern mutual\*" also matches for Northern Mutual') as refused:
        edits.save(ruled, NEW_PAYER.replace("payer: Northern Mutual", "payer: Other"), "A biller", "why", name="b.yaml")
    assert refused.value.file == "b.yaml"


def test_where_the_figures_cannot_be_made_again_the_old_rules_stand(workspace, monkeypatch):
    before, rebuild, calls = tables(workspace), pipeline.rebuild, []

    def fail(*given, **named):
        calls.append(1)
        if len(calls) == 1:
            raise MemoryError
        rebuild(*given, **named)

    monkeypatch.setattr(pipeline, "rebuild", fail)
    with pytest.raises(MemoryError):
        edits.save(workspace, OVERLAY, "A biller", "new contract")
    assert edits.history(workspace) == []
    assert tables(workspace) == before


def test_what_is_exported_changes_nothing_when_it_is_imported(ruled):
    assert edits.export(ruled) == "payers: []\n"
    edits.save(ruled, OVERLAY, "A biller", "first")
    edits.save(ruled, NEW_PAYER, "A biller", "second")
    text = edits.export(ruled)
    assert edits.save(ruled, text, "A biller", "again", imported=True) == []
    assert len(edits.history(ruled)) == 2
    rules = stored(ruled)
    edits.undo(ruled, 1, 2, saved_by="An owner")
    assert edits.save(ruled, text, "A biller", "all at once", imported=True) == [5, 6]
    assert stored(ruled) == rules
    assert {row["action"] for row in edits.history(ruled)[:2]} == {"imported"}


def test_every_rule_can_be_handed_on_with_its_sources(ruled):
    edits.save(ruled, OVERLAY, "A biller", "first")
    again = from_yaml(("all.yaml", edits.export_all(ruled)))
    with Workspace() as other:
        store(other.cursor(), again)
        assert stored(other) == stored(ruled)
        match = "select pattern, payer, kind from payer_match order by all"
        assert other.rows(match) == ruled.rows(match)


def test_the_shipped_rules_read_back_as_they_were_written():
    rules = shipped_rules()
    again = from_yaml(("all.yaml", to_yaml(rules.entries.values())))
    for key, entry in rules.entries.items():
        other = again.entries[key]
        assert (other.payer, other.class_, other.match, other.versions) == (
            entry.payer,
            entry.class_,
            entry.match,
            entry.versions,
        )


def test_one_value_changes_and_the_rest_of_the_payer_stands(ruled):
    edits.save(ruled, OVERLAY, "A biller", "first")
    day = datetime.date(2026, 1, 1)
    given = {"source": "letter of March", "verified": datetime.date(2026, 3, 1)}
    text = edits.version(ruled, "cigna", day, {"assistant_share": Decimal("0.9")}, **given)
    edits.save(ruled, text, "A biller", "second")
    found = rule(ruled, "Cigna", "2026-02-01")
    assert (found["unit_rule"], found["assistant_share"]) == ("strict15", Decimal("0.9"))
    told = {stated["key"]: stated for stated in found["key_sources"]}
    assert told["assistant_share"]["source"] == "letter of March"
    assert told["assistant_share"]["verified"] == datetime.date(2026, 3, 1)
    assert told["unit_rule"]["source"] == "contract of 2026"
    later = edits.version(ruled, "Cigna", datetime.date(2026, 7, 1), {"unit_rule": "ama"}, source="x", verified=None)
    edits.save(ruled, later, "A biller", "third")
    assert [row["action"] for row in edits.history(ruled)] == ["version added", "version changed", "version added"]
    assert rule(ruled, "Cigna", "2026-06-30")["unit_rule"] == "strict15"
    assert rule(ruled, "Cigna", "2026-07-01")["unit_rule"] == "ama"
    with pytest.raises(InputError, match="no source is given"):
        edits.version(ruled, "Cigna", day, {"unit_rule": "ama"}, source=" ", verified=None)


@pytest.mark.parametrize("name", ["Clinic's Plan: A & B", "Plan [2026] *", "  Big   Plan  ", "Plán 健康"])
def test_a_payer_of_any_name_can_get_rules_of_its_own(workspace, name):
    given = {"source": "x", "verified": None, "payer_class": "commercial"}
    text = edits.version(workspace, name, datetime.date(2026, 1, 1), {"unit_rule": "cms"}, **given)
    made = edits.candidate(workspace, text)
    assert [change.payer for change in made.changes] == [" ".join(name.split())]


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("kx", "yes", True),
        ("unit_rule", "cms", "cms"),
        ("distinct_modifiers", "59, xe", ["59", "xe"]),
        ("distinct_modifiers", "[59]", ["59"]),
        ("extra_pairs", "[97530, 97110]", [["97530", "97110"]]),
        ("extra_pairs", "[[97530, 97110], [97140, 97124]]", [["97530", "97110"], ["97140", "97124"]]),
        ("extra_pairs", "none", []),
        ("daily_cap", "{kind: units, amount: 4}", {"kind": "units", "amount": "4"}),
        ("daily_cap", "none", None),
        ("timely_filing_days", " 180 ", "180"),
    ],
)
def test_what_is_written_into_a_form_is_read(key, written, value):
    assert values.read(key, written) == value


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("assistant_share", "none"),
        ("visit_rate", ""),
        ("daily_cap", "{kind: units"),
        ("daily_cap", "&a {kind: *a}"),
        ("extra_pairs", "[[[[97530]]]]"),
        ("visit_rate", "8" * 3000),
        ("nonsense", "1"),
    ],
)
def test_what_is_no_value_is_refused(key, written):
    with pytest.raises(InputError):
        values.read(key, written)


def test_every_value_of_the_shipped_rules_can_be_shown(workspace):
    for row in workspace.records("select * from payer_rule"):
        assert all(values.shown(row, key) for key in KEYS)
    assert values.shown(rule(workspace, "Medicare Part B", "2026-01-05"), "distinct_modifiers").startswith("59")
