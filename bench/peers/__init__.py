"""The same letters as other projects send them, each by its own manual, in an environment that the benchmark makes.

Nothing but Django and the peer may be imported here: Saidyes is not installed there.
"""
