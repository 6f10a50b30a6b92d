"""What a guardian takes home: one choice as a signed receipt, or all that was ever chosen for their addresses.

Shaped after ISO/IEC TS 27560:2023, with terms of the W3C Data Privacy Vocabulary. The same choice always gives the same
receipt; anyone with the public key can tell that we signed it.
"""

import base64
import json
from copy import copy
from typing import Any
from uuid import UUID

from saidyes.businesses.models import Business
from saidyes.consent.describing import as_it_was
from saidyes.consent.evidence import How
from saidyes.consent.models import Address, Standing, Wording
from saidyes.ledger.actors import Source
from saidyes.ledger.canonical import canonical
from saidyes.ledger.models import Event
from saidyes.ledger.signing import Signature, public_key, sign, verify
from saidyes.ledger.verbs import CHOICES, Verb

PREFIX = b"saidyes receipt v1\n"
HOW_TO_VERIFY = (
    "The signature is Ed25519 over the bytes “saidyes receipt v1”, a line feed, and the member “signed” as canonical "
    "JSON (RFC 8785). Ask the school for its public key and compare: manage.py verify_receipt FILE does all of it."
)
CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
}
SHAPE = "Shaped after ISO/IEC TS 27560:2023, with terms of the W3C Data Privacy Vocabulary"


class NotOurs(Exception):
    """The file is no receipt, or not one that we signed. The message says which."""


def own_choice(address_ids: list[UUID], guardian: str, event_id: UUID) -> Event | None:
    """The event, when it is a choice for one of these addresses that this guardian made or whoever held the mail."""
    choices = Event.objects.filter(pk=event_id, verb__in=CHOICES, subject__in=[f"address:{one}" for one in address_ids])
    return choices.filter(on_behalf_of__in=["", guardian]).select_related("beside").first()


def receipt_of(event: Event, address: Address) -> dict[str, Any]:
    """One choice, as the person it is about gets it, told by the school as it was then."""
    address = copy(address)
    business = address.business = as_it_was(address.business, event.happened_at)
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentReceipt",
        "@id": f"urn:uuid:{event.pk}",
        "dct:identifier": str(event.pk),
        "dct:description": SHAPE,
        "dct:publisher": business.name,
        "dct:created": _time(event),
        "dpv:hasRecordOfActivity": {
            "@type": "dpv:ConsentRecord",
            "dct:identifier": f"{address.pk}/{event.seq}",
            "dpv:hasDataSubject": {"@id": f"urn:uuid:{address.pk}", "pd:EmailAddress": address.spelling},
            "dpv:hasDataController": _controller(business),
            "dpv:hasJurisdiction": f"loc:{business.country}",
            "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
            "dpv:hasProcess": _process(address, event),
            "dpv:hasNotice": _notice(address, event),
            "dpv:hasConsentStatus": _status(event),
            "dpv:hasOrganisationalMeasure": {"@type": "dpv:WithdrawConsent", "dct:description": _ways_out(address)},
        },
        "ledger": {"event": str(event.pk), "subject": event.subject, "seq": event.seq, "hash": event.row_hash},
    }


def signed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what proves that it is ours."""
    signature = sign(PREFIX + canonical(document))
    return {
        "signed": document,
        "signature": {
            "algorithm": "Ed25519",
            "key_id": signature.key_id,
            "public_key": base64.b64encode(public_key(signature.key_id)).decode(),
            "value": base64.b64encode(signature.value).decode(),
        },
        "how_to_verify": HOW_TO_VERIFY,
    }


def as_text(document: dict[str, Any]) -> str:
    """For a file that people may open."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_signed(text: str) -> dict[str, Any]:
    """What was signed; `NotOurs` when it is not exactly what we signed."""
    try:
        found = json.loads(text)
        document, about = found["signed"], found["signature"]
        signature = Signature(str(about["key_id"]), base64.b64decode(about["value"], validate=True))
        message = PREFIX + canonical(document)
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise NotOurs("This is no receipt of ours.") from wrong
    if not verify(message, signature):
        raise NotOurs("This is not what we signed, or the key is not ours.")
    return dict(document)


def _controller(business: Business) -> dict[str, str]:
    """Whom the choice was told."""
    known = {
        "dct:title": business.name,
        "legal_name": business.legal_name,
        "dpv:hasAddress": business.postal_address,
        "phone": business.shown_phone,
        "email": business.reply_to,
        "url": business.website or business.url("/"),
    }
    return {name: value for name, value in known.items() if value}


def _process(address: Address, event: Event) -> dict[str, Any]:
    return {
        "@type": "dpv:Process",
        "dpv:hasService": "Email Blasts",
        "dpv:hasPurpose": ["dpv:DirectMarketing", "dpv:ServiceProvision"],
        "dpv:hasPersonalData": ["pd:EmailAddress", "pd:Name"],
        "dpv:hasDataSource": Source(event.source).label,
        "dpv:hasRecipient": f"{address.business.name} and the mail server it sends with",
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dct:description": "The server of the school or of its host"},
            {
                "@type": "dpv:StorageDuration",
                "dct:description": "The address while it is used; this record for as long as consent must be proved",
            },
        ],
    }


def _notice(address: Address, event: Event) -> dict[str, Any]:
    """The words that were answered, whole."""
    words = Wording.objects.get(business_id=address.business_id, pk=event.facts["wording"])
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": str(words.pk),
        "dct:hasVersion": words.version,
        "dct:language": words.language,
        "dct:description": words.text,
        "sha256": words.sha256,
        "url": address.business.url("/privacy/"),
    }


def _status(event: Event) -> dict[str, Any]:
    facts, how = event.facts, event.facts.get("how", "")
    status: dict[str, Any] = {
        "@type": _state(event),
        "dpv:isIndicatedBy": "dpv:DataSubject",
        "dpv:isIndicatedAtTime": _time(event),
        "dpv:hasIndicationMethod": How(how).label if how in How.values else Source(event.source).label,
    }
    if "claimed_at" in facts:
        status["claimed_at"] = facts["claimed_at"]
    if event.private.get("said"):
        status["dct:description"] = event.private["said"]
    return status


def _state(event: Event) -> str:
    if event.verb == Verb.OPT_IN:
        return "dpv:ConsentGiven"
    return "dpv:ConsentWithdrawn" if event.facts.get("old") == Standing.OPTED_IN else "dpv:ConsentRefused"


def _ways_out(address: Address) -> list[str]:
    url = address.business.url
    return ["The Unsubscribe link in every Email Blast", url("/portal/my-account/"), url("/portal/unsubscribe/")]


def _time(event: Event) -> str:
    return event.happened_at.isoformat(timespec="microseconds")
