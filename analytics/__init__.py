"""RehabLedger's engine: files in, answers out. Importable without Streamlit, usable from a shell."""

__version__ = "0.1.0"
