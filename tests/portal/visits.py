"""What a visitor does in the Customer Portal, step by step, as a browser would."""

from django.test import Client
from django.utils.html import escape

from saidyes.businesses.models import Business
from saidyes.common.addresses import canonical
from saidyes.consent.asking import question_of
from saidyes.consent.models import Address
from saidyes.notices.models import Notice

KIM = {
    "first_name": "Kim",
    "last_name": "Park",
    "email": "kim.park@example.com",
    "phone": "(503) 555-0155",
    "street": "12 Alder Court",
    "city": "Astoria",
    "state": "OR",
    "postal_code": "97103",
}
JOIN = "/portal/create-account/"
CHOICE = "/portal/create-account/email-choice/"
CODE = "/portal/create-account/code/"
LOG_IN = "/portal/log-in/"
LOG_IN_CODE = "/portal/log-in/code/"
INFORMATION = "/portal/my-account/account-information/"


def answer(business: Business, said: str, **more) -> dict[str, str]:
    """The question's form, as the page sends it."""
    return {"said": said, "wording": str(question_of(business).wording.pk), **more}


def newest_code(address: str) -> str:
    """The code in the newest letter to the address."""
    letters = Notice.objects.filter(to_key=canonical(address).key, data__has_key="code")
    return letters.latest("created_at").data["code"]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def up_to_the_code(browser: Client, business: Business, said: str = "yes", **typed) -> None:
    assert browser.post(JOIN, {**KIM, **typed}).status_code == 302
    assert browser.post(CHOICE, answer(business, said)).status_code == 302


def sign_up(browser: Client, business: Business, said: str = "yes", **typed):
    """All three steps; the answer to the last."""
    up_to_the_code(browser, business, said, **typed)
    return browser.post(CODE, {"code": newest_code({**KIM, **typed}["email"])})


def log_in(browser: Client, address: str, then: str = ""):
    browser.post(LOG_IN, {"email": address, "next": then})
    return browser.post(LOG_IN_CODE, {"code": newest_code(address)})


def shows(response, *texts: str) -> bool:
    """Whether the page says all of this, as a reader sees it."""
    return all(escape(text) in response.content.decode() for text in texts)


def row_of(key: str) -> Address:
    return Address.objects.get(key=key, business__host="tidewater.localhost")
