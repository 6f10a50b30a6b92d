"""Staff write down what a guardian told them: Subscribe to E-Mail Blast, with evidence (S6, S7, S9)."""

import pytest
import time_machine
from django.urls import reverse

from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.choosing import record_choice
from saidyes.consent.models import Address, WordingKind
from saidyes.families.models import HeldAddress
from saidyes.ledger.actors import SYSTEM, Source
from saidyes.ledger.models import Event
from saidyes.ledger.verbs import Verb
from saidyes.notices.kinds import Kind
from saidyes.notices.models import Notice

AT_WORK = "dana@harborclinic.example"
AT_HOME = "dana.okafor@example.com"
EMEKAS = "emeka.okafor@example.org"
TOLD = {"how": "in_person", "said": "Asked at the front desk"}


def held_at(text):
    return HeldAddress.objects.select_related("address", "guardian").get(address__key=text, guardian__is_primary=True)


def url_of(held):
    return reverse("office-address", args=[held.guardian.family_id, held.guardian_id, held.pk])


def as_shown(held):
    """What the form holds when it is opened and nothing is touched."""
    address = held.address
    shown = {"address": address.spelling, "seen_version": address.version, "agreed_at": local_now(held)}
    ticked = {"subscribe": "on", "was_ticked": "on"} if address.standing == "opted_in" else {}
    return {**shown, **ticked}


def local_now(held):
    return clock.now().astimezone(held.business.zone).strftime("%Y-%m-%dT%H:%M")


def standing(text):
    return Address.objects.get(key=text).standing


def choices_about(held, *verbs):
    return list(Event.objects.filter(subject=f"address:{held.address_id}", verb__in=verbs).order_by("seq"))


def test_s6_staff_opt_an_address_in_with_evidence(at_the_desk, emekas, priya):
    answer = at_the_desk.post(url_of(emekas), {**as_shown(emekas), **TOLD, "subscribe": "on"}, follow=True)
    assert f"Saved. {EMEKAS} is now opted in. We told Emeka by email." in answer.content.decode()
    assert standing(EMEKAS) == "opted_in"
    [event] = choices_about(emekas, Verb.OPT_IN)
    assert (event.actor_kind, event.actor_id, event.on_behalf_of) == (
        "staff", str(priya.user_id), str(emekas.guardian_id),
    )  # fmt: skip
    assert (event.source, event.facts["how"]) == ("office_portal", "in_person")
    assert event.private["said"] == TOLD["said"]
    assert event.private["actor_name"] == "Priya Nair"
    assert Notice.objects.get(kind=Kind.STAFF_OPTED_YOU_IN).to_address == EMEKAS


def test_the_words_of_the_tick_are_kept(at_the_desk, emekas, business):
    at_the_desk.post(url_of(emekas), {**as_shown(emekas), **TOLD, "subscribe": "on"})
    [event] = choices_about(emekas, Verb.OPT_IN)
    wording = business.wordings.get(pk=event.facts["wording"])
    assert "Subscribe to E-Mail Blast" in wording.text
    assert "Only use this when the customer has explicitly agreed to receive email communications." in wording.text


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"how": ""}, "Select how Emeka agreed"),
        ({"how": "telepathy"}, "Select how Emeka agreed"),
        ({"said": ""}, "Write what they said or signed"),
        ({"said": "   "}, "Write what they said or signed"),
        ({"agreed_at": ""}, "Enter the date they agreed"),
        ({"agreed_at": "2026-02-30T10:00"}, "Enter a date and a time"),
        ({"agreed_at": "2999-01-01T10:00"}, "Enter a date and a time"),
        ({"agreed_at": "2099-01-01T10:00"}, "The date can’t be in the future"),
    ],
)
def test_without_evidence_nothing_changes_and_what_was_typed_stays(at_the_desk, emekas, missing, sentence):
    answer = at_the_desk.post(url_of(emekas), {**as_shown(emekas), **TOLD, "subscribe": "on", **missing})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert TOLD["said"] in page or "said" in missing
    assert "checked" in page
    assert standing(EMEKAS) == "no_choice"
    assert choices_about(emekas, Verb.OPT_IN) == []
    assert not Notice.objects.filter(kind=Kind.STAFF_OPTED_YOU_IN).exists()


def test_s7_over_an_opt_out_they_must_have_agreed_again_and_later(at_the_desk, business):
    held = held_at(AT_WORK)
    typed = {**as_shown(held), **TOLD, "subscribe": "on"}
    assert "Confirm that they agreed again" in at_the_desk.post(url_of(held), typed).content.decode()
    too_early = {**typed, "agreed_again": "on", "agreed_at": "2020-01-01T10:00"}
    assert "must be later than the opt-out" in at_the_desk.post(url_of(held), too_early).content.decode()
    assert standing(AT_WORK) == "opted_out"
    assert at_the_desk.post(url_of(held), {**typed, "agreed_again": "on"}).status_code == 302
    assert standing(AT_WORK) == "opted_in"
    [event] = choices_about(held, Verb.OPT_IN)
    assert business.wordings.get(pk=event.facts["agreed_again_wording"]).kind == "staff_tick_again"


