"""`./run sbom`: the parts of an installation, in CycloneDX, as the locks have them: what is listed is installed."""

import hashlib
import re
import tomllib
import uuid
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
FILE = ROOT / "var" / "sbom.cdx.json"
EVERYTHING, ONE_MACHINE = ROOT / "requirements-scale.lock", ROOT / "requirements.lock"
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;]+)", re.MULTILINE)
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
LICENSED = "License :: OSI Approved :: "


def main() -> None:
    FILE.parent.mkdir(exist_ok=True)
    made = bill()
    FILE.write_text(written(made) + "\n", "utf-8")
    print(f"{FILE.relative_to(ROOT)}: {len(made.components)} parts")


def bill() -> Bom:
    """Numbered after what the lock says, so that the same parts make the same bill, but for its date."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts = list(components())
    said = hashlib.sha256(EVERYTHING.read_bytes())
    whole = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )
    made = Bom(components=parts, serial_number=uuid.UUID(bytes=said.digest()[:16], version=4))
    made.metadata.component = whole
    made.register_dependency(whole, parts)
    return made


def components() -> Iterator[Component]:
    """Each pin with the digests of every file that may be installed for it. One machine does without the optional."""
    needed = {name for name, _ in PIN.findall(ONE_MACHINE.read_text("utf-8"))}
    for block in re.split(r"\n(?=\S)", EVERYTHING.read_text("utf-8")):
        if pin := PIN.match(block):
            name, version = pin.groups()
            yield Component(
                name=name,
                version=version,
                scope=ComponentScope.REQUIRED if name in needed else ComponentScope.OPTIONAL,
                bom_ref=f"{name}=={version}",
                purl=PackageURL("pypi", None, name, version),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in DIGEST.findall(block)],
                licenses=licences(name),
            )


def licences(name: str) -> list[LicenseExpression | DisjunctiveLicense]:
    """As the package says itself; nothing for one that is not for this machine."""
    try:
        said = metadata(name).json
    except PackageNotFoundError:
        return []
    if expression := said.get("license_expression"):
        return [LicenseExpression(str(expression))]
    classified = [line.removeprefix(LICENSED) for line in said.get("classifier", []) if line.startswith(LICENSED)]
    named = classified or [words for words in [str(said.get("license", ""))] if words and "\n" not in words]
    return [DisjunctiveLicense(name=words) for words in named]


def written(made: Bom) -> str:
    """Raises `ValueError` where it is no bill as the schema has it."""
    text = JsonV1Dot6(made).output_as_string(indent=2)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(str(wrong))
    return text


if __name__ == "__main__":
    main()
