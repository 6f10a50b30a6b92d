"""Every act worth proving has a verb, and every verb a sentence."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """The label is the word on the screen."""

    OPT_IN = "opt_in", "Opt-in"
    OPT_OUT = "opt_out", "Opt-out"
    LAPSE = "lapse", "Back to no choice yet"
    ADDRESS_ADDED = "address_added", "Address added"
    ADDRESS_GIVEN = "address_given", "Address used by a guardian"
    ADDRESS_TAKEN = "address_taken", "Address no longer used by a guardian"
    SUPPRESSED = "suppressed", "Can’t deliver"
    SUPPRESSION_LIFTED = "suppression_lifted", "Delivery possible again"
    REPORT_HELD = "report_held", "Report held back"
    REPORT_DECIDED = "report_decided", "Held report decided"
    ASKED_TO_LEAVE = "asked_to_leave", "Asked to unsubscribe"
    WISH_DISMISSED = "wish_dismissed", "Wish to unsubscribe dismissed"
    WORDING_PUBLISHED = "wording_published", "Wording published"

    FAMILY_ADDED = "family_added", "Family added"
    FAMILY_CHANGED = "family_changed", "Family changed"
    ENROLLED = "enrolled", "Enrolled"
    ENROLLMENT_ENDED = "enrollment_ended", "Enrollment ended"
    PAYMENT_RECORDED = "payment_recorded", "Payment recorded"
    STATEMENT_SENT = "statement_sent", "Statement sent"
    FILE_IMPORTED = "file_imported", "File imported"

    BLAST_SCHEDULED = "blast_scheduled", "Email Blast confirmed"
    BLAST_UNDONE = "blast_undone", "Email Blast taken back"
    BLAST_STARTED = "blast_started", "Sending started"
    BLAST_PAUSED = "blast_paused", "Sending paused"
    BLAST_RESUMED = "blast_resumed", "Sending resumed"
    BLAST_CANCELLED = "blast_cancelled", "Sending cancelled"
    BLAST_FINISHED = "blast_finished", "Sending finished"
    UNCERTAIN_DECIDED = "uncertain_decided", "Unanswered email decided"

    BUSINESS_ADDED = "business_added", "School added"
    SETTINGS_CHANGED = "settings_changed", "Settings changed"
    STAFF_ADDED = "staff_added", "Staff added"
    EXPORTED = "exported", "Exported"


SENTENCES: dict[Verb, str] = {
    Verb.OPT_IN: "said yes to Email Blasts",
    Verb.OPT_OUT: "said no to Email Blasts",
    Verb.LAPSE: "went back to no choice yet",
    Verb.ADDRESS_ADDED: "was written down for the first time",
    Verb.ADDRESS_GIVEN: "began to be used by a guardian",
    Verb.ADDRESS_TAKEN: "stopped being used by a guardian",
    Verb.SUPPRESSED: "cannot be delivered to",
    Verb.SUPPRESSION_LIFTED: "can be delivered to again",
    Verb.REPORT_HELD: "was reported with too many others at once",
    Verb.REPORT_DECIDED: "was decided upon, with all that were reported at once",
    Verb.ASKED_TO_LEAVE: "seems to have asked by email to unsubscribe",
    Verb.WISH_DISMISSED: "was found not to have asked to unsubscribe",
    Verb.WORDING_PUBLISHED: "became the words that people see",
    Verb.FAMILY_ADDED: "was added",
    Verb.FAMILY_CHANGED: "was changed",
    Verb.ENROLLED: "was enrolled in a class",
    Verb.ENROLLMENT_ENDED: "left a class",
    Verb.PAYMENT_RECORDED: "paid",
    Verb.STATEMENT_SENT: "was sent a statement",
    Verb.FILE_IMPORTED: "loaded a file of families",
    Verb.BLAST_SCHEDULED: "confirmed an Email Blast",
    Verb.BLAST_UNDONE: "took an Email Blast back before it left",
    Verb.BLAST_STARTED: "began to leave",
    Verb.BLAST_PAUSED: "was paused",
    Verb.BLAST_RESUMED: "went on",
    Verb.BLAST_CANCELLED: "was cancelled for everyone still waiting",
    Verb.BLAST_FINISHED: "came to rest for every address",
    Verb.UNCERTAIN_DECIDED: "decided about an email that was never answered",
    Verb.BUSINESS_ADDED: "was set up",
    Verb.SETTINGS_CHANGED: "changed the settings",
    Verb.STAFF_ADDED: "joined the staff",
    Verb.EXPORTED: "exported personal data",
}

CHOICES = (Verb.OPT_IN, Verb.OPT_OUT)
MOVES_A_STANDING = (Verb.OPT_IN, Verb.OPT_OUT, Verb.LAPSE)
