"""What a denial's codes say together: the shipped decision table, with a user's own rows laid over it.

Tables of a workspace, columns in docs/reference-tables.md:
- denial_family, denial_cause, denial_remark, patient_stop: data/reference, typed.
- denial_rule: the shipped rows in the order of their file and the kept ones before them. A kept row takes the place of
  the shipped rows of the same codes, groups and payer class, and goes before the others of its rank; what it does not
  say (how far a reason code gives way to a remark, whether a remark always speaks) it has from the shipped row of its
  code, and what to do from its cause. A cause that a later release no longer has leaves the kept row aside.
- kept_denial_rule: what a person said here, with name, reason and day; it survives load() and stays in the file.

`denials/denial_reason` reads them: after keep() or forget() rebuild with changed={"denial_rule"}.
"""

from __future__ import annotations

import datetime
import re

from analytics.errors import InputError
from analytics.rules.payer_model import PAYER_CLASSES
from analytics.workspace import REFERENCE, Workspace, together

TABLES = ("denial_family", "denial_cause", "denial_remark", "denial_rule", "patient_stop")
GROUPS = ("CO", "PR", "OA", "PI", "CR")
CODE = re.compile(rf"(?!(?:{'|'.join(GROUPS)})[A-Z]?\d)[A-Z0-9]{{1,10}}")  # CO16 is a group and a code
# An empty code, group or class stands for none or any: a primary key takes no null.
KEPT = """create table if not exists kept_denial_rule (
    carc varchar not null, rarc varchar not null, group_codes varchar not null, payer_class varchar not null,
    cause varchar not null, reason varchar not null, said_by varchar not null, said_at date not null,
    primary key (carc, rarc, group_codes, payer_class))"""
TYPED = {
    "denial_family": "select * exclude (position), cast(position as integer) as position from shipped_denial_family",
    "denial_cause": "select * exclude (verified), cast(verified as date) as verified from shipped_denial_cause",
    "denial_remark": """select * exclude (is_notice, bars_appeal, verified), cast(is_notice as boolean) as is_notice,
            cast(bars_appeal as boolean) as bars_appeal, cast(verified as date) as verified,
            cast(row_number() over () as integer) as position
        from shipped_denial_remark""",
    "patient_stop": "select * exclude (verified), cast(verified as date) as verified from shipped_patient_stop",
    "denial_rule": """with shipped as (
            select *, cast(row_number() over () as integer) as rule_no, coalesce(carc, '') as carc_key,
                coalesce(rarc, '') as rarc_key, coalesce(group_codes, '') as group_key,
                coalesce(payer_class, '') as class_key
            from shipped_denial_rule
        ),
        kept as (select * from kept_denial_rule where cause in (select cause from denial_cause)),
        usual as (
            select carc, arg_min(struct_pack(yields := yields, cause := cause),
                (group_codes is not null, payer_class is not null, rule_no)) as code
            from shipped
            where rarc is null
            group by carc
        ),
        giving as (   -- a code whose kin a person changed has none left: it gives way to every strong remark
            select k.*, case when u.code.yields = 'kin' and c.family <> o.family then 'strong'
                else coalesce(u.code.yields, 'strong') end as yields,
                case when k.rarc in (select rarc from shipped where strength = 'always') then 'always'
                else 'strong' end as strength
            from kept as k
            join denial_cause as c on c.cause = k.cause
            left join usual as u on u.carc = k.carc
            left join denial_cause as o on o.cause = u.code.cause
        )
        select cast(-row_number() over (order by k.carc, k.rarc, k.group_codes, k.payer_class) as integer) as rule_no,
            nullif(k.carc, '') as carc, nullif(k.rarc, '') as rarc, nullif(k.group_codes, '') as group_codes,
            nullif(k.payer_class, '') as payer_class, k.cause,
            case when k.rarc = '' then k.yields end as yields, case when k.carc = '' then k.strength end as strength,
            null as owner, null as way, null as recoverable, null as letter, null as next_step,
            cast(null as date) as first_day, cast(null as date) as last_day, 'own' as source,
            'own' as trust, k.said_at as verified, k.reason as note, true as is_own, k.said_by, k.said_at
        from giving as k
        union all
        select s.rule_no, s.carc, s.rarc, s.group_codes, s.payer_class, s.cause, s.yields, s.strength, s.owner, s.way,
            s.recoverable, s.letter, s.next_step, cast(s.first_day as date), cast(s.last_day as date), s.source,
            s.trust, cast(s.verified as date), s.note, false, null, null
        from shipped as s
        left join kept as k on k.carc = s.carc_key and k.rarc = s.rarc_key
            and k.group_codes = s.group_key and k.payer_class = s.class_key
        where k.carc is null""",
}


