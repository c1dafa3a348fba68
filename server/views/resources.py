"""`/id/…`, `/code/…`, `/cube/…`, `/graph/…` and `/ns`: every IRI of the data answers at its own path, in the form asked for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from ontology.terms import DEFAULT_BASE, GRAPH_ONTOLOGY, MZ, VERSION
from server import jsonld, labels
from server.engine import Engine, iri
from server.negotiate import JSONLD, PAGE_FORMS, Form, by_accept, by_name
from server.pages import cell, check, disclosure, others, project, table
from server.pages import vocabulary as vocabulary_page
from server.pages.page import Page
from server.site import site
from server.vocabulary import GRAPH_SHAPES
from server.web import form_headers, language, not_acceptable, problem, respond, text, url

blueprint = Blueprint("resources", __name__)

_PAGES: dict[str, Callable[[Engine, str], Page]] = {
    str(MZ.Disclosure): disclosure.build,
    str(MZ.Table): table.build,
    "http://purl.org/linked-data/cube#Observation": cell.build,
    str(MZ.Project): project.build,
    str(MZ.IdentityCheck): check.build,
    str(MZ.Jurisdiction): others.place,
    str(MZ.Department): others.office,
    str(MZ.BudgetUnit): others.office,
}
_SUFFIXES = {form.suffix: form for form in PAGE_FORMS}


@blueprint.get("/id/<path:rest>")
@blueprint.get("/code/<path:rest>")
@blueprint.get("/cube/<path:rest>")
def resource(rest: str) -> BaseResponse:  # noqa: ARG001  (request.path has it, with its first part)
    """One resource."""
    path, form = split_suffix(request.path)
    if path.endswith("/report"):
        return redirect(url("/reports/" + path.removeprefix("/id/disclosure/").removesuffix("/report")), 303)
    here = site()
    for address in here.iris_of(path):
        types = _types(address)
        if types:
            build = next((_PAGES[kind] for kind in _PAGES if kind in types), others.anything)
            return answer(path, address, form, lambda: build(here.house, address), describe(address))  # noqa: B023
    return problem(404, "not-found", text("not_found", path=path), hints=[text("not_found_hint")])


@blueprint.get("/context.jsonld")
def context() -> BaseResponse:
    """The JSON-LD context of the vocabulary."""
    return respond(jsonld.published(), JSONLD)


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
@blueprint.get(f"/ns/{VERSION}")
@blueprint.get(f"/ns/{VERSION}.<suffix>")
def vocabulary(suffix: str = "") -> BaseResponse:
    """The vocabulary, also at the address of its version."""
    if suffix and suffix not in _SUFFIXES:
        return problem(404, "not-found", text("not_found", path=request.path))
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(str(GRAPH_ONTOLOGY))} {{ ?s ?p ?o }} }}"
    return answer("/ns", DEFAULT_BASE + "ns", _SUFFIXES.get(suffix), vocabulary_page.build, query)


@blueprint.get("/shapes")
@blueprint.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> BaseResponse:
    """The shapes of the identities: what they are, and in RDF all of them."""
    if suffix and suffix not in _SUFFIXES:
        return problem(404, "not-found", text("not_found", path=request.path))
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(GRAPH_SHAPES)} {{ ?s ?p ?o }} }}"
    address = DEFAULT_BASE + "shapes"
    return answer("/shapes", address, _SUFFIXES.get(suffix), lambda: others.anything(site().house, address), query)


@blueprint.get("/graph/<name>")
def graph(name: str) -> BaseResponse:
    """A graph of shared entities, whole."""
    path, form = split_suffix(f"/graph/{name}")
    here = site()
    hashes = here.store.hashes()
    for address in here.iris_of(path):
        if address in hashes:
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri(address)} {{ ?s ?p ?o }} }}"
            return answer(path, address, form, lambda: others.anything(here.house, address), query)  # noqa: B023
    return problem(404, "not-found", text("not_found", path=path), hints=[text("not_found_hint")])


def split_suffix(path: str) -> tuple[str, Form | None]:
    """A path without the suffix that names a form, and that form."""
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in _SUFFIXES:
        return stem, _SUFFIXES[suffix]
    return path, None


def answer(path: str, address: str, form: Form | None, build: Callable[[], Page], query: str) -> Response:
    """A resource in the form asked for by suffix, by ``?format=`` or by Accept."""
    asked = request.args.get("format")
    if form is None:
        form = by_name(asked, PAGE_FORMS) if asked else by_accept(request.headers.get("Accept"), PAGE_FORMS)
    if form is None:
        return not_acceptable(PAGE_FORMS)
    here = site()
    if form.name == "html":
        body: str | bytes = show(build(), address=address, path=path)
    else:
        body = here.house.answer(query, form.name).body
    return respond(body, form, headers=form_headers(path, address, form, PAGE_FORMS))


def show(page: Page, **values: object) -> str:
    """A page as HTML, with the labels of everything it names fetched in one query."""
    known = labels.fetch(site().house, page.named)

    def label(address: object) -> str:
        return labels.choose(known, str(address), language())

    return render_template(page.template, **page.data, **values, label=label)


def describe(address: str) -> str:
    """A query for what is said of a resource: its properties, nested blank nodes, labels, and members of a table or list."""
    this = iri(address)
    return f"""
        CONSTRUCT {{ {this} ?p ?o . ?s ?q ?v }} WHERE {{
            {{ {this} ?p ?o }} UNION
            {{ {this} ?a ?s . FILTER(isBlank(?s)) ?s ?q ?v }} UNION
            {{ {this} ?a ?b . FILTER(isBlank(?b)) ?b ?c ?s . FILTER(isBlank(?s)) ?s ?q ?v }} UNION
            {{ {this} ?a ?s . VALUES ?q {{ rdfs:label skos:prefLabel dcterms:title }} ?s ?q ?v }} UNION
            {{ ?s qb:dataSet {this} . ?s ?q ?v }} UNION
            {{ ?s mz:inTable {this} . ?s ?q ?v }} UNION
            {{ ?s skos:inScheme {this} . VALUES ?q {{ skos:prefLabel skos:notation skos:inScheme }} ?s ?q ?v }}
        }}"""


def _types(address: str) -> set[str]:
    try:
        rows = site().house.rows(
            f"SELECT DISTINCT ?type {{ {iri(address)} ?p ?o . OPTIONAL {{ {iri(address)} a ?type }} }}"
        )
    except ValueError:  # characters that no IRI has
        return set()
    return {row["type"].value if "type" in row else "" for row in rows}