def test_an_owner_may_keep_a_no_from_the_front_desk(at_the_desk, office, marisol, theo, business):
    """Row 23. Who may still do it is named; a yes where nobody said no is the front desk's as before."""
    saved = office(marisol).post("/office/settings/consent/", {"confirmation": "sign_up"})
    assert (saved.status_code, Event.objects.get(verb=Verb.SETTINGS_CHANGED).facts) == (
        302, {"desk_overrules_no": {"old": "True", "new": "False"}},
    )  # fmt: skip
    held = held_at(AT_WORK)
    typed = {**as_shown(held), **TOLD, "subscribe": "on", "agreed_again": "on"}
    opened, refused = at_the_desk.get(url_of(held)), at_the_desk.post(url_of(held), typed)
    for page in (opened, refused):
        assert "Only an owner or a manager can record that Dana agreed again." in page.content.decode()
        assert 'name="subscribe"' not in page.content.decode()
    assert (refused.status_code, standing(AT_WORK)) == (403, "opted_out")
    assert office(theo).post(url_of(held), typed).status_code == 302
    assert standing(AT_WORK) == "opted_in"


def test_no_corrected_address_is_a_way_around_a_kept_no(at_the_desk, emekas, business):
    business.desk_overrules_no = False
    business.save()
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "agreed_again": "on", "address": AT_WORK}
    assert at_the_desk.post(url_of(emekas), typed).status_code == 403
    assert standing(AT_WORK) == "opted_out"
    assert at_the_desk.post(url_of(emekas), {**typed, "address": EMEKAS}).status_code == 302
    assert standing(EMEKAS) == "opted_in"


def test_clearing_the_tick_opts_out_with_no_questions_asked(at_the_desk, business):
    held = held_at(AT_HOME)
    typed = as_shown(held)
    del typed["subscribe"]
    answer = at_the_desk.post(url_of(held), {**typed, "agreed_at": "nonsense"}, follow=True)
    assert f"Saved. {AT_HOME} is now opted out of Email Blasts." in answer.content.decode()
    assert standing(AT_HOME) == "opted_out"
    assert not Notice.objects.exists()


def test_c11_saving_another_field_changes_no_choice(at_the_desk, business):
    """A form opened before an unsubscribe, saved after it, without touching the tick."""
    held = held_at(AT_HOME)
    typed = {**as_shown(held), "address": "Dana.Okafor@example.com"}
    opt_out_meanwhile(held)
    assert at_the_desk.post(url_of(held), typed).status_code == 302
    assert standing(AT_HOME) == "opted_out"
    assert Address.objects.get(key=AT_HOME).spelling == "Dana.Okafor@example.com"


def test_c11_a_stale_yes_is_asked_again_with_what_was_typed(at_the_desk, emekas):
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on"}
    opt_out_meanwhile(emekas)
    answer = at_the_desk.post(url_of(emekas), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This choice was changed a moment ago. Look again before you save." in page
    assert TOLD["said"] in page
    assert "Opted out" in page
    assert standing(EMEKAS) == "opted_out"


@pytest.mark.parametrize("meaningless", [{}, {"how": "telepathy", "agreed_at": "nonsense", "said": "\x00"}])
def test_a_no_is_never_refused_however_stale_or_odd_the_rest(at_the_desk, business, meaningless):
    held = held_at(AT_HOME)
    typed = {**as_shown(held), "seen_version": "?", **meaningless}
    del typed["subscribe"]
    assert at_the_desk.post(url_of(held), typed).status_code == 302
    assert standing(AT_HOME) == "opted_out"


def opt_out_meanwhile(held):
    words = wording_of(held.address.business, WordingKind.ONE_CLICK)
    record_choice(held.address, said_yes=False, wording=words, actor=SYSTEM, source=Source.ONE_CLICK)


def test_c18_a_corrected_address_starts_where_it_stands(at_the_desk, business):
    held = held_at(AT_HOME)
    answer = at_the_desk.post(url_of(held), {**as_shown(held), "address": "dana@new.example"}, follow=True)
    assert "dana@new.example: no choice yet. No choice was carried over." in answer.content.decode()
    assert standing("dana@new.example") == "no_choice"
    assert not Address.objects.get(key=AT_HOME).willing
    notice = Notice.objects.get(kind=Kind.ADDRESS_CHANGED)
    assert notice.to_address == AT_HOME


def test_a_corrected_address_can_be_opted_in_in_the_same_save(at_the_desk, emekas):
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "address": "emeka@new.example"}
    at_the_desk.post(url_of(emekas), typed)
    assert (standing("emeka@new.example"), standing(EMEKAS)) == ("opted_in", "no_choice")


