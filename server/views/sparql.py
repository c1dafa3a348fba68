"""`/sparql`: the SPARQL 1.1 Protocol for queries, with a form for people and a Service Description for machines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from server import citing, labels
from server.engine import Row, parse_rows
from server.errors import QueryError
from server.guard import inspect
from server.negotiate import HTML, JSON, SOLUTION_FORMS, TRIPLE_FORMS, Form, by_accept, by_name
from server.publishing.rdf import service_description
from server.site import site
from server.web import language, not_acceptable, problem, query_problem, respond

blueprint = Blueprint("sparql", __name__)

EXAMPLE = """\
# 各部门的支出总计和“三公”经费（元）
# Total expenditure and three-public spending of each department (yuan)
SELECT ?department ?year ?total ?threePublic {
  ?disclosure mz:department ?d ; mz:fiscalYear ?year ; mz:totalExpenditure ?total .
  ?d rdfs:label ?department .
  OPTIONAL { ?disclosure mz:threePublicTotal ?threePublic }
}
ORDER BY DESC(?total)"""
SHOWN_ROWS = 1000


@dataclass(frozen=True)
class Asked:
    """What a request of the protocol says."""

    query: str | None
    default_graphs: list[str]
    named_graphs: list[str]
    format: str | None


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query by GET, by POST of a form, or by POST of the query itself."""
    try:
        asked = _read()
        if asked is None:
            types = "application/x-www-form-urlencoded or application/sparql-query"
            return problem(415, "unsupported-media-type", f"a query comes as {types}")
        if asked.query is None:
            return _describe(asked.format)
        return _answer(asked.query, asked)
    except QueryError as error:
        if _wants_page(request.values.get("format")) and "query" in request.values:
            return respond(_page(request.values["query"], error=error), HTML, error.status)
        return query_problem(error)


def _read() -> Asked | None:
    if request.method in {"GET", "HEAD"}:
        return _parameters(request.args.getlist("query"), update="update" in request.args)
    if request.mimetype == "application/x-www-form-urlencoded":
        _check_utf8(request.get_data(cache=True))
        return _parameters(request.form.getlist("query"), update="update" in request.form)
    if request.mimetype == "application/sparql-query":
        return _parameters([_check_utf8(request.get_data())], update=False)
    if request.mimetype == "application/sparql-update":
        return _parameters([], update=True)
    return None


def _parameters(queries: Sequence[str], *, update: bool) -> Asked:
    if update:
        raise QueryError("read-only", "this service only answers queries; it takes no updates")
    if len(queries) > 1:
        raise QueryError("refused", "the request holds more than one query")
    if request.method == "POST" and not queries:
        raise QueryError("refused", "the form has no field “query”")
    return Asked(
        queries[0] if queries else None,
        request.values.getlist("default-graph-uri"),
        request.values.getlist("named-graph-uri"),
        request.values.get("format") or request.values.get("output"),
    )


def _check_utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"the request is not UTF-8 (byte {error.start + 1}); send it as UTF-8"
        raise QueryError("refused", message) from None


def _wants_page(name: str | None) -> bool:
    return by_name(name, (HTML,)) is not None if name else by_accept(_accept(), (JSON, HTML, *TRIPLE_FORMS)) is HTML


def _accept() -> str | None:
    return request.headers.get("Accept")


def _answer(query: str, asked: Asked) -> Response:
    seen = inspect(query, site().base)
    forms: tuple[Form, ...] = (*(TRIPLE_FORMS if seen.gives_triples else SOLUTION_FORMS), HTML)
    form = by_name(asked.format, forms) if asked.format else by_accept(_accept(), forms)
    if form is None:
        return not_acceptable(forms)
    name = form.name if form is not HTML else "turtle" if seen.gives_triples else "json"
    result = site().public.answer(query, name, asked.default_graphs, asked.named_graphs, seen)
    body: bytes | str = result.body
    if form is HTML:
        if seen.form == "ASK":
            body = _page(query, verdict=b"true" in result.body)
        elif seen.gives_triples:
            body = _page(query, turtle=result.body.decode())
        else:
            body = _page(query, rows=parse_rows(result.body), names=_names(result.body))
    headers = {"Mingzhang-Dataset-Version": result.version}
    if cited := citing.link(citing.of_request(result.version)):
        headers["Link"] = cited
    return respond(body, form, headers=headers)


def _names(body: bytes) -> list[str]:
    names: list[str] = json.loads(body)["head"]["vars"]
    return names


def _page(
    query: str,
    *,
    error: QueryError | None = None,
    rows: list[Row] | None = None,
    names: Sequence[str] = (),
    turtle: str | None = None,
    verdict: bool | None = None,
) -> str:
    shown = rows[:SHOWN_ROWS] if rows is not None else None
    things = {term.value for row in shown or () for term in row.values() if term.is_iri and site().path_of(term.value)}
    known = labels.fetch(site().house, things)
    return render_template(
        "sparql.html",
        label=lambda address: labels.choose(known, str(address), language()),
        query=query,
        error=error,
        rows=shown,
        total=len(rows or ()),
        names=names,
        turtle=turtle,
        verdict=verdict,
    )


def _describe(name: str | None) -> Response:
    forms = (*TRIPLE_FORMS, HTML)  # a program that does not say what it likes gets the description
    form = by_name(name, forms) if name else by_accept(_accept(), forms)
    if form is None:
        return not_acceptable(forms)
    if form is HTML:
        return respond(_page(EXAMPLE), HTML)
    return respond(service_description(request.base_url, form), form)
