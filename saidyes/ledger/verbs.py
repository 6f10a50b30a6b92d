"""Every act worth proving has a verb, and every verb a sentence."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """The label is the word on the screen."""

    OPT_IN = "opt_in", "Opt-in"
    OPT_OUT = "opt_out", "Opt-out"
    LAPSE = "lapse", "Back to no choice yet"
    ERASED = "erased", "Erased"
    CONFIRMATION_ASKED = "confirmation_asked", "Asked to confirm a yes"
    CONFIRMATION_ENDED = "confirmation_ended", "Yes never confirmed"
    CHECK_ASKED = "check_asked", "Asked whether mail arrives"
    CHOICE_ASKED = "choice_asked", "Asked to choose at the next log-in"
    ADDRESS_ADDED = "address_added", "Address added"
    ADDRESS_GIVEN = "address_given", "Address used by a guardian"
    ADDRESS_TAKEN = "address_taken", "Address no longer used by a guardian"
    ASSOCIATION_CHANGED = "association_changed", "Address moved with its guardian"
    NOT_IN_USE = "not_in_use", "No active guardian uses the address"
    IN_USE_AGAIN = "in_use_again", "An active guardian uses the address again"
    SUPPRESSED = "suppressed", "Can’t deliver"
    SUPPRESSION_LIFTED = "suppression_lifted", "Delivery possible again"
    REPORT_HELD = "report_held", "Report held back"
    REPORT_DECIDED = "report_decided", "Held report decided"
    ASKED_TO_LEAVE = "asked_to_leave", "Asked to unsubscribe"
    WISH_DISMISSED = "wish_dismissed", "Wish to unsubscribe dismissed"
    WORDING_PUBLISHED = "wording_published", "Wording published"
    WIDENED = "widened", "Question asks for more"
    SOLD = "sold", "School sold"

    FAMILY_ADDED = "family_added", "Family added"
    FAMILY_CHANGED = "family_changed", "Family changed"
    FAMILY_ARCHIVED = "family_archived", "Family archived"
    FAMILY_BROUGHT_BACK = "family_brought_back", "Family brought back"
    FAMILIES_MERGED = "families_merged", "Families merged"
    GUARDIANS_MERGED = "guardians_merged", "Guardians merged"
    ERASURE_ASKED = "erasure_asked", "Asked to be erased"
    ERASURE_NO_LONGER_ASKED = "erasure_no_longer_asked", "Wish to be erased taken back"
    FAMILY_ERASED = "family_erased", "Family erased"
    EVIDENCE_OPENED = "evidence_opened", "Evidence of an erased family opened"
    EVIDENCE_SHREDDED = "evidence_shredded", "Evidence of an erased family shredded"
    GUARDIAN_SET_ASIDE = "guardian_set_aside", "Guardian no longer active"
    GUARDIAN_BROUGHT_BACK = "guardian_brought_back", "Guardian active again"
    ENROLLED = "enrolled", "Enrolled"
    ENROLLMENT_ENDED = "enrollment_ended", "Enrollment ended"
    PAYMENT_RECORDED = "payment_recorded", "Payment recorded"
    STATEMENT_SENT = "statement_sent", "Statement sent"
    FILE_IMPORTED = "file_imported", "File imported"

    BLAST_TESTED = "blast_tested", "Test sent"
    BLAST_SCHEDULED = "blast_scheduled", "Email Blast confirmed"
    BLAST_UNDONE = "blast_undone", "Email Blast taken back"
    BLAST_STARTED = "blast_started", "Sending started"
    BLAST_PAUSED = "blast_paused", "Sending paused"
    BLAST_RESUMED = "blast_resumed", "Sending resumed"
    BLAST_CANCELLED = "blast_cancelled", "Sending cancelled"
    BLAST_FINISHED = "blast_finished", "Sending finished"
    UNCERTAIN_DECIDED = "uncertain_decided", "Unanswered email decided"
    BLASTS_STOPPED = "blasts_stopped", "Email Blasts stopped"
    BLASTS_LET_GO = "blasts_let_go", "Email Blasts let go on"

    BUSINESS_ADDED = "business_added", "School added"
    SETTINGS_CHANGED = "settings_changed", "Settings changed"
    STAFF_ADDED = "staff_added", "Staff added"
    STAFF_PASSWORD_SET = "staff_password_set", "Staff password changed"
    SECOND_FACTOR_SET = "second_factor_set", "Second factor set up"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "Second factor removed"
    SECOND_FACTOR_RESET = "second_factor_reset", "Second factor reset"
    PASSKEY_ADDED = "passkey_added", "Passkey added"
    PASSKEY_REMOVED = "passkey_removed", "Passkey removed"
    STAFF_INVITED = "staff_invited", "Staff invited"
    STAFF_INVITATION_ENDED = "staff_invitation_ended", "Invitation taken back"
    STAFF_ROLE_CHANGED = "staff_role_changed", "Role changed"
    STAFF_DISABLED = "staff_disabled", "Staff disabled"
    STAFF_ENABLED = "staff_enabled", "Staff enabled"
    STAFF_LOGGED_OUT = "staff_logged_out", "Staff logged out everywhere"
    PASSWORD_SET = "password_set", "Password set"
    PASSWORD_REMOVED = "password_removed", "Password removed"
    EXPORTED = "exported", "Exported"
    LEDGER_BROKEN = "ledger_broken", "Audit log does not verify"
    LEDGER_ACCEPTED = "ledger_accepted", "Finding in the audit log accepted"
    RESTORED = "restored", "Restored from a backup"


SENTENCES: dict[Verb, str] = {
    Verb.OPT_IN: "said yes to Email Blasts",
    Verb.OPT_OUT: "said no to Email Blasts",
    Verb.LAPSE: "went back to no choice yet",
    Verb.ERASED: "was erased, and gets no Email Blasts",
    Verb.CONFIRMATION_ASKED: "was asked to confirm a yes",
    Verb.CONFIRMATION_ENDED: "did not confirm a yes",
    Verb.CHECK_ASKED: "was asked whether our mail arrives",
    Verb.CHOICE_ASKED: "will be asked at the next log-in",
    Verb.ADDRESS_ADDED: "was written down for the first time",
    Verb.ADDRESS_GIVEN: "began to be used by a guardian",
    Verb.ADDRESS_TAKEN: "stopped being used by a guardian",
    Verb.ASSOCIATION_CHANGED: "moved with its guardian, and stands where it stood",
    Verb.NOT_IN_USE: "was left without an active guardian",
    Verb.IN_USE_AGAIN: "is used by an active guardian again",
    Verb.SUPPRESSED: "cannot be delivered to",
    Verb.SUPPRESSION_LIFTED: "can be delivered to again",
    Verb.REPORT_HELD: "was reported with too many others at once",
    Verb.REPORT_DECIDED: "was decided upon, with all that were reported at once",
    Verb.ASKED_TO_LEAVE: "seems to have asked by email to unsubscribe",
    Verb.WISH_DISMISSED: "was found not to have asked to unsubscribe",
    Verb.WORDING_PUBLISHED: "became the words that people see",
    Verb.WIDENED: "asks for more than before, so that every older yes ends",
    Verb.SOLD: "belongs to somebody else, so that every older yes ends",
    Verb.FAMILY_ADDED: "was added",
    Verb.FAMILY_CHANGED: "was changed",
    Verb.FAMILY_ARCHIVED: "was archived and gets no Email Blasts",
    Verb.FAMILY_BROUGHT_BACK: "was brought back",
    Verb.FAMILIES_MERGED: "took in another family",
    Verb.GUARDIANS_MERGED: "turned out to be one person with another guardian",
    Verb.ERASURE_ASKED: "asked for everything about it to be erased",
    Verb.ERASURE_NO_LONGER_ASKED: "no longer asks to be erased",
    Verb.FAMILY_ERASED: "was erased",
    Verb.EVIDENCE_OPENED: "was erased, and an owner opened what is kept as evidence",
    Verb.EVIDENCE_SHREDDED: "was erased, and what was kept as evidence is gone for good",
    Verb.GUARDIAN_SET_ASIDE: "set a guardian aside, who gets no Email Blasts",
    Verb.GUARDIAN_BROUGHT_BACK: "has a guardian back",
    Verb.ENROLLED: "was enrolled in a class",
    Verb.ENROLLMENT_ENDED: "left a class",
    Verb.PAYMENT_RECORDED: "paid",
    Verb.STATEMENT_SENT: "was sent a statement",
    Verb.FILE_IMPORTED: "loaded a file of families",
    Verb.BLAST_TESTED: "was sent to a member of the staff as a test",
    Verb.BLAST_SCHEDULED: "confirmed an Email Blast",
    Verb.BLAST_UNDONE: "took an Email Blast back before it left",
    Verb.BLAST_STARTED: "began to leave",
    Verb.BLAST_PAUSED: "was paused",
    Verb.BLAST_RESUMED: "went on",
    Verb.BLAST_CANCELLED: "was cancelled for everyone still waiting",
    Verb.BLAST_FINISHED: "came to rest for every address",
    Verb.UNCERTAIN_DECIDED: "decided about an email that was never answered",
    Verb.BLASTS_STOPPED: "has too many letters marked as spam or bounced, so that Email Blasts wait for an owner",
    Verb.BLASTS_LET_GO: "looked at why Email Blasts were stopped and let them go on",
    Verb.BUSINESS_ADDED: "was set up",
    Verb.SETTINGS_CHANGED: "changed the settings",
    Verb.STAFF_ADDED: "joined the staff",
    Verb.STAFF_PASSWORD_SET: "changed the password of the Office Portal",
    Verb.SECOND_FACTOR_SET: "set up a second factor",
    Verb.SECOND_FACTOR_REMOVED: "removed a second factor",
    Verb.SECOND_FACTOR_RESET: "lost every second factor, and sets up another at the next log-in",
    Verb.PASSKEY_ADDED: "has a guardian who added a passkey",
    Verb.PASSKEY_REMOVED: "has a guardian who removed a passkey",
    Verb.STAFF_INVITED: "was invited to the staff",
    Verb.STAFF_INVITATION_ENDED: "can no longer use an invitation to the staff",
    Verb.STAFF_ROLE_CHANGED: "has another role on the staff",
    Verb.STAFF_DISABLED: "was disabled and is let in nowhere",
    Verb.STAFF_ENABLED: "may log in as staff again",
    Verb.STAFF_LOGGED_OUT: "was logged out of the office everywhere",
    Verb.PASSWORD_SET: "has a guardian who set a password",
    Verb.PASSWORD_REMOVED: "has a guardian who removed the password",
    Verb.EXPORTED: "exported personal data",
    Verb.LEDGER_BROKEN: "has an audit log that does not verify",
    Verb.LEDGER_ACCEPTED: "looked at a finding in the audit log and let Email Blasts go on",
    Verb.RESTORED: "went back to a backup",
}

CHOICES = (Verb.OPT_IN, Verb.OPT_OUT)
ENDS_EVERY_YES = (Verb.WIDENED, Verb.SOLD)
MOVES_A_STANDING = (Verb.OPT_IN, Verb.OPT_OUT, Verb.LAPSE, Verb.ERASED)
WAITS_FOR_THE_MAILBOX = (Verb.CONFIRMATION_ASKED, Verb.CONFIRMATION_ENDED)
MOVES_AN_ADDRESS = MOVES_A_STANDING + WAITS_FOR_THE_MAILBOX
