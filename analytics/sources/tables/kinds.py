"""Which kind of table a set of mapped fields makes, and what to say when one needed column is missing."""

from __future__ import annotations

from analytics.contract import FIELDS
from analytics.errors import InputError
from analytics.sources.tables import mapping
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
        (("claim_id",), ("patient_id", "dos", "cpt")),
        (("paid",), ("carc",), ("adjustment_amount",), ("allowed",)),
    ),
    "fee_schedule": ((("payer",),), (("cpt",),), (("rate",),)),
}
# What makes a table with the columns of a bill a remittance all the same.
REMITTANCE_MARKS = frozenset({"carc", "group_code", "rarc", "check_number", "payer_claim_id"})
REMITTANCE_ONLY = frozenset({field.name for field in FIELDS["remittance"]} - {f.name for f in FIELDS["billing"]})
BILLING_ONLY = frozenset({field.name for field in FIELDS["billing"]} - {f.name for f in FIELDS["remittance"]})
SHOWN = 20  # headers quoted in a message


def decide(
    headers: list[str], samples: list[list[str]], preset: dict[str, str], forced: str | None
) -> tuple[str, list[Mapped]] | None:
    """(kind, mapping) of a table, or None if it is of no known kind.

    forced: a kind given by the user. Raises InputError if the table is near a kind, or forced to one, and lacks a
    column that kind needs.
    """
    trials = {kind: mapping.assign(headers, kind, preset, samples) for kind in ([forced] if forced else FIELDS)}
    fields = {kind: {m.field for m in trial if m.field} for kind, trial in trials.items()}
    missing = {kind: [need for need in NEEDS[kind] if not _met(need, fields[kind])] for kind in trials}
    kind = forced or _choose({kind for kind in trials if not missing[kind]}, fields) or _near(fields, missing)
    if kind is None:
        return None
    if missing[kind]:
        raise _lacks(kind, missing[kind], headers)
    return kind, trials[kind]


def _met(need: Need, fields: set[str]) -> bool:
    return any(fields.issuperset(combination) for combination in need)


def _choose(complete: set[str], fields: dict[str, set[str]]) -> str | None:
    if complete >= {"billing", "remittance"}:
        return "remittance" if _is_remittance(fields) else "billing"
    if "minutes" in complete and fields["billing"] & {"units", "charge"}:
        complete = complete - {"minutes"}  # a bill without a payer: the message says what is missing
    if "fee_schedule" in complete and fields["billing"] & {"patient_id", "dos"}:
        complete = complete - {"fee_schedule"}
    return next((kind for kind in ("billing", "remittance", "minutes", "fee_schedule") if kind in complete), None)


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


def _lacks(kind: str, missing: list[Need], headers: list[str]) -> InputError:
    names = [" or ".join(" with ".join(combination) for combination in need) for need in missing]
    also = mapping.spelled(missing[0][0][-1])[1:4]
    shown = ", ".join(f'"{header[:40]}"' for header in [h for h in headers if h][:SHOWN])
    word = kind.replace("_", " ")
    return InputError(
        f"a {word} table needs a column for {'; and one for '.join(names)}, and none of its headers is known as that"
        f" (headers found: {shown or 'none'})",
        fix=f"name the column {missing[0][0][-1]} (also read: {', '.join(also)}), or map it with a saved mapping",
    )
