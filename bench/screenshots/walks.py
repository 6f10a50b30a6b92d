"""Where the pictures are taken: first the pages that an address leads to, then the states that somebody must make."""

from datetime import timedelta
from email import message_from_bytes, policy

from django.urls import reverse

from bench.screenshots.camera import Camera
from saidyes.blasts.links import view_url
from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.classes.importing.under_way import load_files
from saidyes.common import clock
from saidyes.consent.asking import wording_of
from saidyes.consent.confirming import ask_by_link
from saidyes.consent.links import choice_url, unsubscribe_url
from saidyes.consent.models import Address, WordingKind
from saidyes.consent.unsubscribing import Leaver, unsubscribe
from saidyes.consent.wishing import note_wish
from saidyes.delivery import worker
from saidyes.delivery.auditing import seal_what_is_new, verify_every_night
from saidyes.delivery.filling import start_and_fill
from saidyes.families.models import Family, HeldAddress
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.mail.posting import mail_room
from saidyes.notices.models import Notice
from saidyes.office.first_run.forms import set_up_code
from saidyes.sample import cast
from saidyes.sample.loading import FAMILIES, load_sample
from tests.journeys.mailbox import code_in

PASSWORD = "seahorse lantern 42"
HOME, EMEKAS, NOORS = "dana.okafor@example.com", "emeka.okafor@example.org", "noor.haddad@example.com"
TOMS, BOUNCED = "tom.becker@example.net", "ortega.family@example.com"
ANYBODY = {
    "portal-start": "/",
    "portal-help": "/portal/help/",
    "portal-privacy": "/portal/privacy/",
    "portal-log-in-by-password": "/portal/log-in/password/",
    "portal-not-found": "/portal/nothing-here/",
    "portal-unsubscribe-lost-link": "/portal/unsubscribe/",
    "portal-unsubscribe-new-link": "/portal/unsubscribe/?new=1",
}
NEWCOMER = {
    "First name": "Kim",
    "Last name": "Park",
    "Email": "kim.park@example.com",
    "Phone": "(503) 555-0155",
    "Street": "12 Alder Court",
    "City": "Astoria",
    "State": "OR",
    "ZIP code": "97103",
}
FAMILY = {
    "portal-home": "/portal/",
    "portal-my-account": "/portal/my-account/",
    "portal-account-information": "/portal/my-account/account-information/",
    "portal-contact": "/portal/my-account/account-information/contact/",
    "portal-password": "/portal/my-account/account-information/password/",
    "portal-add-address": "/portal/my-account/account-information/email/add/",
    "portal-choices": "/portal/my-account/email-choices/",
    "portal-students": "/portal/my-account/students/",
    "portal-statements": "/portal/my-account/statements/",
}
STAFF = {
    "office-home": "/office/",
    "office-families": "/office/families/",
    "office-families-nothing-found": "/office/families/?q=zebra",
    "office-family-new": "/office/families/new/",
    "office-blasts": "/office/email-blast/",
    "office-blast-new": "/office/email-blast/new/",
    "office-consent-lookup": f"/office/consent/?email={HOME}",
    "office-consent-lookup-of-a-stranger": "/office/consent/?email=nobody@nowhere.example",
    "office-audit-log": "/office/audit-log/?kind=all",
    "office-verification": "/office/audit-log/verification/",
    "office-reports": "/office/reports/",
    "office-report-new-families": "/office/reports/new-family-accounts/",
    "office-report-unsubscribed": "/office/reports/unsubscribed-families/",
    "office-settings": "/office/settings/",
    "office-settings-consent": "/office/settings/consent/",
    "office-settings-second-factor": "/office/settings/second-factor/",
    "office-your-account": "/office/your-account/",
    "office-second-factor-set-up": "/office/your-account/second-factor/",
    "office-settings-owner": "/office/settings/owner/",
    "office-staff": "/office/settings/staff/",
    "office-staff-invite": "/office/settings/staff/invite/",
    "office-settings-school": "/office/settings/school/",
    "office-settings-sender": "/office/settings/sender/",
    "office-settings-sender-check": "/office/settings/sender/check/",
    "office-settings-brand": "/office/settings/brand/",
    "office-check-up": "/office/settings/check-up/",
    "office-stopped-blasts": "/office/stopped-blasts/",
    "office-set-up-address": "/office/set-up/address/",
    "office-set-up-sender": "/office/set-up/sender/",
    "office-set-up-staff": "/office/set-up/staff/",
    "office-set-up-question": "/office/set-up/question/",
    "office-set-up-families": "/office/set-up/families/",
    "office-sign-up-poster": "/office/families/poster/",
    "office-blocked-addresses": "/office/settings/blocked-addresses/",
    "office-wordings": "/office/settings/wordings/",
    "office-wording-edit": "/office/settings/wordings/en/",
    "mail-room": "/mail-room/",
}


