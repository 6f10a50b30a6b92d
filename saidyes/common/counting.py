"""A number and its noun, as people say them."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 address`, `1,204 addresses`; an `s` makes the plural unless told otherwise."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
