"""What a refusal in the session means: whose fault it was, and what follows."""

import pytest

from saidyes.delivery.feedback import Meaning, meaning_of

WRONG, US, OTHER = Meaning.WRONG_ADDRESS, Meaning.SENDER_OR_WORDS, Meaning.OTHER
ASLEEP, FULL, NO_ROUTE = Meaning.ASLEEP, Meaning.FULL, Meaning.NO_ROUTE


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        (550, "5.1.1 <a@example.com>: Recipient address rejected", WRONG),
        (550, "5.1.2 Bad destination system", WRONG),
        (553, "5.1.3 Bad destination mailbox address syntax", WRONG),
        (551, "5.1.6 Mailbox has moved", WRONG),
        (556, "5.1.10 Recipient address has null MX", WRONG),
        (550, "5.7.17 Mailbox owner has changed", WRONG),
        (550, "5.7.18 Domain owner has changed", WRONG),
        (550, "User unknown in virtual mailbox table", WRONG),
        (550, "No such user here", WRONG),
        (550, "The mailbox does not exist", WRONG),
        (550, "5.1.1 Blocked by reputation list", US),
        (554, "5.7.1 Relay access denied", US),
        (550, "5.7.26 Unauthenticated mail", US),
        (550, "5.7.515 Access denied", US),
        (553, "5.1.7 Bad sender", US),
        (550, "5.1.8 Sender's domain does not exist", US),
        (554, "5.6.0 Malformed message", US),
        (503, "5.5.1 Bad sequence", US),
        (552, "5.2.3 Message too long", US),
        (552, "5.3.4 Message too big", US),
        (550, "Message looks like spam", US),
        (550, "5.7.1 User unknown to our policy", US),
        (552, "5.2.2 Mailbox full", FULL),
        (452, "4.2.2 Over quota", FULL),
        (450, "4.2.1 Mailbox busy", FULL),
        (552, "5.2.2 Mailbox full, sender blocked", US),
        (550, "5.2.1 Mailbox disabled", ASLEEP),
        (550, "5.7.13 User account is disabled", ASLEEP),
        (550, "5.4.1 Recipient address rejected: Access denied", ASLEEP),
        (550, "5.4.1 No answer from host", OTHER),
        (550, "5.4.4 Unable to route", NO_ROUTE),
        (554, "5.4.7 Delivery time expired", OTHER),
        (450, "4.4.1 Connection timed out", OTHER),
        (421, "4.7.0 Try again later, user unknown", OTHER),
        (554, "5.3.0 Other", OTHER),
        (550, "Requested action not taken", OTHER),
        (554, "No such user, says a 554", OTHER),
        (550, "5.1.11 is no code we know", OTHER),
    ],
)
def test_who_is_meant(code: int, text: str, meaning: Meaning):
    assert meaning_of(code, text) == meaning
