"""The SQL box: what it answers, and everything it must refuse before or while it runs."""

from __future__ import annotations

import time

import pytest

from analytics.errors import InputError
from analytics.explore import sql_box
from analytics.explore.sql_box import run

ANSWERED = [
    "select payer, sum(charge) as charge from ex_line group by payer order by 2 desc",
    "from ex_line select count(*)",
    "with x as (select payer, count(*) as n from ex_denial group by payer) select * from x join ex_line using (payer)",
    "with X as (select 1 as a), y as (select * from x) select (select max(a) from X) from y",
    "select code, row_number() over (order by code) as n from ex_line group by code qualify n < 3",
    "values (1), (2)",
    "select * from range(3), unnest([1, 2]), generate_series(1, 2)",
    'select l.* exclude (patient_id) from "ex_line" as l, lateral (select l.charge * 2) as t limit 3 -- said',
    "select payer like 'A%', [1, 2][1], 5 // 2, charge::double, try_cast(claim_id as integer) from ex_line limit 1;",
    "with recursive r as (select 1 as i union all select i + 1 from r where i < 5) select sum(i) from r",
    "select payer from ex_line union select payer from ex_denial except select null order by 1",
    "select extract(year from dos), dos + interval 3 days, count(*) filter (where is_denied) from ex_line group by all",
    "select * from ex_line where exists (select 1 from ex_finding as f where f.claim_id = ex_line.claim_id)",
]
REFUSED = {
    "select * from billing_row": "none of the documented views",
    'select * from "Billed_Line"': "none of the documented views",
    "select * from ex_line where claim_id in (select claim_id from episode)": "none of the documented views",
    "select (select count(*) from input_file)": "none of the documented views",
    "with billed_line as (select * from billed_line) select * from billed_line": "none of the documented views",
    "select * from (with ex_a as (select 1) select * from ex_a) as x, ex_a": "none of the documented views",
    "with recursive episode as (select * from episode union all select 1) select * from episode": (
        "none of the documented views"
    ),
    "with recursive setting as (select * from (select * from setting) union all select * from setting) from setting": (
        "none of the documented views"
    ),
    "with recursive a as (select 1 union all select 2 from b), b as (select 1) select * from a": (
        "none of the documented views"
    ),
    'with "wor\u212a_event" as (select 1) select * from work_event': "beyond ASCII",
    "with a as (select * from b), b as (select 1) select * from a": "none of the documented views",
    "select * from ex_line limit (select count(*) from setting)": "none of the documented views",
    "select * from ex_line order by (select max(as_of) from setting)": "none of the documented views",
    "select * from main.ex_line": "without a schema",
    "select * from information_schema.tables": "without a schema",
    "select * from pg_catalog.pg_class": "without a schema",
    "select * from pg_class": "none of the documented views",
    "select * from sqlite_master": "none of the documented views",
    "select * from duckdb_settings": "none of the documented views",
    "select * from duckdb_settings()": "in place of a table",
    "select * from pragma_table_info('episode')": "in place of a table",
    "select * from read_csv('/etc/passwd')": "in place of a table",
    "select * from read_text('/etc/passwd')": "in place of a table",
    "select * from glob('*')": "in place of a table",
    "select * from query('select 1')": "in place of a table",
    "select * from query_table('episode')": "in place of a table",
    "select * from '/etc/passwd'": "none of the documented views",
    "select * from 'https://example.org/x.parquet'": "none of the documented views",
    "select getenv('HOME')": "not offered",
    "select current_setting('threads')": "not offered",
    "select nextval('s')": "not offered",
    "select repeat('x', 1000000000)": "not offered",
    "select range(100000) from range(100000)": "not offered",
    "select list(i) from range(100000000) as t(i)": "not offered",
    "select * from main.range(3)": "without a schema",
    "select printf('%2000000000d', 1)": "not offered",
    "select sum(getenv('HOME')) over () from ex_line": "not offered",
    "select list_transform([1], lambda x: getenv('HOME'))": "not offered",
    "select pg_catalog.version()": "without a schema",
    "select selected(1, null, null, null, null)": "not offered",
    "select $1": "parameters",
    "select ?": "parameters",
    "select 1; select 2": "one statement",
    "select 1; drop table episode": "one statement",
    "attach 'x.duckdb'": "only questions",
    "copy (select 1) to 'x.csv'": "only questions",
    "export database 'x'": "only questions",
    "pragma version": "only questions",
    "set threads = 1": "only questions",
    "install httpfs": "only questions",
    "load httpfs": "only questions",
    "call pragma_version()": "only questions",
    "insert into episode select * from episode": "only questions",
    "update episode set paid = 0": "only questions",
    "create table x as select 1": "only questions",
    "create temp table x as select 1": "only questions",
    "prepare a as select 1": "only questions",
    "explain analyze select 1": "only questions",
    "begin transaction": "only questions",
    "checkpoint": "only questions",
    "/* select */ drop view ex_line": "only questions",
    "with x as (delete from episode returning *) select * from x": "not offered",
    "with x as (insert into setting values (null, null) returning *) select * from x": "not offered",
    "describe ex_line": "not offered",
    "summarize ex_line": "not offered",
    "show tables": "not offered",
    "pivot ex_line on payer using sum(charge)": "SQL:",
    "select nothing from ex_line": "mend the SQL",
    "selec 1": "mend the SQL",
    "": "there is no question",
    " ;; ": "SQL:",
    "-- only a comment": "SQL:",
    "select '" + "x" * 20_000 + "'": "too long",
    "select '\ud83d'": "a character that is none",
    "select '\0'": "a character that is none",
    "select * from " + "(select * from " * 600 + "ex_line" + ")" * 600: "nested too deeply",
    "select " + "abs(" * 160 + "1" + ")" * 160: "SQL:",
}


