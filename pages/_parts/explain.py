"""The button that explains a number: what it means, what it is made of, and the lines behind it, in one drawer.

The drawer (explain_drawer) is read and drawn once somebody opens it: a page with fifty buttons asks nothing for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics import figures
from pages._parts import text


def button(
    figure: str | Sequence[str],
    *,
    shown: str = "",
    name: str = "",
    place: str = "",
    given: Mapping[str, str] | None = None,
    stretched: bool = False,
) -> None:
    """A quiet button that explains a figure of the catalogue, or lets the reader choose one of several.

    shown: the value as the page writes it, for figures no question holds. name: what the button calls it; default: the
    figure's own name. place: tells two buttons of one figure on a page apart. given: the figure's parameters.
    stretched: as wide as what it stands under.
    """
    ids = (figure,) if isinstance(figure, str) else tuple(figure)
    called = name or figures.find(ids[0]).name
    pressed = st.button(
        f"Explain {text.md(shown)}" if stretched and shown else f"Explain: {text.md(called)}",
        key="_".join(("explain", place, ids[0])),
        type="tertiary",
        icon=":material/calculate:",
        help=f"What {text.md(called)} is made of, and the lines behind it",
        wrap=False,
        width="stretch" if stretched else "content",
    )
    if pressed:
        _open(ids, called, shown, dict(given or {}))


def _open(ids: tuple[str, ...], called: str, shown: str, given: dict[str, Any]) -> None:
    from pages._parts import explain_drawer  # the drawer draws whole pages' parts, which draw buttons like this one

    st.dialog(f"Explain: {called}", width="large", icon=":material/calculate:")(explain_drawer.draw)(ids, shown, given)
