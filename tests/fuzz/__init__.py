"""Fuzzers of the readers: whatever the bytes, a file is loaded, refused or skipped, and its account closes.

`make fuzz` runs them for FUZZ_SECONDS each; what they found and is mended stands in test_found.py.
"""
