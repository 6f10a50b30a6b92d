"""The registered kinds. The class of a mail is decided by the code that leaves it, never by a tick box."""

from datetime import timedelta

from django.db.models import TextChoices


class Kind(TextChoices):
    """The label is what staff see in the list of emails sent."""

    SIGN_UP_CODE = "sign_up_code", "Code to create an account"
    LOG_IN_CODE = "log_in_code", "Code to log in"
    ADDRESS_CODE = "address_code", "Code to add an address"
    ENROLLMENT_CONFIRMATION = "enrollment_confirmation", "Enrollment confirmation"
    RECEIPT = "receipt", "Receipt"
    STATEMENT = "statement", "Statement"
    STAFF_OPTED_YOU_IN = "staff_opted_you_in", "We opted you in"
    UNSUBSCRIBE_LINK = "unsubscribe_link", "New unsubscribe link"
    ADDRESS_CHANGED = "address_changed", "Address changed"
    AUDIT_LOG_SEAL = "audit_log_seal", "Seal of the audit log"
    AUDIT_LOG_BROKEN = "audit_log_broken", "The audit log does not verify"
    CONFIRM_CHOICE = "confirm_choice", "Asked to confirm a yes"
    CHECK_ADDRESS = "check_address", "Asked whether mail arrives"
    STAFF_INVITATION = "staff_invitation", "Invited to the staff"
    ALARM = "alarm", "Something is not well"
    LOG_IN_CHANGED = "log_in_changed", "Log-in changed"
    NEW_DEVICE = "new_device", "Log-in on a new device"
    SECOND_FACTOR_RESET = "second_factor_reset", "Second factor reset"
    BLAST_TEST = "blast_test", "Test of an Email Blast"


CODES = (Kind.SIGN_UP_CODE, Kind.LOG_IN_CODE, Kind.ADDRESS_CODE)
HOLDS_A_SECRET = (*CODES, Kind.CONFIRM_CHOICE, Kind.CHECK_ADDRESS, Kind.STAFF_INVITATION)
READY_MADE = (Kind.BLAST_TEST,)
GOES_ONCE_SETTLED = (*HOLDS_A_SECRET, *READY_MADE)  # what they said is kept nowhere
PROVES = (Kind.SIGN_UP_CODE, Kind.ADDRESS_CODE, Kind.CONFIRM_CHOICE, Kind.CHECK_ADDRESS)  # anybody may cause these
A_CODE_IS_GOOD_FOR = timedelta(minutes=10)
