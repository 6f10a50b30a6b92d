"""One school: its domains, its audit log, what keeps it from sending, and the unsubscribe link of its letters."""

from datetime import timedelta

from saidyes.blasts.stopping import standing
from saidyes.businesses.models import Business
from saidyes.businesses.sending_domains import check_domains
from saidyes.checkup.alarming import Wrong
from saidyes.checkup.models import AlarmKind
from saidyes.checkup.watching import SEALED_WITHIN, late_mail
from saidyes.common import clock, times
from saidyes.consent import checking
from saidyes.ledger import sealing
from saidyes.mail.sender_check.finding import Finding, advice, bad, good

SENDING, SEALS, VERIFICATION = "Email Blasts", "Seals", "Verification"
VERIFIED_WITHIN = timedelta(hours=27)


def domains(business: Business) -> list[Finding]:
    """As the domain check says. The sample school's domains do not exist."""
    if business.is_sample:
        return [
            advice("Domain", "This is the sample school: its domains are made up.", "For a real one: ./run --empty")
        ]
    return [finding for findings in check_domains(business).values() for finding in findings]


def audit_log(business: Business) -> list[Finding]:
    return [_sealed(business), _verified(business)]


def sending(business: Business) -> list[Finding]:
    found = [
        bad(SENDING, f"{stop.sentence}.", "An owner sees why on Home.") for stop in standing().filter(business=business)
    ]
    missing, late = business.cannot_send_because(), _late(late_mail(), business)
    if missing:
        found.append(bad(SENDING, f"{missing}.", "In Settings."))
    if late:
        found.append(bad("Receipts and codes", late, "See above what is said of the mail server and the worker."))
    return found or [good(SENDING, "Nothing keeps emails from leaving.")]


def _late(waiting: Wrong, business: Business) -> str:
    return waiting.get((business.pk, AlarmKind.MAIL), "")


def _sealed(business: Business) -> Finding:
    behind, seal = sealing.schools_behind(SEALED_WITHIN).get(business.pk, 0), sealing.newest(business.pk)
    if behind:
        sentence = "Events of the audit log have waited for their seal for more than an hour."
        return bad(SEALS, sentence, "Look at the keys and the worker above, and at the worker’s log.")
    if seal is None:
        return advice(SEALS, "There is no seal yet.", "The worker makes the first one within a minute.")
    return good(SEALS, f"Sealed up to event {seal.size:,}, {times.moment(seal.sealed_at, business.zone)}.")


def _verified(business: Business) -> Finding:
    last = checking.latest(business.pk)
    if last is None:
        return advice(VERIFICATION, "It was not verified yet.", "The worker does so tonight.")
    if checking.held_because(business.pk):
        return bad(VERIFICATION, "It does not verify.", "An owner sees what was found under Audit log, Verification.")
    when = times.moment(last.checked_at, business.zone)
    if clock.now() - last.checked_at > VERIFIED_WITHIN:
        return bad(
            VERIFICATION, f"It was last verified on {when}.", "See whether the worker runs: it verifies every night."
        )
    return good(VERIFICATION, f"Verified {when}.")
