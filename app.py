"""The door of the dashboard: starts the server application with security headers; the shell is pages/_shell.py.

`streamlit run app.py` or `python app.py`. Streamlit's own detection of the pages folder would run a deep-linked page
without its shell, therefore the shell is named here.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

POLICY = (
    # Streamlit's own page needs inline and evaluated script; nothing is asked of, or sent to, another host
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
    # the page's own socket, named because not every browser counts ws: as 'self'
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:* data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
HEADERS = {
    b"content-security-policy": "; ".join(POLICY).encode(),
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


class SecurityHeaders:
    """Adds HEADERS to every HTTP response."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable, send: Callable) -> None:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                kept = [header for header in message["headers"] if header[0].lower() not in HEADERS]
                message["headers"] = [*kept, *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers)


app = st.App(ROOT / "pages" / "_shell.py", middleware=[Middleware(SecurityHeaders)])

if __name__ == "__main__":
    app.run()
