"""The page Reports: what to take to the meeting, made when it is asked for, and whose report it is."""

from __future__ import annotations

import io
import zipfile

from analytics.reports import brand as brands
from analytics.reports.brand import Brand
from analytics.selection import Filter
from pages._parts import reports_files, session


def test_nothing_loaded_says_what_is_needed(reader):
    app = reader.turn_to("reports")
    assert [title.value for title in app.title] == ["What do I take to the meeting?"]
    assert "Load billing lines first" in reader.said()


def test_page_shows_the_report_and_offers_its_files(filled):
    app = filled.turn_to("reports")
    said = filled.said()
    assert "The report covers everything loaded" in said
    assert "hold patient data" in said
    assert [button.label for button in app.get("download_button")] == [kind.label for kind in reports_files.KINDS]
    assert [one.value for one in app.get("button_group")] == ["Page 1"] or app.get("imgs")
    app.toggle(key="reports_mask").set_value(True).run()
    filled.sound()
    assert "Patients stand under pseudonyms" in filled.said() and "hold patient data" not in filled.said()


def test_files_are_those_of_the_command_line(practice):
    audit = session.Audit(practice)
    names = zipfile.ZipFile(io.BytesIO(reports_files.tables(audit, True))).namelist()
    assert {"units.csv", "findings.csv", "findings.parquet", "denials.csv", "summary.json"} <= set(names)
    (pdf, xlsx, tables) = reports_files.KINDS
    assert [kind.file("2026-06-30") for kind in (pdf, xlsx, tables)] == [
        "rehabledger-report-2026-06-30.pdf",
        "rehabledger-report-2026-06-30.xlsx",
        "rehabledger-tables-2026-06-30.zip",
    ]


def test_each_file_is_made_when_asked_for(practice, monkeypatch):
    audit = session.Audit(practice)
    monkeypatch.setattr(session, "audit", lambda: audit)
    begins = {"pdf": b"%PDF", "xlsx": b"PK", "csv": b"PK"}
    for kind in reports_files.KINDS:
        assert reports_files.maker(kind, Filter(), Brand(), True)().startswith(begins[kind.name])


def test_brand_is_kept_with_the_audit(own):
    app = own.turn_to("reports")
    name = next(one for one in app.text_input if one.label == "Name")
    name.set_value("River Rehab")
    next(one for one in app.button if one.label == "Save").click().run()
    own.sound()
    assert brands.load(session.audit().workspace).name == "River Rehab"
    next(one for one in app.button if one.key == "brand_forget").click().run()
    own.sound()
    assert brands.load(session.audit().workspace) == Brand()


def test_a_pale_colour_is_refused_in_one_sentence(own):
    app = own.turn_to("reports")
    next(one for one in app.color_picker if one.label == "Colour").set_value("#FFFF00")
    next(one for one in app.button if one.label == "Save").click().run()
    assert [error.value for error in app.error] and "too pale" in app.error[0].value
    assert brands.load(session.audit().workspace) == Brand()
