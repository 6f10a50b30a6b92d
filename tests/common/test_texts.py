import pytest

from saidyes.common.csv import guarded, stream
from saidyes.common.phones import NotAPhoneNumber, e164, national
from saidyes.common.plain_text import NotPlain, one_line, several_lines


@pytest.mark.parametrize(
    "mark", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\u202e"]
)
def test_a_line_is_one_line_without_hidden_marks(mark):
    with pytest.raises(NotPlain):
        one_line(f"Hi{mark}Bcc: x@evil.example", 200)


def test_a_line_has_a_limit_and_no_piles_of_accents():
    with pytest.raises(NotPlain):
        one_line("a" * 201, 200)
    with pytest.raises(NotPlain):
        one_line("a" + "\u0301" * 300, 1000)
    assert one_line("  Zoe\u0308 🤸 Nguyễn ", 200) == "Zoë 🤸 Nguyễn"


def test_names_that_look_like_code_are_only_names():
    for name in ("Robert'); DROP TABLE families;--", '"><img src=x onerror=alert(1)>', "=HYPERLINK(1)"):
        assert one_line(name, 100) == name


def test_several_lines_keep_their_ends():
    assert several_lines("one\r\ntwo\rthree\n", 100) == "one\ntwo\nthree"


@pytest.mark.parametrize("cell", ["=1", "+1+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"])
def test_no_cell_starts_a_formula(cell):
    assert guarded(cell) == f"'{cell}"


def test_every_cell_is_quoted():
    assert list(stream(["a"], [['say "hi"'], [None], [7]])) == ['"a"\r\n', '"say ""hi"""\r\n', '""\r\n', '"7"\r\n']


def test_a_phone_number_is_kept_once_and_shown_at_home():
    assert e164("(503) 555-0142", "US") == e164("503.555.0142", "US") == "+15035550142"
    assert national("+15035550142", "US") == "(503) 555-0142"
    assert national("+442071838750", "US") == "+44 20 7183 8750"
    with pytest.raises(NotAPhoneNumber):
        e164("call me", "US")
