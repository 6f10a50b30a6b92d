"""DKIM (RFC 6376): whoever sends vouches for a letter with a key whose other half stands in the sender's DNS.

Optional, for those whose mail server does not sign by itself.
"""
