"""Where each address stands, how it came to stand there, and whether we may write to it.

Knows addresses, not people: guardians and families lie above. An address moves only by an event.
"""
