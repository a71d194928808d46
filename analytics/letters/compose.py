"""From a claim's facts and the letter that serves its cause to the blocks of a draft."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from analytics.errors import InputError
from analytics.letters import parts
from analytics.letters.facts import Claim, Row, gather
from analytics.letters.model import TODO, Block, Letter, Runs, block, plain
from analytics.letters.notes import notes
from analytics.letters.templates import CONTEST, Piece, Template, choose, common, shipped
from analytics.letters.words import clean, fill
from analytics.workspace import Workspace

UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST = 40  # characters of a claim number in a file name
LETTERS = re.compile(r"[^\W\d_]+")
UNKNOWN_CLAIM = "no denied line is known under this claim"


def draft(workspace: Workspace, claim_ref: str, name: str | None = None) -> Letter:
    """The draft for one claim of `denial.claim_ref`.

    name: another letter of data/letters than the one its cause asks for.
    Raises InputError for a claim nobody knows, one with nothing to send (it says what to do instead), a letter nobody
    knows, or one that contests a claim whose remark bars an appeal.
    """
    claims = gather(workspace, [claim_ref])
    if claim_ref not in claims:
        raise InputError(UNKNOWN_CLAIM, fix="choose a claim of the worklist; files may have been taken out since")
    return compose(claims[claim_ref], name)


def drafts(workspace: Workspace, claim_refs: Collection[str]) -> Iterable[Letter | InputError]:
    """The drafts of many claims in the order given, each once; InputError in the place of one that has none."""
    claims = gather(workspace, claim_refs)
    for ref in dict.fromkeys(claim_refs):
        if ref not in claims:
            yield InputError(UNKNOWN_CLAIM, fix="choose a claim of the worklist")
            continue
        try:
            yield compose(claims[ref])
        except InputError as error:
            yield error


def choices(letter: Letter) -> dict[str, str]:
    """The letters its claim may have, title by name: none that contests where a remark on the claim forbids it."""
    return {
        name: template.title
        for name, template in shipped().items()
        if not (letter.bars_appeal and template.kind in CONTEST)
    }


def compose(claim: Claim, name: str | None = None) -> Letter:
    """The draft of a claim whose facts are at hand. Raises InputError where nothing is to be sent."""
    head = claim.head
    if not head["can_send"]:
        raise _nothing_to_send(claim)
    template = _template(claim, name)
    blocks = _blocks(claim, template)
    todo = sum(run.style == TODO for block in blocks for row in block.rows for cell in row for run in cell)
    account = _account(claim)
    return Letter(
        kind=template.kind,
        name=template.name,
        title=template.title,
        payer=clean(head["payer"]),
        blocks=(block("box", *notes(claim, template, todo)), *blocks),
        placeholders=todo,
        file_stem="-".join(part for part in (template.name, _safe(account or "")) if part),
        claim_ref=head["claim_ref"],
        account=account,
        deadline=head["deadline"],
        drafted_on=head["as_of"],
        bars_appeal=bool(head["bars_appeal"]),
    )


def _template(claim: Claim, name: str | None) -> Template:
    head = claim.head
    if name is None:
        found = choose(head["cause"], head["way"], head["status"], head["letter"], bars_appeal=head["bars_appeal"])
        if found is None:
            raise InputError(f"no letter serves {clean(head['way'])}", fix=clean(head["next_step"] or "call the payer"))
        return found
    if name not in shipped():
        raise InputError(f"{clean(name)} is no letter", fix=f"choose one of {', '.join(shipped())}")
    if head["bars_appeal"] and shipped()[name].kind in CONTEST:
        raise InputError("a remark on this claim bars an appeal", fix="send a corrected claim instead")
    return shipped()[name]


def _nothing_to_send(claim: Claim) -> InputError:
    if claim.head["status"] == "recovered":
        return InputError("the claim was paid since: there is nothing to send", fix="see what it brought on Denials")
    if claim.head["status"] == "partly_recovered":
        what = "the claim was paid in part since, and no agreed price is known by which more is due"
        return InputError(what, fix="load the payer's fee schedule")
    instead = clean(claim.head["next_step"] or "look at the line on Denials")
    return InputError("nothing sent to the payer would bring this money: there is no letter", fix=instead)


def _blocks(claim: Claim, template: Template) -> list[Block]:
    frame, missing, facts = common()["frame"], common()["missing"], claim.facts()
    facts["desk"] = template.desk

    def put(text: str) -> Runs:
        return fill(text, facts, missing | {"desk": ""})

    def lines(texts: Iterable[str]) -> Block:
        return block("lines", *(put(text) for text in texts))

    about = tuple((plain(label), put(text)) for label, text in frame["about"].items())
    return [
        lines(frame["sender"]),
        lines([frame["date"]]),
        lines(frame["recipient"]),
        block("title", plain(template.title)),
        Block("about", about),
        block("text", put(frame["greeting"])),
        block("text", put(template.opening)),
        *parts.denied(claim, template),
        *_body(claim, template, put),
        block("text", put(template.request)),
        block("text", put(frame["closing"])),
        block("heading", plain(frame["enclosures"])),
        block("list", *(put(text) for text in (*template.enclose, *_named(claim, template)))),
        lines(frame["signature"]),
    ]


def _named(claim: Claim, template: Template) -> list[str]:
    """What to enclose beside the letter's own list: the answer to an appeal, the documents that the remarks name."""
    upheld = [common()["frame"]["upheld_enclosed"]] if any(line["upheld_on"] for line in claim.lines) else []
    named = parts.documents(claim) if template.kind == "records" else []
    return [*upheld, *(name[0].upper() + name[1:] for name in named)]


