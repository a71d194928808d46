"""Which kind of table a set of mapped fields makes, and what to say when one needed column is missing."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.tables import evidence, header, mapping
from analytics.sources.tables.mapping import Mapped

# Each kind asks for one field, or one whole combination, of every group; the first name is the one to ask for.
Need = tuple[tuple[str, ...], ...]
NEEDS: dict[str, tuple[Need, ...]] = {
    "billing": (
        (("patient_id",),),
        (("dos",),),
        (("cpt",),),
        (("units",),),
        (("payer_name",), ("payer_id",), ("payer_class",)),
    ),
    "minutes": (
        (("patient_id",),),
        (("dos",),),
        (("cpt", "minutes"), ("total_timed_minutes",), ("cpt", "start_time", "end_time")),
    ),
    "remittance": (
        (("claim_id",), ("patient_id", "dos", "cpt"), ("line_no", "dos", "cpt")),
        (
            *(("paid",), ("carc",), ("adjustment_amount",), ("allowed",), ("transaction_amount",)),
            *(("deductible",), ("coinsurance",), ("copay",), ("secondary_paid",), ("secondary_carc",), ("rarc",)),
        ),
    ),
    "fee_schedule": ((("payer",),), (("cpt",),), (("rate",),)),
    "claim_status": ((("claim_id",),), (("claim_status",), ("category_code",))),
    "opening_balance": ((("patient_id",),), (("year",),), (("discipline",), ("bucket",)), (("amount",),)),
}
# A remittance that lists checks only asks for these instead; its payment column, if it has no other, is the check's.
CHECK_NEEDS: tuple[Need, ...] = ((("check_number",),), (("check_amount",), ("paid",)))
LINE_FIELDS = frozenset(
    {"claim_id", "patient_id", "patient_name", "patient_last", "cpt", "dos", "carc", "charge", "line_no"}
)
# What makes a table with the columns of a bill a remittance all the same.
REMITTANCE_MARKS = frozenset({"carc", "group_code", "rarc", "check_number", "payer_claim_id"})
REMITTANCE_ONLY = frozenset({field.name for field in FIELDS["remittance"]} - {f.name for f in FIELDS["billing"]})
# A remittance reads the status of an encounter as that of its claim: the column speaks for neither.
BILLING_ONLY = frozenset(
    {field.name for field in FIELDS["billing"]} - {f.name for f in FIELDS["remittance"]} - {"visit_status"}
)
# A table of claims that says nothing of money is no remittance, whatever reasons it gives.
PAYS = frozenset({"paid", "allowed", "adjustment_amount", "check_number", "check_amount", "cpt"})
# A table that names a service or a claim tells of that one, whatever amount of a year stands beside it.
OF_A_SERVICE = frozenset({"dos", "cpt", "claim_id", "units", "minutes", "total_timed_minutes", "check_number"})
ORDER = ("billing", "remittance", "minutes", "fee_schedule", "claim_status", "opening_balance")
SHOWN = 20  # headers quoted in a message


def decide(
    headers: list[str],
    samples: list[list[str]],
    said: Mapping[str, str],
    forced: str | None,
    preset: Mapping[str, str | None] | None = None,
) -> tuple[str, list[Mapped]] | None:
    """(kind, mapping) of a table, or None if it is of no known kind.

    forced: a kind given by the user. said, preset: header -> field. Raises InputError if the table is near a kind, or
    forced to one, and lacks a column that kind needs.
    """
    kinds = [forced] if forced else list(FIELDS)
    trials = {kind: mapping.assign(headers, kind, said, samples, preset) for kind in kinds}
    fields = {kind: {m.field for m in trial if m.field} for kind, trial in trials.items()}
    missing = {kind: [need for need in needs(kind, fields[kind]) if not _met(need, fields[kind])] for kind in trials}
    complete = {kind for kind in trials if not missing[kind]}
    if "claim_status" in complete and not forced and not _answers(trials["claim_status"], samples):
        complete.remove("claim_status")
    kind = forced or _choose(complete, fields) or _near(fields, missing)
    if kind is None:
        return None
    if missing[kind]:
        raise _lacks(kind, missing[kind], headers)
    return kind, trials[kind]


def needs(kind: str, fields: set[str]) -> tuple[Need, ...]:
    """What a table of the kind must have, and each of its rows must fill."""
    return CHECK_NEEDS if kind == "remittance" and is_check_list(fields) else NEEDS[kind]


def is_check_list(fields: set[str]) -> bool:
    """Whether a remittance table names checks and amounts, and no claim, patient or service."""
    return "check_number" in fields and bool(fields & {"check_amount", "paid"}) and not fields & LINE_FIELDS


def _answers(trial: list[Mapped], samples: list[list[str]]) -> bool:
    """Whether the states of a claim are those of a clearinghouse: accepted, rejected, A3."""
    states = [samples[column.position] for column in trial if column.field in ("claim_status", "category_code")]
    return any(evidence.share(evidence.OUTCOME_LIKE, values) >= 0.5 for values in states)


def _met(need: Need, fields: set[str]) -> bool:
    return any(fields.issuperset(combination) for combination in need)


def _choose(complete: set[str], fields: dict[str, set[str]]) -> str | None:
    if "claim_status" in complete and not fields["remittance"] & PAYS:
        complete = complete - {"remittance"}
    if complete >= {"billing", "remittance"}:
        return "remittance" if _is_remittance(fields) else "billing"
    if "minutes" in complete and fields["billing"] & {"units", "charge"}:
        complete = complete - {"minutes"}  # a bill without a payer: the message says what is missing
    if "fee_schedule" in complete and fields["billing"] & {"patient_id", "dos"}:
        complete = complete - {"fee_schedule"}
    if OF_A_SERVICE & set().union(*fields.values()):
        complete = complete - {"opening_balance"}
    return next((kind for kind in ORDER if kind in complete), None)


def _is_remittance(fields: dict[str, set[str]]) -> bool:
    """A bill may carry what was paid on it: only a reason, a check or a payer's claim number makes a remittance."""
    found = fields["remittance"]
    weight = len(found & REMITTANCE_ONLY) - len(fields["billing"] & BILLING_ONLY)
    return bool(found & REMITTANCE_MARKS) or weight > 0


