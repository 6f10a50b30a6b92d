"""The wheel holds everything that the clone runs on, and one command."""

import subprocess
import zipfile

import pytest

from tests.house.plans import ROOT, relative

UV = ROOT / ".boot" / "bin" / "uv"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if not UV.exists():
        pytest.skip("uv is not here: ./run lock --check brings it")
    folder = tmp_path_factory.mktemp("wheel")
    command = [str(UV), "build", "--wheel", "--offline", "--quiet", "--out-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    [file] = folder.glob("*.whl")
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_pages_words_and_rules_are_inside_and_nothing_that_only_we_need(wheel):
    ours = {
        relative(path) for path in (ROOT / "saidyes").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    inside = {name for name in wheel.namelist() if not name.endswith("/") and ".dist-info" not in name}
    assert inside == ours


def test_the_command_is_there_and_so_is_the_license(wheel):
    [entries] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "saidyes = saidyes.__main__:main" in wheel.read(entries).decode()
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