def everywhere(camera: Camera) -> None:
    """Begins at an installation without a school."""
    set_up(camera)
    business = load_sample(PASSWORD)
    camera.visit(ANYBODY)
    sign_up(camera)
    family(camera, business)
    leave(camera, business)
    confirm(camera, business)
    staff(camera, business)


def set_up(camera: Camera) -> None:
    camera.visit({"office-set-up": "/office/set-up/"})
    camera.press("Continue")
    camera.shoot("office-set-up-refused")
    camera.fill({"Set-up code": set_up_code(), "School": "Harbor Dance"})
    camera.press("Continue")
    camera.shoot("office-set-up-owner")


def sign_up(camera: Camera) -> None:
    camera.visit({"portal-create-account": "/portal/create-account/"})
    camera.press("Continue")
    camera.shoot("portal-create-account-refused")
    camera.fill(NEWCOMER)
    camera.press("Continue")
    camera.shoot("portal-create-account-choice")
    camera.page.get_by_role("radio").first.check()
    camera.press("Create account")
    camera.shoot("portal-create-account-code")
    camera.fill({"Code": newest_code()})
    camera.press("Finish")
    camera.shoot("portal-welcome")
    camera.page.context.clear_cookies()


def family(camera: Camera, business: Business) -> None:
    """As Dana."""
    camera.visit({"portal-log-in": "/portal/log-in/"})
    camera.fill({"Email": HOME})
    camera.press("Email me a code")
    camera.shoot("portal-log-in-code")
    camera.fill({"Code": newest_code()})
    camera.press("Log In")
    address = Address.objects.get(business=business, key=HOME)
    camera.visit({"portal-email-choice": reverse("portal-email-choice", args=[address.pk]), **FAMILY})
    emekas = Address.objects.get(business=business, key=EMEKAS)
    camera.visit({"portal-ask-another": reverse("portal-email-choice", args=[emekas.pk])})
    camera.press("Ask Emeka to choose")
    camera.shoot("portal-asked-another")
    camera.visit({"portal-erasure": reverse("portal-erasure")})
    camera.press("Ask to erase our data")
    camera.shoot("portal-erasure-asked")
    camera.page.context.clear_cookies()


def leave(camera: Camera, business: Business) -> None:
    """As Noor, from the mail."""
    address = Address.objects.get(business=business, key=NOORS)
    camera.visit({
        "portal-email-choice-from-mail": choice_url(business, address.pk),
        "portal-unsubscribe": unsubscribe_url(business, address.pk),
    })  # fmt: skip
    camera.press("Unsubscribe")
    camera.shoot("portal-unsubscribed")


