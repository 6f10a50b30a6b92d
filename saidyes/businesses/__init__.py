"""The schools: one tenant each, found by the host of the request.

Knows who the sender is and where they can be found; knows no family and no mail.
"""
