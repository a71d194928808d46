"""What may happen to a bill: each story is told of one made-up patient with one visit or more."""

from __future__ import annotations

from collections.abc import Callable

from ledger.random_case import Line, Said, Story

STORIES: dict[str, Callable[[Story], None]] = {}


def story(tell: Callable[[Story], None]) -> Callable[[Story], None]:
    """Add a story to those that are drawn from."""
    STORIES[tell.__name__] = tell
    return tell


@story
def unanswered(case: Story) -> None:
    case.billed()


@story
def paid(case: Story) -> None:
    lines = case.billed()
    days = None if case.chance(0.1) else 20
    case.answer("a", [case.some_answer(line) for line in lines], days=days, control=case.chance(0.7))


@story
def paid_by_claim_alone(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line) for line in lines], lines=False)


@story
def denied(case: Story) -> None:
    lines = case.billed()
    case.answer("a", [case.some_denial(line) for line in lines], days=None if case.chance(0.1) else 20)


@story
def denied_in_part(case: Story) -> None:
    lines = case.billed(charged=True)
    parts = [(line, line.charge * case.random.randrange(10, 90) // 100) for line in lines]
    case.answer("a", [Said(line, line.charge - refused, (("CO", "151", refused),)) for line, refused in parts])


@story
def denied_then_paid(case: Story) -> None:
    lines = case.billed()
    case.answer("a", [case.some_denial(line) for line in lines])
    case.answer("a", [case.some_answer(line) for line in lines], days=50)


@story
def paid_then_denied(case: Story) -> None:
    lines = case.billed()
    case.answer("a", [case.some_answer(line) for line in lines])
    case.answer("a", [case.some_denial(line) for line in lines], days=50)


@story
def sent_again_after_a_denial(case: Story) -> None:
    lines = case.billed()
    case.answer("a", [case.some_denial(line) for line in lines])
    case.bill("b", lines, days=30)
    if case.chance(0.7):
        case.answer("b", [case.some_answer(line) for line in lines], days=50)


@story
def corrected(case: Story) -> None:
    lines = case.billed(charged=True)
    if case.chance(0.5):
        case.answer("a", [case.some_denial(line) for line in lines])
    case.bill("b", lines, days=30, claim_frequency="7")
    if case.chance(0.7):
        case.answer("b", [case.some_answer(line) for line in lines], days=55)


@story
def voided(case: Story) -> None:
    lines = case.billed(charged=True)
    if case.chance(0.5):
        case.answer("a", [case.some_answer(line) for line in lines])
    case.bill("b", lines, days=30, claim_frequency="8")


@story
def taken_out_by_negative_rows(case: Story) -> None:
    lines = case.some_lines(charged=True)
    if case.chance(0.7):
        case.bill("a", lines)
    case.bill("a", [Line(f"9{line.no}", line.cpt, -line.units, -line.charge) for line in lines], days=9)


@story
def split(case: Story) -> None:
    lines = case.billed(charged=True)
    said = []
    for line in lines:
        first = line.charge // 3
        for part in (first, line.charge - first):
            said.append(case.some_answer(Line(line.no, line.cpt, 1, part)))
    case.answer("a", said)


@story
def merged_into_its_first_line(case: Story) -> None:
    lines = case.billed(charged=True)
    whole = Line(lines[0].no, lines[0].cpt, sum(line.units for line in lines), sum(line.charge for line in lines))
    case.answer("a", [case.some_answer(whole)])


@story
def refused_as_a_duplicate(case: Story) -> None:
    lines = case.billed(charged=True)
    if case.chance(0.6):
        case.answer("a", [case.some_answer(line) for line in lines])
    case.answer("a", [Said(line, 0, (("OA", "18", line.charge),)) for line in lines], days=40)


@story
def taken_back_and_paid_anew(case: Story) -> None:
    lines = case.billed(charged=True)
    said = [case.some_answer(line) for line in lines]
    case.answer("a", said)
    case.answer("a", [one.negative() for one in said], days=60, status="22")
    if case.chance(0.7):
        case.answer("a", [case.some_answer(line) for line in lines], days=case.random.choice([60, 75]))


@story
def taken_back_without_an_original(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line).negative() for line in lines], days=40, status="22")


@story
def with_a_second_payer(case: Story) -> None:
    lines = case.billed(charged=True)
    said = [case.some_answer(line) for line in lines]
    case.answer("a", said, status="19" if case.chance(0.4) else "1")
    case.answer("a", [_second(case, one) for one in said], days=45, status="2", payer="Second Mutual")
    if case.chance(0.3):
        case.answer("a", [_second(case, one, 0) for one in said], days=70, status="3", payer="Third Mutual")


