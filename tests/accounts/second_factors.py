"""An authenticator app in a test: the codes it would show."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

STEP = 30  # seconds


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP + steps))


def another_than(secret: str) -> str:
    """Six digits that the app shows neither now nor soon."""
    shown = {code_of(secret, steps=steps) for steps in range(-2, 3)}
    return next(code for code in ("123456", "654321", "111111", "222222", "333333", "444444") if code not in shown)
