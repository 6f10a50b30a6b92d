"""What every posting promises, and the four ways in which it can fail, told apart by what is then certain."""

from dataclasses import dataclass
from typing import Literal, Protocol

from saidyes.mail.letter import Letter

Stage = Literal["connect", "hello", "tls", "log in", "sender", "mail room"]


class Posting(Protocol):
    """Hands letters over, one after the other: `offer`, then `finish` or `drop`.

    Until `finish` the other side has not accepted the letter and must forget it if we hang up (RFC 5321 4.1.1.4).
    """

    def offer(self, letter: Letter) -> None:
        """Send everything but the final dot. Raises `Refused`, `Trouble` or `Lost`: in no case was it accepted."""

    def finish(self) -> "Receipt":
        """Send the dot and wait for the answer. Raises `Refused`, `Lost` (both: not accepted) or `NoAnswer`."""

    def drop(self) -> None:
        """Hang up on the letter that was offered: no dot ever leaves, so it is not accepted. Never raises."""

    def close(self) -> None:
        """Be done, dropping what is still on offer. Never raises; the next `offer` opens anew."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The letter was accepted, with these words of the server."""

    code: int
    text: str


class NotPosted(Exception):
    """The letter was not handed over, or nobody knows. `text` is for staff; it holds no password."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Refused(NotPosted):
    """A definite no to this letter: at its recipient, or to the message itself (`dot`)."""

    def __init__(self, stage: Literal["recipient", "dot"], code: int, text: str) -> None:
        super().__init__(text)
        self.stage = stage
        self.code = code

    @property
    def permanent(self) -> bool:
        """Whether trying again is pointless (5xx); else it may be tried later (4xx)."""
        return self.code >= 500


class CannotCarry(Refused):
    """This server cannot take such an address (no SMTPUTF8). It says nothing against the address itself."""

    def __init__(self) -> None:
        super().__init__("recipient", 553, "The mail server cannot carry addresses with letters outside a-z (SMTPUTF8)")


class Trouble(NotPosted):
    """The server cannot be used at all, whoever the recipient is: nobody's try is used up."""

    def __init__(self, stage: Stage, text: str) -> None:
        super().__init__(text)
        self.stage = stage


class Lost(NotPosted):
    """The connection went before the dot: certainly not accepted."""


class NoAnswer(NotPosted):
    """The dot has left and no answer came: accepted or not, nobody can know (RFC 1047)."""
