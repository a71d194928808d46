"""The command line: audit files, or write the demo practice. Names and meanings are a public interface."""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from analytics import __version__, cli_clients, pipeline, sources
from analytics.errors import InputError
from analytics.reference import command as reference
from analytics.reports import brand as brands
from analytics.reports import command as reports
from analytics.reports.files import to_json, write_files
from analytics.rules import command as rules
from analytics.sources.choices import DATE_ORDERS, GRAINS, KINDS, UNITS_ARE, Choices
from analytics.sources.inputs import expand
from analytics.sources.tables import presets
from analytics.sources.tables.mapping import normalise
from analytics.sources.tables.presets import Preset
from analytics.summary import sentence, summarize
from analytics.workspace import FULL, EngineError, Workspace

UNUSABLE = 2
DEMOS = ("practice", "years", "ledger")  # data/demo
ANSWERS = {  # how a question of a file is answered on this command line
    "date_order": "Say --date-order mdy or dmy.",
    "units_are": "Say --units units or minutes.",
    "grain": "Say --grain if it is another.",
    "money_guess": "Name it in a --mapping if it is to be read.",
}


class _Parser(argparse.ArgumentParser):
    """One clear line on standard error for wrong arguments, exit status 2."""

    def error(self, message: str) -> None:
        self.exit(UNUSABLE, f"{self.prog}: {message}; try --help.\n")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2026-06-30") from None


