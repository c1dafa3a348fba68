"""Between pages and HTTP: the language of a page, its links and figures, and one shape for every error."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, jsonify, render_template, request
from markupsafe import Markup

from server import citing
from server.errors import QueryError
from server.labels import shorten
from server.negotiate import HTML, PLAIN_JSON, Form, by_accept
from server.pages.page import Properties
from server.publishing import schema_org
from server.site import site
from shapes.verdicts import UNREAD, VERDICTS
from shapes.wording import MEASURES

LANGUAGES: Final = ("zh", "en")
PLAIN: Final = Form("text", "text/plain", "txt")


@cache
def texts() -> dict[str, dict[str, str]]:
    """The words of the pages: key -> language -> text (texts.toml); verdicts are called as in reports."""
    return VERDICTS | {"unread": UNREAD} | tomllib.loads((files("server") / "texts.toml").read_text("utf-8"))


def language() -> str:
    """The language of the page: ``?lang=`` wins, then Accept-Language, then Chinese."""
    if "lang" not in g:
        asked = request.args.get("lang", "")
        g.lang = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "zh"
    return str(g.lang)


class _Words(Formatter):
    """``{number:row|rows}`` is "1 row" or "2 rows"."""

    def format_field(self, value: object, format_spec: str) -> str:
        """A value, or a count with its noun."""
        one, bar, many = format_spec.partition("|")
        if bar:
            return f"{value} {one if str(value) == '1' else many}"
        return str(super().format_field(value, format_spec))


def text(key: str, **values: object) -> str:
    """A text of the pages in their language; raises KeyError for an unknown key."""
    return _Words().format(texts()[key][language()], **values)


def pick(words: Mapping[str, str] | None) -> str:
    """The text of a zh/en pair in the language of the page."""
    words = words or {}
    return words.get(language()) or words.get("zh") or words.get("en") or ""


def url(path: str, **parameters: object) -> str:
    """A link inside the service; a language that was chosen in the address stays chosen."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        parameters.setdefault("lang", chosen)
    path, _, fragment = path.partition("#")
    pairs = [(name, str(value)) for name, value in parameters.items() if value not in (None, "")]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{request.script_root}{quote(path, safe='/%:@')}{query}{'#' + fragment if fragment else ''}"


def link(address: object) -> str:
    """Where an IRI leads: to our own page when it is ours, else to itself (only the web's own schemes)."""
    path = site().path_of(str(address))
    if path is not None:
        return url(path)
    return str(address) if str(address).startswith(("http://", "https://")) else ""


def number(value: object) -> Decimal | None:
    """A figure as a decimal; None when there is none."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def yuan(value: object) -> str:
    """An amount in 元 with thousands separators and at least two decimals; exact."""
    amount = number(value)
    if amount is None:
        return ""
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{amount:,.{places}f}"


def readable(value: object) -> str:
    """An amount of 元 in the unit that readers of the page think in (万元, million yuan), rounded to two decimals.

    Empty where that would round an amount away.
    """
    amount = number(value)
    if amount is None:
        return ""
    divisor = 10_000 if language() == "zh" else 1_000_000
    rounded = _rounded(amount / divisor, 2)
    return "" if amount and not rounded else f"{rounded:,} {text('large_unit')}"


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percentage(value: object) -> Decimal | None:
    """A share (0 to 1) in percent, rounded to two decimals; None when there is none. The same on pages and in CSV."""
    share = number(value)
    return None if share is None else _rounded(share * 100, 2)


def percent(value: object) -> str:
    """A share (0 to 1) as a percentage."""
    share = percentage(value)
    return "" if share is None else f"{share}%"


def plain_number(value: object) -> str:
    """A count or a quantity with thousands separators and no more decimals than it has."""
    amount = number(value)
    if amount is None:
        return str(value)
    return f"{amount.normalize():,f}"


def unit_words(unit: object) -> str:
    """The unit of an identity that is no money, in the language of the page."""
    return MEASURES.get(str(unit), {}).get(language(), str(unit)).strip()


def respond(body: bytes | str, form: Form, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in one of several forms."""
    response = Response(body, status, headers=dict(headers or {}), content_type=form.content_type)
    response.vary.update(["Accept", "Accept-Language"])
    return response


