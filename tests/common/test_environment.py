"""What the environment says is read strictly: a slip of the pen is named, and never taken for something else."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.web.production import OF_A_SCHOOL, settings_by

NAMED = [
    ({"SAIDYES_REHEARSAL": "ture"}, "SAIDYES_REHEARSAL is 1 or 0, not 'ture'."),
    ({"SAIDYES_TRUSTED_PROXIES": "one"}, "SAIDYES_TRUSTED_PROXIES must be a whole number, not 'one'."),
    ({"SAIDYES_MAILS_A_SECOND": "2/s"}, "SAIDYES_MAILS_A_SECOND must be a number, not '2/s'."),
    ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL must look like postgres://user:password@host/name"),
    ({"DATABASE_URL": "postgres//db/x"}, "DATABASE_URL must look like postgres://user:password@host/name"),
    ({"SAIDYES_DATA_DIR": "/proc/nowhere"}, "SAIDYES_DATA_DIR must be the own folder"),
]


@pytest.mark.parametrize(("environment", "sentence"), NAMED)
def test_what_cannot_be_meant_is_refused_by_its_name(monkeypatch, data_folder, environment, sentence):
    with pytest.raises(ImproperlyConfigured) as wrong:
        settings_by(monkeypatch, data_folder, **{**OF_A_SCHOOL, **environment})
    assert sentence in str(wrong.value)


@pytest.mark.parametrize(("text", "meant"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("", False)])
def test_yes_and_no_are_understood_as_they_are_written(monkeypatch, data_folder, text, meant):
    chosen = settings_by(monkeypatch, data_folder, **{**OF_A_SCHOOL, "SAIDYES_REHEARSAL": text})
    assert chosen.SAIDYES_REHEARSAL is meant
