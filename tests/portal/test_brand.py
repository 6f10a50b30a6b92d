"""The school's colour and logo: the same for whoever asks, kept by caches, and never another school's."""

import pytest

from saidyes.businesses.brand import ink_on, keep_logo
from saidyes.common.logos import read_logo
from tests.scans import PLACE, chunk, png

PAGES = ["/", "/portal/log-in/", "/office/log-in/"]


@pytest.fixture
def logo(business):
    kept = keep_logo(business, read_logo(png(480, 120, more=chunk(b"tEXt", PLACE))))
    business.logo_name, business.brand_colour = kept.name, "#ffe14d"
    business.save()
    return kept


def test_every_page_wears_the_colour_and_the_logo(client, business, logo):
    for path in PAGES:
        page = client.get(path).content.decode()
        assert f'src="/brand/{logo.name}"' in page
        assert 'href="/brand.css?ffe14d"' in page


def test_a_school_without_either_wears_what_we_begin_with(client, business):
    for path in PAGES:
        assert "/brand" not in client.get(path).content.decode()


def test_the_style_sheet_says_the_colour_and_nothing_else(client, business, logo):
    answer = client.get("/brand.css?ffe14d")
    assert answer.content.decode() == ":root { --brand: #ffe14d; --on-brand: #10212b; }\n"
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    business.brand_colour = "red}*{}"
    business.save()
    assert "red" not in client.get("/brand.css").content.decode()


def test_the_mark_is_seen_upon_every_colour():
    assert (ink_on("#f0603a"), ink_on("#000000"), ink_on("#ffffff"), ink_on("#ffe14d")) == (
        *("#ffffff", "#ffffff"),
        *("#10212b", "#10212b"),
    )


def test_a_logo_is_public_cached_and_clean(client, logo):
    answer = client.get(f"/brand/{logo.name}")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert PLACE not in answer.content
    assert set(answer["Cache-Control"].split(", ")) == {"public", "immutable", "max-age=31536000"}
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("name", ["nothing.png", "..%2Flink-keys.json", "%2e%2e/secret-key", "a.png%00.html"])
def test_nothing_else_is_behind_that_door(client, logo, name):
    assert client.get(f"/brand/{name}").status_code == 404


def test_the_school_next_door_has_no_such_logo(client, logo, lakeside):
    assert client.get(f"/brand/{logo.name}", SERVER_NAME="lakeside.localhost").status_code == 404


def test_a_letter_wears_them_and_a_notice_only_the_colour(client, logo, send, theo, deliver, letters):
    send(theo)
    client.post("/portal/unsubscribe/", {"email": "noor.haddad@example.com"})
    deliver()
    html = {letter["List-Unsubscribe"] is not None: letter.get_body(("html",)).get_content() for letter in letters()}
    assert f'src="http://tidewater.localhost:8000/brand/{logo.name}" width="192" height="48"' in html[True]
    assert 'alt="Tidewater Swim &amp; Gym"' in html[True]
    assert "<img" not in html[False]
    assert "4px solid #ffe14d" in html[True]
    assert "4px solid #ffe14d" in html[False]
