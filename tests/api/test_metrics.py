"""What a monitor reads: figures by school, no names, and shut to everybody else."""

import re
from datetime import timedelta

import time_machine

from saidyes.checkup.duties import beat
from saidyes.common import clock
from saidyes.delivery.auditing import seal_what_is_new, verify_every_night

TOKEN = "t" * 32


def figure(text: str, name: str, **labels: object) -> float:
    wanted = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    found = re.search(
        rf"^saidyes_{name}{{{wanted}}} (\S+)$" if labels else rf"^saidyes_{name} (\S+)$", text, re.MULTILINE
    )
    assert found, f"{name} {wanted} is not in\n{text}"
    return float(found[1])


def test_it_tells_how_things_stand(business, client, send, theo, deliver):
    send(theo)
    deliver()
    beat()
    seal_what_is_new()
    verify_every_night()
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        answer = client.get("/metrics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert figure(text, "letters", school=business.pk, state="sent") >= 2
    assert figure(text, "reports", school=business.pk, kind="complaint") == 1
    assert 0 < figure(text, "reports_share", school=business.pk, kind="complaint") <= 1
    for age in ("seal_age_seconds", "verified_age_seconds"):
        assert 600 <= figure(text, age, school=business.pk) < 660
    assert 600 <= figure(text, "worker_silent_seconds") < 660
    assert figure(text, "schools") == 2


def test_it_tells_what_waits(business, client, send, theo, office, dana):
    send(theo)
    paid = {"amount": "45.00", "method": "card", "for_what": "Class fee", "paid_on": "2026-03-02"}
    office(theo).post(f"/office/families/{dana.family_id}/payments/new/", paid)
    with time_machine.travel(clock.now() + timedelta(minutes=10)):
        text = client.get("/metrics").content.decode()
    assert figure(text, "notices_waiting", school=business.pk) == 1
    assert figure(text, "notices_oldest_seconds", school=business.pk) >= 600
    assert figure(text, "blasts", school=business.pk, status="scheduled") == 1
    assert figure(text, "blasts_oldest_seconds", school=business.pk) >= 600


def test_it_names_nobody(business, client, dana, send, theo, deliver):
    send(theo)
    deliver()
    text = client.get("/metrics").content.decode()
    assert not [word for word in ("Tidewater", "tidewater", "Okafor", "@") if word in text]


def test_it_is_shut_without_the_token_and_in_production_without_one(business, client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.9").status_code == 403
    settings.SAIDYES_PRODUCTION = True
    assert client.get("/metrics").status_code == 403
    settings.SAIDYES_METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN[1:]}"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_what_it_costs_does_not_grow_with_the_schools(business, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        client.get("/metrics")
