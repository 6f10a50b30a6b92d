"""Whether the DNS says of a sender's domain what mailbox providers ask for before they take its mail.

Only asks, changes nothing, and never fails for want of a network: what is not known is said so.
"""
