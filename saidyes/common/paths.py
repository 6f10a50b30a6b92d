"""Where a page may send a browser on."""


def own_path(target: str, under: str | tuple[str, ...]) -> str:
    """`target` when it is a path below `under` (one of them), else nothing: a log-in never leads to another site."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith(under) else ""
