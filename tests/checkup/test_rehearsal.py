"""A rehearsal: every letter stays in the mail room, whatever server is named, and every page says so."""

import runpy

import pytest

from saidyes import settings as installed
from saidyes.mail.posting import mail_room

SAID = "Rehearsal: no email leaves"


def settings_with(monkeypatch, tmp_path, **environment: str) -> dict[str, object]:
    """As a process would read them at its start."""
    for name, value in {"SAIDYES_DATA_DIR": str(tmp_path / "here"), **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(installed.__file__))


@pytest.mark.parametrize(("rehearsal", "known"), [("0", "smtp://127.0.0.1:2525"), ("1", "")])
def test_in_a_rehearsal_nothing_knows_a_mail_server(monkeypatch, tmp_path, rehearsal, known):
    environment = {"EMAIL_URL": "smtp://127.0.0.1:2525", "SAIDYES_REHEARSAL": rehearsal}
    assert settings_with(monkeypatch, tmp_path, **environment)["SAIDYES_EMAIL_URL"] == known


@pytest.fixture
def rehearsing(monkeypatch, tmp_path, settings, smtp_server):
    """With a mail server that is named and would take letters."""
    environment = {"EMAIL_URL": smtp_server.url, "SAIDYES_REHEARSAL": "1"}
    settings.SAIDYES_EMAIL_URL = settings_with(monkeypatch, tmp_path, **environment)["SAIDYES_EMAIL_URL"]
    settings.SAIDYES_REHEARSAL = True
    return smtp_server


def test_blasts_and_receipts_stay_in_the_mail_room(rehearsing, office, theo, dana, send, deliver):
    send(theo)
    paid = {"amount": "45.00", "method": "card", "for_what": "Class fee", "paid_on": "2026-03-02"}
    office(theo).post(f"/office/families/{dana.family_id}/payments/new/", paid)
    deliver()
    assert len(rehearsing.letters) == 0
    kept = {letter.subject for letter in mail_room.letters()}
    assert kept == {"Closed on Friday", "Your receipt from Tidewater Swim & Gym"}
    page = office(theo).get(f"/mail-room/{mail_room.letters()[0].id}/").content.decode()
    assert "This is a rehearsal: the letter reached nobody." in page


def test_every_face_says_so(settings, client, office, theo, portal_as, dana):
    pages = {
        "/": client,
        "/portal/log-in/": client,
        "/portal/my-account/": portal_as(dana),
        "/portal/unsubscribe/": client,
        "/office/log-in/": client,
        "/office/": office(theo),
        "/mail-room/": client,
    }
    assert [page for page, browser in pages.items() if SAID in browser.get(page).content.decode()] == []
    settings.SAIDYES_REHEARSAL = True
    assert [page for page, browser in pages.items() if SAID not in browser.get(page).content.decode()] == []
    assert "Ensayo" in client.get("/portal/log-in/", headers={"Accept-Language": "es"}).content.decode()
