"""The bill of parts is one that programs can read, and nothing that is installed is missing in it."""

import importlib
import json
import re

from tests.house.plans import ROOT

PIN = re.compile(r"^([^ #]+)==([^ ;]+)", re.MULTILINE)


def test_the_bill_follows_its_schema_and_names_every_pin_with_its_digests():
    sbom = importlib.import_module("bench.sbom")  # not above: reading it takes a second, in each process of a run
    told = json.loads(sbom.written(sbom.bill()))
    text = (ROOT / "requirements-scale.lock").read_text("utf-8")
    named = {part["name"]: part for part in told["components"]}
    assert {(name, part["version"]) for name, part in named.items()} == set(PIN.findall(text))
    assert sum(len(part["hashes"]) for part in named.values()) == text.count("--hash=sha256:")
    assert (named["django"]["scope"], named["celery"]["scope"]) == ("required", "optional")
    (whole,) = [each for each in told["dependencies"] if each["ref"] == told["metadata"]["component"]["bom-ref"]]
    assert len(whole["dependsOn"]) == len(named)
