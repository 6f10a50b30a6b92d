"""The household record: families, their guardians, the addresses these use, and the children.

Says which addresses a family has, never where one stands: that is consent's.
"""