def confirm(camera: Camera, business: Business) -> None:
    """As Tom, who opted out and changes his mind, from the mail."""
    address = Address.objects.get(business=business, key=TOMS)
    camera.page.goto(choice_url(business, address.pk))
    camera.page.get_by_role("radio").first.check()
    camera.press("Save")
    camera.shoot("portal-yes-waits")
    link = Notice.objects.get(to_key=TOMS, kind="confirm_choice").data["url"]
    camera.visit({"portal-confirm": link})
    camera.press("Confirm")
    camera.shoot("portal-confirmed")
    unsubscribe(Leaver(address, None), actor=Actor(ActorKind.MAILBOX), source=Source.UNSUBSCRIBE_PAGE)
    ask_by_link(address, wording=wording_of(business, WordingKind.QUESTION), actor=Actor(ActorKind.MAILBOX))
    ask_by_link(address, wording=wording_of(business, WordingKind.QUESTION), actor=Actor(ActorKind.MAILBOX))
    newest = Notice.objects.filter(to_key=TOMS, kind="confirm_choice").order_by("created_at")
    camera.visit({"portal-confirm-overtaken": newest[1].data["url"], "portal-confirm-unknown": f"{link}x/"})


def staff(camera: Camera, business: Business) -> None:
    """As Marisol."""
    camera.visit({"office-log-in": "/office/log-in/"})
    camera.fill({"Email": cast.MARISOL.address, "Password": PASSWORD})
    camera.press("Log In")
    one_wish(camera, Address.objects.get(business=business, key=HOME))
    one_blast(camera)
    seal_what_is_new()
    verify_every_night()
    camera.visit(STAFF)
    camera.follow("Pool closed")
    camera.shoot("mail-room-letter")
    one_family(camera, HeldAddress.objects.get(business=business, address__key=EMEKAS))
    whole_family(camera, HeldAddress.objects.get(business=business, address__key=TOMS))
    bounced = HeldAddress.objects.get(business=business, address__key=BOUNCED)
    blocked = bounced.address.suppressions.get(lifted_at=None)
    camera.visit({
        "office-family-bounced": reverse("office-family", args=[bounced.guardian.family_id]),
        "office-block-lift": reverse("office-block-lift", args=[blocked.pk]),
    })  # fmt: skip
    erased_family(camera, HeldAddress.objects.get(business=business, address__key=HOME).guardian.family)
    one_file(camera)


def erased_family(camera: Camera, family: Family) -> None:
    """Dana asked for it."""
    camera.visit({"office-family-erase": reverse("office-family-erase", args=[family.pk])})
    camera.press("Erase this family")
    camera.shoot("office-family-erase-refused")
    camera.fill({"Type the family’s name to confirm": family.name})
    camera.press("Erase this family")
    camera.shoot("office-family-erased")


def one_wish(camera: Camera, address: Address) -> None:
    actor = Actor(ActorKind.MAILBOX)
    note_wish(address, said="Re: Spring: unsubscribe", author=HOME, actor=actor, source=Source.REPLY)
    camera.visit({"office-home-to-do": "/office/", "office-wish": reverse("office-wish", args=[address.pk])})
    camera.press("Dismiss: they did not ask")


def one_file(camera: Camera) -> None:
    camera.visit({"office-import": reverse("office-import")})
    camera.page.get_by_label("CSV file").set_input_files(FAMILIES)
    camera.press("Check the file")
    camera.shoot("office-import-check")
    camera.page.get_by_role("checkbox").check()
    camera.page.get_by_role("button", name="Load").click()
    camera.shoot("office-import-loading")
    while load_files():
        pass
    camera.page.reload()
    camera.shoot("office-import-done")


