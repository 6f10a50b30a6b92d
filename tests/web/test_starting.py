"""A server that would not be safe does not start, and says in a sentence what to do."""

from functools import partial

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings

from saidyes.common.configuring import CONFIGURATION, insist
from saidyes.web.starting import refusals
from tests.web.production import OF_A_SCHOOL, settings_by

CELERY = {
    "SAIDYES_ENGINE": "celery",
    "DATABASE_URL": "postgres://db/x",
    "BROKER_URL": "amqp://rabbit",
    "SAIDYES_LINK_KEYS": '[["a", "00"]]',
}
REFUSED = [
    ({"SAIDYES_SECRET_KEY": "k9Vd0wq3ZrT7-bYx5mLh2nPf8sGj4u"}, "SAIDYES_SECRET_KEY must have 50 characters"),
    ({"SAIDYES_SECRET_KEY": "django-insecure-k9Vd0wq3ZrT7-bYx5mLh2nPf8sGj4uKc6e1Q"}, "looks like a sample"),
    ({"SAIDYES_SECRET_KEY": "change-me-k9Vd0wq3ZrT7-bYx5mLh2nPf8sGj4uKc6e1Q7wZ0a"}, "looks like a sample"),
    ({"SAIDYES_SECRET_KEY": "abc" * 20}, "looks like a sample"),
    ({"SAIDYES_HOSTS": "blasts.lakeside.example,*"}, "SAIDYES_HOSTS must name each school's host"),
    ({"SAIDYES_TRUSTED_PROXIES": "0"}, "SAIDYES_TRUSTED_PROXIES must say how many proxies"),
    ({"SAIDYES_BASE_URL": "http://blasts.tidewater.example"}, "SAIDYES_BASE_URL must be https when mail"),
    ({"SAIDYES_BASE_URL": "blasts.tidewater.example"}, "SAIDYES_BASE_URL must look like https://"),
    ({"SAIDYES_BASE_URL": "https://tidewater.example/blasts"}, "SAIDYES_BASE_URL must look like https://"),
    ({"SAIDYES_LINK_KEYS": '[["a", "xyz"]]'}, "SAIDYES_LINK_KEYS is no ring of keys"),
    ({"EMAIL_URL": ""}, "EMAIL_URL is empty: every letter would stay in the mail room"),
    ({"SAIDYES_INBOUND_SECRET": "short"}, "SAIDYES_INBOUND_SECRET must have 32 characters"),
    ({"SAIDYES_EVIDENCE_YEARS": "7"}, "SAIDYES_EVIDENCE_YEARS is 1 to 6"),
    ({"SAIDYES_ENGINE": "steam"}, "SAIDYES_ENGINE is local or celery"),
    ({**CELERY, "DATABASE_URL": "sqlite:////tmp/x"}, "SAIDYES_ENGINE=celery needs PostgreSQL in DATABASE_URL"),
    ({**CELERY, "BROKER_URL": ""}, "SAIDYES_ENGINE=celery needs a RabbitMQ in BROKER_URL"),
    ({**CELERY, "SAIDYES_LINK_KEYS": ""}, "SAIDYES_SECRET_KEY and SAIDYES_LINK_KEYS must be set"),
]


@pytest.mark.parametrize(("environment", "sentence"), REFUSED)
def test_what_would_not_be_safe_is_refused_in_a_sentence(monkeypatch, data_folder, environment, sentence):
    chosen = settings_by(monkeypatch, data_folder, **{**OF_A_SCHOOL, **environment})
    (said,) = refusals(chosen)
    assert said.startswith(sentence) or sentence in said


@pytest.mark.parametrize(
    "environment",
    [
        {},  # at home: the sample school, the mail room, a secret of its own
        OF_A_SCHOOL,
        {**OF_A_SCHOOL, "SAIDYES_SECRET_KEY": ""},  # made at the first start and kept
        {**OF_A_SCHOOL, "EMAIL_URL": "", "SAIDYES_REHEARSAL": "1"},
        {**OF_A_SCHOOL, **CELERY},
    ],
)
def test_what_is_safe_is_not(monkeypatch, data_folder, environment):
    assert list(refusals(settings_by(monkeypatch, data_folder, **environment))) == []


@pytest.mark.django_db
def test_everything_that_is_wrong_is_said_at_once_to_every_command_and_every_server(settings):
    settings.SAIDYES_PRODUCTION, settings.HTTPS, settings.DEBUG = True, True, True
    for start in (partial(call_command, "check", tags=[CONFIGURATION]), insist):
        with pytest.raises((SystemCheckError, ImproperlyConfigured)) as wrong:
            start()
        assert "DEBUG is on" in str(wrong.value)
        assert "SAIDYES_TRUSTED_PROXIES must say" in str(wrong.value)
        assert "EMAIL_URL is empty" in str(wrong.value)


@pytest.mark.django_db
def test_djangos_own_deployment_checks_find_nothing(monkeypatch, data_folder, capsys):
    chosen = vars(settings_by(monkeypatch, data_folder, **OF_A_SCHOOL))
    of_the_tests = ("DATABASES", "INSTALLED_APPS", "STORAGES", "PASSWORD_HASHERS")
    with override_settings(**{name: value for name, value in chosen.items() if name not in of_the_tests}):
        call_command("check", deploy=True, fail_level="WARNING")
    assert "no issues" in capsys.readouterr().out
