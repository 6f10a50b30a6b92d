"""Reports as the four mail providers send them, each with its proof. `Reports.post` shows them at the door."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.test import Client

POSTMARK_KEY = "saidyes:" + "p" * 40
MAILGUN_KEY = "m" * 40
TOPIC = "arn:aws:sns:us-west-2:123456789012:saidyes"
SENDGRID = ec.generate_private_key(ec.SECP256R1())
AMAZON = rsa.generate_private_key(65537, 2048)
CERTIFICATE_URL = f"https://sns.us-west-2.amazonaws.com/SimpleNotificationService-{'a' * 32}.pem"


def sendgrid_key() -> str:
    public = SENDGRID.public_key()
    octets = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(octets).decode()


KEYS = {"postmark": POSTMARK_KEY, "mailgun": MAILGUN_KEY, "sendgrid": sendgrid_key(), "ses": TOPIC}


def amazons_certificate(*, expired: bool = False) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC) - timedelta(days=30 if expired else 0)
    span = now - timedelta(days=1), now + timedelta(days=10)
    made = x509.CertificateBuilder(name, name, AMAZON.public_key(), x509.random_serial_number(), *span)
    return made.sign(AMAZON, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@dataclass
class Shown:
    """One request: what is posted, with which headers."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def post(self, provider: str, **headers: str):
        browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        shown = {**self.headers, **headers}
        return browser.post(f"/api/inbound/{provider}/", self.body, content_type="application/json", headers=shown)


def seconds(ago: timedelta = timedelta(0)) -> str:
    return str(int((datetime.now(UTC) - ago).timestamp()))


def postmark(letter: str, to: str, news: str, words: str = "smtp;550 5.1.1 No such user") -> Shown:
    about = {
        "delivered": {"RecordType": "Delivery", "Recipient": to, "DeliveredAt": "2026-03-12T16:00:00Z"},
        "bounced": {"RecordType": "Bounce", "Type": "HardBounce", "Email": to, "Details": words},
        "soft": {"RecordType": "Bounce", "Type": "SoftBounce", "Email": to, "Details": "smtp;552 5.2.2 Over quota"},
        "later": {"RecordType": "Bounce", "Type": "Transient", "Email": to, "Details": "smtp;451 4.4.1 Not now"},
        "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": to},
        "left": {"RecordType": "SubscriptionChange", "Recipient": to, "SuppressionReason": "ManualSuppression"},
    }[news]
    basic = base64.b64encode(POSTMARK_KEY.encode()).decode()
    told = {**about, "MessageID": "00000000-0000-0000-0000-000000000000", "Metadata": {"letter": letter}}
    return Shown(json.dumps(told).encode(), {"Authorization": f"Basic {basic}"})


def mailgun(letter: str, to: str, news: str, words: str = "5.1.1 No such user", *, ago=timedelta(0)) -> Shown:
    failed: dict[str, Any] = {
        "delivery-status": {"code": 550, "message": words, "mx-host": "mx.example.com"},
        "reason": "bounce",
    }
    about: dict[str, Any] = {
        "delivered": {"event": "delivered"},
        "bounced": {"event": "failed", "severity": "permanent", **failed},
        "soft": {"event": "failed", "severity": "permanent", "delivery-status": {"code": 552, "message": "5.2.2 Full"}},
        "later": {"event": "failed", "severity": "temporary", **failed},
        "complained": {"event": "complained"},
        "left": {"event": "unsubscribed"},
    }[news]
    when, token = seconds(ago), "t" * 50
    proof = hmac.digest(MAILGUN_KEY.encode(), f"{when}{token}".encode(), hashlib.sha256).hex()
    data = {**about, "recipient": to, "timestamp": float(when), "user-variables": {"letter": letter}}
    signature = {"timestamp": when, "token": token, "signature": proof}
    return Shown(json.dumps({"signature": signature, "event-data": data}).encode())


def sendgrid(letter: str, to: str, news: str, words: str = "550 5.1.1 No such user", *, ago=timedelta(0)) -> Shown:
    about = {
        "delivered": {"event": "delivered", "response": "250 OK"},
        "bounced": {"event": "bounce", "type": "bounce", "reason": words, "status": "5.1.1"},
        "soft": {"event": "bounce", "type": "bounce", "reason": "552 5.2.2 Full", "status": "5.2.2"},
        "later": {"event": "deferred", "response": "451 4.4.1 Not now"},
        "complained": {"event": "spamreport"},
        "left": {"event": "unsubscribe"},
    }[news]
    told = [{**about, "email": to, "timestamp": 1_773_331_200, "sg_event_id": "e", "letter": letter}]
    return signed_by_sendgrid(json.dumps(told).encode(), seconds(ago))


def signed_by_sendgrid(body: bytes, when: str) -> Shown:
    proof = base64.b64encode(SENDGRID.sign(when.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    names = ("X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp")
    return Shown(body, dict(zip(names, (proof, when), strict=True)))


def ses(letter: str, to: str, news: str, words: str = "smtp; 550 5.1.1 No such user", *, ago=timedelta(0)) -> Shown:
    mine = [{"emailAddress": to, "action": "failed", "status": "5.1.1", "diagnosticCode": words}]
    soft = [{"emailAddress": to, "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 Full"}]
    away = {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": to}]}
    kind, about = {
        "delivered": ("Delivery", {"recipients": [to], "smtpResponse": "250 OK"}),
        "bounced": ("Bounce", {"bounceType": "Permanent", "bounceSubType": "NoEmail", "bouncedRecipients": mine}),
        "soft": ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": soft}),
        "later": ("Bounce", away),
        "complained": ("Complaint", {"complainedRecipients": [{"emailAddress": to}], "complaintFeedbackType": "abuse"}),
        "not spam": (
            "Complaint",
            {"complainedRecipients": [{"emailAddress": to}], "complaintFeedbackType": "not-spam"},
        ),
    }[news]
    headers = [{"name": "X-Metadata", "value": json.dumps({"letter": letter})}]
    mail = {"messageId": "0101", "destination": [to], "headersTruncated": False, "headers": headers}
    return signed_by_amazon(Message=json.dumps({"eventType": kind, "mail": mail, kind.lower(): about}), ago=ago)


def signed_by_amazon(ago=timedelta(0), key=AMAZON, **changed: str) -> Shown:
    told = {
        "Type": "Notification",
        "MessageId": "m",
        "TopicArn": TOPIC,
        "Timestamp": (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE_URL,
        **changed,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    octets = "".join(f"{name}\n{told[name]}\n" for name in names if name in told).encode()
    proof = key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    return Shown(json.dumps({**told, "Signature": base64.b64encode(proof).decode()}).encode())


MAKERS = {"postmark": postmark, "mailgun": mailgun, "sendgrid": sendgrid, "ses": ses}