def one_family(camera: Camera, held: HeldAddress) -> None:
    guardian = held.guardian
    of_family = {
        "office-family": "office-family",
        "office-family-students": "office-family-students",
        "office-family-emails": "office-family-emails",
        "office-family-audit-log": "office-family-audit-log",
        "office-family-standing": "office-family-standing",
        "office-payment": "office-payment-new",
        "office-statement": "office-statement-new",
    }
    camera.visit({name: reverse(page, args=[guardian.family_id]) for name, page in of_family.items()})
    camera.visit({"office-address": reverse("office-address", args=[guardian.family_id, guardian.pk, held.pk])})
    camera.page.get_by_label("Subscribe to E-Mail Blast").check()
    camera.shoot("office-address-evidence")
    camera.press("Save changes")
    camera.shoot("office-address-refused")
    camera.page.get_by_label("In person").check()
    camera.fill({"What they said or signed": "Asked for the closures after Tuesday’s class."})
    camera.press("Save changes")
    camera.shoot("office-address-saved")
    letter = Notice.objects.get(to_key=EMEKAS, kind="staff_opted_you_in")
    camera.visit({"portal-take-back": letter.data["undo_url"]})
    turn_until_idle()
    camera.page.goto("/mail-room/")
    camera.page.get_by_role("link").filter(has_text=EMEKAS).first.click()
    camera.shoot("mail-room-opted-in-by-staff")
    yes = Address.objects.get(business=guardian.business, key=NOORS).last_event
    camera.visit({"office-record": reverse("office-record", args=[yes])})
    wording = wording_of(guardian.business, WordingKind.QUESTION)
    camera.visit({"office-wording": reverse("office-wording", args=[wording.pk])})


def whole_family(camera: Camera, held: HeldAddress) -> None:
    family = held.guardian.family
    weiss = family.business.families.get(name="Weiss", guardians__first_name="Hannah")
    camera.visit({
        "office-family-waits": reverse("office-family", args=[family.pk]),
        "office-family-archive": reverse("office-family-archive", args=[family.pk]),
        "office-family-merge": reverse("office-family-merge", args=[family.pk]),
        "office-family-merge-review": f"{reverse('office-family-merge', args=[family.pk])}?other={weiss.number}",
        "office-guardian": reverse("office-guardian", args=[family.pk, held.guardian_id]),
        "office-guardian-aside": reverse("office-guardian-aside", args=[family.pk, held.guardian_id]),
        "office-guardian-split": reverse("office-guardian-split", args=[family.pk, held.guardian_id]),
        "office-address-block": reverse("office-address-block", args=[family.pk, held.guardian_id, held.pk]),
    })  # fmt: skip


def one_blast(camera: Camera) -> None:
    blast = Blast.objects.get()
    camera.visit({
        "office-blast-compose": reverse("office-blast-edit", args=[blast.pk]),
        "office-blast-call-list": reverse("office-blast-call-list", args=[blast.pk]),
        "office-blast-review": reverse("office-blast-review", args=[blast.pk]),
    })  # fmt: skip
    camera.press("Send test to me")
    camera.shoot("office-blast-tested")
    camera.page.locator("form button:has-text('Send to')").first.click()
    camera.shoot("office-blast-last-question")
    camera.page.locator("dialog button:has-text('Send to')").click()
    camera.page.wait_for_url(f"**{reverse('office-blast', args=[blast.pk])}")
    camera.shoot("office-blast-starting")
    Blast.objects.update(due_at=clock.now() - timedelta(seconds=1))
    start_and_fill()
    worker.turn()
    camera.visit({"office-blast-sending": camera.page.url})
    camera.press("Pause")
    camera.page.get_by_role("button", name="Resume").wait_for()
    camera.shoot("office-blast-paused")
    camera.press("Resume")
    camera.page.get_by_role("button", name="Pause").wait_for()
    turn_until_idle()
    camera.visit({"office-blast-done": camera.page.url})
    seen = view_url(blast.business, blast.pk)
    camera.visit({"portal-view": seen, "portal-view-gone": f"{seen[:-2]}/"})


def turn_until_idle() -> None:
    while worker.turn():
        pass


def newest_code() -> str:
    turn_until_idle()
    [newest] = mail_room.letters(count=1)
    return code_in(message_from_bytes(mail_room.read(newest.id), policy=policy.default))
