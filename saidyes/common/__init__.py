"""Nouns without a home of their own: an address as text, the clock, a signed link, a CSV cell, a page of rows.

Knows no business, no model and no request.
"""