def _locality(text: str) -> str:
    if text != pipeline.NATIONAL and not re.fullmatch(r"\d{5}-\d{2}", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a locality like 01182-18")
    return text


def parser() -> argparse.ArgumentParser:
    """The arguments of `python -m analytics`."""
    top = _Parser(prog="python -m analytics", description="RehabLedger: therapy revenue earned and never got.")
    top.add_argument("--version", action="version", version=f"RehabLedger {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="audit a practice's own files", description=run_audit.__doc__)
    audit.add_argument("inputs", nargs="*", metavar="INPUT", help="files, folders or .zip archives; kinds are found")
    for kind in KINDS:
        option = "--" + kind.replace("_", "-")
        audit.add_argument(option, action="append", default=[], metavar="F", help=f"{kind.replace('_', ' ')} file")
    audit.add_argument("--mapping", metavar="NAME-or-FILE", help="a saved column mapping, or a file of header: field")
    audit.add_argument("--date-order", choices=DATE_ORDERS, help="of dates like 03/04/2026; default: as the file tells")
    audit.add_argument("--units", choices=UNITS_ARE, help="what a column of units holds that reads like minutes")
    audit.add_argument("--grain", choices=GRAINS, help="what one row of a remittance table is; default: found")
    audit.add_argument("--header-row", type=int, metavar="N", help="the row of the column names; default: found")
    audit.add_argument("--rules", metavar="FILE", help="payer rules laid over the shipped ones")
    audit.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="the day receivables are aged on")
    audit.add_argument("--locality", type=_locality, metavar="MAC-LOC", help="Medicare pricing locality")
    audit.add_argument("--workspace", metavar="FILE", help="keep the audit in this DuckDB file")
    audit.add_argument("--client", metavar="NAME", help="keep the audit as this client's; a new one is made")
    audit.add_argument("--out", metavar="DIR", help="where the output files go")
    audit.add_argument("--mask", action="store_true", help="pseudonyms for patients in everything written")
    reports.add_brand(audit)
    audit.add_argument("--json", action="store_true", help="print summary.json and nothing else")
    demo = commands.add_parser("demo", help="write the files of a made-up practice")
    demo.add_argument("directory", metavar="DIR")
    demo.add_argument("--preset", metavar="NAME", help=f"another practice: {', '.join(DEMOS)}")
    demo.add_argument("--years", action="store_true", help="the same as --preset years: a small one from 2019 to 2026")
    reference.add(commands)
    rules.add(commands)
    cli_clients.add(commands)
    reports.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 2 nothing usable or wrong arguments."""
    options = parser().parse_args(arguments)
    try:
        run = {
            "audit": run_audit,
            "demo": run_demo,
            "reference": reference.run,
            "rules": rules.run,
            "clients": cli_clients.run,
            "report": reports.run,
        }
        return run[options.command](options)
    except InputError as error:
        print(f"rehabledger: {error.sentence()}", file=sys.stderr)
        return UNUSABLE
    except EngineError as error:
        if FULL not in str(error).lower():
            raise
        print("rehabledger: the disk is full; make room on it, then run the command again.", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("rehabledger: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of standard output went away: `... --json | head`
        sys.stderr.close()
        return 0


def run_audit(options: argparse.Namespace) -> int:
    """Audit files: what was earned, what arrived, and where the rest is."""
    stated = [(path, None) for path in options.inputs]
    stated += [(path, kind) for kind in KINDS for path in getattr(options, kind)]
    if options.out and options.out != options.out.encode("utf-8", "replace").decode("utf-8"):
        raise InputError("the name of the folder is no text", fix="name a folder in plain letters")
    if not stated:
        raise InputError("no input given", fix="name the files or folders to audit")
    brand = brands.from_file(options.brand) if options.brand else None
    said = _choices(options)
    files = [file for path, kind in stated for file in expand(path, replace(said, kind=kind))]
    with cli_clients.workspace_of(options.client, options.workspace) as workspace:
        pipeline.load_rules(workspace, Path(options.rules) if options.rules else None)
        ids = sources.load(workspace, files)
        _refuse_if_nothing(workspace, ids)
        unused = _unused(workspace, ids, said.mapping) if options.mapping else []
        pipeline.rebuild(workspace, as_of=options.as_of, locality=options.locality)
        summary = summarize(workspace, notes=tuple(unused))
        if options.out:
            write_files(workspace, Path(options.out), summary, mask=options.mask, brand=brand)
        print(to_json(summary) if options.json else _words(summary, options), end="" if options.json else "\n")
    return 0


def _choices(options: argparse.Namespace) -> Choices:
    """What the arguments say of every file; a saved mapping answers what they leave open."""
    preset, mapping = _mapping(options.mapping)
    return Choices(
        mapping=mapping,
        header_row=options.header_row,
        date_order=options.date_order or (preset and preset.date_order),
        units_are=options.units or (preset and preset.units_are),
        grain=options.grain or (preset and preset.grain),
    )


def _mapping(name: str | None) -> tuple[Preset | None, dict[str, str]]:
    """A saved mapping by its name, or a file of header: field lines."""
    if not name:
        return None, {}
    path = Path(name)
    if not path.is_file():
        preset = presets.named(name)
        return preset, {header: field or "" for header, field in preset.mapping().items()}
    fix = "write lines like `Svc Dt: dos`, and put quotation marks around a header that holds # or :"
    try:
        mapping = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputError("not readable as YAML or JSON", file=name, fix=fix) from None
    if isinstance(mapping, dict) and isinstance(mapping.get("columns"), dict):  # a file of the folder of saved mappings
        mapping = mapping["columns"]
    if not isinstance(mapping, dict) or not all(isinstance(field, str | None) for field in mapping.values()):
        raise InputError("not a list of header: field lines", file=name, fix=fix)
    return None, {str(header): field or "" for header, field in mapping.items()}


def _unused(workspace: Workspace, ids: list[int], mapping: Mapping[str, str]) -> list[str]:
    """A sentence where headers of a mapping the user wrote stand in none of the files: a slip of the pen, mostly."""
    found = workspace.rows("select distinct header from column_mapping where file_id in (select unnest($ids))", ids=ids)
    known = {normalise(header) for (header,) in found if header}
    unused = [header for header in mapping if normalise(header) not in known]
    return [f"No file has the headers {', '.join(unused)} that the mapping names."] if unused else []


def _refuse_if_nothing(workspace: Workspace, ids: list[int]) -> None:
    """Exit with the first reason where no file could be used (a workspace may hold earlier ones)."""
    if workspace.rows("select count(*) from input_file where loaded > 0")[0][0]:
        return
    reasons = workspace.rows(
        """select f.name, f.status, coalesce(r.reason, f.reason), r.row_no, r.column_name, coalesce(r.fix, '')
           from input_file as f left join reject as r on r.file_id = f.file_id
           order by f.status <> 'refused', r.reason is null, f.file_id, r.row_no limit 1"""
    )
    if not reasons:
        raise InputError("no files there", fix="name files or folders that hold exports")
    name, status, reason, row, column, fix = reasons[0]
    fix = fix or ("give billing lines, minutes, remittances or a fee schedule" if status != "loaded" else "")
    raise InputError(reason or "no usable rows", file=name, row=row, column=column, fix=fix)


def _words(summary: dict[str, Any], options: argparse.Namespace) -> str:
    """The summary for a reader at a shell."""
    units, denials, owed, revenue = summary["units"], summary["denials"], summary["ar"], summary["revenue"]
    gaps = summary["modifiers"]["gaps"]
    read = [file for file in summary["inputs"] if file["status"] == "loaded"]
    other = [file for file in summary["inputs"] if file["status"] != "loaded"]
    rejected = sum(file["rejected"] for file in summary["inputs"])
    lines = [
        sentence(summary),
        f"Recoverable now: ${summary['annualized']['recoverable_now']:,.2f}. "
        f"Exposure (could be taken back, never netted): ${summary['exposure']['total']:,.2f}.",
        "",
        f"Period        {summary['period']['from']} to {summary['period']['to']}, receivables as of {summary['as_of']}",
        f"Files         {len(read)} read, {len(other)} not read; {rejected:,} rows rejected",
        f"Units         {units['billed']:,.0f} billed, {units['correct']:,.0f} supported by minutes in "
        f"{units['visits']:,} visits: {units['missed']:,.0f} missed (${units['missed_value']:,.2f}), "
        f"{units['excess']:,.0f} too many (${units['excess_value']:,.2f}), "
        f"{units['visits_undetermined']:,} visits cannot be judged",
        f"Denials       {denials['lines_denied']:,} of {denials['lines_adjudicated']:,} lines first denied, "
        f"${denials['charge_denied']:,.2f} in charges, ${denials['open']:,.2f} still open",
        f"Modifiers     {sum(gap['lines'] for gap in gaps):,} lines lack one that their payer requires, "
        f"{sum(gap['denied_lines'] for gap in gaps):,} of them denied for it "
        f"(${sum((gap['denied_amount'] for gap in gaps), Decimal(0)):,.2f})",
        f"Receivables   ${owed['insurance']:,.2f} insurance, ${owed['patient']:,.2f} patient",
        f"Earned        ${revenue['earned']:,.2f}, collected ${revenue['collected']:,.2f}",
    ]
    for file in other:
        lines.append(f"Not read      {file['file']}: {file['reason']}")
    for question in summary["questions"]:
        column = f", {question['column']}" if question["column"] else ""
        lines.append(
            f"Not certain   {question['file']}{column}: {question['evidence']} {ANSWERS[question['question']]}"
        )
    if summary["coverage"]["payers_without_rule"]:
        lines.append("No rule for   " + ", ".join(summary["coverage"]["payers_without_rule"]))
    lines += [f"Note          {note}" for note in summary["notes"]]
    if options.out:
        lines.append(f"Written to    {options.out}")
    return "\n".join(lines)


def run_demo(options: argparse.Namespace) -> int:
    """Write the demo practice into a folder."""
    from analytics import demo  # only this command needs the generator

    directory = Path(options.directory)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise InputError("exists and is not empty", file=str(directory), fix="name a new folder")
    if options.preset and options.preset not in DEMOS:
        raise InputError(f"there is no preset {options.preset}", fix=f"name one of {', '.join(DEMOS)}")
    if options.years and options.preset not in (None, "years"):
        raise InputError("--years and --preset name two practices", fix="give one of them")
    counts = demo.generate(directory, preset=options.preset or ("years" if options.years else demo.PRESET))
    print(f"Wrote {directory}: " + ", ".join(f"{value:,} {key.replace('_', ' ')}" for key, value in counts.items()))
    return 0
