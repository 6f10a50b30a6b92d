"""The mail room keeps the same promises as a mail server."""

import stat

import pytest

from saidyes.mail.posting import mail_room, open_posting
from saidyes.mail.posting.contract import Lost, Trouble
from tests.mail.letters import letter_to


@pytest.fixture
def posting():
    return open_posting()


def test_without_a_mail_server_letters_lie_in_the_mail_room_with_their_exact_bytes(posting):
    letter = letter_to("noor@example.com")
    posting.offer(letter)
    assert mail_room.letters() == []
    assert posting.finish().code == 250
    [stored] = mail_room.letters()
    assert (stored.to, stored.sender, stored.subject) == (
        "noor@example.com",
        "news@tidewater.example",
        "The pool is closed",
    )
    assert mail_room.read(stored.id) == letter.raw


def test_a_dropped_letter_leaves_nothing_behind(posting, data_folder):
    posting.offer(letter_to("noor@example.com"))
    posting.drop()
    posting.offer(letter_to("tom@example.com"))
    posting.offer(letter_to("dana@example.com"))
    posting.close()
    assert list((data_folder / "mail-room").iterdir()) == []
    with pytest.raises(RuntimeError):
        posting.finish()


def test_the_newest_letter_comes_first(posting):
    for name in ("noor", "tom", "dana"):
        posting.offer(letter_to(f"{name}@example.com"))
        posting.finish()
    assert [stored.to for stored in mail_room.letters()] == ["dana@example.com", "tom@example.com", "noor@example.com"]
    assert [stored.to for stored in mail_room.letters(first=1, count=1)] == ["tom@example.com"]


def test_nobody_else_on_the_machine_reads_the_letters(posting, data_folder):
    posting.offer(letter_to("noor@example.com"))
    posting.finish()
    [path] = (data_folder / "mail-room").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["", "../other", "x" * 32, "0" * 32, "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_only_the_name_of_a_letter_opens_one(name, data_folder):
    (data_folder / "mail-room").mkdir()
    (data_folder / "other.eml").write_text("secret")
    with pytest.raises(mail_room.NoSuchLetter):
        mail_room.read(name)


def test_a_mail_room_that_cannot_be_written_is_trouble(posting, data_folder):
    (data_folder / "mail-room").write_text("a file in the way")
    with pytest.raises(Trouble) as trouble:
        posting.offer(letter_to("noor@example.com"))
    assert trouble.value.stage == "mail room"


def test_a_letter_that_vanished_before_the_dot_is_lost(posting, data_folder):
    posting.offer(letter_to("noor@example.com"))
    for path in (data_folder / "mail-room").iterdir():
        path.unlink()
    with pytest.raises(Lost):
        posting.finish()


def test_an_address_outside_ascii_is_shown_as_it_is(posting):
    posting.offer(letter_to("zoë@example.com", needs_smtputf8=True))
    posting.finish()
    assert mail_room.letters()[0].to == "zoë@example.com"
