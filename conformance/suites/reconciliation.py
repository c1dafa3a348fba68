"""The JSON schemas of the reconciliation API, on what `/reconcile` (0.2) and `/reconcile/v1` (draft of 1.0) answer.

Version 0.2 takes forms at one address and names the others in its manifest; 1.0 has fixed routes below the address. No
manifest can satisfy both (the suggest services are objects in 0.2 and booleans in 1.0), hence two addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from conformance.folder import find
from conformance.outcome import Case, SuiteMissingError, judge
from conformance.subject import Subject
from conformance.suites.http import Answer, request
from shapes.cube.solutions import select

TITLE: Final = "Reconciliation API schemas 0.2 on /reconcile, 1.0-draft on /reconcile/v1 (reconciliation-api/specs)"
REPOSITORY: Final = "github.com/reconciliation-api/specs"
PATH: Final = "reconcile"
PATH_1_0: Final = "reconcile/v1"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON: Final = {"Content-Type": "application/json"}
_KINDS: Final = {"entity": "entities", "property": "properties", "type": "types"}
_NAMES: Final = """
PREFIX mz: <https://w3id.org/mingzhang/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?name { ?disclosure mz:jurisdiction ?place ; mz:fiscalYear ?year . ?place rdfs:label ?name } ORDER BY ?name"""

Asked = tuple[str, str, Answer]
"""What was asked, the schema that the answer has to follow, and the answer."""


def run(folder: Path, subject: Subject) -> Iterator[Case]:
    """Yield one case per answer that has a schema."""
    schemas = find(folder, "0.2/schemas/manifest.json", REPOSITORY).parents[2]
    if find_spec("jsonschema") is None:
        raise SuiteMissingError("the package jsonschema is not installed: make install")
    service = subject.service()
    answer = request(service, "GET", PATH)
    if answer.status == 404:
        raise SuiteMissingError(f"the service has no /{PATH}")
    names = [row["name"].value for row in select(subject.triples(), _NAMES)][:3]
    for version, path, ask in (("0.2", PATH, _version_0_2), ("1.0-draft", PATH_1_0, _version_1_0)):
        answer = request(service, "GET", path)
        manifest = _content(answer)
        if version not in manifest.get("versions", []):
            yield Case(f"{version}: manifest", "inapplicable", f"the manifest does not claim version {version}")
            continue
        registry = _registry(schemas / version / "schemas")
        for what, schema, answered in [("manifest", "manifest", answer), *ask(service, manifest, names)]:
            yield _judged(f"{version}: {what}", schema, answered, registry)


def _version_0_2(service: str, manifest: Mapping[str, Any], names: list[str]) -> Iterator[Asked]:
    queries = json.dumps({f"q{number}": {"query": name, "limit": 3} for number, name in enumerate(names)})
    matched = request(service, "POST", PATH, _FORM, urlencode({"queries": queries}).encode())
    yield "match", "reconciliation-result-batch", matched
    for kind, plural in _KINDS.items():
        if kind in manifest.get("suggest", {}):
            path = _below(service, manifest["suggest"][kind])
            yield (
                f"suggest {kind}",
                f"suggest-{plural}-response",
                request(service, "GET", f"{path}?prefix={quote(names[0][:2])}"),
            )
    if "extend" in manifest:
        kinds = manifest.get("defaultTypes") or [{"id": ""}]
        path = _below(service, manifest["extend"]["propose_properties"])
        proposed = request(service, "GET", f"{path}?{urlencode({'type': kinds[0]['id']})}")
        yield "extend: proposal", "data-extension-property-proposal", proposed
        ids = [found["id"] for result in _content(matched).values() for found in result["result"][:1]]
        extend = json.dumps({"ids": ids, "properties": _content(proposed).get("properties", [])[:2]})
        yield (
            "extend",
            "data-extension-response",
            request(service, "POST", PATH, _FORM, urlencode({"extend": extend}).encode()),
        )


def _version_1_0(service: str, manifest: Mapping[str, Any], names: list[str]) -> Iterator[Asked]:
    queries = [{"conditions": [{"matchType": "name", "propertyValue": name}], "limit": 3} for name in names]
    matched = request(service, "POST", f"{PATH_1_0}/match", _JSON, json.dumps({"queries": queries}).encode())
    yield "match", "reconciliation-result-batch", matched
    for kind, plural in _KINDS.items():
        if manifest.get("suggest", {}).get(kind):
            path = f"{PATH_1_0}/suggest/{kind}?prefix={quote(names[0][:2])}"
            yield f"suggest {kind}", f"suggest-{plural}-response", request(service, "GET", path)
    if "extend" in manifest:
        kinds = manifest.get("defaultTypes") or [{"id": ""}]
        proposed = request(service, "GET", f"{PATH_1_0}/extend/propose?{urlencode({'type': kinds[0]['id']})}")
        yield "extend: proposal", "data-extension-property-proposal", proposed
        ids = [found["id"] for result in _content(matched).get("results", []) for found in result["candidates"][:1]]
        asked = {"ids": ids, "properties": _content(proposed).get("properties", [])[:2]}
        yield (
            "extend",
            "data-extension-response",
            request(service, "POST", f"{PATH_1_0}/extend", _JSON, json.dumps(asked).encode()),
        )


def _below(service: str, where: Mapping[str, str]) -> str:
    """Return a path below the service from the address that a manifest gives in two parts."""
    path = urlsplit(where["service_url"].rstrip("/") + where["service_path"]).path
    return path.removeprefix(urlsplit(service).path)


def _content(answer: Answer) -> dict[str, Any]:
    try:
        content = json.loads(answer.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _registry(folder: Path) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def _judged(name: str, schema: str, answer: Answer, schemas: Mapping[str, Any]) -> Case:
    from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # noqa: PLC0415 - only this suite needs it
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT7  # noqa: PLC0415

    if answer.status != 200:
        return Case(name, "failed", f"status {answer.status}")
    resources = [(content["$id"], DRAFT7.create_resource(content)) for content in schemas.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    problems = [
        f"{error.json_path}: {error.message[:200]}"
        for error in Draft7Validator(schemas[schema], registry=registry).iter_errors(json.loads(answer.body))
    ]
    return judge(name, not problems, "; ".join(problems[:3]))
