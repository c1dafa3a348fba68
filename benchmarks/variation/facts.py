"""One department's year as data: what it spends by account, of which money, and what it receives."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import ontology

ZERO = Decimal(0)
GP, GF, SC = "general-public", "government-fund", "state-capital"
FUNDS = (GP, GF, SC)


@dataclass
class Item:
    """What is spent under one functional account (项) of one kind of money.

    ``carried`` was there before the year, ``left`` stands over at its end.
    """

    code: str
    source: str
    personnel: Decimal = ZERO
    operating: Decimal = ZERO
    project: Decimal = ZERO
    carried: Decimal = ZERO
    left: Decimal = ZERO

    @property
    def basic(self) -> Decimal:
        return self.personnel + self.operating

    @property
    def total(self) -> Decimal:
        return self.basic + self.project


@dataclass
class Facts:
    """A disclosure as data; all amounts are in 元."""

    office: str
    division: str
    year: int
    items: list[Item]
    economic: dict[str, Decimal]
    overseas: Decimal = ZERO
    purchase: Decimal = ZERO
    running: Decimal = ZERO
    reception: Decimal = ZERO
    conference: Decimal = ZERO
    training: Decimal = ZERO

    def spent(self, what: str = "total", sources: Iterable[str] | None = None, prefix: str = "") -> Decimal:
        """Return what is spent (total, basic, personnel, operating, project, carried, left) of some sources under an account."""
        chosen = None if sources is None else set(sources)
        return sum(
            (
                getattr(i, what)
                for i in self.items
                if i.code.startswith(prefix) and (chosen is None or i.source in chosen)
            ),
            ZERO,
        )

    def received(self, sources: Iterable[str] | None = None, prefix: str = "") -> Decimal:
        """Return the revenue of the year: what is spent and left over, without what was there before."""
        return (
            self.spent("total", sources, prefix)
            - self.spent("carried", sources, prefix)
            + self.spent("left", sources, prefix)
        )

    @property
    def sources(self) -> list[str]:
        return sorted({item.source for item in self.items})

    def codes(self, sources: Iterable[str] | None = None) -> list[str]:
        """Return the classes, sections and items that are spent under, in order."""
        chosen = set(self.sources if sources is None else sources)
        items = {item.code for item in self.items if item.source in chosen}
        return sorted({code[:length] for code in items for length in (3, 5, 7)})

    @property
    def vehicles(self) -> Decimal:
        return self.purchase + self.running

    @property
    def three_public(self) -> Decimal:
        return self.overseas + self.vehicles + self.reception


def name(scheme: str, code: str) -> str:
    """Return the present name of an account."""
    return ontology.account_label(scheme, code, 2024) or f"科目{code}"


OFFICES = ("民政局", "水务局", "教育局", "司法局", "财政局", "文化和旅游局", "市场监督管理局", "人民政府办公室")
#: What a department may spend under: its own business by office, and what all share.
_BUSINESS = {
    GP: (
        "2010301",
        "2010302",
        "2010350",
        "2040601",
        "2040604",
        "2050101",
        "2070101",
        "2080201",
        "2080202",
        "2130301",
        "2130306",
    ),
    GF: ("2120804", "2296002", "2120803"),
    SC: ("2230105",),
}
_SHARED = {"2080505": "30108", "2080506": "30109", "2101101": "30110", "2101103": "30111", "2210201": "30113"}
_OTHER_SOURCES = ("special-account", "business-revenue", "superior-subsidy", "other-revenue")


def invented(seed: int, *, cents: bool = False) -> Facts:
    """Return a made-up department; its amounts are whole hundreds of 元, or have cents."""
    rng = random.Random(seed)

    def money(most: int) -> Decimal:
        return Decimal(rng.randint(1, most * 100)) * (1 if cents else 100) + (
            Decimal(rng.randint(0, 99)) / 100 if cents else 0
        )

    items = [Item("2080501", GP, personnel=money(300))] if rng.random() < 0.5 else []
    items += [Item(code, GP, personnel=money(500)) for code in _SHARED if rng.random() < 0.8]
    for number, code in enumerate(rng.sample(_BUSINESS[GP], rng.randint(2, 4))):
        basic = number == 0 or rng.random() < 0.4
        items.append(
            Item(
                code,
                GP,
                money(9000) if basic else ZERO,
                money(3000) if basic else ZERO,
                money(6000) if number or rng.random() < 0.5 else ZERO,
            )
        )
    if rng.random() < 0.6:
        items += [Item(code, GF, project=money(5000)) for code in rng.sample(_BUSINESS[GF], rng.randint(1, 2))]
    if rng.random() < 0.3:
        items.append(Item("2230105", SC, project=money(800)))
    if rng.random() < 0.5:
        own = next(item.code for item in items if item.operating)
        items.append(Item(own, rng.choice(_OTHER_SOURCES), project=money(700)))
    if rng.random() < 0.4:
        item = rng.choice([item for item in items if item.project])
        step = Decimal("0.01") if cents else Decimal(100)
        item.carried = item.project if rng.random() < 0.5 else item.project / 4 // step * step
    facts = Facts(
        f"样例区{rng.choice(OFFICES)}",
        "510104",
        rng.randint(2021, 2024),
        sorted(items, key=lambda i: (i.code, i.source)),
        {},
    )
    _economic(facts, rng, cents)
    return facts


def _economic(facts: Facts, rng: random.Random, cents: bool) -> None:
    """Share basic expenditure of the general public budget out over economic accounts, as the two classifications agree."""
    step = Decimal("0.01") if cents else Decimal(100)
    found: dict[str, Decimal] = {}
    rest = facts.spent("personnel", [GP])
    for item in facts.items:
        code = _SHARED.get(item.code, "30302" if item.code == "2080501" else None)
        if item.source == GP and code:
            found[code] = found.get(code, ZERO) + item.personnel
            rest -= item.personnel
    for code in ("30102", "30103", "30107"):
        found[code] = (rest * rng.randint(5, 25) / 100 / step).to_integral_value() * step
        rest -= found[code]
    found["30101"] = rest
    rest = facts.spent("operating", [GP])
    for code in ("30207", "30211", "30215", "30216", "30217", "30231", "30239", "31002"):
        if rng.random() < 0.75:
            found[code] = (rest * rng.randint(1, 12) / 100 / step).to_integral_value() * step
            rest -= found[code]
    found["30201"] = rest
    facts.economic = {code: found[code] for code in sorted(found) if found[code]}
    facts.running, facts.reception = facts.economic.get("30231", ZERO), facts.economic.get("30217", ZERO)
    facts.conference, facts.training = facts.economic.get("30215", ZERO), facts.economic.get("30216", ZERO)
    if rng.random() < 0.3:
        project = next((item for item in facts.items if item.source == GP and item.project > 100000), None)
        facts.overseas = Decimal(rng.randint(1, 9)) * 10000 if project else ZERO


def of_sample(golden: Path, office: str, division: str, year: int) -> Facts:
    """Return the figures of a sample, from its golden file: what its general public and fund tables say by account."""
    amounts: dict[tuple[str, str, str], Decimal] = {}
    lines: dict[str, Decimal] = {}
    for line in golden.read_text(encoding="utf-8").splitlines():
        kind, _, _, _, _, _, amount, _, *pairs = line.split("\t")
        dims = {key: value.rpartition("/")[2] for key, value in (pair.split("=") for pair in pairs)}
        if "governmentEconomicAccount" in dims or "phase" in dims:
            continue
        account = dims.get("functionalAccount") or dims.get("economicAccount")
        if account and kind in {"general-public", "fund", "basic"}:
            amounts[kind, account, dims.get("spendingType", "total")] = Decimal(amount)
        elif kind == "three-public" and not dims.get("fundingSource"):
            lines[dims["lineItem"]] = Decimal(amount)
    items = []
    for kind, source in (("general-public", GP), ("fund", GF)):
        for code in sorted({account for k, account, _ in amounts if k == kind and len(account) == 7}):
            project = amounts.get((kind, code, "project"), ZERO)
            items.append(Item(code, source, amounts.get((kind, code, "basic"), ZERO), ZERO, project))
    economic = {
        account: amount
        for (kind, account, spending), amount in amounts.items()
        if (kind, spending) == ("basic", "basic") and len(account) == 5
    }
    operating = sum((amount for code, amount in economic.items() if code[:3] in {"302", "310"}), ZERO)
    for item in sorted(items, key=lambda item: -item.personnel):
        moved = min(operating, item.personnel) if item.source == GP else ZERO
        item.personnel, item.operating, operating = item.personnel - moved, moved, operating - moved
    return Facts(
        office, division, year, items, dict(sorted(economic.items())),
        *(lines.get(key, ZERO) for key in ("overseas-travel", "vehicle-purchase", "vehicle-running", "official-reception")),
    )  # fmt: skip
