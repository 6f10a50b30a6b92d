import pytest

from saidyes.mail.letter import Letter, compose
from saidyes.mail.posting.mail_room import MailRoom, letters

HTML = '<html><head></head><body><script>alert(1)</script><a href="https://example.com/">a link</a></body></html>'


@pytest.fixture
def put():
    def put_letter(sender="news@mail.tidewater.example", subject="Closed on Monday") -> str:
        headers = [
            ("From", f"Tidewater <{sender}>"),
            ("To", "noor.haddad@example.com"),
            ("Subject", subject),
            ("Message-ID", "<1@mail.tidewater.example>"),
        ]
        raw = compose(headers, text="We are closed.", html=HTML)
        posting = MailRoom()
        posting.offer(Letter(sender, "noor.haddad@example.com", "<1@mail.tidewater.example>", raw))
        posting.finish()
        return letters()[0].id

    return put_letter


def test_in_the_sample_school_anybody_may_look_at_the_letters(client, put):
    letter = put()
    assert "Closed on Monday" in client.get("/mail-room/").content.decode()
    page = client.get(f"/mail-room/{letter}/").content.decode()
    for words in ("noor.haddad@example.com", "Message-ID", "We are closed."):
        assert words in page


def test_the_html_part_stands_in_a_frame_that_runs_nothing(client, put):
    answer = client.get(f"/mail-room/{put()}/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_exact_bytes_can_be_taken_along(client, put):
    answer = client.get(f"/mail-room/{put()}/raw/")
    assert answer.content.startswith(b"From: ")
    assert b"\r\n\r\n" in answer.content


def test_letters_of_next_door_are_not_here(client, put):
    letter = put(sender="news@mail.lakeside.example")
    assert "Closed on Monday" not in client.get("/mail-room/").content.decode()
    for page in ("", "html/", "raw/"):
        assert client.get(f"/mail-room/{letter}/{page}").status_code == 404


@pytest.mark.parametrize("letter", ["0" * 32, "..", "..%2F..%2Fsecret-key", "not-a-letter"])
def test_a_letter_that_is_not_there_is_404(client, letter):
    assert client.get(f"/mail-room/{letter}/").status_code == 404


def test_outside_the_sample_school_only_those_who_send_may_look(client, business, office, marisol, priya, put):
    business.is_sample = False
    business.save()
    assert client.get("/mail-room/").status_code == 302
    assert office(priya).get("/mail-room/").status_code == 403
    assert office(marisol).get("/mail-room/").status_code == 200
