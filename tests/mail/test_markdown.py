"""What staff write, as HTML and as plain text: nothing that could harm a reader gets through, and it is said."""

import pytest

from saidyes.mail.markdown import parsed, removed, to_html
from saidyes.mail.plain import to_text
from saidyes.mail.slots import slot

HARMFUL = {
    "<script>alert(1)</script>": "<script>",
    "Hi <script>alert(1)</script>": "<script>",
    "<svg onload=alert(1)>": "<svg>",
    '<a href="javascript:alert(1)">x</a>': "<a>",
    'See <a href="https://evil.example" style="font-size:90px">x</a>': "<a>",
    '<a href=" jAvAsCrIpT:alert(1)">x</a>': "<a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>": "<meta>",
    "<base href='https://evil.example'>": "<base>",
    "<form action='https://evil.example'><input></form>": "<form>",
    "<iframe src='https://evil.example'></iframe>": "<iframe>",
    "<link rel=stylesheet href='https://evil.example'>": "<link>",
    '<p style="background:url(https://evil.example/x.png)">x</p>': "<p>",
    "<!-- hidden -->": "a comment",
    "<table><tr><td></td></tr></table></td></tr></table>": "<table>",
    "[x](javascript:alert(1))": "a link that does not begin with https://",
    "[x](JaVaScRiPt:alert(1))": "a link that does not begin with https://",
    "[x](data:text/html,hello)": "a link that does not begin with https://",
    "[camps](/camps)": "a link that does not begin with https://",
    "![the pool](https://evil.example/pixel.png)": "the picture “the pool”",
    "![](https://evil.example/pixel.png)": "a picture",
}


def html(source: str) -> str:
    return to_html(parsed(source))


def text(source: str) -> str:
    return to_text(parsed(source))


@pytest.mark.parametrize("source", HARMFUL)
def test_what_could_harm_is_taken_out_and_named(source):
    assert HARMFUL[source] in removed(source)
    written = html(source).lower()
    for danger in ("<script", "<svg", "javascript:", "data:", "<meta", "<base", "<form", "<iframe", "<link", "<img"):
        assert danger not in written
    assert not {"evil.example", "background", "onload", "href"} & set(
        written.replace("=", " ").replace("/", " ").split()
    )
    assert "evil.example" not in text(source)


def test_an_ordinary_text_loses_nothing():
    source = "Hi **all**, 3 < 5 & 7 > 6, see [camps](https://tidewater.example/camps) or <mailto:a@b.example>"
    assert removed(source) == []
    assert "3 &lt; 5 &amp; 7 &gt; 6" in html(source)
    assert 'href="https://tidewater.example/camps"' in html(source)
    assert text(source) == "Hi all, 3 < 5 & 7 > 6, see camps: https://tidewater.example/camps or mailto:a@b.example"


def test_words_inside_html_are_kept():
    assert text("<div>Hello <b>you</b> &amp; me</div>\n\nText <u>too</u>") == "Hello you & me\n\nText too"
    assert "Hello you &amp; me" in html("<div>Hello <b>you</b> &amp; me</div>")


def test_words_that_look_like_html_stay_words():
    assert "&lt;script&gt;" in html("<div>&lt;script&gt;</div>")
    assert "&lt;script&gt;" in html("`<script>`")
    assert removed("`<script>`") == []


def test_a_line_break_is_one():
    assert "one<br>" in html("one\ntwo")
    assert text("one\ntwo") == "one\ntwo"


def test_words_from_right_to_left_run_that_way_and_others_as_ever():
    page = html("مرحبا {{ name }}\n\n- שלום\n\nHi")
    assert (page.count('<p dir="auto"'), page.count('<ul dir="auto"')) == (2, 1)
    assert "dir" not in html("Hi *there*")


def test_headings_begin_at_the_second_level():
    written = html("# A\n\n## B\n\n### C\n\n###### D")
    assert [written.count(f"<{tag}") for tag in ("h1", "h2", "h3", "h6")] == [0, 2, 2, 0]


def test_a_link_alone_in_its_paragraph_is_a_button():
    assert 'class="button"' in html("[See camps](https://tidewater.example/)")
    for other in ("See [camps](https://x.example/)", "<https://x.example/>", "- [camps](https://x.example/)"):
        assert 'class="button"' not in html(other)


def test_a_link_without_its_beginning_is_mended():
    assert 'href="https://www.tidewater.example"' in html("[camps](www.tidewater.example)")


def test_a_link_may_only_lead_to_a_slot_that_we_fill():
    assert f'href="{slot("undo_url")}"' in html(f"[Undo]({slot('undo_url')})")
    for value in (slot("guardian_first_name"), f"https://x.example/{slot('undo_url')}"):
        assert "href" not in html(f"[x]({value})")
        assert removed(f"[x]({value})")


def test_a_table_without_words_in_its_head_has_no_head():
    source = "| | |\n|---|---|\n| **June 22–26** | Swim camp |"
    assert "<th" not in html(source)
    assert text(source) == "June 22–26: Swim camp"
    assert "<th" in html(source.replace("| | |", "| When | What |", 1))
    assert text(source.replace("| | |", "| When | What |", 1)) == "When | What\nJune 22–26 | Swim camp"


def test_lists_quotes_and_code_read_well_as_plain_text():
    source = "3. three\n4. four\n   - deep\n\n> quote\n> more\n\n```\n  code\n```\n\n---\n\n- a\n\n- b"
    assert text(source) == "3. three\n4. four\n   - deep\n\n> quote\n> more\n\n  code\n\n* * *\n\n- a\n- b"


def test_slots_pass_through_untouched():
    marked = f"Hi **{slot('guardian_first_name')}**,\n\n- {slot('family_name')}_x_"
    for written in (html(marked), text(marked)):
        assert slot("guardian_first_name") in written
        assert slot("family_name") in written


@pytest.mark.parametrize("piece", ["<div>", "[", "*a ", ">", "<a", "|a|\n|-|\n\n", "<script>", "&amp;", "![["])
def test_a_text_made_to_be_slow_is_still_written(piece):
    """A text that takes time by the square of its length would run into the time limit of a test."""
    source = piece * (8_000 // len(piece))
    removed(source)
    assert text(source) is not None
    assert html(source) is not None
