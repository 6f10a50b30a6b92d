"""What a timer calls every night, with the one file of settings that services and people share."""

import os

import pytest
from django.core.management import CommandError, call_command

from saidyes.__main__ import main

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_newest_are_kept_and_what_others_put_there_stays(data_folder):
    folder = data_folder / "backups"
    folder.mkdir()
    for name in ("saidyes-2026-01-01-031000.zip", "saidyes-2026-01-02-031000.zip", "before-upgrade-2025.zip"):
        (folder / name).touch()
    call_command("backup", "--keep", "2", verbosity=0)
    left = sorted(path.name for path in folder.iterdir())
    assert left[:2] == ["before-upgrade-2025.zip", "saidyes-2026-01-02-031000.zip"]
    assert len(left) == 3
    with pytest.raises(CommandError, match="1 or more"):
        call_command("backup", "--keep", "0")


def test_a_file_of_settings_that_cannot_be_read_is_no_file_of_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("SAIDYES_ENV_FILE", str(tmp_path / "env"))
    with pytest.raises(SystemExit, match="which SAIDYES_ENV_FILE names, cannot be read: No such file"):
        main()


def test_what_the_environment_says_wins_over_the_file(monkeypatch, tmp_path, capsys):
    (tmp_path / "env").write_text("SAIDYES_UNHEARD=of the file\nPATH=/nowhere\n")
    monkeypatch.setenv("SAIDYES_ENV_FILE", str(tmp_path / "env"))
    monkeypatch.setenv("SAIDYES_UNHEARD", "")
    monkeypatch.delenv("SAIDYES_UNHEARD")
    monkeypatch.setattr("sys.argv", ["saidyes", "version"])
    main()
    assert (os.environ["SAIDYES_UNHEARD"], os.environ["PATH"] == "/nowhere") == ("of the file", False)
