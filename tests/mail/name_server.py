"""A name server on loopback that knows what it was told, and nothing else."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[tuple[str, str], list[str]]


@contextmanager
def name_server(zone: Zone) -> Iterator[str]:
    """Its address. TXT values are written as they are, without quotes."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            octets, wire = self.request
            question = dns.message.from_wire(octets)
            wire.sendto(_answer(question, zone).to_wire(), self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _answer(question: dns.message.Message, zone: Zone) -> dns.message.Message:
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.RA
    asked = question.question[0]
    name, kind = asked.name.to_text().rstrip("."), dns.rdatatype.to_text(asked.rdtype)
    if not any(known == name for known, _ in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    if values := zone.get((name, kind)):
        written = [_quoted(value) if kind == "TXT" else value for value in values]
        answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *written))
    return answer


def _quoted(text: str) -> str:
    """As the strings of at most 255 octets that a TXT record holds."""
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
