"""What happens without anybody looking: each change is proved, packages stay new, a release is what it says."""

import subprocess
import sys
import warnings

import pytest
import yaml
from django.utils.deprecation import RemovedAfterNextVersionWarning, RemovedInNextVersionWarning

from bench.release import notes_of_all, version
from tests.house.plans import ROOT

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
MINUTES = 20


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_workflow_runs_the_one_command_within_its_time(workflow):
    [job] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    [proof] = [step for step in job["steps"] if step.get("run") == ".ci/run"]
    assert proof["timeout-minutes"] == MINUTES


def test_what_django_will_remove_is_an_error_here():
    for warning in (RemovedInNextVersionWarning, RemovedAfterNextVersionWarning):
        with pytest.raises(warning):
            warnings.warn("It will go.", warning, stacklevel=1)


def test_the_version_is_written_in_one_place_and_the_others_follow():
    assert next(iter(notes_of_all())) == version()
    assert f"image: saidyes:{version()}\n" in (ROOT / "compose.yml").read_text("utf-8")


def test_a_tag_has_its_notes_and_any_other_is_refused():
    notes, refused = (
        subprocess.run(
            [sys.executable, "-m", "bench.release", tag], cwd=ROOT, capture_output=True, check=False, text=True
        )
        for tag in (f"v{version()}", "v0.0.1")
    )
    assert (notes.returncode, notes.stdout.strip()) == (0, notes_of_all()[version()])
    assert (refused.returncode, refused.stdout) == (1, "")
