"""Row 77 of docs/bad-inputs.md: what may be a password, and that it stays what was typed."""

import pytest

SET = "/office/your-account/password/"
WEAK = ("", "short 7", "password1", "Tidewater2026!", "lantern\0seahorse", "é" * 513, "x" * 1_025)
GOOD = ("kelp8tim", "l" * 32 + "antern 4" * 4, "otter " * 33 + "42", "  two ends  ", "paßwort 🤸 pière", "q%00\\'\"<b>")


@pytest.fixture
def browser(office, marisol):
    return office(marisol)


@pytest.mark.parametrize("typed", WEAK)
def test_what_is_short_long_common_or_our_own_name_is_refused(browser, marisol, typed):
    before = marisol.user.password
    answer = browser.post(SET, {"password": typed})
    assert (answer.status_code, "error-summary" in answer.content.decode()) == (422, True)
    assert not typed or typed not in answer.content.decode()
    marisol.user.refresh_from_db()
    assert marisol.user.password == before


@pytest.mark.parametrize("typed", GOOD)
def test_anything_else_is_taken_as_it_was_typed(browser, marisol, typed):
    assert browser.post(SET, {"password": typed}).status_code == 302
    marisol.user.refresh_from_db()
    assert marisol.user.check_password(typed)
    assert not marisol.user.check_password(typed.strip() + " ")
