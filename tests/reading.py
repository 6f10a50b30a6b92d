"""A page as a person reads it."""

from django.http import HttpResponse


def text_of(answer: HttpResponse) -> str:
    """Its whole text, but for the places where an address may break."""
    return answer.content.decode().replace("<wbr>", "")
