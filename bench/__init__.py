"""Drills act a story out and count, benchmarks measure, screenshots show, each on a throwaway school.

The product imports none of it.
"""
