"""The staff's pages: families, Email Blast, audit log, reports, settings, the mail room.

Requests in, pages out; no rule of the trade lives here, and nothing changes on GET.
"""