def _second(case: Story, one: Said, percent: int | None = None) -> Said:
    """A later payer's answer: it pays some of the patient's share, the rest stays the patient's."""
    share = sum(amount for group, _, amount in one.adjustments if group == "PR")
    paid = share * (case.random.choice([0, 50, 100]) if percent is None else percent) // 100
    left = share - paid
    rest = (("OA", "23", one.asked() - share), ("PR", "2", left))
    return Said(one.line, paid, tuple(each for each in rest if each[2]))


@story
def forwarded_and_not_answered_yet(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line) for line in lines], status="19")


@story
def second_payer_only(case: Story) -> None:
    lines = case.billed(charged=True)
    said = [_second(case, case.some_answer(line)) for line in lines]
    case.answer("a", said, days=45, status="2", payer="Second Mutual")


@story
def adjusted_as_a_claim(case: Story) -> None:
    lines = case.billed(charged=True)
    total = sum(line.charge for line in lines)
    if case.chance(0.5):
        case.answer("a", [Said(line) for line in lines], claim_level=(("CO", "197", total),))
    else:
        said = [case.some_answer(line) for line in lines]
        taken = sum(one.paid for one in said) // 7
        case.answer("a", said, claim_level=(("PR", "1", taken),))


@story
def nothing_paid_and_no_reason(case: Story) -> None:
    lines = case.billed()
    case.answer("a", [Said(line) for line in lines])


@story
def allowed_above_the_charge(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [Said(line, line.charge, (), allowed=line.charge + 4321) for line in lines])


@story
def paid_above_the_charge(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [Said(line, line.charge + 1111, (("CO", "45", -1111),)) for line in lines])


@story
def capitated(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_denial(line, "24") for line in lines])


@story
def a_reason_nobody_knows(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [Said(line, line.charge // 2, (("CO", "Z99", line.charge - line.charge // 2),)) for line in lines])


@story
def left_to_the_patient(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [Said(line, 0, (("PR", case.random.choice(["96", "27"]), line.charge),)) for line in lines])


@story
def a_payment_that_does_not_add_up(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [Said(line, line.charge // 2, (("CO", "45", line.charge // 5),)) for line in lines])


@story
def remitted_and_never_billed(case: Story) -> None:
    case.answer("z", [case.some_answer(line) for line in case.some_lines(charged=True)])


@story
def documented_and_never_billed(case: Story) -> None:
    case.billed()
    case.document("97110", 38, days=6)
    case.document("97140", 16)


@story
def changed_by_the_payer(case: Story) -> None:
    lines = case.billed(charged=True)
    said = [case.some_answer(line) for line in lines]
    case.answer("a", [Said(one.line, one.paid, one.adjustments, cpt="97032") for one in said])


@story
def billed_to_two_payers(case: Story) -> None:
    lines = case.billed(charged=True)
    case.bill("s", lines, days=25, payer_order="2", payer_name="Second Mutual", payer_class=None)
    said = [case.some_answer(line) for line in lines]
    case.answer("a", said)
    case.answer("s", [_second(case, one) for one in said], days=45, status="2", payer="Second Mutual")


@story
def sent_twice_and_refused_the_second_time(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line) for line in lines])
    case.bill("b", lines, days=30)
    case.answer("b", [Said(line, 0, (("OA", "18", line.charge),)) for line in lines], days=50)


@story
def corrected_with_other_charges(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line) for line in lines])
    other = [Line(line.no, line.cpt, line.units + 1, line.charge + 2345) for line in lines]
    case.bill("b", other, days=30, claim_frequency="7")
    if case.chance(0.5):
        case.answer("a", [case.some_answer(line).negative() for line in lines], days=55, status="22")
    case.answer("b", [case.some_answer(line) for line in other], days=55)


@story
def refused_three_times(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_denial(line) for line in lines])
    case.answer("a", [case.some_denial(line) for line in lines], days=40)
    case.bill("b", lines, days=45)
    case.answer("b", [case.some_denial(line) for line in lines], days=70)


@story
def taken_back_on_an_unknown_day(case: Story) -> None:
    lines = case.billed(charged=True)
    said = [case.some_answer(line) for line in lines]
    case.answer("a", said)
    case.answer("a", [one.negative() for one in said], days=None, status="22")


@story
def half_answered(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(lines[0])])


@story
def answered_before_the_service(case: Story) -> None:
    lines = case.billed(charged=True)
    case.answer("a", [case.some_answer(line) for line in lines], days=-3)
