"""An Email Blast in the browser: what anybody may see who was forwarded the mail, and nothing of who forwarded it."""

import re

import pytest

from saidyes.blasts.models import Blast
from saidyes.common.signing import sign_ids
from saidyes.delivery.models import Recipient
from tests.portal.visits import shows

BODY = (
    "Hi {{ guardian first name }} {{ guardian last name }},\n\nbring {{ student first names }}.\n\n<script>x</script>"
)
GONE = "This Email Blast is no longer here"


@pytest.fixture
def sent(send, theo, deliver, letters):
    """Noor's letter of a blast, and where it can be seen in a browser."""
    blast = send(theo, "Closed, {{ family name }}s", BODY)
    deliver()
    noors = next(letter for letter in letters() if letter["To"] == "noor.haddad@example.com")
    return (
        blast,
        noors,
        re.search(r"View in browser: \S+?(/portal/view/\S+)", noors.get_body(("plain",)).get_content())[1],
    )


def test_the_page_says_the_words_and_names_nobody(client, sent):
    _, letter, path = sent
    page = client.get(path)
    assert page.status_code == 200
    assert shows(page, "Hi there", "bring your children.", "2140 Harbor Way, Astoria, OR 97103")
    assert 'name="robots" content="noindex, nofollow"' in page.content.decode()
    for part in (letter.get_body(("html",)).get_content(), page.content.decode()):
        assert "<script" not in part
    assert not re.search("noor|haddad|sami", page.content.decode(), re.IGNORECASE)
    assert not re.search(r"/(unsubscribe|email-choice)/v1", page.content.decode())
    assert 'href="http://tidewater.localhost:8000/portal/unsubscribe/?new=1"' in page.content.decode()


def test_every_reader_has_the_same_address_of_it(sent, letters):
    paths = {re.search(r"/portal/view/\S+", letter.get_body(("plain",)).get_content())[0] for letter in letters()}
    assert len(paths) == 1 < Recipient.objects.count()


def test_no_script_no_cookie_no_search_engine_and_no_referrer(client, sent):
    page = client.get(sent[2])
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert re.search(r"; sandbox (?!.*allow-(scripts|same-origin|forms))", policy)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_looked_at(client, sent, method):
    assert getattr(client, method)(sent[2]).status_code == 405


def test_what_never_went_out_or_is_no_more_says_so(client, business, lakeside, sent, theo):
    blast, _, path = sent
    draft = Blast.objects.create(business=business, author=theo.user, subject="Not yet", body="Secret plans")
    paths = [
        path[:-2] + "/",
        f"/portal/view/{sign_ids('view', business.pk, draft.pk)}/",
        f"/portal/view/{sign_ids('view', lakeside.pk, blast.pk)}/",
        f"/portal/view/{sign_ids('leave', business.pk, blast.pk)}/",
    ]
    for wrong in paths:
        page = client.get(wrong)
        assert page.status_code == 404
        assert shows(page, GONE)
    assert client.get(path, SERVER_NAME="lakeside.localhost").status_code == 404
