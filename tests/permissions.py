"""Who may do what: the rows of the specification's matrix, and the pages by which each is done.

`tests/office/test_rights.py` says which roles get into which page of the office; `./run drill permissions` asks
every page as everybody.
"""

# By number: what is done, and the names of the pages that do it. A row without a page says why there is none.
ROWS: dict[int, tuple[str, str]] = {
    1: (
        "see the settings",
        "office-settings office-settings-sender-check office-check-up office-wordings office-wording",
    ),
    2: (
        "change the settings",
        (
            "office-settings-school office-settings-brand office-settings-sender "
            "office-settings-consent office-settings-owner office-settings-second-factor "
            "office-wording-en office-wording-es office-wording-fr-CA "
            "office-set-up-place office-set-up-sender office-set-up-sender-check office-set-up-staff "
            "office-set-up-question office-set-up-families"
        ),
    ),
    3: ("read a stored secret", "- secrets stand in the environment and in files; no page shows one"),
    4: ("list the staff", "office-staff"),
    5: (
        "invite staff, change a role",
        "office-staff-invite office-staff-invitation-end office-staff-role office-invitation",
    ),
    6: ("raise one's own role", "- only owners change roles, and there is none above"),
    7: ("disable staff", "office-staff-disable office-staff-enable"),
    8: ("end another's sessions", "office-staff-log-out"),
    9: ("create or revoke API keys", "- there is no JSON API yet"),
    10: ("delete the school", "- there is no page for it"),
    11: ("list and search families", "office-home office-families"),
    12: (
        "see a family",
        (
            "office-family office-family-students office-family-emails portal-my-account portal-account-information "
            "portal-students portal-statements portal-statement"
        ),
    ),
    13: (
        "create a family",
        (
            "office-family-new portal-create-account portal-create-account-choice portal-create-account-code "
            "portal-create-account-new-code"
        ),
    ),
    14: (
        "edit names and phone",
        "office-family-edit office-guardian-new office-guardian office-student-new portal-contact portal-student-add",
    ),
    15: (
        "add or change an address",
        (
            "office-address-new office-address office-address-remove portal-address-add portal-address-replace "
            "portal-address-code portal-address-new-code"
        ),
    ),
    16: ("erase a family", "office-family-erase office-family-keep portal-erasure"),
    17: ("merge families", "office-family-merge office-guardian-split"),
    18: ("import", "office-import office-import-check office-import-remarks"),
    19: ("export families", "office-consent-export-everyone portal-choices-file"),
    20: ("see consent", "office-consent-lookup office-family-standing portal-choices portal-receipt"),
    21: ("opt out an address", "office-wish portal-email-choice"),
    22: ("opt in, with evidence", "office-record-evidence"),
    23: ("opt in over an opt-out", "- by the page of row 22; an owner may take it from the front desk"),
    24: ("opt in after a spam complaint", "- the gate refuses it on the page of row 22"),
    25: ("opt in many at once", "- does not exist"),
    26: ("opt out many at once", "- only by an import"),
    27: ("opt in another guardian's address", "office-address-ask portal-ask-to-choose"),
    28: ("unsubscribe by one click", "portal-unsubscribe portal-unsubscribe-ask portal-take-back"),
    29: ("opt in by a link", "portal-email-choice-by-token portal-confirm"),
    30: ("the audit log of one address", "office-family-audit-log office-record"),
    31: (
        "the whole audit log, exported",
        "office-audit-log office-audit-log-export office-consent-export office-consent-export-proof",
    ),
    32: ("change an entry of the audit log", "- the database refuses it"),
    33: ("verify the audit log", "office-verification"),
    34: ("list and see Email Blasts", "office-blasts office-blast office-blast-preview portal-view"),
    35: ("write a draft", "office-blast-new office-blast-edit office-blast-review office-blast-copy"),
    36: ("send a test", "office-blast-test"),
    37: ("send and schedule", "- on the page of row 35, which asks for the right to send"),
    38: ("pause, resume, cancel", "office-blast-pause office-blast-resume office-blast-cancel office-blast-undo"),
    39: ("send the unanswered again", "office-blast-send-again office-blast-leave-unanswered"),
    40: ("see whom it reached", "office-blast-call-list"),
    41: ("delete a draft", "office-blast-delete"),
    42: ("edit or delete a sent Email Blast", "- does not exist"),
    43: ("templates of Email Blasts", "- there are none"),
    44: ("upload an image", "- only the logo, in the settings: row 2"),
    45: ("trigger a receipt", "office-enroll office-enrollment-end office-payment-new office-statement-new"),
    46: ("templates of transactional mail", "- there are none"),
    47: ("report of new families", "office-reports office-report-new-families"),
    48: ("report of who unsubscribed", "office-report-unsubscribed"),
    49: ("report of deliveries", "- on the page of each Email Blast, row 34"),
    50: (
        "export a report",
        "office-report-new-families-export office-report-unsubscribed-export office-blast-call-list-export",
    ),
    51: ("see blocked addresses", "office-blocked-addresses"),
    52: ("ask for the check that lifts a bounce", "office-address-check portal-check-address"),
    53: ("lift a complaint", "- refused on office-block-lift, for owners too"),
    54: ("undo many reports at once", "office-held-reports office-stopped-blasts"),
    55: ("outgoing webhooks", "- there are none"),
    56: ("reports of a mail provider", "api-inbound api-mailgun api-postmark api-sendgrid api-ses"),
    57: (
        "one's own profile, password, log-ins and second factor",
        (
            "portal-password portal-log-ins portal-visit-end portal-passkey-add portal-passkey-remove "
            "office-your-account office-your-password office-visit-end office-visits-end office-second-factor-set-up "
            "office-recovery-codes office-passkey-add office-factor-remove"
        ),
    ),
    58: (
        "log in and sign up",
        (
            "office-log-in office-second-factor office-second-factor-passkey office-log-out "
            "portal-log-in portal-log-in-passkey portal-log-in-password portal-log-in-code "
            "portal-log-in-new-code portal-log-out"
        ),
    ),
    59: ("act as another", "- does not exist"),
    60: ("health", "healthz readyz metrics"),
    61: ("Django admin, debug pages", "- not installed"),
    62: ("backup and restore", "- on the command line only"),
}

# Pages the specification's matrix does not speak of.
BESIDES = {
    "families and addresses as a whole": "office-guardian-aside office-guardian-back office-family-archive "
    "office-family-back office-address-block office-address-void office-block-lift",
    "pages for everybody": "portal-start portal-home portal-help portal-privacy help privacy portal-welcome "
    "portal-brand-colour portal-brand-logo portal-language",
    "before there is a school": "office-set-up office-set-up-owner",
    "a sheet for the front desk": "office-sign-up-poster",
    "the mail room": "office-mail-room office-mail-room-letter office-mail-room-html office-mail-room-raw",
}


def pages_of_rows() -> set[str]:
    """Every page that some row or `BESIDES` names."""
    texts = [pages for _, pages in ROWS.values() if not pages.startswith("- ")]
    return {name for text in [*texts, *BESIDES.values()] for name in text.split()}