def test_a_refused_yes_takes_the_whole_save_back(at_the_desk, emekas):
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "address": AT_WORK}
    answer = at_the_desk.post(url_of(emekas), typed)
    assert "Confirm that they agreed again" in answer.content.decode()
    assert emekas.guardian.held_addresses.get().address.key == EMEKAS


def test_only_the_guardian_lifts_a_spam_mark(at_the_desk, hannah):
    held = hannah.held_addresses.select_related("address", "guardian").get()
    sentence = "Hannah marked our mail as spam. Only Hannah can opt this address back in."
    opened = at_the_desk.get(url_of(held)).content.decode()
    assert sentence in opened
    assert "Subscribe to E-Mail Blast" not in opened
    answer = at_the_desk.post(url_of(held), {**as_shown(held), **TOLD, "subscribe": "on", "agreed_again": "on"})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert held.address.standing == "opted_out"


def test_an_address_that_bounces_must_be_corrected_first(at_the_desk, luis):
    held = luis.held_addresses.select_related("address", "guardian").get()
    opt_out_meanwhile(held)
    held.address.refresh_from_db()
    answer = at_the_desk.post(url_of(held), {**as_shown(held), **TOLD, "subscribe": "on", "agreed_again": "on"})
    assert "Mail to this address bounces. Correct it, or ask whether mail arrives there." in answer.content.decode()


def test_staff_cannot_vouch_for_themselves(at_the_desk, emekas, priya):
    typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "address": priya.user.email}
    answer = at_the_desk.post(url_of(emekas), typed)
    assert "record consent for your own address" in answer.content.decode()


def test_consent_slipped_into_another_form_is_ignored(at_the_desk, emeka):
    url = reverse("office-guardian", args=[emeka.family_id, emeka.pk])
    typed = {"first_name": "Emeka", "last_name": "Okafor", "phone": "", "subscribe": "on", "consent": "in", **TOLD}
    assert at_the_desk.post(url, typed).status_code == 302
    assert standing(EMEKAS) == "no_choice"


def test_agreeing_in_the_minute_of_the_opt_out_counts(office, priya, emekas):
    """The form shows minutes, the ledger knows more: the present minute means now."""
    with time_machine.travel("2027-03-12T18:05:10Z", tick=False):
        opt_out_meanwhile(emekas)
    with time_machine.travel("2027-03-12T18:05:40Z", tick=False):
        emekas.address.refresh_from_db()
        typed = {**as_shown(emekas), **TOLD, "subscribe": "on", "agreed_again": "on"}
        assert office(priya).post(url_of(emekas), typed).status_code == 302
    assert standing(EMEKAS) == "opted_in"


def test_the_address_can_be_removed_and_its_yes_goes_with_it(at_the_desk, business):
    held = held_at(AT_HOME)
    url = reverse("office-address-remove", args=[held.guardian.family_id, held.guardian_id, held.pk])
    assert f"Remove {AT_HOME} from Dana Okafor?" in at_the_desk.get(url).content.decode()
    at_the_desk.post(url)
    assert not HeldAddress.objects.filter(pk=held.pk).exists()
    assert standing(AT_HOME) == "no_choice"


def test_a_no_with_a_corrected_address_counts_for_both(at_the_desk, business):
    held = held_at(AT_HOME)
    typed = {**as_shown(held), "address": "harbor.house@example.com"}
    del typed["subscribe"]
    assert at_the_desk.post(url_of(held), typed).status_code == 302
    assert (standing(AT_HOME), standing("harbor.house@example.com")) == ("opted_out", "opted_out")


def test_a_no_can_be_written_down_where_nobody_chose_yet(at_the_desk, emekas):
    answer = at_the_desk.post(url_of(emekas), {**as_shown(emekas), "declined": "on"})
    assert answer.status_code == 302
    assert standing(EMEKAS) == "opted_out"
    [event] = choices_about(emekas, Verb.OPT_OUT)
    assert (event.source, event.on_behalf_of) == (Source.OFFICE, str(emekas.guardian_id))


def test_a_yes_and_a_no_at_once_are_neither(at_the_desk, emekas):
    answer = at_the_desk.post(url_of(emekas), {**as_shown(emekas), **TOLD, "declined": "on", "subscribe": "on"})
    assert answer.status_code == 422
    assert "Tick one of the two" in answer.content.decode()
    assert standing(EMEKAS) == "no_choice"
