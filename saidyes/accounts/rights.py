"""Who may do what: one table, which the doors read."""

from django.db.models import TextChoices


class Role(TextChoices):
    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    FRONT_DESK = "front_desk", "Front desk"
    AUDITOR = "auditor", "Auditor"


class Right(TextChoices):
    """The label ends the sentence "Your role does not let you ..."."""

    SEE_SETTINGS = "see_settings", "see the settings"
    CHANGE_SETTINGS = "change_settings", "change the settings"
    CHANGE_STAFF = "change_staff", "invite staff or change what they may do"
    SEE_FAMILIES = "see_families", "see families"
    CHANGE_FAMILIES = "change_families", "add or change families"
    IMPORT_FAMILIES = "import_families", "import families"
    SEE_CONSENT = "see_consent", "see email choices"
    CHANGE_CONSENT = "change_consent", "change email choices"
    OVERRULE_NO = "overrule_no", "record a yes where the family said no"
    OVERSEE_CONSENT = "oversee_consent", "correct what was recorded about consent"
    LIFT_BLOCKS = "lift_blocks", "lift a block, or set one for legal reasons"
    MERGE_FAMILIES = "merge_families", "merge families"
    ERASE_FAMILIES = "erase_families", "erase a family"
    SEE_AUDIT_LOG = "see_audit_log", "see the audit log"
    VERIFY_AUDIT_LOG = "verify_audit_log", "verify the audit log"
    SEE_BLASTS = "see_blasts", "see Email Blasts"
    WRITE_BLASTS = "write_blasts", "write Email Blasts"
    SEND_BLASTS = "send_blasts", "send, pause or cancel Email Blasts"
    SEND_NOTICES = "send_notices", "enroll students, record payments or send statements"
    SEE_REPORTS = "see_reports", "see reports"
    EXPORT = "export", "export"


SEES = frozenset(
    {Right.SEE_FAMILIES, Right.SEE_CONSENT, Right.SEE_BLASTS, Right.SEE_REPORTS},
)
DESK = SEES | {Right.CHANGE_FAMILIES, Right.CHANGE_CONSENT, Right.OVERRULE_NO, Right.WRITE_BLASTS, Right.SEND_NOTICES}
OVERSEES = SEES | {Right.SEE_SETTINGS, Right.SEE_AUDIT_LOG, Right.EXPORT}
LEADS = {Right.SEND_BLASTS, Right.IMPORT_FAMILIES, Right.OVERSEE_CONSENT, Right.MERGE_FAMILIES}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.MANAGER: DESK | OVERSEES | LEADS,
    Role.FRONT_DESK: frozenset(DESK),
    Role.AUDITOR: OVERSEES | {Right.VERIFY_AUDIT_LOG},
}


def rights_of(role: str, *, desk_overrules_no: bool) -> frozenset[Right]:
    """The rights of a role in a school, less what its owner took from the front desk."""
    rights = RIGHTS[Role(role)]
    return rights - {Right.OVERRULE_NO} if role == Role.FRONT_DESK and not desk_overrules_no else rights


def who_may(right: Right, *, but: str = "") -> str:
    """For example "an owner or a manager": whom to ask when one's own role, `but`, does not have the right."""
    roles = [Role(role).label.lower() for role, rights in RIGHTS.items() if right in rights and role != but]
    named = [
        f"an {role}" if role[0] in "aeiou" else f"a {role}" if role != "front desk" else "the front desk"
        for role in roles
    ]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
