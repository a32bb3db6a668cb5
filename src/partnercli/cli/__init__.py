"""Typer lives here: one file a noun; a body is parse, call, render."""

COMPLETING = "_PARTNERCLI_COMPLETE"
"""The variable a shell's completion sets; the words typed so far come in others."""
