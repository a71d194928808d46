"""Colours: one for lost money, one for collected, one for exposure, greys for context (after Okabe and Ito)."""

from __future__ import annotations

import streamlit as st

LOST, COLLECTED, EXPOSURE = "#D55E00", "#0072B2", "#B5548A"
OPEN, CONTEXT, QUIET = "#8A94A0", "#B4BDC6", "rgba(138,148,160,0.35)"
STEP = {
    "earned": COLLECTED,
    "collected": COLLECTED,
    "lost": LOST,
    "lawful": CONTEXT,
    "open": OPEN,
    "other": CONTEXT,
}
AGES = {  # the older the darker, in the colour of money at risk
    "0-30": "#B4BDC6",
    "31-60": "#F2C49B",
    "61-90": "#E89A55",
    "91-120": "#D55E00",
    "121+": "#8F3F00",
}
SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8A94A0", "#7A5195", "#2F4B7C", "#A6761D")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down", "pentagon", "hexagon")
EXPOSED = [(0.0, "rgba(181,84,138,0.06)"), (0.5, "rgba(181,84,138,0.42)"), (1.0, "rgba(181,84,138,0.80)")]
HEAT = [(0.0, "rgba(213,94,0,0.05)"), (0.5, "rgba(213,94,0,0.42)"), (1.0, "rgba(213,94,0,0.80)")]
AMOUNT = [(0.0, "rgba(0,114,178,0.05)"), (0.5, "rgba(0,114,178,0.42)"), (1.0, "rgba(0,114,178,0.80)")]
CHANGED = [(0.0, "rgba(0,114,178,0.80)"), (0.5, "rgba(138,148,160,0.10)"), (1.0, "rgba(213,94,0,0.80)")]


def is_dark() -> bool:
    """Whether the reader's theme is dark; light where the browser has not said yet."""
    return st.context.theme.type == "dark"


def ink() -> str:
    """The colour of text on a mark."""
    return "#F2F4F7" if is_dark() else "#1F2933"


def soft_ink() -> str:
    """The colour of labels and axes."""
    return "#C3CCD5" if is_dark() else "#47525E"


def paper() -> str:
    """The colour of the page."""
    return "#11161C" if is_dark() else "#FFFFFF"
