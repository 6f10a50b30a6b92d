"""Mail as it arrives from outside, written by hand: bounces, spam reports, replies."""

from textwrap import dedent

REPORT = """\
Return-Path: <{sender}>
Delivered-To: {to}
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="=_cut"

--=_cut
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered. Reply unsubscribe.

--=_cut
{second}

--=_cut
Content-Type: text/rfc822-headers

{original}

--=_cut--
"""
STATUS = """\
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: Thu, 12 Mar 2026 16:00:00 +0000

Final-Recipient: rfc822; someone@example.com
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; {diagnostic}"""
FEEDBACK = """\
Content-Type: message/feedback-report

Feedback-Type: {type}
User-Agent: SomeGenerator/1.0
Version: 1"""
REPLY = """\
Return-Path: <{author}>
{authentication}From: Somebody <{author}>
To: {to}
Subject: {subject}
{more}Content-Type: text/plain; charset=utf-8

{text}
"""


def bounce(to: str, *, status="5.1.1", diagnostic="550 5.1.1 No such user", action="failed", sender="") -> bytes:
    second = STATUS.format(action=action, status=status, diagnostic=diagnostic)
    return wire(REPORT.format(to=to, sender=sender, kind="delivery-status", second=second, original="Subject: Hi"))


def complaint(original: str, *, type="abuse", to="reports@in.example.org") -> bytes:  # noqa: A002
    second = FEEDBACK.format(type=type)
    report = REPORT.format(to=to, sender="fbl@provider.example", kind="feedback-report", second=second, original="{}")
    return wire(report.replace("{}", dedent(original).strip()))


def reply(author: str, to: str, *, text="", subject="Re: Closed on Friday", authentication="", more="") -> bytes:
    told = f"Authentication-Results: {authentication}\n" if authentication else ""
    return wire(
        REPLY.format(author=author, to=to, text=text, subject=subject, authentication=told, more=more and f"{more}\n")
    )


def wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
