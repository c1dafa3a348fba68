"""Who publishes, as the catalogue says it: what is configured, and nothing that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from server.publishing.publisher import Publisher
from server.publishing.rdf import both, quoted

_AVAILABILITY: Final = "http://publications.europa.eu/resource/authority/planned-availability/"
_SERVICE: Final = {"zh": "明账服务", "en": "Mingzhang service"}
_RIGHTS: Final = {
    "zh": "数字来自各部门公开的文件，使用条件依各发布部门；本目录不另加许可。",
    "en": "The figures are those that the departments disclosed, under the terms of each; nothing is licensed in addition.",
}


@dataclass(frozen=True)
class Said:
    """What the publisher says of everything: predicates and objects of Turtle, each ending in a semicolon or empty.

    Attributes:
        owner: the publisher.
        contact: whom to ask.
        terms: the licence, or a statement of rights.
        availability: how long a download is meant to stay.
        about: what these are, as statements of their own.
    """

    owner: str
    contact: str
    terms: str
    availability: str
    about: str


def said_by(publisher: Publisher, catalog: str) -> Said:
    """What a publisher says; `catalog` is the address of the catalogue. Nobody configured: the service itself, which is software."""
    iri = publisher.iri or f"{catalog}#publisher"
    name = publisher.name or _SERVICE
    about = f"<{iri}> a foaf:Agent ; foaf:name {both(name)} . "
    if publisher.type:
        about += typed(iri, "publishertype", publisher.type)
    elif not publisher.name:
        about += f"""<{iri}> a prov:SoftwareAgent ; dcterms:type <{catalog}#software> .
            <{catalog}#software> a skos:Concept ; skos:prefLabel "软件"@zh , "software"@en . """
    if publisher.homepage:
        about += f"<{iri}> foaf:homepage <{publisher.homepage}> . <{publisher.homepage}> a foaf:Document . "
    contact, known = "", publisher.contact
    if known:
        point = f"{catalog}#contact"
        contact = f"dcat:contactPoint <{point}> ;"
        about += f"<{point}> a vcard:Kind ; vcard:fn {quoted(known.get('name') or next(iter(name.values())))} . "
        about += f"<{point}> vcard:hasEmail <mailto:{known['email']}> . " if "email" in known else ""
        about += f"<{point}> vcard:hasURL <{known['url']}> . " if "url" in known else ""
    if publisher.licence:
        licence = publisher.licence["iri"]
        terms = f"dcterms:license <{licence}> ;"
        about += f"<{licence}> a dcterms:LicenseDocument . "
        about += typed(licence, "licencetype", publisher.licence["type"]) if "type" in publisher.licence else ""
    else:
        terms = f"dcterms:rights <{catalog}#rights> ;"
        about += f"<{catalog}#rights> a dcterms:RightsStatement ; rdfs:label {both(_RIGHTS)} . "
    availability = f"<http://data.europa.eu/r5r/availability> <{_AVAILABILITY}{publisher.availability}> ;"
    return Said(f"dcterms:publisher <{iri}> ;", contact, terms, availability, about)


def typed(iri: str, scheme: str, name: str) -> str:
    """The type of an agent or a licence, from a list of ADMS (publishertype, licencetype)."""
    value, listed = f"http://purl.org/adms/{scheme}/{quote(name)}", f"http://purl.org/adms/{scheme}/1.0"
    return f"""<{iri}> dcterms:type <{value}> .
        <{value}> a skos:Concept ; skos:prefLabel {quoted(name, "en")} ; skos:inScheme <{listed}> .
        <{listed}> a skos:ConceptScheme ; dcterms:title {quoted(f"ADMS {scheme} 1.0", "en")} . """
