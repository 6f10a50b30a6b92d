"""What happened, for ever: who did what, when, and from where; chained, append-only, verifiable by anyone.

Listens to nobody and tells nobody: it holds ids and no foreign keys, so it outlives what it describes.
"""
