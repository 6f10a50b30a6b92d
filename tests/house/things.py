"""One of each thing that a path of the house can be about: for whoever opens every page there is."""

import datetime
from hashlib import sha256
from secrets import token_bytes

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from saidyes.accounts.inviting import invitation_token, invite
from saidyes.accounts.rights import Role
from saidyes.blasts.drafting import Content, start_draft
from saidyes.blasts.models import everyone
from saidyes.businesses.brand import keep_logo
from saidyes.classes.enrolling import enroll
from saidyes.classes.models import Course
from saidyes.classes.stating import send_statement
from saidyes.common.logos import read_logo
from saidyes.consent.models import SuppressionKind
from saidyes.consent.suppressing import suppress
from saidyes.consent.unsubscribing import link_token
from saidyes.ledger.actors import SYSTEM, Source
from tests.office.evidence_acts import signed_yes
from tests.office.import_acts import imported_file
from tests.scans import png

DAY = datetime.date(2025, 3, 1)


def things_of(guardian, author) -> dict[str, object]:
    """By the names that paths give them, all of one school."""
    held = guardian.held_addresses.get(is_primary=True)
    student = guardian.family.students.first()
    course = Course.objects.create(business=guardian.business, name="Guppies")
    draft = Content("Closed on Friday", "", "We are closed.", everyone())
    return {
        "file_id": imported_file(guardian.business),
        "family_id": guardian.family_id,
        "guardian_id": guardian.pk,
        "held_id": held.pk,
        "address_id": held.address_id,
        "event_id": (event := signed_yes(guardian)).pk,
        "wording_id": event.facts["wording"],
        "student_id": student.pk,
        "enrollment_id": enroll(student, course, actor=SYSTEM).pk,
        "blast_id": start_draft(guardian.business, draft, author=author.user).pk,
        "suppression_id": blocked(guardian).pk,
        "notice_id": send_statement(guardian.family, DAY, DAY, actor=SYSTEM).pk,
        "membership_id": author.pk,
        "invitation_id": (invitation := invited(author)).pk,
        "invitation_token": invitation_token(invitation),
        "token": link_token(held.business_id, held.address_id),
        "logo": keep_logo(guardian.business, read_logo(png(32, 32))).name,
        "factor_id": a_passkey(author.user),
        "passkey_id": a_passkey(guardian.user) if guardian.user else 0,
        "visit_id": "00000000-0000-0000-0000-000000000000",
        "letter_id": "00000000-0000-0000-0000-000000000000",
    }


def a_passkey(user):
    data = {"name": "Phone", "credential": credential()}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data).pk


def credential():
    """As a phone sends it that made a key for this host."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    key = AttestedCredentialData.create(Aaguid.NONE, token_bytes(16), public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    attested = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, key)
    client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, token_bytes(16), "http://localhost")
    response = AuthenticatorAttestationResponse(
        client_data=client, attestation_object=AttestationObject.create("none", attested, {})
    )
    return dict(RegistrationResponse(raw_id=key.credential_id, response=response))


def invited(owner):
    """Somebody on their way to the staff."""
    name, address = "Olu Bright", "olu@example.com"
    return invite(owner.business, name=name, address=address, role=Role.AUDITOR, by=owner, actor=SYSTEM)


def blocked(guardian):
    """The reason that stands once an address of theirs is blocked by hand."""
    address = guardian.held_addresses.get(is_primary=True).address
    suppress(address, SuppressionKind.MANUAL, reason="They moved away", actor=SYSTEM, source=Source.OFFICE)
    return address.suppressions.get(kind=SuppressionKind.MANUAL, lifted_at=None)
