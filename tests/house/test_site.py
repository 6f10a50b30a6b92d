"""The reader of the built site: what it takes for a link that leads nowhere."""

from bench.site.checking import trouble_in

GOOD = '<a id="top" href="other.html#there"></a><a href="#top"></a><a href="https://example.org/"></a><a href="sub/">'
BAD = '<a href="gone.html"></a><a href="index.html#gone"></a><script src="https://example.org/x.js"></script>'


def test_each_link_that_leads_nowhere_and_each_foreign_thing_is_named(tmp_path):
    (tmp_path / "sub").mkdir()
    pages = {"index.html": GOOD, "other.html": f'<p id="there">{BAD}', "sub/index.html": '<a href="/index.html#top">'}
    for name, text in pages.items():
        (tmp_path / name).write_text(text, "utf-8")
    trouble = ["gone.html", "index.html#gone", "https://example.org/x.js"]
    assert trouble_in(tmp_path) == (3, 8, [f"other.html: {link}" for link in trouble])
