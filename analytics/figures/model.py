"""What a figure says of itself: the shape of one entry of the catalogue."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Unit = Literal["money", "percent", "count", "units", "days", "number"]


class Stated(BaseModel):
    """Nothing in an entry that the catalogue does not know: a slip of the pen is found when it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Stated):
    """Where a number comes from: rows of a question, and a column of them that is added up.

    words: what is counted. given: parameters of the question; where: only rows with these texts in these columns;
    `$name` in either stands for the figure's own parameter. Without a column the rows are counted. number: a constant.
    """

    words: str = ""
    question: str = ""
    column: str = ""
    given: dict[str, str] = {}
    where: dict[str, str] = {}
    number: int | None = None


class LeftOut(Part):
    """What a figure leaves out. words: what; why: the reason; the rest: where its count stands, if anywhere."""

    why: str


class Lines(Part):
    """The rows behind a figure, of which the column adds up to the numerator (of a sum: to the value).

    adds: yes | median (the figure is their median) | no, and then why says why not.
    """

    adds: Literal["yes", "median", "no"] = "yes"
    why: str = ""


class Source(Stated):
    """Whose definition it is, and whether somebody checked it there. definition: this product's own."""

    text: str
    status: Literal["definition", "verified", "unverified"] = "definition"


class Each(Stated):
    """The question whose rows say which values a figure's parameters take; parameters: of the figure: column."""

    question: str
    parameters: dict[str, str]
    given: dict[str, str] = {}


class Figure(Stated):
    """One figure of a page.

    page: its file's name. value: where it stands; None: numerator / denominator x times, which is also what the other
    parts must come to. A sum has no numerator. takes: a question whose one row gives more parameters. parameters: with
    their defaults. follows: the filter's dates apply to it as they stand (filter), only in part (part), or not (none).
    kpi: the name of the key figure it explains.
    """

    id: str
    page: str
    name: str
    unit: Unit
    formula: str
    date_basis: str
    follows: Literal["filter", "part", "none"] = "filter"
    value: Part | None = None
    numerator: Part | None = None
    denominator: Part | None = None
    times: Part | None = None
    left_out: tuple[LeftOut, ...] = ()
    lines: Lines | None = None
    no_lines: str = ""
    source: Source
    takes: str = ""
    parameters: dict[str, str] = {}
    each: Each | None = None
    kpi: str = ""
