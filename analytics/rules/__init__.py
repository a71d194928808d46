"""Judgements: dated payer rules, and one folder per rule."""
