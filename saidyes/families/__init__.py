"""The household record: families, their guardians, the addresses these use, and the children.

Says which addresses a family has; where an address stands is consent's business.
"""
