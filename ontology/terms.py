# ruff: noqa: N815  (vocabulary properties keep their RDF spelling, as in mz:divisionCode)
"""The names of the vocabulary for Python: ``MZ.Disclosure``, ``code("phase", "budget")``, ``DIMENSIONS["balance"]``.

Every name is closed: one that `mingzhang.ttl` or the code lists do not define raises at once, because RDF tools accept
misspelt terms in silence. All values are `rdflib.URIRef`, which is a `str`: they can be written straight into N-Quads.
Defined by docs/reference/graph.md.
"""

from __future__ import annotations

from typing import Final

from rdflib import URIRef
from rdflib.namespace import DefinedNamespace, Namespace

from ontology.schemes import MEMBERS, OPEN_SCHEMES

DEFAULT_BASE: Final = "https://w3id.org/mingzhang/"
"""The data base when the user names no other; also the fixed home of vocabulary, code lists, divisions and periods."""

VERSION: Final = "0.1.0"
"""The version of the vocabulary, which its version IRI ends with."""

CODE: Final = Namespace(DEFAULT_BASE + "code/")
"""Code lists. Prefer `code()`, which refuses unknown members."""

CUBE: Final = Namespace(DEFAULT_BASE + "cube/")
"""Data structure definitions. Prefer `cube()`, which refuses unknown table kinds."""

GRAPH_ONTOLOGY: Final = URIRef(DEFAULT_BASE + "graph/ontology")
GRAPH_CODES: Final = URIRef(DEFAULT_BASE + "graph/codes")
GRAPH_REGIONS: Final = URIRef(DEFAULT_BASE + "graph/regions")
# The two graphs of shared entities that loaders write stand under the data base: "{base}" + these paths.
GRAPH_ORGANIZATIONS_PATH: Final = "graph/organizations"
GRAPH_ACCOUNTS_PATH: Final = "graph/accounts"

CURRENCY: Final = URIRef("http://data.openbudgets.eu/ontology/dsd/attribute/currency")
"""The attribute of a table (data set) that names the currency of its amounts; its value is always `CNY`."""
CNY: Final = URIRef("http://publications.europa.eu/resource/authority/currency/CNY")


class MZ(DefinedNamespace):
    """The vocabulary of Mingzhang, ``https://w3id.org/mingzhang/ns#``; an unknown name raises AttributeError."""

    _NS = Namespace(DEFAULT_BASE + "ns#")
    _fail = True

    # Classes
    Jurisdiction: URIRef
    FormerName: URIRef
    Department: URIRef
    BudgetUnit: URIRef
    Disclosure: URIRef
    Table: URIRef
    TableRow: URIRef
    TableColumn: URIRef
    TableMention: URIRef
    Account: URIRef
    Project: URIRef
    PerformanceIndicator: URIRef
    ProcurementLine: URIRef
    Claim: URIRef
    Remark: URIRef
    Identity: URIRef
    IdentityCheck: URIRef
    RecurringProject: URIRef

    # Jurisdictions
    divisionCode: URIRef
    divisionLevel: URIRef
    within: URIRef
    validFrom: URIRef
    validUntil: URIRef
    successor: URIRef
    formerName: URIRef

    # Departments and units
    jurisdiction: URIRef
    departmentCode: URIRef
    unitCode: URIRef
    unitNature: URIRef
    unitRank: URIRef
    fundingForm: URIRef

    # Disclosures
    disclosure: URIRef
    fiscalYear: URIRef
    scope: URIRef
    statedUnits: URIRef
    sourceFile: URIRef
    sourceSha256: URIRef
    loaderProfile: URIRef
    hasTable: URIRef
    announcedTable: URIRef
    missingTable: URIRef
    unreadTable: URIRef
    hasProject: URIRef
    hasClaim: URIRef
    hasRemark: URIRef
    performanceIndicator: URIRef
    performanceGoal: URIRef

    # Headline figures of a disclosure, decimals in 元 (vehicleCount: vehicles)
    totalRevenue: URIRef
    totalExpenditure: URIRef
    currentYearExpenditure: URIRef
    basicExpenditure: URIRef
    projectExpenditure: URIRef
    personnelExpenditure: URIRef
    operatingExpenditure: URIRef
    threePublicTotal: URIRef
    overseasTravel: URIRef
    officialVehicles: URIRef
    vehiclePurchase: URIRef
    vehicleRunning: URIRef
    officialReception: URIRef
    governmentFundExpenditure: URIRef
    procurementTotal: URIRef
    assetTotal: URIRef
    vehicleCount: URIRef

    # Places in a source document
    sourceLine: URIRef
    sourcePage: URIRef
    sourceBox: URIRef
    sourceSheet: URIRef
    sourceOffset: URIRef

    # Tables, rows, columns
    tableKind: URIRef
    printedUnit: URIRef
    declaredEmpty: URIRef
    asOfDate: URIRef
    unreadFigures: URIRef
    cutOff: URIRef
    inTable: URIRef
    rowNumber: URIRef
    columnNumber: URIRef
    addendOf: URIRef
    includedIn: URIRef

    # Observations: place, measures, attributes
    inRow: URIRef
    inColumn: URIRef
    row: URIRef
    column: URIRef
    amount: URIRef
    quantity: URIRef
    value: URIRef
    roundingError: URIRef
    printedValue: URIRef
    aggregation: URIRef
    headline: URIRef

    # Observations: dimensions
    department: URIRef
    fiscalPeriod: URIRef
    phase: URIRef
    flow: URIRef
    lineItem: URIRef
    functionalAccount: URIRef
    economicAccount: URIRef
    governmentEconomicAccount: URIRef
    fundingSource: URIRef
    spendingType: URIRef
    budgetUnit: URIRef
    project: URIRef
    procurementLine: URIRef
    valueKind: URIRef

    # Accounts
    observedOnly: URIRef

    # Projects, indicators, procurement lines
    projectCode: URIRef
    recurringProject: URIRef
    linkEvidence: URIRef
    projectType: URIRef
    level1: URIRef
    level2: URIRef
    printedTarget: URIRef
    comparator: URIRef
    targetNumber: URIRef
    targetUnit: URIRef
    basis: URIRef
    catalogueCode: URIRef
    quantityUnit: URIRef
    printedProjectName: URIRef

    # Claims and remarks
    claimKind: URIRef
    measure: URIRef
    claimedObservation: URIRef
    claimedBlank: URIRef
    claimedUpperBound: URIRef
    shareOfObservation: URIRef
    changeOfObservation: URIRef
    changeFromObservation: URIRef
    direction: URIRef
    claimedYear: URIRef
    comparedYear: URIRef
    claimedPhase: URIRef
    comparedPhase: URIRef
    measureKey: URIRef
    shareOf: URIRef
    partOfClaim: URIRef
    partRelation: URIRef
    partList: URIRef
    companionOfClaim: URIRef
    sentence: URIRef
    remarkKind: URIRef

    # Identities and their checks
    severity: URIRef
    identity: URIRef
    outcome: URIRef
    table: URIRef
    left: URIRef
    right: URIRef
    difference: URIRef
    tolerance: URIRef
    leftOperand: URIRef
    rightOperand: URIRef
    repairHint: URIRef
    cause: URIRef
    sharedCause: URIRef
    verdict: URIRef
    findings: URIRef
    openFindings: URIRef
    causes: URIRef
    reviewStatus: URIRef
    reviewNote: URIRef


