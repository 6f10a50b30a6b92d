"""What every request, every answer and every start is held to, whoever asks.

It knows no page and no school: it numbers, measures, limits and refuses.
"""
