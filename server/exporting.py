"""Dumps: the whole dataset as N-Quads and Turtle, one tidy CSV per table kind, the catalogue, checksums."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ontology.terms import DIMENSIONS
from server import descriptions, labels
from server.engine import Engine, Row, iri
from server.negotiate import TURTLE
from server.prefixes import PREFIXES
from server.store import Store
from server.worker import write_triples

_PLACE: Final = (
    "disclosure",
    "title",
    "jurisdictionCode",
    "jurisdiction",
    "department",
    "year",
    "scope",
    "table",
    "tableTitle",
    "cell",
    "row",
    "rowLabel",
    "column",
    "columnLabel",
    "sourceLine",
    "sourcePage",
)
_FIGURE: Final = ("amount", "quantity", "printedValue", "unitMult", "decimals", "roundingError", "aggregation")


def export(store: Store, engine: Engine, folder: Path, *, base: str) -> list[Path]:
    """Write all dumps into a folder and return their paths; raises StoreError, QueryError, OSError.

    The same dataset gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    version = store.version()
    graphs = sorted(store.hashes())
    written = [
        _gzip(folder / "mingzhang.nq.gz", (store.graph(graph) for graph in graphs)),
        _gzip(folder / "mingzhang.ttl.gz", _turtle(store, graphs)),
    ]
    rows = engine.rows(descriptions.DISCLOSURES)
    catalogue = folder / "catalog.ttl"
    catalogue.write_bytes(descriptions.catalogue(base, base, rows, version, TURTLE))
    void = folder / "void.ttl"
    void.write_bytes(
        descriptions.void(base, f"{base}sparql", f"{base}data/", descriptions.counts(engine), version, TURTLE)
    )
    written += [catalogue, void]
    resources = []
    for kind in DIMENSIONS:
        path = _csv(engine, kind, folder)
        if path is not None:
            written.append(path)
            resources.append(_resource(kind, path))
    package = folder / "datapackage.json"
    package.write_text(_datapackage(resources, version), "utf-8")
    written.append(package)
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in written))
    return [*written, sums]


def columns(kind: str) -> list[str]:
    """The columns of the CSV of a table kind."""
    names = [_local(term) for term in DIMENSIONS[kind] if _local(term) not in {"department", "fiscalPeriod"}]
    return [*_PLACE, *(f"{name}{part}" for name in names for part in ("", "Zh", "En")), *_FIGURE]


def _csv(engine: Engine, kind: str, folder: Path) -> Path | None:
    tables = engine.rows(f"""
        SELECT ?table ?tableTitle ?disclosure ?title ?year ?scope ?jurisdiction ?jurisdictionCode ?department {{
            ?table mz:tableKind <https://w3id.org/mingzhang/code/table-kind/{kind}> ; dcterms:title ?tableTitle .
            ?disclosure mz:hasTable ?table ; dcterms:title ?title ; mz:fiscalYear ?year ; mz:scope ?scope ;
                mz:department ?office ; mz:jurisdiction ?place .
            OPTIONAL {{ ?office rdfs:label ?department }}
            OPTIONAL {{ ?place rdfs:label ?jurisdiction }} OPTIONAL {{ ?place mz:divisionCode ?jurisdictionCode }}
        }} ORDER BY ?table""")
    found = list(_rows(engine, kind, tables))
    if not found:
        return None
    names = columns(kind)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in found)
    return _gzip(folder / f"{kind}.csv.gz", [buffer.getvalue().encode()])


def _rows(engine: Engine, kind: str, tables: list[Row]) -> Iterator[dict[str, str]]:
    dimensions = [_local(term) for term in DIMENSIONS[kind] if _local(term) not in {"department", "fiscalPeriod"}]
    stated = " ".join(f"OPTIONAL {{ ?cell mz:{name} ?{name} }}" for name in (*dimensions, *_FIGURE[:3], *_FIGURE[5:]))
    known: labels.Labels = {}
    for table in tables:
        cells = engine.rows(f"""
            SELECT * {{
                ?cell qb:dataSet {iri(table["table"].value)} ; mz:row ?row ; mz:column ?column ; mz:inRow ?inRow ;
                    mz:inColumn ?inColumn . ?inRow rdfs:label ?rowLabel . ?inColumn rdfs:label ?columnLabel .
                {stated}
                OPTIONAL {{ ?cell sdmx-attribute:unitMult ?unitMult }}
                OPTIONAL {{ ?cell sdmx-attribute:decimals ?decimals }}
                OPTIONAL {{ ?cell mz:sourceLine ?sourceLine }} OPTIONAL {{ ?cell mz:sourcePage ?sourcePage }}
            }} ORDER BY ?row ?column""")
        used = {row[name].value for row in cells for name in dimensions if name in row} - known.keys()
        known |= {address: {} for address in used} | labels.fetch(engine, used)
        for row in cells:
            plain = {name: term.value for name, term in {**table, **row}.items()}
            for name in dimensions:
                spoken = known.get(plain.get(name, ""), {})
                plain[f"{name}Zh"], plain[f"{name}En"] = spoken.get("zh", ""), spoken.get("en", "")
            for name in (*dimensions, "scope", "aggregation"):
                plain[name] = _code(plain.get(name, ""))
            yield plain


def _code(address: str) -> str:
    """The local name of a code, so that a spreadsheet shows 2010301; other IRIs stay whole."""
    return address.rpartition("/")[2] if "/code/" in address else address


def _local(term: str) -> str:
    return str(term).rpartition("#")[2]


def _turtle(store: Store, graphs: Iterable[str]) -> Iterator[bytes]:
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()
    for graph in graphs:
        quads = ox.parse(store.graph(graph), format=ox.RdfFormat.N_QUADS)
        triples = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
        turtle = write_triples(triples, "turtle")
        body = b"".join(line for line in turtle.splitlines(keepends=True) if not line.startswith(b"@prefix"))
        yield f"\n# {graph}\n".encode() + body


def _gzip(path: Path, chunks: Iterable[bytes]) -> Path:
    # No name and no time in the head: the same content gives the same file.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        for chunk in chunks:
            packed.write(chunk)
    return path


def _resource(kind: str, path: Path) -> dict[str, Any]:
    numbers = {"amount", "quantity", "roundingError"}
    integers = {"year", "row", "column", "sourceLine", "sourcePage", "unitMult", "decimals"}
    kinds = {
        name: "number" if name in numbers else "integer" if name in integers else "string" for name in columns(kind)
    }
    return {
        "name": kind,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        "schema": {"fields": [{"name": name, "type": kinds[name]} for name in kinds], "primaryKey": ["cell"]},
    }


def _datapackage(resources: list[dict[str, Any]], version: str) -> str:
    content = {
        "profile": "tabular-data-package",
        "name": "mingzhang",
        "title": descriptions.TITLE_ZH,
        "description": descriptions.TITLE_EN,
        "version": version,
        "resources": resources,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
