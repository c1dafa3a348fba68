"""``datapackage.json``: what the columns of the tidy tables are, by the Data Package specification of Frictionless Data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ontology import labels
from ontology.terms import DEFAULT_BASE, code
from server.publishing.facts import File
from server.publishing.publisher import Publisher
from server.publishing.rdf import DESCRIPTION, TITLE
from server.publishing.tidy import columns, dimensions

_NUMBERS: Final = {"amount", "quantity", "roundingError"}
_INTEGERS: Final = {"year", "row", "column", "sourceLine", "sourcePage", "unitMult", "decimals"}
_IRIS: Final = {"disclosure", "table", "cell"}
_REQUIRED: Final = {*_IRIS, "datasetVersion", "year", "row", "column", "printedValue"}
_SAID: Final[Mapping[str, str]] = {
    "datasetVersion": "数据版本 / dataset version: cite it",
    "disclosure": "公开文件的地址 / address of the disclosure",
    "title": "公开文件的名称 / title of the disclosure",
    "jurisdictionCode": "行政区划代码 / GB/T 2260 code",
    "jurisdiction": "行政区划 / jurisdiction",
    "year": "公开文件的年度 / fiscal year of the disclosure",
    "scope": "口径 / scope: department or unit; never add the two",
    "sourceFile": "来源文件 / source file",
    "table": "表的地址 / address of the table",
    "tableTitle": "表名，如原文 / title of the table as printed",
    "printedUnit": "原表单位 / unit printed above the table",
    "cell": "格子的地址 / address of the printed cell",
    "row": "原表第几行 / row of the printed grid, from 1",
    "rowLabel": "行名 / label of the row",
    "column": "原表第几列 / column of the printed grid, from 1",
    "columnLabel": "列名 / label of the column",
    "sourceLine": "原文第几行 / line of the source",
    "sourcePage": "原文第几页 / page of the source",
    "sourceSheet": "工作表 / sheet of the workbook",
    "amount": "金额，元，精确 / amount in yuan, exact",
    "quantity": "数量 / quantity, where the figure is no money",
    "unit": "本行数值的单位 / unit of amount or quantity",
    "printedValue": "原文写法 / the figure as printed",
    "unitMult": "原文单位是 10 的几次方元 / power of ten of the printed unit",
    "decimals": "原文小数位数 / printed decimals",
    "roundingError": "舍入误差，元 / half a unit of the last printed digit",
    "aggregation": "层次 / item, subtotal, total, of-which: add items only",
}


def resource(kind: str, file: File) -> dict[str, Any]:
    """A table of a package."""
    known = labels().get(str(code("table-kind", kind)), {})
    return {
        "name": kind,
        "title": " / ".join(known[language] for language in ("zh", "en") if language in known),
        "path": file.name,
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        "bytes": file.measured.size,
        "hash": f"sha256:{file.measured.sha256}",
        "schema": {
            "fields": [_field(name, kind) for name in columns(kind)],
            "missingValues": [""],
            "primaryKey": ["cell"],
        },
    }


def _field(name: str, kind: str) -> dict[str, Any]:
    sort = "number" if name in _NUMBERS else "integer" if name in _INTEGERS else "string"
    field: dict[str, Any] = {"name": name, "type": sort, "description": _SAID.get(name) or _dimension(name, kind)}
    if name in _IRIS:
        field["format"] = "uri"
    constraints: dict[str, Any] = {"required": True} if name in _REQUIRED or name in dimensions(kind) else {}
    if name == "cell":
        constraints["unique"] = True
    return field | ({"constraints": constraints} if constraints else {})


def _dimension(name: str, kind: str) -> str:
    stem = next(known for known in dimensions(kind) if name in {known, f"{known}Zh", f"{known}En"})
    known = labels().get(f"{DEFAULT_BASE}ns#{stem}", {})
    part = {"": "代码 / code", "Zh": "中文 / in Chinese", "En": "英文 / in English"}[name.removeprefix(stem)]
    return f"{known.get('zh', stem)} / {known.get('en', stem)}, {part}"


def package(resources: list[dict[str, Any]], version: str, publisher: Publisher) -> bytes:
    """The descriptor of a package of tables."""
    content: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "mingzhang",
        "id": f"mingzhang-{version}",
        "title": TITLE["zh"],
        "description": f"{TITLE['en']}. {DESCRIPTION['en']}",
        "version": version,
        "homepage": DEFAULT_BASE,
        "keywords": ["预算公开", "部门预算", "budget transparency"],
    }
    if publisher.name:
        name = publisher.name.get("zh") or publisher.name["en"]
        content["contributors"] = [{"title": name, "role": "publisher"}]
    if publisher.licence:
        content["licenses"] = [{"path": publisher.licence["iri"]}]
    content["resources"] = resources
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
