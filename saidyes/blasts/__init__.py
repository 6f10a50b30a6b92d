"""One message to many: writing it, choosing whom it is for, scheduling it, and making each letter.

Sends nothing itself: it leaves a due blast, and delivery looks for it.
"""
