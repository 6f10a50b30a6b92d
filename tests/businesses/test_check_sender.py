"""`manage.py check_sender`: every sending domain, in sentences; it fails where mail would be refused."""

import pytest
from django.core.management import CommandError, call_command

from tests.mail.name_server import name_server

DOMAINS = ("mail.tidewater.example", "tidewater.example")


def test_it_says_what_is_wrong_and_fails(business, settings, capsys):
    with name_server({("tidewater.example", "A"): ["192.0.2.1"]}) as address:
        settings.SAIDYES_NAME_SERVERS = [address]
        with pytest.raises(CommandError, match="refused or set aside"):
            call_command("check_sender", host="tidewater.localhost")
    said = capsys.readouterr().out
    assert said.startswith("Tidewater Swim & Gym\n\n  mail.tidewater.example\n")
    assert "    WRONG   DMARC: mail.tidewater.example has no DMARC record." in said
    assert "_dmarc.tidewater.example TXT v=DMARC1; p=none; rua=mailto:office@tidewater.example" in said
    assert "Lakeside" not in said


def test_it_is_content_with_advice(business, settings, capsys):
    settings.SAIDYES_PROVIDER = "postmark"
    zone = {}
    for domain in DOMAINS:
        zone[domain, "TXT"] = ["v=spf1 include:spf.mtasv.net ~all"]
        zone[domain, "A"] = ["192.0.2.1"]
        zone[f"_dmarc.{domain}", "TXT"] = ["v=DMARC1; p=none; rua=mailto:office@tidewater.example"]
    zone["spf.mtasv.net", "TXT"] = ["v=spf1 ip4:192.0.2.0/24 -all"]
    with name_server(zone) as address:
        settings.SAIDYES_NAME_SERVERS = [address]
        call_command("check_sender", host="tidewater.localhost")
    assert "WRONG" not in capsys.readouterr().out


def test_without_a_network_it_says_so(business, capsys):
    with pytest.raises(CommandError):
        call_command("check_sender")
    assert "The DNS does not answer, so nothing more is known." in capsys.readouterr().out


def test_a_school_without_a_sender_and_a_host_without_a_school(business, capsys):
    business.blast_address = business.notice_address = ""
    business.save()
    with pytest.raises(CommandError):
        call_command("check_sender", host="tidewater.localhost")
    assert "no sender yet" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No school has the host"):
        call_command("check_sender", host="nowhere.example")
