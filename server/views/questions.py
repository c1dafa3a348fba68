"""`/questions/`: stored questions for people (a form and a table), spreadsheets (CSV) and programs (JSON)."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, render_template, request

from ontology.terms import DEFAULT_BASE
from server import citing, labels, stored
from server.answers import NUMERIC, Answer, as_csv, as_json, file_name, heading
from server.engine import Row, Term
from server.negotiate import CSV, HTML, PLAIN_JSON, Form, by_accept, by_name
from server.pages import flags
from server.site import site
from server.stored import ParameterError, Question
from server.web import language, not_acceptable, problem, respond, text, url

blueprint = Blueprint("questions", __name__)

_FORMS = (HTML, PLAIN_JSON, CSV)
_SPARQL = Form("sparql", "application/sparql-query", "rq")
_OURS = frozenset({"lang", "format", "limit", citing.PARAMETER})


@blueprint.get("/questions/")
def listing() -> Response:
    """All questions."""
    form = _form(None, (HTML, PLAIN_JSON))
    questions = site().questions.values()
    if form is None:
        return not_acceptable((HTML, PLAIN_JSON))
    if form is HTML:
        return respond(render_template("questions.html", questions=questions), HTML)
    listed = [
        {
            "name": question.name,
            "title": question.title,
            "summary": question.summary,
            "parameters": {name: _parameter(parameter) for name, parameter in question.parameters.items()},
        }
        for question in questions
    ]
    return respond(json.dumps(listed, ensure_ascii=False), PLAIN_JSON)


@blueprint.get("/questions/<name>")
@blueprint.get("/questions/<name>.<suffix>")
def answer(name: str, suffix: str | None = None) -> Response:
    """One question with its answer."""
    here = site()
    question = here.questions.get(name)
    if question is None:
        known = ", ".join(here.questions)
        return problem(404, "not-found", text("no_question", name=name), hints=[text("questions_are", names=known)])
    if suffix == _SPARQL.suffix:
        return respond(question.source, _SPARQL)
    form = _form(suffix, _FORMS)
    if form is None:
        return not_acceptable(_FORMS)
    try:
        given = {key: values for key, values in request.args.lists() if key not in _OURS}
        values = question.values(given)
        limit = _limit(question)
        query = question.bind(values, limit)
    except ParameterError as error:
        return problem(400, "parameter", text("bad_parameter", name=error.parameter, why=error))
    result = here.house.answer(query, "json")
    content = json.loads(result.body)
    rows = _rows(content)
    truncated = len(rows) > limit
    shown = Answer(question, content["head"]["vars"], rows[:limit], truncated, limit, values, query, result.version)
    if shown.flaggable:
        shown.flags = flags.fetch(here.house, shown.disclosures())
    if language() == "en" and form is not PLAIN_JSON:  # the queries give Chinese labels; codes have English ones, too
        shown.known = labels.fetch(here.house, _codes(shown))
    headers = {"Mingzhang-Dataset-Version": result.version, "Mingzhang-Truncated": str(truncated).lower()}
    if cited := citing.link(citing.of_request(result.version)):
        headers["Link"] = f'<{url(f"/questions/{name}", lang="")}>; rel="canonical", {cited}'
    if form is CSV:
        headers["Content-Disposition"] = file_name(shown)
    render = {HTML.name: as_html, CSV.name: as_csv, PLAIN_JSON.name: as_json}[form.name]
    return respond(render(shown), form, headers=headers)


def as_html(answer: Answer) -> str:
    """A form with the parameters, and the table."""
    options = {name: _options(parameter) for name, parameter in answer.question.parameters.items() if parameter.options}
    return render_template(
        "question.html",
        answer=answer,
        question=answer.question,
        options=options,
        flags=[answer.flags_of(row) for row in answer.rows],
        heading=heading,
        numeric=NUMERIC,
    )


def _form(suffix: str | None, forms: tuple[Form, ...]) -> Form | None:
    asked = suffix or request.args.get("format")
    return by_name(asked, forms) if asked else by_accept(request.headers.get("Accept"), forms)


def _limit(question: Question) -> int:
    asked = request.args.get("limit", "").strip()
    if not asked:
        return question.limit
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= stored.MAX_ROWS:
        raise ParameterError("limit", f"{asked!r} is not a number from 1 to {stored.MAX_ROWS}")
    return int(asked)


def _codes(answer: Answer) -> set[str]:
    found = {row[column.name].value for row in answer.rows for column in answer.columns if column.name in row}
    return {address for address in found if address.startswith(f"{DEFAULT_BASE}code/")}


def _rows(content: dict[str, Any]) -> list[Row]:
    return [
        {
            name: Term(value["value"], value["type"], value.get("xml:lang", ""), value.get("datatype", ""))
            for name, value in binding.items()
        }
        for binding in content["results"]["bindings"]
    ]


def _options(parameter: stored.Parameter) -> list[tuple[str, str]]:
    here = site()
    rows = here.cached(f"options {parameter.options}", lambda: here.house.rows(stored.options_query(parameter.options)))
    english = language() == "en"
    return [
        (row["value"].value, ((english and row.get("labelEn")) or row.get("label") or row["value"]).value)
        for row in rows
    ]


def _parameter(parameter: stored.Parameter) -> dict[str, object]:
    return {"type": parameter.type, "label": parameter.label, "default": parameter.default}