@pytest.mark.parametrize("text", ANSWERED)
def test_questions_are_answered(practice, text):
    assert run(practice, text).columns


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:60])
def test_everything_else_is_refused_in_one_sentence(practice, text):
    with pytest.raises(InputError, match=REFUSED[text]) as refused:
        run(practice, text)
    assert "\n" not in refused.value.sentence() and len(refused.value.sentence()) < 500


def test_a_value_of_the_data_is_in_no_refusal(practice):
    with pytest.raises(InputError) as refused:
        run(practice, "select cast(claim_id as integer) from ex_line")
    claim = practice.rows("select min(claim_id) from episode")[0][0]
    assert claim[:3] not in refused.value.sentence()


@pytest.mark.parametrize(
    "text",
    [
        "with recursive r as (select 1 as i union all select i + 1 from r) select count(*) from r",
        "select count(*) from ex_line as a, ex_line as b, ex_line as c where a.charge + b.charge > c.charge",
        "select hash(a.line, b.line, c.line) from ex_line as a, ex_line as b, ex_line as c order by 1",
    ],
)
def test_what_takes_too_long_is_stopped_and_the_workspace_lives(practice, text):
    started = time.monotonic()
    with pytest.raises(InputError, match=r"stopped after 0\.3 seconds|more memory"):
        run(practice, text, seconds=0.3)
    assert time.monotonic() - started < 5
    assert run(practice, "select count(*) from ex_line").rows[0][0] > 0


def test_more_rows_than_the_cap_are_said(practice):
    found = run(practice, "select line from ex_line", rows=7)
    assert len(found.rows) == 7 and "there are more" in found.note
    assert run(practice, "select 1 from range(7)", rows=7).note == ""


def test_nothing_can_be_written_even_if_it_got_so_far(practice, monkeypatch):
    monkeypatch.setattr(sql_box, "checked", lambda cursor, text: None)
    before = practice.rows("select count(*) from episode")
    with pytest.raises(InputError):
        run(practice, "delete from episode")
    assert practice.rows("select count(*) from episode") == before


@pytest.mark.parametrize("name", sql_box.examples())
def test_every_ready_question_is_answered(practice, name):
    assert 8 <= len(sql_box.examples()) <= 12
    assert run(practice, sql_box.examples()[name]).columns
