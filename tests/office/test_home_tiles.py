"""The tiles of Home: shares of what was sent, each judged in one line."""

import pytest

from saidyes.delivery.models import Recipient
from saidyes.families.models import Family
from saidyes.mail.models import State


@pytest.fixture
def tiles(office, priya):
    browser = office(priya)
    return lambda: {tile.label.partition(",")[0]: tile for tile in browser.get("/office/").context["tiles"]}


def test_before_the_first_blast_nothing_is_judged(tiles):
    found = tiles()
    assert list(found) == ["New families", "Unsubscribed", "Bounced", "Marked as spam"]
    assert (found["Bounced"].value, found["Bounced"].verdict) == ("–", "No Email Blast was sent yet")
    assert (found["Marked as spam"].value, found["Marked as spam"].verdict) == ("–", "No Email Blast in 30 days")


def test_bounces_and_spam_reports_are_shares_of_the_letters(tiles, theo, send, deliver):
    for _ in range(2):
        blast = send(theo)
        deliver()
    first = Recipient.objects.filter(blast=blast)[:1].get()
    Recipient.objects.filter(pk=first.pk).update(state=State.FAILED)
    bounced, spam = tiles()["Bounced"], tiles()["Marked as spam"]
    assert (bounced.label, bounced.value, bounced.verdict) == (
        "Bounced, last 2 blasts",
        "16.7%",
        "Too many. Keep it under 2%",
    )
    assert [round(point) for point in bounced.points] == [0, 33]
    assert (spam.value, spam.verdict) == ("20.00%", "Too many. Mailbox limit is 0.1%")  # Hannah's report, five letters


def test_each_tile_says_its_line_in_words(tiles, office, priya):
    Family.objects.filter(name="Haddad").update(created_at="2020-01-01T00:00Z")
    assert tiles()["New families"].points_words == "From 0 to 4, at most 4"
    page = office(priya).get("/office/").content.decode()
    assert 'class="sparkline" viewBox="0 0 96 36" role="img" aria-label="From 0 to 4, at most 4"' in page
    assert 'style="' not in page
