"""The whole installation in one file that can be checked, and the way back from it.

A restored backup is time travel: it forgets who said no since. So nothing leaves after a restore until the journal of
every no was read again, and a person has let each unfinished blast go on.
"""
