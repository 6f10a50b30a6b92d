"""What a drill says: counts, and which of them are not what they should be."""


class Report:
    """Lines on the screen; those that must be another number are marked, and remembered."""

    def __init__(self) -> None:
        self.off: list[str] = []

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def line(self, what: str, count: int, expected: int | None = None) -> None:
        wrong = expected is not None and count != expected
        print(f"  {what:<58}{count:>7,}{f'  SHOULD BE {expected:,}' if wrong else ''}", flush=True)
        if wrong:
            self.off.append(what)

    def at_most(self, what: str, count: int, most: int) -> None:
        """A count with a bound, which is printed too."""
        wrong = count > most
        print(f"  {what:<58}{count:>7,}  {'SHOULD BE' if wrong else 'of'} at most {most:,}", flush=True)
        if wrong:
            self.off.append(what)

    def at_least(self, what: str, count: int, least: int) -> None:
        """The same from the other side: so many, or nothing was proved."""
        wrong = count < least
        print(f"  {what:<58}{count:>7,}  {'SHOULD BE' if wrong else 'of'} at least {least:,}", flush=True)
        if wrong:
            self.off.append(what)

    def verdict(self) -> int:
        """The last line, and the exit code."""
        print(f"\n{'OFF: ' + '; '.join(self.off) if self.off else 'Everything as it should be.'}", flush=True)
        return 1 if self.off else 0