def load(workspace: Workspace) -> None:
    """(Re)make the tables of TABLES, the user's own rows laid over; a reader sees all of before or all of now.

    Raises duckdb.ConversionException for a shipped file with a bad cell; the tables stay.
    """
    _keep_table(workspace)
    for table in TABLES:
        workspace.load_reference(f"shipped_{table}", REFERENCE / f"{table}.csv")
    _make(workspace, TABLES)


def keep(
    workspace: Workspace,
    *,
    carc: str | None = None,
    rarc: str | None = None,
    group_codes: str | None = None,
    payer_class: str | None = None,
    cause: str,
    reason: str,
    said_by: str,
    said_at: datetime.date | None = None,
) -> None:
    """Read these codes as this cause, here and when the workspace is opened again; the last word of these codes stands.

    carc, rarc: a reason code, a remark code, or both (the two together). group_codes: blank separated, None: any.
    payer_class: None: any. cause: of denial_cause. reason: why, in the user's words. said_by: who says so.
    said_at: the day it was said, default today.
    Raises InputError for no code at all or an odd one, an unknown cause, group or payer class, an empty reason or name.
    """
    row = _key(carc, rarc, group_codes, payer_class) | {
        "cause": cause,
        "reason": reason.strip(),
        "said_by": said_by.strip(),
        "said_at": said_at or datetime.date.today(),
    }
    if not workspace.rows("select 1 from denial_cause where cause = $cause", cause=cause):
        raise InputError(f"{cause} is no cause of a denial", fix="choose one of those listed")
    if not row["reason"]:
        raise InputError("a rule needs a reason", fix="say why these codes mean this here")
    if not row["said_by"]:
        raise InputError("a rule needs a name", fix="say who says so")
    _keep_table(workspace)
    workspace.cursor().execute(
        """insert or replace into kept_denial_rule
        values ($carc, $rarc, $group_codes, $payer_class, $cause, $reason, $said_by, $said_at)""",
        row,
    ).fetchall()
    _make(workspace, ("denial_rule",))


def forget(
    workspace: Workspace,
    *,
    carc: str | None = None,
    rarc: str | None = None,
    group_codes: str | None = None,
    payer_class: str | None = None,
) -> None:
    """Go back to what is shipped for these codes, groups and payer class; what was never kept changes nothing.

    Raises InputError for no code at all, an unknown group or payer class.
    """
    _keep_table(workspace)
    workspace.cursor().execute(
        """delete from kept_denial_rule where carc = $carc and rarc = $rarc and group_codes = $group_codes
            and payer_class = $payer_class""",
        _key(carc, rarc, group_codes, payer_class),
    ).fetchall()
    _make(workspace, ("denial_rule",))


def _key(carc: str | None, rarc: str | None, group_codes: str | None, payer_class: str | None) -> dict[str, str]:
    """The codes as every reader writes them: upper case, reason codes without leading zeros, groups in one order."""
    key = {"carc": _code(carc).lstrip("0"), "rarc": _code(rarc)}
    if not any(key.values()):
        raise InputError("a rule needs a code", fix="give a reason code, a remark code, or both")
    odd = [code for code in key.values() if code and (not CODE.fullmatch(code) or code in GROUPS)]
    if odd:
        raise InputError(f"{odd[0]} is no code", fix="write it as 16, B7 or N822, and the group code apart")
    groups = _code(group_codes).split()
    unknown = [group for group in groups if group not in GROUPS]
    if unknown:
        raise InputError(f"{unknown[0]} is no group code", fix=f"choose from {', '.join(GROUPS)}")
    if payer_class and payer_class not in PAYER_CLASSES:
        raise InputError(f"{payer_class} is no payer class", fix=f"choose from {', '.join(PAYER_CLASSES)}")
    return key | {"group_codes": " ".join(sorted(set(groups))), "payer_class": payer_class or ""}


def _code(text: str | None) -> str:
    return (text or "").strip().upper()


def _make(workspace: Workspace, tables: tuple[str, ...]) -> None:
    cursor = workspace.cursor()
    with together(cursor):
        for table in tables:
            cursor.execute(f"create or replace table {table} as {TYPED[table]}").fetchall()


def _keep_table(workspace: Workspace) -> None:
    workspace.cursor().execute(KEPT).fetchall()
