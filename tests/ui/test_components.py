import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from saidyes.ui.drawings import THINNEST, line_through, parts_of
from saidyes.ui.icons import GLYPHS, WORDS

COUNTS = {"opted_in": 411, "opted_out": 59, "no_choice": 21, "cant_deliver": 3}


def component(name, request=None, **values) -> str:
    return render_to_string(f"ui/components/{name}.html", values, request)


@pytest.mark.parametrize("standing", WORDS)
def test_a_badge_is_a_glyph_and_a_word(standing):
    html = component("badge", standing=standing)
    assert WORDS[standing] in html
    assert GLYPHS[standing] in html


def test_the_glyphs_differ_in_shape():
    assert len(set(GLYPHS.values())) == len(GLYPHS)


def test_a_badge_may_say_since_when():
    html = component("badge", standing="opted_out", text="Opted out Feb 20, 2026")
    assert "Opted out Feb 20, 2026" in html
    assert html.count("Opted out") == 1


def test_the_bar_is_said_in_words_too():
    assert "411 opted in, 59 opted out, 21 no choice yet, 3 can’t deliver" in component("split_bar", counts=COUNTS)


def test_the_bar_needs_no_inline_style():
    assert "style=" not in component("split_bar", counts=COUNTS)
    assert "style=" not in component("progress", sent=248, failed=2, total=411, words="248 of 411 sent", paused=True)


def test_the_numbers_of_the_bar_lead_to_the_families():
    assert "/office/families/?standing=no_choice" in component(
        "split_bar", counts=COUNTS, url="/office/families/?standing="
    )


def test_a_bar_of_nobody_is_empty():
    assert parts_of({"opted_in": 0}) == []


def test_one_in_five_thousand_can_still_be_seen_and_nothing_hangs_over():
    parts = parts_of({"opted_in": 5_000, "cant_deliver": 1})
    assert parts[-1].width == pytest.approx(THINNEST, abs=0.01)
    assert parts[-1].start + parts[-1].width == pytest.approx(100, abs=0.1)


def test_progress_leaves_room_for_what_is_still_to_send():
    parts = parts_of({"sent": 100, "failed": 100}, 400)
    assert [(part.start, part.width) for part in parts] == [(0, 25), (25, 25)]


def test_progress_speaks():
    html = component("progress", sent=248, failed=2, total=411, words="248 of 411 sent, 2 bounced")
    assert 'role="progressbar"' in html
    assert 'aria-valuetext="248 of 411 sent, 2 bounced"' in html
    assert 'aria-valuenow="250"' in html


def test_the_line_rises_with_the_values():
    first, last = line_through([14, 27])
    assert first == (0, 32)
    assert last == (96, 4)
    assert {y for _, y in line_through([3, 3, 3])} == {18}


def test_the_pager_keeps_the_filters():
    request = RequestFactory().get("/office/families/", {"q": "okafor", "page": "2"})
    html = component("pager", page=Paginator(range(120), 50).get_page(2), request=request, noun="families")
    assert "51–100 of 120 families" in html
    assert "?q=okafor&amp;page=3" in html


def test_one_page_needs_no_pager():
    request = RequestFactory().get("/office/families/")
    assert not component("pager", page=Paginator(range(9), 50).get_page(1), request=request).strip()


def test_the_last_question_before_an_act_is_a_dialog_or_a_page():
    asked = {"id": "cancel", "title": "Cancel?", "text": "", "url": "/x/", "act": "Cancel 3", "stay": "Keep sending"}
    assert "<dialog" in component("confirm", **asked)
    page = component("confirm", **asked, back="/office/")
    assert "<dialog" not in page
    assert 'href="/office/"' in page
