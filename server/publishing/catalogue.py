"""The DCAT catalogue in the profile DCAT-AP 3.0.1: a dataset per disclosure, a series per department, dumps, services.

The disclosures keep their own addresses; what only the catalogue knows (series, distributions, services) has addresses that
begin with ``{base}catalog#``, so that each of them can be looked up in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ontology.terms import period_iri
from server.engine import Row
from server.negotiate import Form
from server.publishing.agents import Said, said_by, typed
from server.publishing.authorities import with_authorities
from server.publishing.facts import Facts, File, Measured
from server.publishing.publisher import NOBODY, Publisher
from server.publishing.rdf import DESCRIPTION, MEDIA, TITLE, both, quoted, triples
from server.worker import write_triples

_EU: Final = "http://publications.europa.eu/resource/authority/"
_COMMON: Final = f"""dcat:theme <{_EU}data-theme/GOVE> , <{_EU}data-theme/ECON> ;
            dcat:keyword "预算公开"@zh , "budget transparency"@en"""
_CUBE: Final = "http://www.w3.org/TR/vocab-data-cube/"
_PACKAGE: Final = "https://specs.frictionlessdata.io/tabular-data-package/"
_FILES: Final = {
    "nq": ("RDF_N_QUADS", "application/n-quads", "N-Quads"),
    "ttl": ("RDF_TURTLE", "text/turtle", "Turtle"),
    "csv": ("CSV", "text/csv", "CSV"),
}
"""End of a name, before .gz -> file type of the EU's list, media type, what people call it."""

_SERVICES: Final = {
    "sparql": ("http://www.w3.org/TR/sparql11-protocol/", {"zh": "SPARQL 查询", "en": "SPARQL queries"}),
    "reconcile": (
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
        {"zh": "名称对照（OpenRefine）", "en": "Reconciliation of names (OpenRefine)"},
    ),
}
"""Path -> the standard that it keeps, and its title."""

_PHASES: Final = {"budget": ("部门预算", "departmental budget"), "executed": ("部门决算", "final accounts")}


@dataclass(frozen=True)
class Where:
    """Where things are.

    Attributes:
        base: the data base, ending in a slash.
        root: where this service runs, ending in a slash: what can be downloaded has its address.
    """

    base: str
    root: str

    @property
    def catalog(self) -> str:
        """The catalogue."""
        return f"{self.base}catalog"

    @property
    def dataset(self) -> str:
        """Everything together as one dataset."""
        return f"{self.catalog}#dataset"


def catalogue(where: Where, facts: Facts, files: Sequence[File], form: Form, publisher: Publisher = NOBODY) -> bytes:
    """The catalogue in an RDF form.

    Args:
        where: the base, and where downloads are.
        facts: what is in the store.
        files: the dump of this version, empty when there is none.
        form: the form of the answer.
        publisher: what only the operator knows.
    """
    said = said_by(publisher, where.catalog)
    parts = [_catalogue(where, facts, said, publisher), _whole(where, facts, files, said)]
    parts += [_service(where, path, said) for path in _SERVICES]
    parts += [_place(iri, labels) for iri, labels in facts.places.items()]
    parts += _offices(where, facts, said)
    parts += [_dataset(where, facts, row, said) for row in facts.disclosures]
    return write_triples(with_authorities(triples("".join(parts))), form.name)


def _catalogue(where: Where, facts: Facts, said: Said, publisher: Publisher) -> str:
    times = sorted(ended for _, ended in facts.loads.values())
    issued = ""
    if publisher.issued or times:
        issued = f'"{publisher.issued}"^^xsd:date' if publisher.issued else f'"{times[0]}"^^xsd:dateTime'
        issued = f"dcterms:issued {issued} ;"
    modified = f'dcterms:modified "{times[-1]}"^^xsd:dateTime ;' if times else ""
    services = " , ".join(f"<{where.catalog}#{path}>" for path in _SERVICES)
    datasets = " , ".join(
        f"<{iri}>" for iri in [where.dataset, *(row["disclosure"].value for row in facts.disclosures)]
    )
    return f"""
        <{where.catalog}> a dcat:Catalog ; dcterms:title {both(TITLE)} ; dcterms:description {both(DESCRIPTION)} ;
            dcterms:language <{_EU}language/ZHO> , <{_EU}language/ENG> ; dcterms:spatial <{_EU}country/CHN> ;
            dcat:themeTaxonomy <{_EU}data-theme> ; foaf:homepage <{where.root}> ; {issued} {modified}
            {said.owner} {said.terms} dcat:service {services} ; dcat:dataset {datasets} ;
            dcat:version {quoted(facts.version)} .
        <{where.root}> a foaf:Document .
        {said.about}"""


def _whole(where: Where, facts: Facts, files: Sequence[File], said: Said) -> str:
    """Everything together, with the files of the dump."""
    years = facts.years
    temporal = f"dcterms:temporal {_period(where.catalog + '#period', years[0], years[-1])}" if years else ""
    of_dump = "".join(
        _distribution(
            where.dataset, f"{where.catalog}#{file.name}", f"{where.root}data/{facts.version}/{file.name}", file, said
        )
        for file in files
        if file.name.removesuffix(".gz").rpartition(".")[2] in _FILES and file.name.endswith(".gz")
    )
    return f"""
        <{where.dataset}> a dcat:Dataset ; dcterms:title {both(TITLE)} ; dcterms:description {both(DESCRIPTION)} ;
            {_COMMON} ; {said.owner} {said.contact} dcterms:language <{_EU}language/ZHO> ;
            dcterms:spatial <{_EU}country/CHN> ; dcterms:conformsTo <{_CUBE}> ; dcat:version {quoted(facts.version)} ;
            dcat:landingPage <{where.root}data/> .
        <{where.root}data/> a foaf:Document .
        {f"<{where.dataset}> {temporal}" if temporal else ""}
        {of_dump}"""


