"""The entities of one document: its department, units, projects and procurement lines, each registered once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.errors import Place
from loaders.facts import IndicatorFact, ProcurementFact, ProjectFact, UnitFact
from loaders.text import one_line, squeeze

#: The words before the name in a caption: 编制部门：, 填报单位（公章）：, 预算单位名称：.
_CAPTION = re.compile(
    r"^(编制|填报|公开|主管|预算|填制|汇总|申报)*(部门|单位)([/、]?(部门|单位))?(\(.{1,4}\))?(名称)?(\(.{1,4}\))?:"
)
_CODE = re.compile(r"^[\[(]?\d{3,6}[\])]?[-_—]?(?=[^\d\])])")
_SCOPE_MARK = re.compile(r"\((汇总|部门|本级|机关|本级汇总)\)$|(?<=[局委办厅院部处会室])部门$")
_SUBTOTAL = re.compile(r"(小计|合计)$")


def office_name(text: str) -> str:
    """Return the name of an office as printed, without code, caption words and scope marks (汇总)."""
    name = _CAPTION.sub("", squeeze(text))
    name = _CODE.sub("", name)
    return _SCOPE_MARK.sub("", name)


def own_unit(name: str) -> bool:
    """Return whether a name denotes the department's own unit (本级)."""
    return bool(re.search(r"\(?本级\)?$", squeeze(name)))


def plain_unit(name: str) -> str:
    """Return the name of a unit for comparison: 某办公室(本级) and 某办公室本级 are one."""
    return re.sub(r"\(?本级\)?$", "本级", _SUBTOTAL.sub("", squeeze(name)).rstrip("。.;；"))


@dataclass
class Registry:
    """Entities found so far. ``department`` is the plain name of the department itself; ``year`` and ``phase`` are the disclosure's."""

    department: str
    department_code: str | None = None
    year: int | None = None
    phase: str = "budget"
    aliases: set[str] = field(default_factory=set)
    units: list[UnitFact] = field(default_factory=list)
    projects: list[ProjectFact] = field(default_factory=list)
    procurement: list[ProcurementFact] = field(default_factory=list)
    department_indicators: list[IndicatorFact] = field(default_factory=list)
    department_goal: str = ""

    def adopt(self, other: Registry) -> None:
        """Take over the state of another registry (the one that the chosen reading of a table filled)."""
        self.__dict__.update(other.__dict__)

    def unit_dimension(self, name: str, code: str, place: Place) -> str:
        """Return the dimension value of a unit row: ``department`` for the department itself, else ``unit:<name>``."""
        if not plain_unit(name) and code:  # 小计 beside a code is no name
            name = ""
            known = next((unit for unit in self.units if unit.code == code), None)
            if known is not None:
                return f"unit:{known.name}"
            if code == self.department_code:
                return "department"
        if office_name(name) == self.department and not own_unit(name):
            if self.department_code and code.startswith(self.department_code) and code != self.department_code:
                name = f"{self.department}本级"  # 301 某市民政局, 301001 某市民政局
            else:
                self.department_code = code or self.department_code
                return "department"
        unit = self.unit(name or code, place)
        unit.code = unit.code or code or None
        return f"unit:{unit.name}"

    def learn_code(self, dimension: str, code: str) -> None:
        """Take a code for that of a unit, where neither is known with another."""
        named = next((unit for unit in self.units if f"unit:{unit.name}" == dimension), None)
        if named is not None and named.code is None and all(unit.code != code for unit in self.units):
            named.code = code

    def unit(self, name: str, place: Place) -> UnitFact:
        """Return the unit of a name, registering it when new."""
        plain = plain_unit(name)
        for unit in self.units:
            if unit.name == plain:
                return unit
        unit = UnitFact(plain, place)
        self.units.append(unit)
        return unit

    def project(self, name: str, place: Place, *, unit: str = "", code: str = "") -> ProjectFact:
        """Return the project of a name, registering it when new.

        Names are compared without whitespace, nothing looser; projects of one name are told apart by unit and code.
        """
        for project in self.projects:
            same_unit = not unit or not project.unit or unit == project.unit
            same_code = not code or not project.code or code == project.code
            if squeeze(project.name) == squeeze(name) and same_unit and same_code:
                return project
        project = ProjectFact(len(self.projects) + 1, one_line(name), place, code=code or None, unit=unit or None)
        self.projects.append(project)
        return project

    def find_project(self, name: str) -> ProjectFact | None:
        """Return the project of exactly this name, if the document has one and only one."""
        found = [project for project in self.projects if squeeze(project.name) == squeeze(name)]
        return found[0] if len(found) == 1 else None

    def procurement_line(self, **values: object) -> ProcurementFact:
        """Register a line of the procurement table."""
        line = ProcurementFact(len(self.procurement) + 1, **values)  # type: ignore[arg-type]
        self.procurement.append(line)
        return line