HEADLINES: Final[tuple[URIRef, ...]] = (
    MZ.totalRevenue,
    MZ.totalExpenditure,
    MZ.currentYearExpenditure,
    MZ.basicExpenditure,
    MZ.projectExpenditure,
    MZ.personnelExpenditure,
    MZ.operatingExpenditure,
    MZ.threePublicTotal,
    MZ.overseasTravel,
    MZ.officialVehicles,
    MZ.vehiclePurchase,
    MZ.vehicleRunning,
    MZ.officialReception,
    MZ.governmentFundExpenditure,
    MZ.procurementTotal,
    MZ.assetTotal,
    MZ.vehicleCount,
)
"""The headline figures of a disclosure, in the order of docs/reference/graph.md."""

_COMMON = (MZ.department, MZ.fiscalPeriod, MZ.phase)
_BY_FUNCTION = (MZ.functionalAccount, MZ.budgetUnit, MZ.fundingSource, MZ.spendingType)
_FUND = (MZ.flow, MZ.lineItem, *_BY_FUNCTION)

DIMENSIONS: Final[dict[str, tuple[URIRef, ...]]] = {
    "balance": (*_COMMON, MZ.flow, MZ.lineItem, MZ.functionalAccount, MZ.fundingSource, MZ.spendingType),
    "revenue": (*_COMMON, MZ.functionalAccount, MZ.budgetUnit, MZ.fundingSource),
    "expenditure": (*_COMMON, *_BY_FUNCTION),
    "fiscal-balance": (*_COMMON, MZ.flow, MZ.lineItem, MZ.functionalAccount, MZ.fundingSource),
    "fiscal-expenditure": (*_COMMON, *_FUND),
    "general-public": (*_COMMON, *_FUND),
    "basic": (*_COMMON, MZ.economicAccount, MZ.governmentEconomicAccount, MZ.budgetUnit, MZ.spendingType),
    "operating-costs": (*_COMMON, MZ.economicAccount, MZ.governmentEconomicAccount, MZ.budgetUnit),
    "fund": (*_COMMON, *_FUND),
    "state-capital": (*_COMMON, *_FUND),
    "three-public": (*_COMMON, MZ.lineItem, MZ.budgetUnit, MZ.fundingSource),
    "economic-summary": (
        *_COMMON,
        MZ.functionalAccount,
        MZ.economicAccount,
        MZ.governmentEconomicAccount,
        MZ.budgetUnit,
        MZ.fundingSource,
        MZ.spendingType,
    ),
    "projects": (*_COMMON, MZ.project, MZ.functionalAccount, MZ.budgetUnit, MZ.fundingSource),
    "project-performance": (*_COMMON, MZ.project, MZ.budgetUnit, MZ.fundingSource),
    "department-performance": (*_COMMON, MZ.project, MZ.fundingSource, MZ.spendingType),
    "procurement": (*_COMMON, MZ.procurementLine, MZ.budgetUnit, MZ.fundingSource, MZ.valueKind),
    "assets": (*_COMMON, MZ.lineItem, MZ.valueKind),
    "institutions": _COMMON,
}
"""Table kind -> the dimensions of its observations, in the order of its data structure definition."""

