"""What is kept of people, for how long, and how it goes: `policy.toml` names every column, `erasing` erases a family.

Never erases by itself: only an owner does. What must outlast an erasure is restricted: under a key of its own, which is
destroyed when its time is over.
"""
