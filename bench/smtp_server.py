"""A real SMTP server on loopback that misbehaves on command, for tests and drills.

In a test:     with SmtpServer() as server: server.behave(Fault("recipient", say="550 5.1.1 No such user"))
In a drill:    python -m bench.smtp_server PORT FOLDER   (each mail a file FOLDER/<n>.eml and a line in letters.jsonl;
               FOLDER/behaviour.json, read again when it changes, says how to misbehave)
"""

import asyncio
import base64
import contextlib
import json
import random
import re
import ssl
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal, NoReturn

Stage = Literal["greeting", "hello", "encryption", "log in", "sender", "recipient", "data", "body", "dot", "goodbye"]
LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class Fault:
    """What goes wrong at one stage, in this order: wait, keep the mail, say, hang up.

    `say` replaces the usual answer; "" says nothing. `abruptly` is to hang up without a goodbye, even one of TLS.
    `keep` matters at the dot: whether the mail is kept although the answer is bad or missing. `chance` runs from 0
    to 1. `only` is a regular expression for the recipient. `for_seconds` counts from that recipient's first try
    (greylisting); `times` is how often it may happen in all.
    """

    at: Stage
    say: str | None = None
    hang_up: bool = False
    abruptly: bool = False
    wait: float = 0
    keep: bool = False
    chance: float = 1
    only: str = ""
    for_seconds: float = float("inf")
    times: int = sys.maxsize


@dataclass(frozen=True)
class Behaviour:
    """The server as a whole: faults, seconds before every answer, seconds between its octets, what it offers."""

    faults: tuple[Fault, ...] = ()
    latency: float = 0
    seconds_per_octet: float = 0
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8")
    password: str = ""

    @classmethod
    def read(cls, text: str) -> "Behaviour":
        """From JSON: `{"latency": 0.02, "faults": [{"at": "dot", "say": "451 4.3.0 Try later", "chance": 0.02}]}`."""
        raw: dict[str, Any] = json.loads(text)
        faults = tuple(Fault(**one) for one in raw.pop("faults", []))
        offers = tuple(raw.pop("offers", cls.offers))
        return cls(faults=faults, offers=offers, **raw)


@dataclass(frozen=True)
class Stored:
    """One mail as it was accepted, with the envelope and the moment it was kept (seconds since the epoch)."""

    envelope_from: str
    rcpt: str
    raw: bytes = field(repr=False)
    at: float
    encrypted: bool = False

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


