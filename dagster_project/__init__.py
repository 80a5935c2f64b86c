"""Palimpsest: what state news agencies publish, and later rewrite or delete, as a versioned dataset."""

__version__ = "0.1.0"
