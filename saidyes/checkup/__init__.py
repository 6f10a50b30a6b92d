"""Knowing at any time that it works: what is watched, what stops by itself, who is told, what a check-up finds.

It reads what the others left and never sends, moves or mends anything of theirs; only Email Blasts it can stop.
"""
