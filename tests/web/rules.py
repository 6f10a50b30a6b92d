"""What every answer must say to the browser, and what it must not."""

from collections.abc import Iterator

from django.http import HttpResponse

SOURCES = {"'self'", "'none'", "data:"}
ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY", "SAMEORIGIN"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin", "cross-origin"},
    "Strict-Transport-Security": {"max-age=31536000; includeSubDomains"},
}
SHOWN = ("text/html", "text/plain", "application/json")
PUBLIC = ("", "for_everybody")


def broken_rules(answer: HttpResponse, *, door: str) -> list[str]:
    return [*_of_headers(answer, door), *_of_the_policy(answer), *_of_cookies(answer)]


def _of_headers(answer: HttpResponse, door: str) -> Iterator[str]:
    kind = answer.get("Content-Type", "")
    for name, allowed in ALWAYS.items():
        if answer.get(name) not in allowed and not (answer.status_code == 301 and name.startswith("Strict")):
            yield f"{name}: {answer.get(name)}"
    if "camera=()" not in answer.get("Permissions-Policy", "") or len(answer.get("X-Request-ID", "")) != 12:
        yield "Permissions-Policy or X-Request-ID"
    if door == "link_only" and answer.status_code != 405 and answer["Referrer-Policy"] != "no-referrer":
        yield "the next page would be told the link"
    if door not in PUBLIC and "no-store" not in answer.get("Cache-Control", "") and answer.status_code < 400:
        yield f"kept by the browser: {answer.get('Cache-Control')}"
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        yield kind
    if door not in PUBLIC and kind and not kind.startswith(SHOWN) and not _is_handed_out(answer):
        yield f"shown, not downloaded: {kind}"


def _is_handed_out(answer: HttpResponse) -> bool:
    return answer.get("Content-Disposition", "").startswith("attachment")


def _of_the_policy(answer: HttpResponse) -> Iterator[str]:
    parts = [part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip()]
    policy = {name: set(values) for name, *values in parts}
    if policy.get("default-src") != {"'none'"} or policy.get("object-src", {"'none'"}) != {"'none'"}:
        yield f"Content-Security-Policy: {answer.get('Content-Security-Policy')}"
    if "sandbox" not in policy:
        if {policy.get(name, {""}).pop() for name in ("base-uri", "frame-ancestors")} != {"'none'"}:
            yield "base-uri, frame-ancestors"
        if strange := set().union(*policy.values()) - SOURCES:
            yield f"loads from {sorted(strange)}"
    elif {"allow-scripts", "allow-same-origin", "allow-forms"} & policy["sandbox"]:
        yield f"sandbox {policy['sandbox']}"


def _of_cookies(answer: HttpResponse) -> Iterator[str]:
    for name, cookie in answer.cookies.items():
        if not cookie.value:  # taken away
            continue
        safe = cookie["secure"] and cookie["httponly"] and cookie["samesite"] and cookie["path"] == "/"
        if not (name.startswith("__Host-") and safe and not cookie["domain"]):
            yield f"cookie {cookie.OutputString()}"
