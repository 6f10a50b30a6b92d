"""The machines' doors: health, mail that comes back, and what a mail provider reports.

Knows no page and no session.
"""
