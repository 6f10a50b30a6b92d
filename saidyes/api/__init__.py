"""The machines' doors: health today; bounces, complaints and replies when they are taken in.

Knows no page and no session.
"""
