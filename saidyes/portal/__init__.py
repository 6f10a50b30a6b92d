"""The families' pages: sign-up, the question, My Account, the unsubscribe page.

Requests in, pages out; no rule of the trade lives here, and nothing changes on GET.
"""
