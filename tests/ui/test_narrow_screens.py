"""On the narrowest phone nothing is cut off, nothing lies over something else, nothing scrolls sideways."""

from saidyes.delivery.auditing import seal_what_is_new, verify_every_night

NARROWEST = {"width": 320, "height": 700}
CUT_OFF = """[...document.querySelectorAll('html, body *')].filter(element => {
  if (element.matches('input, textarea, select, option, .visually-hidden, .visually-hidden *')) return false;
  const hides = element.tagName === 'HTML' || getComputedStyle(element).overflowX !== 'visible';
  return hides && element.clientWidth > 2 && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 80))"""
OVERPRINTED = """[...document.querySelectorAll('td[data-label]')].filter(cell => {
  const room = parseFloat(getComputedStyle(cell).paddingInlineStart);
  return room < parseFloat(getComputedStyle(cell, '::before').inlineSize);
}).map(cell => cell.outerHTML.slice(0, 80))"""


def signed_in(page, client, site):
    page.context.add_cookies([{"name": name, "value": one.value, "url": site} for name, one in client.cookies.items()])
    return page


def faults(page, paths) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer.status == 200, path
        found += [f"{path}: {element}" for script in (CUT_OFF, OVERPRINTED) for element in page.evaluate(script)]
    return found


def test_the_office_fits(open_page, site, office, marisol, dana):
    seal_what_is_new()
    verify_every_night()
    family = f"/office/families/{dana.family_id}/"
    paths = ["/office/", "/office/families/", family, f"{family}audit-log/", "/office/audit-log/", "/office/settings/"]
    paths += [
        "/office/audit-log/verification/",
        "/office/email-blast/new/",
        "/office/consent/?email=dana@harborclinic.example",
        "/office/reports/new-family-accounts/",
        "/office/reports/unsubscribed-families/",
    ]
    assert faults(signed_in(open_page(NARROWEST), office(marisol), site), paths) == []


def test_the_customer_portal_fits(open_page, site, portal_as, dana):
    paths = ["/", "/portal/my-account/", "/portal/my-account/account-information/", "/help/", "/privacy/"]
    assert faults(signed_in(open_page(NARROWEST), portal_as(dana), site), paths) == []
