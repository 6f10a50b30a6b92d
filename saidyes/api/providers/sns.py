"""Messages of Amazon SNS: believed by Amazon's signature and by the topic, since anybody may have a topic there.

No address in a message is ever fetched. Amazon's host follows from our topic; a message names only the file.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from saidyes.api.providers.contract import MALFORMED, is_young
from saidyes.common import clock

TOPIC = re.compile(r"arn:(aws|aws-us-gov|aws-cn):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[A-Za-z0-9_-]{1,256}")
CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-f]{32}\.pem")
TOKEN = re.compile(r"[0-9a-f]{64,1024}")
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
SECONDS, LARGEST = 5, 65_536


@dataclass(frozen=True, slots=True)
class Topic:
    """The one topic we listen to, and Amazon's host for its region."""

    name: str
    host: str

    @classmethod
    def of(cls, name: str) -> "Topic":
        found = TOPIC.fullmatch(name)
        if found is None:
            raise ValueError("no SNS topic")
        return cls(name, f"sns.{found[2]}.amazonaws.com{'.cn' if found[1] == 'aws-cn' else ''}")


def is_genuine(body: bytes, topic: Topic) -> bool:
    """Of our topic, of today, and signed by Amazon with SHA-256: version 1, by SHA-1, is refused."""
    try:
        message = message_in(body)
        certificate = urlsplit(message["SigningCertURL"])
        fits = (
            message["TopicArn"] == topic.name
            and message["SignatureVersion"] == "2"
            and is_young(datetime.fromisoformat(message["Timestamp"]).timestamp())
            and (certificate.scheme, certificate.netloc) == ("https", topic.host)
            and CERTIFICATE.fullmatch(certificate.path) is not None
        )
        return fits and _is_signed(message, _certificate(topic.host, certificate.path))
    except (InvalidSignature, OSError, HTTPException, *MALFORMED):
        return False


def message_in(body: bytes) -> dict[str, Any]:
    """Raises `ValueError` for anything that is no message."""
    message = json.loads(body)
    if not isinstance(message, dict) or message.get("Type") not in SIGNED:
        raise ValueError("no SNS message")
    return message


def confirm(message: dict[str, Any]) -> None:
    """Tell Amazon that we want the topic. The message has been found genuine; its SubscribeURL is not used."""
    if TOKEN.fullmatch(message["Token"]):
        topic = Topic.of(message["TopicArn"])
        wanted = {"Action": "ConfirmSubscription", "TopicArn": topic.name, "Token": message["Token"]}
        get(topic.host, f"/?{urlencode(wanted)}")


def get(host: str, path: str) -> bytes:
    """One file of Amazon's. No redirect is followed. Raises `OSError` or `HTTPException`."""
    connection = HTTPSConnection(host, timeout=SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200:
            raise HTTPException(f"{host} answers {answer.status}")
        return answer.read(LARGEST)
    finally:
        connection.close()


def _is_signed(message: dict[str, Any], certificate: x509.Certificate) -> bool:
    if not certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc:
        return False
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    names = [name for name in SIGNED[message["Type"]] if name in message]
    octets = "".join(f"{name}\n{message[name]}\n" for name in names).encode()
    key.verify(base64.b64decode(message["Signature"]), octets, PKCS1v15(), SHA256())
    return True


@lru_cache(maxsize=8)
def _certificate(host: str, path: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(get(host, path))
