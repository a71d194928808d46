"""The one exception a user can cause, and the sentence every face makes of it."""

from __future__ import annotations


class InputError(ValueError):
    """Something the user gave cannot be used: says where, what is wrong and what to do.

    file: name as the user gave it; row: 1-based line of the file (or segment number of an X12 file);
    column: header or element; what: the fault, without any patient's data; fix: what to do about it.
    """

    def __init__(
        self,
        what: str,
        *,
        fix: str = "",
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.file, self.row, self.column, self.what, self.fix = file, row, column, what, fix
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """`billing.csv, row 7, column "DOS": not a date; write it as 2026-01-31.`"""
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f'column "{self.column}"')
        text = ": ".join(part for part in (", ".join(place), self.what) if part)
        text = f"{text}; {self.fix}" if self.fix else text
        return text if text.endswith(".") else f"{text}."

    def located(self, file: str) -> InputError:
        """The same fault with the file's name, for readers that were given bytes only."""
        return InputError(self.what, fix=self.fix, file=self.file or file, row=self.row, column=self.column)
