"""The few pictures of the README and the guides, in docs/pictures: one screen each, in the light."""

from django.urls import reverse
from playwright.sync_api import ViewportSize

from bench.screenshots.camera import Camera
from bench.screenshots.walks import EMEKAS, NEWCOMER, NOORS, PASSWORD, turn_until_idle
from saidyes.blasts.models import Blast
from saidyes.businesses.models import Business
from saidyes.common import clock
from saidyes.consent.links import unsubscribe_url
from saidyes.consent.models import Address
from saidyes.delivery.auditing import seal_what_is_new, verify_every_night
from saidyes.delivery.filling import start_and_fill
from saidyes.families.models import HeldAddress
from saidyes.sample import cast
from saidyes.sample.loading import load_sample

PHONE: ViewportSize = {"width": 390, "height": 780}
LONG_PHONE: ViewportSize = {"width": 390, "height": 1090}
DESK: ViewportSize = {"width": 1360, "height": 800}


def everywhere(camera: Camera) -> None:
    """Begins at an installation without a school."""
    business = load_sample(PASSWORD)
    families(camera, business)
    staff(camera, business)


def families(camera: Camera, business: Business) -> None:
    camera.page.goto("/portal/create-account/")
    camera.fill(NEWCOMER)
    camera.press("Continue")
    camera.shoot_for_a_guide("portal-email-choice", LONG_PHONE)
    noors = Address.objects.get(business=business, key=NOORS)
    camera.page.goto(unsubscribe_url(business, noors.pk))
    camera.shoot_for_a_guide("portal-unsubscribe", PHONE)


def staff(camera: Camera, business: Business) -> None:
    """As Marisol, the day after the Email Blast of the sample school."""
    camera.page.goto("/office/log-in/")
    camera.fill({"Email": cast.MARISOL.address, "Password": PASSWORD})
    camera.press("Log In")
    blast(camera, Blast.objects.get())
    seal_what_is_new()
    verify_every_night()
    camera.page.goto("/office/")
    camera.shoot_for_a_guide("office-home", DESK)
    evidence(camera, HeldAddress.objects.get(business=business, address__key=EMEKAS))


def blast(camera: Camera, blast: Blast) -> None:
    camera.page.goto(reverse("office-blast-review", args=[blast.pk]))
    camera.shoot_for_a_guide("office-blast-review", DESK)
    camera.page.locator("form button:has-text('Send to')").first.click()
    camera.page.locator("dialog button:has-text('Send to')").click()
    camera.page.wait_for_url(f"**{reverse('office-blast', args=[blast.pk])}")
    Blast.objects.update(due_at=clock.now())
    start_and_fill()
    turn_until_idle()


def evidence(camera: Camera, held: HeldAddress) -> None:
    family, guardian = held.guardian.family_id, held.guardian_id
    camera.page.goto(reverse("office-family", args=[family]))
    camera.shoot_for_a_guide("office-family", DESK)
    camera.page.goto(reverse("office-address", args=[family, guardian, held.pk]))
    camera.page.get_by_label("Subscribe to E-Mail Blast").check()
    camera.page.get_by_label("In person").check()
    camera.fill({"What they said or signed": "Asked for the closures after Tuesday’s class."})
    camera.shoot_for_a_guide("office-opt-in", DESK, part="[data-opened]")
