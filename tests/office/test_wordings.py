"""The question is worded in settings: each change a new version, no mandatory line in anybody's reach."""

import pytest

from saidyes.consent.asking import NO, YES, question_of
from saidyes.consent.models import Wording, WordingKind
from saidyes.consent.phrases import PHRASES
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from tests.office.test_settings import save

LIST = "/office/settings/wordings/"
OWN = {
    "title": "May we write to you?",
    "yes_hint": "Meets, closures and camps.",
    "no_hint": "Only your own classes and payments.",
    "covers": "meets, closures, camps",
    "seen": "1",
}


def publish(browser, language="en", **typed):
    return browser.post(f"{LIST}{language}/", {**OWN, "publish": "yes", **typed})


def versions(business, language="en"):
    return business.wordings.filter(kind=WordingKind.QUESTION, language=language).order_by("version")


def test_a_change_is_the_next_version_and_the_old_one_stays(office, marisol, business):
    old = question_of(business)
    answer = publish(office(marisol))
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    question = question_of(business)
    assert (question.wording.version, question.title, question.yes_hint) == (2, OWN["title"], OWN["yes_hint"])
    assert Wording.objects.get(pk=old.wording.pk).text == old.wording.text
    event = Event.objects.filter(verb=Verb.WORDING_PUBLISHED).latest("seq")
    assert (event.actor_id, event.facts["version"]) == (str(marisol.user_id), 2)
    assert (event.facts["wording"], event.facts["wording_sha256"]) == (
        str(question.wording.pk), question.wording.sha256,
    )  # fmt: skip


def test_families_are_asked_in_the_new_words_and_the_choice_names_them(office, marisol, business, portal_as, dana):
    publish(office(marisol))
    browser, address = portal_as(dana), dana.held_addresses.get(is_primary=True).address
    url = f"/portal/my-account/account-information/email/{address.pk}/"
    assert "“Yes” covers meets, closures, camps and offers." in browser.get(url).content.decode()
    browser.post(url, {"said": "no", "wording": str(question_of(business).wording.pk)})
    event = Event.objects.filter(verb=Verb.OPT_OUT, subject=f"address:{address.pk}").latest("seq")
    assert event.facts["wording"] == str(question_of(business).wording.pk)


@pytest.mark.parametrize("language", PHRASES)
def test_the_mandatory_lines_are_in_every_language_and_in_no_form(office, marisol, business, language):
    """S14: who asks and where, that offers are meant, and how to withdraw (CASL 10(1), SOR/2012-36 s. 4)."""
    forged = {"yes": "Yes to everything", "no": "", "withdraw": "", "asked_by": "nobody", "paragraph": "", "text": ""}
    assert publish(office(marisol), language, seen="1" if language == "en" else "0", **forged).status_code == 302
    question, phrases = question_of(business, language), PHRASES[language]
    assert (question.yes, question.no) == (phrases.yes, phrases.no)
    for line in ("Tidewater Swim & Gym, 2140 Harbor Way, Astoria, OR 97103, (503) 555-0142", phrases.withdraw):
        assert line in question.paragraph
    assert phrases.purpose.format(covers=OWN["covers"]) in question.paragraph
    assert question.wording.language == language


def test_the_two_english_answers_stay_the_ones_families_know(office, marisol, business):
    publish(office(marisol))
    assert (question_of(business).yes, question_of(business).no) == (YES, NO)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"covers": " "}, "Name what your Email Blasts are about"),
        ({"title": ""}, "Enter the question"),
        ({"yes_hint": "two\nlines"}, "Use one line only"),
        ({"no_hint": "x" * 201}, "Use at most 200 characters"),
    ],
)
def test_a_gap_is_named_and_what_was_typed_stays(office, marisol, business, typed, sentence):
    answer = publish(office(marisol), **{"title": "May we?", **typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert "May we?" in page or "title" in typed
    assert versions(business).count() == 1


@pytest.mark.parametrize("missing", ["street", "phone"])
def test_without_the_schools_address_and_phone_nothing_is_published(office, marisol, business, missing):
    setattr(business, missing, "")
    business.save(update_fields=[missing])
    answer = publish(office(marisol))
    assert (answer.status_code, "the question must say" in answer.content.decode()) == (422, True)
    assert versions(business).count() == 1


def test_a_preview_shows_the_question_and_publishes_nothing(office, marisol, business):
    before = Event.objects.count()
    answer = office(marisol).post(f"{LIST}en/", {**OWN, "preview": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "“Yes” covers meets, closures, camps and offers." in page
    assert page.count('type="radio"') == 2
    assert (versions(business).count(), Event.objects.count()) == (1, before)


def test_who_publishes_meanwhile_is_not_overruled_unread(office, marisol, business):
    browser = office(marisol)
    publish(browser)
    answer = publish(browser, title="May we, please?")
    assert answer.status_code == 409
    assert "Version 2 was published a moment ago" in answer.content.decode()
    assert versions(business).count() == 2
    assert publish(browser, title="May we, please?", seen="2").status_code == 302


def test_a_language_is_asked_in_once_it_is_published_and_moves_with_the_school(office, marisol, business):
    browser = office(marisol)
    publish(browser, "fr-CA", seen="0")
    save(browser, "school", street="1 New Street")
    assert [one.version for one in versions(business, "fr-CA")] == [1, 2]
    assert "1 New Street" in question_of(business, "fr-CA").paragraph
    assert not versions(business, "es").exists()


def test_the_same_words_again_are_no_new_version(office, marisol, business):
    browser = office(marisol)
    publish(browser)
    publish(browser, seen="2")
    assert versions(business).count() == 2


def test_every_version_is_listed_with_its_date_and_who_and_can_be_read(office, marisol, ines, business):
    first = question_of(business)
    publish(office(marisol))
    browser = office(ines)
    page = browser.get(LIST).content.decode()
    assert "Marisol Vega" in page
    assert first.wording.sha256[:12] in page
    old = browser.get(f"{LIST}{first.wording.pk}/").content.decode()
    assert first.title in old
    assert first.wording.sha256 in old
