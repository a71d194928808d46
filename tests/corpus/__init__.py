"""Messed-up exports of the demo practice, drawn by seed, with the outcome each must have.

`python -m tests.corpus SEED DIR` writes the files of one variant; `make corpus` audits all of them.
"""
