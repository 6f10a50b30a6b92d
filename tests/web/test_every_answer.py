"""Every answer there is, of each page looked at and sent to, of files, refusals and failures, keeps the rules of the
web; and what was sent is in no line of the log.
"""

import io
import json
import logging

import pytest
from django.test import Client

from saidyes.common.logs import JsonLines, Lines
from saidyes.web.limits import METHODS
from tests.house.things import things_of
from tests.house.url_map import pages
from tests.web.rules import broken_rules

CANARY = "canary.bird@aviary.example"
SECRETS = {"password": "canary-pass-word", "code": "864209", "network": "203.0.113.99"}
TYPED = {
    **dict.fromkeys(("email", "login", "address", "q", "who", "first_name", "name", "List-Unsubscribe"), CANARY),
    **dict.fromkeys(("password", "password-again", "new_password"), SECRETS["password"]),
    "code": SECRETS["code"],
}
FROM = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": SECRETS["network"],
    "User-Agent": CANARY,
    "Referer": f"https://elsewhere.example/{CANARY}",
}


@pytest.fixture
def log(monkeypatch, caplog):
    """What the house's own handler writes, for machines."""
    (console,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, Lines)]
    written = io.StringIO()
    monkeypatch.setattr(console, "formatter", JsonLines())
    monkeypatch.setattr(console, "stream", written)
    with caplog.at_level(logging.INFO, logger="saidyes.requests"):
        yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.fixture
def browsers(production, office, portal_as, client, marisol, dana):
    found = {"office": office(marisol), "portal": portal_as(dana), "else": client}
    for browser in found.values():
        browser.raise_request_exception = False
    return found


@pytest.mark.parametrize(("method", "sent"), [("get", {"q": CANARY}), ("post", TYPED)])
def test_every_answer_keeps_the_rules_and_the_log_names_nobody(browsers, log, dana, marisol, method, sent):
    things = things_of(dana, marisol)
    asked, broken = 0, {}
    for page in sorted(pages(), key=lambda page: "log-out" in page.path):
        browser = browsers.get(page.path.split("/")[1], browsers["else"])
        answer = getattr(browser, method)(page.about(things), sent, secure=True, headers=FROM)
        asked += 1
        if wrong := broken_rules(answer, door=page.door):
            broken[f"{page.path} {answer.status_code}"] = wrong
    lines = [line for line in log() if line["logger"] == "saidyes.requests"]
    assert "\n".join(f"{page}: {wrong}" for page, wrong in broken.items()) == ""
    assert len(lines) == asked
    assert {line["method"] for line in lines} == {method.upper()}
    text = json.dumps(log())
    hidden = [CANARY, "aviary", *SECRETS.values(), things["token"], things["invitation_token"], "dana.okafor"]
    assert [secret for secret in hidden if str(secret) in text] == []


def test_refusals_failures_and_files_do_too(browsers, log, settings):
    client = browsers["else"]
    files = Client(SERVER_NAME=client.defaults["SERVER_NAME"])
    answers = {
        "a file": files.get("/static/icon.svg", secure=True),
        "nothing there": client.get(f"/{CANARY}/", secure=True),
        "a foreign host": client.get("/", secure=True, headers={"Host": CANARY}),
        "another method": client.generic(CANARY, "/", secure=True),
        "too much": client.post("/", secure=True, headers={"X-Long": CANARY * 2000}),
        "without encryption": client.get(f"/?q={CANARY}"),
        "a machine's door": client.post("/api/inbound/", CANARY, content_type="message/rfc822", secure=True),
    }
    settings.ROOT_URLCONF = "tests.web.falling"
    answers["a failure"] = client.get("/falls/", {"host": CANARY}, secure=True)
    statuses = [answer.status_code for answer in answers.values()]
    assert statuses == [200, 404, 400, 405, 431, 301, 403, 500]
    assert {name: wrong for name, answer in answers.items() if (wrong := broken_rules(answer, door=""))} == {}
    text = json.dumps(log())
    assert ("aviary" in text, "IntegrityError" in text) == (False, True)
    (failed,) = [line for line in log() if line["level"] == "ERROR"]
    number = answers["a failure"]["X-Request-ID"]
    assert failed["request"] == number
    assert 'call <a class="nowrap" href="tel:' in answers["a failure"].content.decode()
    assert number in answers["a failure"].content.decode()
    assert {line["method"] for line in log() if "method" in line} <= {*METHODS, "OTHER"}
    assert {line["route"] for line in log() if "route" in line} == {"static", "nowhere", "api-inbound", "falls"}