class SmtpServer:
    """The server, in a thread of its own. `letters` are the kept mails, `heard` every command line, both in order."""

    def __init__(
        self,
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        tls_from_the_start: bool = False,
        on_kept: Callable[[Stored], None] | None = None,
    ) -> None:
        self.port = port
        self.tls = tls
        self.tls_from_the_start = tls_from_the_start
        self.letters: list[Stored] = []
        self.heard: list[str] = []
        self.connections = 0
        self.said_ahead = 0  # commands that were answered with the next one already there (RFC 2920)
        self._open: set[asyncio.StreamWriter] = set()
        self.behaviour = Behaviour()
        self.chance = random.Random(7)  # the same faults every time
        self.first_tries: dict[str, float] = {}
        self.happened: dict[Fault, int] = {}
        self._on_kept = on_kept
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="smtp server", daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> "SmtpServer":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def behave(self, *faults: Fault, **otherwise: Any) -> None:
        """From now on: these faults and no others. Without arguments it is a good server again."""
        self.behaviour = replace(Behaviour(), faults=faults, **otherwise)
        self.happened.clear()

    def hang_up_on_everyone(self) -> None:
        """Close every connection, as a server does that was idle too long or is being restarted."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)

    def keep(self, stored: Stored) -> None:
        self.letters.append(stored)
        if self._on_kept:
            self._on_kept(stored)

    def fault(self, at: Stage, recipient: str) -> Fault | None:
        """The first fault of this stage that strikes now."""
        return next((one for one in self.behaviour.faults if one.at == at and self._strikes(one, recipient)), None)

    def _strikes(self, fault: Fault, recipient: str) -> bool:
        since = time.monotonic() - self.first_tries.setdefault(recipient, time.monotonic())
        strikes = (
            since < fault.for_seconds
            and self.happened.get(fault, 0) < fault.times
            and (not fault.only or re.search(fault.only, recipient) is not None)
            and (fault.chance >= 1 or self.chance.random() < fault.chance)
        )
        self.happened[fault] = self.happened.get(fault, 0) + strikes
        return strikes

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _listen(self) -> None:
        tls = self.tls if self.tls_from_the_start else None
        server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, backlog=512, limit=LONGEST_LINE, ssl=tls
        )
        self.port = server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            await Conversation(self, reader, writer).run()
        self._open.discard(writer)
        writer.close()

    async def _hang_up(self) -> None:
        for writer in list(self._open):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


class HangUp(OSError):
    """The server shuts the connection."""


class Conversation:
    """One connection, one command at a time."""

    def __init__(self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.sender = ""
        self.recipient = ""
        self.encrypted = server.tls_from_the_start

    async def run(self) -> None:
        await self.answer("greeting", "220 loopback ESMTP")
        while line := await self.reader.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            self.server.heard.append(text)
            self.server.said_ahead += bool(self.reader._buffer)  # type: ignore[attr-defined] # noqa: SLF001
            await self.command(text.upper().split(" ")[0], text)

    async def command(self, verb: str, text: str) -> None:
        steps = {
            "EHLO": self.hello,
            "HELO": self.hello,
            "STARTTLS": self.start_tls,
            "AUTH": self.log_in,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
            "QUIT": self.quit,
        }
        await steps.get(verb, self.noop)(text)

    async def noop(self, _: str) -> None:
        await self.say("250 2.0.0 Ok")

    async def quit(self, _: str) -> None:
        await self.answer("goodbye", "221 2.0.0 Bye")
        raise HangUp

    async def mail(self, text: str) -> None:
        if self.sender:
            await self.say("503 5.5.1 One mail at a time")
        elif await self.answer("sender", "250 2.1.0 Ok"):
            self.sender = _address(text)

    async def rset(self, _: str) -> None:
        self.sender = self.recipient = ""
        await self.say("250 2.0.0 Ok")

    async def rcpt(self, text: str) -> None:
        recipient = _address(text)
        if await self.answer("recipient", "250 2.1.5 Ok", recipient):
            self.recipient = recipient

    async def hello(self, _: str) -> None:
        offers = list(self.server.behaviour.offers)
        if self.server.tls and not self.encrypted:
            offers.append("STARTTLS")
        if self.server.behaviour.password:
            offers.append("AUTH PLAIN LOGIN")
        lines = ["loopback", *offers]
        await self.answer("hello", "\r\n".join([f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]))

    async def start_tls(self, _: str) -> None:
        if self.server.tls is None:
            await self.say("454 4.7.0 No encryption here")
            return
        if await self.answer("encryption", "220 2.0.0 Go ahead"):
            await self.writer.start_tls(self.server.tls)
            self.encrypted = True

    async def log_in(self, text: str) -> None:
        given = base64.b64decode(text.rpartition(" ")[2]).split(b"\0")[-1].decode()
        good = given == self.server.behaviour.password
        await self.answer("log in", "235 2.7.0 Welcome" if good else "535 5.7.8 Wrong user name or password")

    async def data(self, _: str) -> None:
        if not self.recipient:
            await self.say("503 5.5.1 Who is it for?")
        elif await self.answer("data", "354 End with a dot"):
            raw = await self.body()
            stored = Stored(self.sender, self.recipient, raw, time.time(), self.encrypted)
            self.sender = self.recipient = ""
            await self.answer("dot", "250 2.0.0 Kept", stored.rcpt, stored)

    async def body(self) -> bytes:
        fault = self.server.fault("body", self.recipient)
        lines: list[bytes] = []
        while (line := await self.reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line.removeprefix(b"."))
            if fault:
                await asyncio.sleep(fault.wait)
                self.hang_up(fault)
        return b"".join(lines)

    async def answer(self, at: Stage, usual: str, recipient: str = "", stored: Stored | None = None) -> bool:
        """The usual answer, or what a fault makes of it. Whether it was the usual one."""
        fault = self.server.fault(at, recipient or self.recipient) or Fault(at)
        as_usual = fault.say is None and not fault.hang_up
        if stored and (as_usual or fault.keep):
            self.server.keep(stored)
        await asyncio.sleep(fault.wait)
        if as_usual or fault.say:
            await self.say(fault.say or usual)
        if fault.hang_up:
            self.hang_up(fault)
        return as_usual

    def hang_up(self, fault: Fault) -> NoReturn:
        if fault.abruptly:
            self.writer.transport.abort()
        raise HangUp

    async def say(self, line: str) -> None:
        behaviour = self.server.behaviour
        await asyncio.sleep(behaviour.latency)
        data = f"{line}\r\n".encode()
        if behaviour.seconds_per_octet:
            for octet in data:
                self.writer.write(bytes([octet]))
                await asyncio.sleep(behaviour.seconds_per_octet)
        else:
            self.writer.write(data)
            await self.writer.drain()


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _serve_for_a_drill(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wanted, seen = folder / "behaviour.json", 0
    number = 0

    def write(stored: Stored) -> None:
        nonlocal number
        number += 1
        (folder / f"{number}.eml").write_bytes(stored.raw)
        line = {"number": number, "from": stored.envelope_from, "to": stored.rcpt, "at": stored.at}
        with (folder / "letters.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")

    with SmtpServer(port, on_kept=write) as server:
        print(server.url, flush=True)
        while True:
            with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # not there, or half written: look again
                if (now := wanted.stat().st_mtime_ns) != seen:
                    server.behaviour, seen = Behaviour.read(wanted.read_text()), now
            time.sleep(0.1)


if __name__ == "__main__":
    _serve_for_a_drill(int(sys.argv[1]), Path(sys.argv[2]))
