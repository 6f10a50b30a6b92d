"""Many letters over time: fills a due blast, claims rows, asks consent before the dot, hands over, recovers.

Never sends a blast to an address whose consent it did not read in the transaction that hands it over, and
never sends again what may already have arrived.
"""
