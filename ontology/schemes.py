"""The members of the closed code lists. A test holds them equal to ``codes/*.ttl``, where their labels stand."""

from __future__ import annotations

from typing import Final

MEMBERS: Final[dict[str, frozenset[str]]] = {
    scheme: frozenset(members.split())
    for scheme, members in {
        "table-kind": """
            balance revenue expenditure fiscal-balance fiscal-expenditure general-public basic operating-costs fund state-capital three-public
            economic-summary projects project-performance department-performance procurement assets institutions""",
        "phase": "budget executed",
        "scope": "department unit",
        "flow": "revenue expenditure none",
        "line-item": """
            item current-year-total carry-over surplus-distribution use-of-reserves grand-total
            three-public-total three-public-grand-total overseas-travel overseas-travel-academic overseas-travel-other
            official-vehicles vehicle-purchase vehicle-running official-reception conference training operating-costs
            asset-total buildings office-buildings vehicles equipment general-equipment special-equipment
            other-fixed-assets intangible-assets""",
        "funding-source": """
            total current-year fiscal-appropriation general-public government-fund state-capital
            general-public-appropriation special-account business-revenue operating-revenue superior-subsidy
            subordinate-remittance other-revenue unit-funds government-budget-funds carry-over
            carry-over-general-public carry-over-government-fund carry-over-state-capital carry-over-special-account
            carry-over-unit-funds fiscal-carry-over non-fiscal-carry-over use-of-reserves other-funds
            non-tax-revenue non-tax-special non-tax-charges non-tax-fines non-tax-resources non-tax-other""",
        "spending-type": """
            total basic personnel wages-and-welfare individuals-and-families operating goods-and-services capital
            project other-operation specific-target business-operation remittance-to-superior
            subsidy-to-subordinates""",
        "value-kind": "amount quantity unit-price project-budget sme-reserved",
        "aggregation": "item subtotal total of-which",
        "budget-unit": "total",
        "project": "total",
        "procurement-line": "total",
        # Level 2 members are broader-linked to their level 1: project indicators first, then department-level ones.
        "indicator-level": """
            output output-quantity output-quality output-timeliness output-cost
            benefit benefit-economic benefit-social benefit-ecological benefit-sustainable
            satisfaction satisfaction-service-recipients
            cost cost-economic cost-social cost-ecological
            input-management input-management-work-goals input-management-budget-and-finance
            input-management-performance
            output-key-tasks output-duties benefit-duties benefit-satisfaction other""",
        "comparator": "ge le eq gt lt qualitative",
        "claim-kind": "level change share quantity",
        "remark-kind": """
            template-text open-choice blank-reason misplaced-reason contradictory-reason other-office other-year
            impossible-date unlisted-unit repeated-number malformed-figure""",
        "direction": "increase decrease unchanged",
        "outcome": "passed failed incomplete inapplicable",
        "division-level": "province prefecture county",
        "link-evidence": "name code",
    }.items()
}
"""Closed scheme -> the local names of its members."""

OPEN_SCHEMES: Final = frozenset({"functional", "economic", "government-economic", "identity"})
"""Schemes whose members may exceed what this package lists: a code first seen in a document is kept and flagged."""
