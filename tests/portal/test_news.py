"""What the school sent lately, on the first page of a guardian who is logged in."""

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


def test_who_is_not_logged_in_reads_no_news(client):
    assert shows(client.get(HOME), "Create Account", "Log In", "(503) 555-0142")
    assert not shows(client.get(HOME), NOTHING)
