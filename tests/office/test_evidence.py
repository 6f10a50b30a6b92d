"""What was signed is kept with a yes: by its content, bound by its hash, shown through one door."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from saidyes.common.scans import LARGEST
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.office.evidence_acts import signed_yes
from tests.office.test_families_address import (
    EMEKAS,
    TOLD,
    as_shown,
    choices_about,
    held_at,
    standing,
    url_of,
)
from tests.scans import PDF, PLACE, chunk, exif, jpeg, png

PAGE = b"<html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def kept_files(data_folder) -> list[Path]:
    return [path for path in (data_folder / "evidence").rglob("*") if path.is_file()]


def save(browser, held, data, name="form.jpg", kind="image/jpeg", **typed):
    file = SimpleUploadedFile(name, data, kind)
    return browser.post(url_of(held), {**as_shown(held), **TOLD, "subscribe": "on", "scan": file, **typed})


@pytest.mark.parametrize("data", [jpeg(more=exif()), png(), PDF])
def test_a_photo_or_scan_is_kept_for_its_owner_alone_and_bound_to_the_event(at_the_desk, emekas, data_folder, data):
    assert save(at_the_desk, emekas, data, name="../../../x.html\0.png", kind="text/html").status_code == 302
    [event], [path] = choices_about(emekas, Verb.OPT_IN), kept_files(data_folder)
    kept = path.read_bytes()
    assert event.facts["evidence_sha256"] == hashlib.sha256(kept).hexdigest()
    assert event.facts["evidence_ref"].replace("-", "") == path.name
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o077) == (0o600, 0)
    assert PLACE not in kept


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (PAGE, "a JPEG, PNG or PDF file"),
        (SVG, "a JPEG, PNG or PDF file"),
        (b"GIF89a/*" + PAGE, "a JPEG, PNG or PDF file"),
        (b"\xff\xd8\xff" + PAGE, "This file is damaged"),
        (b"", "This file is damaged"),
        (png(50_000, 50_000), "at most 50 megapixels"),
        (png(more=chunk(b"tEXt", bytes(LARGEST))), "at most 8 MB"),
    ],
)
def test_any_other_file_is_refused_and_what_was_typed_stays(at_the_desk, emekas, data_folder, data, sentence):
    answer = save(at_the_desk, emekas, data)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, TOLD["said"] in page) == (422, True, True)
    assert (standing(EMEKAS), kept_files(data_folder)) == ("no_choice", [])


def test_a_refused_form_asks_for_the_photo_again_and_keeps_none(at_the_desk, emekas, data_folder):
    answer = save(at_the_desk, emekas, png(), said="")
    assert answer.status_code == 422
    assert "Choose the photo or scan again" in answer.content.decode()
    assert kept_files(data_folder) == []


def test_a_yes_that_may_not_be_leaves_no_file(at_the_desk, business, data_folder):
    held = held_at("dana@harborclinic.example")
    answer = save(at_the_desk, held, png(), agreed_again="on", agreed_at="2020-01-01T10:00")
    assert "must be later than the opt-out" in answer.content.decode()
    assert "Choose the photo or scan again" in answer.content.decode()
    assert kept_files(data_folder) == []


@pytest.mark.parametrize("how", ["by_phone", "other"])
def test_what_leaves_nothing_behind_needs_a_reference_or_a_scan(at_the_desk, emekas, how):
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "how": how}
    answer = at_the_desk.post(url_of(emekas), typed)
    assert answer.status_code == 422
    assert "Write who listened or where it is recorded, or add a photo or scan" in answer.content.decode()
    assert standing(EMEKAS) == "no_choice"
    assert at_the_desk.post(url_of(emekas), {**typed, "reference": "Recording 4711"}).status_code == 302
    [event] = choices_about(emekas, Verb.OPT_IN)
    assert (event.private["reference"], "Recording 4711" in str(event.facts)) == ("Recording 4711", False)


def test_a_scan_stands_in_for_the_reference(at_the_desk, emekas):
    assert save(at_the_desk, emekas, PDF, how="by_phone").status_code == 302


def test_a_bad_file_never_refuses_a_no(at_the_desk, business):
    held = held_at("dana.okafor@example.com")
    typed = {**as_shown(held), "scan": SimpleUploadedFile("x.png", PAGE)}
    del typed["subscribe"]
    assert at_the_desk.post(url_of(held), typed).status_code == 302
    assert standing("dana.okafor@example.com") == "opted_out"


def test_the_form_opens_empty_and_unrefused(at_the_desk, emekas):
    assert at_the_desk.get(url_of(emekas)).status_code == 200


@pytest.mark.parametrize(("scan", "kind"), [(jpeg(), "image/jpeg"), (PDF, "application/pdf"), (png(), "image/png")])
def test_it_is_shown_as_what_it_is_and_can_do_nothing(office, ines, emeka, scan, kind):
    event = signed_yes(emeka, scan=scan)
    answer = office(ines).get(f"/office/records/{event.pk}/evidence/")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, scan, kind)
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("spoil", [lambda path: path.write_bytes(png(3, 3)), lambda path: path.unlink()])
def test_another_file_in_its_place_is_not_shown(office, ines, emeka, data_folder, spoil):
    event = signed_yes(emeka)
    [path] = kept_files(data_folder)
    spoil(path)
    answer = office(ines).get(f"/office/records/{event.pk}/evidence/")
    assert answer.status_code == 409
    assert "not the one that was kept" in answer.content.decode()
    assert "not the one that was kept" in office(ines).get(f"/office/records/{event.pk}/").content.decode()


def test_an_entry_without_a_scan_has_none_to_show(office, ines, business):
    event = Event.objects.filter(verb=Verb.OPT_OUT, business_id=business.pk).first()
    assert office(ines).get(f"/office/records/{event.pk}/evidence/").status_code == 404


def test_a_guardian_does_not_get_it(portal_as, emeka):
    event = signed_yes(emeka)
    assert portal_as(emeka).get(f"/office/records/{event.pk}/evidence/").status_code == 403
