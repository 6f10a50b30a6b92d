"""What the school sent lately, on the first page of a guardian who is logged in."""

import re

from tests.portal.visits import shows

HOME = "/portal/"
NOTHING = "Nothing new from us right now."


def test_only_email_blasts_that_came_to_a_guardian_are_their_news(portal_as, dana, tom, theo, send, deliver):
    assert shows(portal_as(dana).get(HOME), "Welcome, Dana", NOTHING)
    send(theo, "Closed for {{ family name }} and all")
    deliver()
    assert shows(portal_as(dana).get(HOME), "Closed for Okafor and all", "dana@harborclinic.example", "Opted out")
    assert shows(portal_as(tom).get(HOME), NOTHING)  # he opted out, so it never came
    assert not shows(portal_as(tom).get(HOME), "Closed for")


def test_the_news_leads_to_the_whole_letter(portal_as, dana, theo, send, deliver):
    send(theo, "Closed on Monday")
    deliver()
    browser = portal_as(dana)
    [path] = re.findall(r'href="(/portal/view/[^"]+)"', browser.get(HOME).content.decode())
    page = browser.get(path)
    assert (page.status_code, shows(page, "Closed on Monday")) == (200, True)
    assert not shows(page, "Dana")  # whoever gets the link from her reads nothing about her


def test_who_is_not_logged_in_reads_no_news(client):
    assert shows(client.get(HOME), "Create Account", "Log In", "(503) 555-0142")
    assert not shows(client.get(HOME), NOTHING)