def _schema_org(about: Properties, address: str, label: Callable[[object], str]) -> Markup:
    here = site()
    return schema_org.disclosure(about, address, request.root_url, here.store.version(), here.publisher, label)


def form_headers(path: str, address: str, form: Form, forms: Sequence[Form]) -> dict[str, str]:
    """The headers of one of several forms: which one it is, what it is about, the others, and what describes the data.

    Args:
        path: the path without suffix.
        address: the IRI, or the address without suffix.
        form: what is sent.
        forms: what there is.
    """
    links = [f'<{address}>; rel="canonical"', f'<{url("/.well-known/void", lang="")}>; rel="describedby"']
    links += [
        f'<{url(f"{path}.{other.suffix}", lang="")}>; rel="alternate"; type="{other.media_type}"'
        for other in forms
        if other is not form
    ]
    links.append(citing.link(citing.permalink(address)))
    return {
        "Content-Location": url(f"{path}.{form.suffix}", lang=""),
        "Link": ", ".join(links),
        "Mingzhang-Dataset-Version": site().store.version(),
    }


def problem(
    status: int,
    kind: str,
    message: str,
    *,
    line: int | None = None,
    column: int | None = None,
    hints: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Any error, in the form the client likes: HTML, JSON or plain text."""
    form = by_accept(request.headers.get("Accept"), (PLAIN, HTML, PLAIN_JSON)) or PLAIN
    place = f"line {line}, column {column}: " if line is not None else ""
    if form is HTML:
        body: str | bytes = render_template(
            "error.html", status=status, kind=kind, message=message, line=line, column=column, hints=hints
        )
    elif form is PLAIN_JSON:
        error = {"status": status, "kind": kind, "message": message, "line": line, "column": column}
        body = jsonify(error={key: value for key, value in error.items() if value is not None}).get_data()
    else:
        body = "\n".join([f"{place}{message}", *hints, ""])
    response = respond(body, form, status, headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def query_problem(error: QueryError) -> Response:
    """A query that was not answered."""
    headers = {"Retry-After": "5"} if error.kind == "busy" else None
    return problem(error.status, error.kind, error.message, line=error.line, column=error.column, headers=headers)


def not_acceptable(forms: Sequence[Form]) -> Response:
    """406 with the list of what there is."""
    offered = [f"{form.media_type} (?format={form.name})" for form in forms]
    return problem(406, "not-acceptable", "none of the media types asked for is available; there are:", hints=offered)


def switch(wanted: str) -> str:
    """This page in another language."""
    values = [(name, value) for name, values in request.args.lists() for value in values if name != "lang"]
    return f"{request.script_root}{quote(request.path, safe='/%:@')}?{urlencode([*values, ('lang', wanted)])}"


def variant(form: str) -> str:
    """This page in another form, with the same parameters."""
    values = [(name, value) for name, values in request.args.lists() for value in values if name != "format"]
    return f"{request.script_root}{quote(request.path, safe='/%:@')}?{urlencode([*values, ('format', form)])}"


def span(years: Sequence[str]) -> str:
    """Years as a range: 2021–2023."""
    return "" if not years else years[0] if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


def install(app: Flask) -> None:
    """Make the helpers known to the templates."""
    app.jinja_env.filters.update(
        yuan=yuan,
        readable=readable,
        percent=percent,
        number=plain_number,
        unit=unit_words,
        short=lambda address: shorten(str(address)),
        span=span,
        tail=lambda address: str(address).rstrip("/").rpartition("/")[2],
        after=lambda address, mark: str(address).partition(mark)[2],
        first_of=lambda things, count: list(things)[:count],
        first_or=lambda things, other: next(iter(things or ()), other),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {
            "t": text,
            "lang": language(),
            "pick": pick,
            "url": url,
            "link": link,
            "switch": switch,
            "variant": variant,
            "version": site().store.version,
            "permalink": citing.permalink,
            "permalink_here": citing.of_request,
            "version_asked": citing.differs,
            "version_kept": citing.kept,
            "current_version": site().store.version,
            "schema_org": _schema_org,
        }
