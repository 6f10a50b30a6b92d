"""Who is on which roll, and what was paid: enough of a school that its transactional mail is real.

Not a scheduling or billing system: no prices, no balance.
"""