def _near(fields: dict[str, set[str]], missing: dict[str, list[Need]]) -> str | None:
    """The kind a table was meant to be: a bill from three of its five needs on, others when one need is missing."""
    money = fields["remittance"] & {"paid", "allowed", "carc"}
    if len(missing["remittance"]) == 1 and (fields["remittance"] & REMITTANCE_MARKS or len(money) > 1):
        return "remittance"
    if len(missing["billing"]) <= 2 and not (fields["minutes"] & {"minutes", "total_timed_minutes"}):
        return "billing"
    if len(missing["minutes"]) == 1 and fields["minutes"] & {"minutes", "total_timed_minutes"}:
        return "minutes" if "units" not in fields["billing"] else "billing"
    if len(missing["billing"]) <= 2:
        return "billing"
    if len(missing["fee_schedule"]) == 1 and "rate" in fields["fee_schedule"]:
        return "fee_schedule"
    return None


def _found(headers: list[str]) -> str:
    """The headers, for a message: never those that may be values of a patient in a file without a header."""
    if header.is_data(headers):
        return "its header row looks like data and is not shown"
    named = [name for name in headers if name and (mapping.known(name) or not any(map(str.isdigit, name)))]
    return "headers found: " + (", ".join(f'"{name[:40]}"' for name in named[:SHOWN]) or "none")


def _lacks(kind: str, missing: list[Need], headers: list[str]) -> InputError:
    names = [" or ".join(" with ".join(combination) for combination in need) for need in missing]
    also = mapping.spelled(missing[0][0][-1])[1:4]
    word = kind.replace("_", " ")
    article = "an" if word[0] in "aeiou" else "a"
    return InputError(
        f"{article} {word} table needs a column for {'; and one for '.join(names)}, and none of its headers is known "
        f"as that ({_found(headers)})",
        fix=f"name the column {missing[0][0][-1]} (also read: {', '.join(also)}), or map it with a saved mapping",
    )