MANDATED: Final = (
    "balance",
    "revenue",
    "expenditure",
    "fiscal-balance",
    "general-public",
    "basic",
    "three-public",
    "fund",
)
"""The kinds of the eight tables that every department publishes (财预〔2016〕143号, Rules for the disclosure of local budgets), in their order."""

FLOWS: Final[dict[str, str]] = {
    kind: {"revenue": "revenue", "assets": "none", "institutions": "none"}.get(kind, "expenditure")
    for kind, dimensions in DIMENSIONS.items()
    if MZ.flow not in dimensions
}
"""Kind of tables that hold one side only -> its flow, which the table (data set) states once for all its figures."""

MEASURES: Final[dict[str, URIRef]] = {
    kind: MZ.value if MZ.valueKind in dimensions else MZ.amount for kind, dimensions in DIMENSIONS.items()
}
"""Table kind -> the one measure of its cube: `mz:value` where a table mixes money and quantities, else `mz:amount`."""

_CLOSED = {
    (scheme, member): URIRef(f"{DEFAULT_BASE}code/{scheme}/{member}")
    for scheme, members in MEMBERS.items()
    for member in members
}


class UnknownCodeError(KeyError):
    """A code list, or a member of a closed code list, that does not exist."""

    def __str__(self) -> str:
        """The message as it is, not in the quotes that KeyError adds."""
        return str(self.args[0])


def code(scheme: str, member: str) -> URIRef:
    """The address of a member of a code list, such as ``code("phase", "budget")``.

    Args:
        scheme: a closed scheme of `MEMBERS` or one of `OPEN_SCHEMES`.
        member: local name; in an open scheme the notation as printed without separators ("2010301") or "total".

    Raises:
        UnknownCodeError: no such scheme, or no such member of a closed scheme.
    """
    known = _CLOSED.get((scheme, member))
    if known is not None:
        return known
    if scheme in OPEN_SCHEMES:
        if not member.isascii() or not member.replace("-", "").isalnum():
            raise UnknownCodeError(f"{member!r} cannot be a member of the code list {scheme!r}: use letters and digits")
        return URIRef(f"{DEFAULT_BASE}code/{scheme}/{member}")
    if scheme not in MEMBERS:
        raise UnknownCodeError(
            f"no code list {scheme!r}; there are: {', '.join(sorted(MEMBERS.keys() | OPEN_SCHEMES))}"
        )
    raise UnknownCodeError(
        f"no {member!r} in the code list {scheme!r}; there are: {', '.join(sorted(MEMBERS[scheme]))}"
    )


def account_iri(scheme: str, notation: str) -> URIRef:
    """The address of an account, such as ``account_iri("functional", "2010301")``; raises `UnknownCodeError`."""
    if scheme not in {"functional", "economic", "government-economic"}:
        raise UnknownCodeError(f"{scheme!r} is not a scheme of accounts: functional, economic or government-economic")
    return code(scheme, notation)


def cube(kind: str) -> URIRef:
    """The data structure definition of a table kind; raises `UnknownCodeError` for an unknown kind."""
    if kind not in DIMENSIONS:
        raise UnknownCodeError(f"no table kind {kind!r}; there are: {', '.join(DIMENSIONS)}")
    return URIRef(f"{DEFAULT_BASE}cube/{kind}")


def jurisdiction_iri(division_code: str) -> URIRef:
    """The address of an administrative division by its six-digit GB/T 2260 code; raises ValueError for another form."""
    if len(division_code) != 6 or not (division_code.isascii() and division_code.isdigit()):
        raise ValueError(f"{division_code!r} is not a GB/T 2260 code: six digits, such as 130184")
    return URIRef(f"{DEFAULT_BASE}id/jurisdiction/{division_code}")


def period_iri(year: int) -> URIRef:
    """The address of a fiscal year (1 January to 31 December in China)."""
    return URIRef(f"{DEFAULT_BASE}id/period/{year}")
