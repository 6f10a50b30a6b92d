"""A certificate that nobody vouches for, made on the spot: for mail servers of tests and drills."""

import datetime
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def self_signed() -> ssl.SSLContext:
    """What a server needs to encrypt."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.datetime.now(datetime.UTC)
    year = datetime.timedelta(days=365)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + year)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="saidyes-tls-") as folder:
        path = Path(folder) / "both.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context
