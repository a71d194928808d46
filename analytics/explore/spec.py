"""What an analyst has chosen: measures, rows, columns and picture; as one value, and as short texts for a URL."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analytics.errors import InputError
from analytics.explore.catalogue import Dimension, Measure, catalogue

MOST_ROWS, MOST_MEASURES = 3, 8  # dimensions side by side, figures side by side
TOPS = (10, 15, 25, 50, 100)
ORDERS = ("value", "name")
KEYS = ("m", "r", "c", "g", "o", "n", "s")  # of a URL, in the order of Spec's fields


@dataclass(frozen=True)
class Spec:
    """A cut: names of the catalogue.

    order: value (the largest first) or name; top: so many values of a dimension are shown, the rest gathered;
    small: a rate or median on fewer cases is marked.
    Raises InputError for a name nobody knows, or measures that cannot be cut so.
    """

    measures: tuple[str, ...] = ("lines",)
    rows: tuple[str, ...] = ("payer",)
    column: str = ""
    chart: str = "bars"
    order: str = "value"
    top: int = 15
    small: int = 30

    def __post_init__(self) -> None:
        if not 1 <= len(set(self.measures)) == len(self.measures) <= MOST_MEASURES:
            raise InputError("a cut has 1 to 8 different measures", fix="choose at least one")
        if len(self.rows) > MOST_ROWS or len(set(self.dimensions)) < len(self.dimensions):
            raise InputError("a cut has up to 3 different rows and one other column", fix="take one out")
        catalogue().chart(self.chart)
        if self.order not in ORDERS or not 1 <= self.top <= TOPS[-1] or not 0 <= self.small <= 1000:
            raise InputError("that order or number of rows is none of Explore's", fix="choose one of its list")
        for dimension in self.dimensions_known():
            for measure in self.measures_known():
                if not dimension.fits(measure):
                    what = f"“{measure.label}” cannot be cut by “{dimension.label}”"
                    raise InputError(what, fix="choose another row or column, or another measure")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Rows, and the column where there is one."""
        return (*self.rows, *((self.column,) if self.column else ()))

    def measures_known(self) -> list[Measure]:
        return [catalogue().measure(name) for name in self.measures]

    def dimensions_known(self) -> list[Dimension]:
        return [catalogue().dimension(name) for name in self.dimensions]

    def to_state(self) -> dict[str, str]:
        """Short texts, only of what is not as it is at first."""
        said = (".".join(self.measures), ".".join(self.rows) or "-", self.column, self.chart, self.order)
        texts = dict(zip(KEYS, (*said, str(self.top), str(self.small)), strict=True))
        return texts if self != Spec() else dict.fromkeys(KEYS, "")


def from_state(state: dict[str, str]) -> Spec:
    """The spec that texts mean; what they leave out is as at first. Raises InputError for anything unknown."""
    said = {key: state[key] for key in KEYS if state.get(key)}
    parts: dict[str, object] = {}
    if "m" in said:
        parts["measures"] = tuple(said["m"].split("."))
    if "r" in said:
        parts["rows"] = () if said["r"] == "-" else tuple(said["r"].split("."))
    parts |= {name: said[key] for key, name in (("c", "column"), ("g", "chart"), ("o", "order")) if key in said}
    parts |= {name: _number(said[key]) for key, name in (("n", "top"), ("s", "small")) if key in said}
    return Spec(**parts)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise InputError("a number of Explore's address is none", fix="choose again")
    return int(text)


def fitting(spec: Spec) -> list[str]:
    """The pictures that can show a spec; the table always can."""
    first = catalogue().measure(spec.measures[0])
    rows = [catalogue().dimension(name) for name in spec.rows]
    has = {"": True, "sum": first.adds == "sum", "each": bool(first.each)}
    has["date"] = bool(rows) and rows[0].kind == "date"
    counts = {"rows": len(spec.rows), "columns": int(bool(spec.column)), "measures": len(spec.measures)}
    return [
        chart.name
        for chart in catalogue().charts.values()
        if has[chart.needs]
        and all(low <= counts[part] <= high for part in counts for low, high in [getattr(chart, part)])
    ]


def drawn(spec: Spec) -> Spec:
    """The spec with a picture that fits: its own, else the first that does."""
    fits = fitting(spec)
    return spec if spec.chart in fits else replace(spec, chart=(*fits[1:], "table")[0])
