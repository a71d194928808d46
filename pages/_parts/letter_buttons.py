"""Letters about denied claims: a preview and both downloads of one, a zip of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analytics import letters
from analytics.errors import InputError
from analytics.letters import Letter
from pages._parts import session, text

FORMS = {
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
}
MAKE = {"docx": letters.to_docx, "pdf": letters.to_pdf}
KINDS = {
    "appeal": "appeal",
    "reconsideration": "reconsideration",
    "records": "cover of documents",
    "corrected_claim": "cover of a corrected claim",
    "resubmission": "cover of a claim sent again",
}
HELP = "A draft with the patient's name and member id: keep it where patient data may be kept."


def one(claim_ref: str) -> None:
    """The draft of one claim: which letter, what is left to fill in, its text, and both downloads."""
    try:
        drafted = _draft(claim_ref, None)
    except InputError as error:
        st.caption(text.md(f"No letter: {error.sentence()}"))
        return
    titles = letters.choices(drafted)
    name = st.selectbox(
        "Letter",
        list(titles),
        index=list(titles).index(drafted.name),
        format_func=titles.get,
        key=f"letter_{hash(claim_ref)}",
        help="The one its reason asks for; another one where you know better.",
    )
    drafted = drafted if name == drafted.name else _draft(claim_ref, name)
    left = text.counted(drafted.placeholders, "place")
    st.caption(text.md(f"A draft: {KINDS[drafted.kind]}, {left} to fill in before it is sent."))
    with st.container(horizontal=True):
        for form, (label, mime) in FORMS.items():
            file = f"{drafted.file_stem}.{form}"
            _button(f"Download {label}", _made(claim_ref, name, form), file, mime, f"letter_{form}")
    with st.expander("Read the draft"):
        st.text(drafted.text)


def many(claim_refs: Sequence[str], *, form: str = "docx") -> None:
    """One zip of the drafts of these claims, a folder per payer; made when it is asked for."""
    if not claim_refs:
        return
    name = FORMS[form][0]
    label = f"Letters of {text.counted(len(claim_refs), 'claim')} ({name})"
    _button(label, _zipped(tuple(claim_refs), form), f"letters_{form}.zip", "application/zip", f"letters_{form}")


def _button(label: str, data: Callable[[], bytes], file: str, mime: str, key: str) -> None:
    st.download_button(
        label,
        data=session.held(data),
        file_name=file,
        mime=mime,
        icon=":material/mail:",
        on_click="ignore",
        key=key,
        help=HELP,
    )


def _draft(claim_ref: str, name: str | None) -> Letter:
    current = session.audit()
    with current.lock:
        return letters.draft(current.workspace, claim_ref, name)


def _made(claim_ref: str, name: str, form: str) -> Callable[[], bytes]:
    """Made when it is clicked: what a button holds on to would outlive the session."""
    return lambda: MAKE[form](_draft(claim_ref, name))


def _zipped(claim_refs: tuple[str, ...], form: str) -> Callable[[], bytes]:
    def make() -> bytes:
        current = session.audit()
        with current.lock:
            return letters.batch(current.workspace, claim_refs, form)

    return make
