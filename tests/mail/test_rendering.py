"""The frames: what stands in every mail, whatever the author wrote."""

import re

import pytest

from saidyes.mail.rendering import FOOTER_SLOTS, Imprint, Said, blast_frame, notice_frame
from saidyes.mail.slots import names_in, slot

TIDEWATER = Imprint("Tidewater Swim & Gym", "2140 Harbor Way, Astoria, OR 97103", "(503) 555-0142")
HIDING = (
    "<!--",
    "</td></tr></table></body></html>",
    "<div style='display:none'>",
    "<style>td{display:none}</style>",
    "```",
)


def blast(body: str = "Hello", **other: str):
    words = {"subject": "Closed <Monday>", "preview": "Open again Tuesday & on", **other}
    return blast_frame(Said(body=body, **words), TIDEWATER, view_url="/portal/view/v1.x/")


@pytest.mark.parametrize("body", ["Hello", "", *HIDING])
def test_no_author_can_leave_the_footer_out_or_hide_it(body):
    parts = blast(body)
    for part in (parts.text, parts.html):
        assert names_in(part) == set(FOOTER_SLOTS)
        assert "opted in to Email Blasts on" in part
        assert "2140 Harbor Way, Astoria, OR 97103" in part
        assert "(503) 555-0142" in part
    assert f'href="{slot("unsubscribe_url")}"' in parts.html
    assert f"Unsubscribe: {slot('unsubscribe_url')}" in parts.text
    assert parts.html.count("</html>") == parts.html.count("<body") == 1
    assert "display:none}" not in parts.html


def test_the_subject_is_the_only_first_heading():
    html = blast("# Mine").html
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["Closed &lt;Monday&gt;"]
    assert "<h2" in html


def test_the_preview_line_stands_first_and_hidden():
    html = blast().html
    assert html.index("Open again Tuesday &amp; on") < html.index("<table")
    assert "mso-hide" not in blast(preview="").html


def test_the_letter_needs_no_other_machine():
    html = blast("![x](https://evil.example/x.png)").html
    assert not re.search(r"<img|<link|@import|url\(|https?:", html)


def test_layout_tables_say_that_they_are_none():
    html = blast().html
    outside_comments = re.sub(r"<!--.*?-->", "", html)
    assert outside_comments.count("<table") == outside_comments.count('<table role="presentation"') == 2
    assert '<html lang="en"' in html


def test_a_notice_says_who_writes_and_offers_no_unsubscribing():
    link = "https://tidewater.example/portal/email-choice/v1.x/"
    parts = notice_frame(Said("Your receipt", "", "Thanks"), TIDEWATER, choice_url=link)
    for part in (parts.text, parts.html):
        assert "Choose how we email you" in part
        assert link in part
        assert "2140 Harbor Way, Astoria, OR 97103" in part
        assert "nsubscribe" not in part
    without = notice_frame(Said("Your code", "", "1"), Imprint("Lakeside Gym", "", ""))
    assert "promotional" not in without.text + without.html
    assert without.text.endswith("--------\nLakeside Gym\n")
