"""Transactional mail: one letter because something happened, whatever the choice about Email Blasts.

Told values only: it knows no family, no class and no consent. It leaves a row; delivery finds it.
"""