def _body(claim: Claim, template: Template, put) -> Iterable[Block]:
    true = conditions(claim)
    for piece in template.body:
        if piece.applies(true):
            yield from _piece(claim, template, piece, put)


def _piece(claim: Claim, template: Template, piece: Piece, put) -> list[Block]:
    match piece.kind, piece.value:
        case "part", "units":
            return parts.units(claim)
        case "part", "rule":
            return parts.rule(claim, template)
        case "part", "history":
            return parts.history(claim)
        case "part", "documents":
            named = "; ".join(parts.documents(claim))
            return [block("text", parts.said(common()["frame"]["documents"], documents=named))] if named else []
        case kind, value:
            return [block(kind, put(value))]


def conditions(claim: Claim) -> set[str]:
    """Which conditions of templates.CONDITIONS the claim fulfils."""
    head = claim.head
    holds = {
        "minutes": bool(claim.visits) and any(parts.has_minutes(visit) for visit in claim.visits),
        "medicare": bool(head["is_medicare"]),
        "cms_units": head["unit_rule"] == "cms" and any(parts.has_minutes(visit) for visit in claim.visits),
        "auth": bool(head["auth_number"]),
        "gap": head["gap_verdict"] == "missing",
        "dx": bool(head["dx"]),
        "documents": bool(parts.documents(claim)),
        "time_asked": any("minutes" in name for name in parts.documents(claim)),
        "agreed_price": bool(head["is_agreed_price"]) and head["short_by"] is not None and head["short_by"] > 0,
        "bars_appeal": bool(head["bars_appeal"]),
    }
    return {name for name, is_true in holds.items() if is_true}


def _account(claim: Claim) -> str | None:
    """The practice's claim number, unless it is made of the patient's id or name."""
    account = claim.head["account"]
    return None if not account or _names(account, claim.head) else clean(account)


def _names(account: str, patient: Row) -> bool:
    """Whether it holds the id of patient or member or a word of the name; a short word only as a word of its own."""
    account, names = _folded(account), LETTERS.findall(_folded(patient["patient_name"] or ""))
    held = [_folded(str(patient[key] or "")) for key in ("patient_id", "member_id")]
    held += [name for name in names if len(name) > 2]
    whole = {*(name for name in names if len(name) == 2), "".join(names), "".join(reversed(names))} - {""}
    return any(one and one in account for one in held) or bool(whole & set(LETTERS.findall(account)))


def _folded(text: str) -> str:
    """Without case and accents."""
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _safe(text: str) -> str:
    return UNSAFE.sub("-", text).strip("-")[:LONGEST]