def _service(where: Where, path: str, said: Said) -> str:
    standard, title = _SERVICES[path]
    address = f"{where.root}{path}"
    return f"""
        <{where.catalog}#{path}> a dcat:DataService ; dcterms:title {both(title)} ;
            dcterms:description "只读，不需登记。"@zh , "Read-only; no registration."@en ;
            dcat:endpointURL <{address}> ; dcat:endpointDescription <{address}> ; dcterms:conformsTo <{standard}> ;
            {_COMMON} ; {said.owner} {said.contact} {said.terms} dcat:servesDataset <{where.dataset}> ."""


def _place(iri: str, labels: dict[str, str]) -> str:
    return f"<{iri}> a dcterms:Location ; skos:prefLabel {both(labels)} ."


def _offices(where: Where, facts: Facts, said: Said) -> Iterator[str]:
    """Departments, and the series of the disclosures of each."""
    of: dict[str, list[Row]] = {}
    for row in facts.disclosures:
        of.setdefault(row["department"].value, []).append(row)
    for office, rows in of.items():
        place = rows[0]["jurisdiction"].value
        name = (rows[0].get("departmentLabel") or rows[0]["title"]).value
        kind = "RegionalAuthority" if facts.levels.get(place) == "province" else "LocalAuthority"
        series, years = _series(where, office), sorted(int(row["year"].value) for row in rows)
        yield f"""
        <{office}> a foaf:Agent ; foaf:name {quoted(name, "zh")} . {typed(office, "publishertype", kind)}
        <{series}> a dcat:DatasetSeries ; dcterms:title {quoted(f"{name}：预算和决算公开", "zh")} ;
            dcterms:description {quoted(f"{name}历年公开的部门预算和决算，每份文件一个数据集。", "zh")} ;
            {said.owner} {said.contact} dcterms:spatial <{place}> ;
            dcterms:temporal {_period(f"{series}/period", years[0], years[-1])}"""


def _series(where: Where, office: str) -> str:
    return f"{where.catalog}#series/{office.removeprefix(where.base + 'id/department/')}"


def _dataset(where: Where, facts: Facts, row: Row, said: Said) -> str:
    iri, year = row["disclosure"].value, int(row["year"].value)
    local = iri.removeprefix(where.base)
    title, zh, en = row["title"].value, *_PHASES[row["phase"].value.rpartition("/")[2]]
    place = row["jurisdiction"].value
    keywords = " , ".join([quoted(zh, "zh"), quoted(en, "en"), *(quoted(v, k) for k, v in facts.places[place].items())])
    page = f"{where.root}{local}.html"
    load = ""
    if iri in facts.loads:
        activity, ended = facts.loads[iri]
        load = f"""<{iri}> prov:wasGeneratedBy <{activity}> ; dcterms:modified "{ended}"^^xsd:dateTime .
            <{activity}> a prov:Activity ."""
    name = local.removeprefix("id/")
    distribution = ""
    if iri in facts.measured:
        file = File(f"{name}.nq", facts.measured[iri])
        distribution = _distribution(iri, f"{where.catalog}#{file.name}", f"{where.root}data/{file.name}", file, said)
    return f"""
        <{iri}> a dcat:Dataset ; dcterms:title {quoted(title, "zh")} ; dcterms:identifier {quoted(iri)} ;
            dcterms:description {quoted(f"{title}：公开文件里的各张表、项目、绩效指标和文字说明中的数字。", "zh")} ;
            {_COMMON} , {keywords} ; {said.owner} {said.contact} dcterms:creator <{row["department"]}> ;
            dcterms:language <{_EU}language/ZHO> ; dcterms:spatial <{place}> ; dcterms:conformsTo <{_CUBE}> ;
            dcat:inSeries <{_series(where, row["department"].value)}> ; dcat:landingPage <{page}> ;
            dcterms:temporal {_period(period_iri(year), year, year)}
        <{page}> a foaf:Document . {load} {distribution}"""


def _period(iri: str, first: int, last: int) -> str:
    """The end of a statement: a period, and what it is."""
    return f"""<{iri}> .
        <{iri}> a dcterms:PeriodOfTime ; dcat:startDate "{first}-01-01"^^xsd:date ; dcat:endDate "{last}-12-31"^^xsd:date ."""


def _distribution(dataset: str, iri: str, address: str, file: File, said: Said) -> str:
    packed = file.name.endswith(".gz")
    stem = file.name.removesuffix(".gz")
    kind, media, called = _FILES[stem.rpartition(".")[2]]
    compressed = f"dcat:compressFormat <{MEDIA}application/gzip> ;" if packed else ""
    standard = f"dcterms:conformsTo <{_PACKAGE}> ;" if kind == "CSV" else ""
    what = f"{called}, gzip" if packed else called
    return f"""
        <{dataset}> dcat:distribution <{iri}> .
        <{iri}> a dcat:Distribution ; dcterms:title {quoted(stem.rpartition("/")[2])} ; dcterms:description {quoted(what, "en")} ;
            dcat:accessURL <{address}> ; dcat:downloadURL <{address}> ; dcterms:format <{_EU}file-type/{kind}> ;
            dcat:mediaType <{MEDIA}{media}> ; {compressed} {standard} {said.terms} {said.availability}
            {_size(iri, file.measured)}"""


def _size(iri: str, measured: Measured) -> str:
    return f"""dcat:byteSize "{measured.size}"^^xsd:nonNegativeInteger ; spdx:checksum <{iri}.sha256> .
        <{iri}.sha256> a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ;
            spdx:checksumValue "{measured.sha256}"^^xsd:hexBinary ."""
