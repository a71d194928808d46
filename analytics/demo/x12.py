"""What the demo's X12 files have in common: amounts, envelopes and delimiters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analytics.demo.payer import Dialect
from analytics.demo.practice import dollars

Segment = tuple[str, ...]


@dataclass(frozen=True)
class Envelope:
    """An interchange with one functional group: who sends what kind of transaction to whom, and when."""

    sender: str
    receiver: str
    group: str  # GS01
    version: str  # GS08
    day: date
    control: int

    def around(self, transactions: list[list[Segment]]) -> list[Segment]:
        """All segments of the interchange, the envelopes of group and transactions included."""
        day, control = f"{self.day:%Y%m%d}", str(self.control)
        parties = ("ZZ", self.sender.ljust(15), "ZZ", self.receiver.ljust(15))
        head = ("ISA", "00", " " * 10, "00", " " * 10, *parties)
        segments: list[Segment] = [(*head, day[2:], "0600", "^", "00501", f"{self.control:09d}", "0", "T", ":")]
        segments.append(("GS", self.group, self.sender, self.receiver, day, "0600", control, "X", self.version))
        for transaction in transactions:
            segments += transaction
        return [*segments, ("GE", str(len(transactions)), control), ("IEA", "1", f"{self.control:09d}")]


def written(segments: list[Segment], dialect: Dialect) -> str:
    """The text of an interchange in the delimiters of its sender."""
    end = dialect.segment + dialect.line_break
    # composites are held with ':' and the ISA's last element is the component separator itself
    if dialect.component != ":":
        segments = [tuple(element.replace(":", dialect.component) for element in segment) for segment in segments]
    return "".join(dialect.element.join(segment) + end for segment in segments)


def closed(segments: list[Segment]) -> list[Segment]:
    """A transaction that starts with its ST, with the SE that ends it."""
    return [*segments, ("SE", str(len(segments) + 1), segments[0][2])]


def amount(value: int) -> str:
    """Cents as X12 writes decimals: no sign but a minus, no trailing zeros (`29.06`, `58.1`, `100`)."""
    text = dollars(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
