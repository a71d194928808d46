"""The work log: where work is kept, and how it gets from one session to the next."""

from __future__ import annotations

import streamlit as st

from analytics import worklist
from pages._parts import layout, session, text, worklist_asked
from pages._parts.worklist_asked import SAVED

KEPT = "Work is kept in the workspace file, with everything else of it."
LOST = (
    "Work is kept in this session only: it ends with the browser tab. Save the work log and read it in next time, or"
    " keep this audit as a client."
)


def is_kept() -> bool:
    """Whether the workspace is a file: the one of the process, or a client's."""
    return bool(session.only_file() or session.client())


def draw() -> None:
    """Say where work is kept; offer the log to save, and to read in."""
    st.subheader("Work log", anchor=False)
    count = worklist_asked.last_event()
    said = f"{text.counted(count, 'entry', 'entries')} so far."
    if is_kept():
        layout.nothing(f"{KEPT} {said}")
    else:
        st.info(f"{LOST} {said}", icon=":material/save:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Save the work log",
            data=session.held(_log),
            file_name="work-log.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not count,
            key="worklist_export",
            help="Every state, assignee, follow-up and note. It names patients: keep it where such data may be kept.",
        )
        upload = st.file_uploader("Read a work log", type=["csv"], key="worklist_import", max_upload_size=50)
        if st.button("Read it in", disabled=upload is None, key="worklist_import_go") and upload:
            layout.attempt(lambda: _read(upload.getvalue()))


def _log() -> bytes:
    current = session.audit()
    with current.lock:
        return worklist.export_events(current.workspace)


def _read(data: bytes) -> None:
    current = session.audit()
    with current.lock:
        added = worklist.import_events(current.workspace, data)
    st.session_state[SAVED] = (
        f"{text.counted(added, 'entry', 'entries')} read in; those that were here already were left out."
    )
    st.rerun()
