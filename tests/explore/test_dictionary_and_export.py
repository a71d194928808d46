"""The dictionary describes every real column and no other; files hold exactly what is shown."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.explore import dictionary, export, query, sql_box, views
from analytics.explore.spec import Spec
from analytics.explore.table import Column, Table

DOC = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
ODD = Table(
    (
        Column("who", "Payer"),
        Column("when", "Month", "month", "DATE"),
        Column("money", "Paid", "dollars", "DECIMAL(38,2)"),
        Column("count", "Lines", "count", "HUGEINT"),
        Column("rate", "Rate", "share", "DOUBLE"),
        Column("yes", "Paid", "text", "BOOLEAN"),
    ),
    [
        ('=HYPERLINK("http://x")', datetime.date(2026, 1, 1), Decimal("1234567.89"), 10**20, 0.125, True),
        ("+1", None, Decimal("-0.10"), None, None, None),
        ('@x, "y"\nz é', datetime.date(2026, 2, 1), None, 0, 0.0, False),
    ],
)


@pytest.mark.parametrize("view", views.VIEWS)
def test_every_column_is_described_and_every_description_is_of_a_column(practice, view):
    views.views(practice)
    known = "select column_name, data_type from information_schema.columns where table_name = $view"
    real = dict(practice.rows(f"{known} order by ordinal_position", view=view))
    said = dictionary.dictionary()[view]
    assert list(real) == list(said.columns)
    assert set(dictionary.own(view)) <= set(real)
    for column, entry in said.columns.items():
        assert re.fullmatch(dictionary.KINDS[entry.kind], real[column]), (column, real[column])
        assert entry.meaning and entry.source and entry.null_when
        nulls = practice.rows(f"select count(*) - count({column}) from {view}")[0][0]
        assert not (nulls and entry.null_when == "never"), column
    assert practice.rows(f"select count(*) from {view}")[0][0] > 0


def test_shared_descriptions_are_of_several_views():
    for name in dictionary.shared():
        assert sum(name in views.parts(view).columns for view in views.VIEWS) > 1, name


@pytest.mark.parametrize("view", views.VIEWS)
def test_a_view_has_the_key_it_says(practice, view):
    views.views(practice)
    key = re.search(r"^-- key: (.+)$", views.text(view), re.MULTILINE)[1].split(" where it is null")[0]
    columns = [name for name in re.findall(r"\w+", key) if name in views.parts(view).columns]
    rows, different = practice.rows(f"select count(*), count(distinct ({', '.join(columns)})) from {view}")[0]
    assert rows == different


def test_the_document_is_made_from_the_dictionary():
    assert DOC.read_text(encoding="utf-8") == dictionary.to_markdown()
    assert all(line.count("|") == 6 for line in dictionary.to_markdown().splitlines() if line.startswith("|"))


def test_csv_runs_no_formula():
    text = export.to_csv(ODD).decode("utf-8-sig").splitlines()
    assert text[0] == "Payer,Month,Paid,Lines,Rate,Paid"
    assert text[1].startswith("\"'=HYPERLINK") and "1234567.89,100000000000000000000,0.125,true" in text[1]


def test_xlsx_keeps_text_as_text_and_numbers_as_numbers():
    sheet = fastexcel.read_excel(export.to_xlsx(ODD)).load_sheet(0).to_arrow()
    rows = sheet.to_pylist()
    assert sheet.num_rows == 3 and rows[0]["Payer"].startswith("=HYPERLINK")
    assert rows[0]["Paid"] == 1234567.89 and rows[1]["Payer"] == "+1"
    assert str(rows[0]["Month"])[:10] == "2026-01-01"


def test_parquet_keeps_decimals():
    found = pq.read_table(io.BytesIO(export.to_parquet(ODD)))
    assert found.schema.names == ["Payer", "Month", "Paid", "Lines", "Rate", "Paid (2)"]
    assert found.schema.field("Paid").type == pa.decimal128(38, 2)
    assert found.column("Lines").to_pylist() == [10**20, None, 0]
    assert found.column("Paid").to_pylist() == [Decimal("1234567.89"), Decimal("-0.10"), None]


@pytest.mark.parametrize("make", [export.to_csv, export.to_xlsx, export.to_parquet])
def test_any_answer_can_be_saved(practice, make):
    for view in views.VIEWS:
        assert make(sql_box.run(practice, f"select * from {view} limit 50"))
    assert make(
        sql_box.run(
            practice, "select [1, 2] as a, {'b': 1} as b, interval 1 day as c, now_is from (select 1 as now_is)"
        )
    )
    assert make(query.ask(practice, Spec(("charge", "denial_rate"), ("payer", "service_month"))))
    assert make(Table((Column("a", "A"),)))


def test_rare_values_and_equal_names_go_out_too():
    columns = (
        Column("day", "day", type="DATE"),
        Column("big", "big", type="HUGEINT"),
        Column("a_1", "a", type="INTEGER"),
        Column("a_2", "a (2)", type="INTEGER"),
        Column("a_3", "a", type="INTEGER"),
    )
    table = Table(columns, [("-290307-01-01", 10**38, 1, 2, 3)])
    read = pq.read_table(io.BytesIO(export.to_parquet(table)))
    assert read.to_pylist() == [{"day": "-290307-01-01", "big": str(10**38), "a": 1, "a (2)": 2, "a (3)": 3}]
