"""What must hold for any bytes: load one input into a workspace, look at its account, and undo the load."""

from __future__ import annotations

from analytics import sources
from analytics.contract import FIELDS
from analytics.sources.choices import Choices
from analytics.sources.inputs import from_bytes
from analytics.workspace import Workspace

KINDS = (None, *FIELDS)
STATUSES = {"loaded", "duplicate", "skipped", "refused"}
RENEWED = 400  # inputs, after which a new workspace takes over: deleted rows leave room behind
STAGED = (
    *("billing_row", "minutes_row", "fee_row", "opening_balance", "remit_line", "submitted_line"),
    *("claim_acknowledgement", "reject"),
)


class Broken(AssertionError):
    """An invariant that an input breaks: the fuzzer keeps the input."""


class Readers:
    """The readers behind one workspace, clean again after every input."""

    def __init__(self) -> None:
        self.workspace = Workspace(threads=1)
        self.inputs = 0

    def take(self, data: bytes, kind: str | None = None, name: str = "input") -> list[str]:
        """Load, check and unload one file (or the members of an archive); the statuses. Raises Broken."""
        if self.inputs >= RENEWED:
            self.close()
            self.__init__()
        self.inputs += 1
        ids = sources.load(self.workspace, from_bytes(name, data, Choices(kind=kind)))
        try:
            return self._check()
        finally:
            for file_id in ids:
                sources.unload(self.workspace, file_id)
            self._check_empty()

    def close(self) -> None:
        self.workspace.close()

    def _check(self) -> list[str]:
        files = self.workspace.rows("select status, rows, loaded, rejected, duplicate, reason from input_file")
        for status, rows, loaded, rejected, duplicate, reason in files:
            if status not in STATUSES or (status in ("refused", "skipped") and not reason):
                raise Broken(f"status {status}, reason {reason}")
            if rows != loaded + rejected + duplicate or min(rows, loaded, rejected, duplicate) < 0:
                raise Broken(f"{rows} rows, but {loaded} loaded, {rejected} rejected, {duplicate} duplicate")
        broken = self.workspace.rows(
            """select measure, in_file, loaded, rejected, duplicate, difference from control_total
               where loaded is not null and (difference is null or difference <> 0
                   or in_file is distinct from loaded + rejected + duplicate)"""
        )
        if broken:
            raise Broken(f"does not close: {[[str(each) for each in total] for total in broken]}")
        return [file[0] for file in files]

    def _check_empty(self) -> None:
        """Undoing a load leaves nothing of it."""
        counts = ", ".join(f"(select count(*) from {table})" for table in STAGED)
        left = self.workspace.rows(f"select {counts}")[0]
        if any(left):
            raise Broken(f"left after unload: {dict(zip(STAGED, left, strict=True))}")
