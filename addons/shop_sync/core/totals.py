"""From what the shop charged to order lines that give the same total, to the cent.

Prices come tax included by default: tax-excluded prices missed the shop's total by a cent on 2 of
15 real orders, tax-included ones on none (shop_sync specification, finding 8).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .tax_rates import CENT, USUAL_RATES, Rates, find_rate, own_rates

Row = dict[str, Any]

# So much a line may the shop's total without tax be off its lines before somebody has to look.
TAX_TOLERANCE = CENT
Document = dict[str, Any]


@dataclass
class Line:
    """One order line to be: ``part`` product, ecotax, shipping, wrapping, discount; ``rate`` in
    percent; ``total`` tax included, in cents exactly; ``unit`` the unit price to give Odoo."""

    part: str
    source: Document
    label: str
    quantity: Decimal
    rate: Decimal
    exact: Decimal
    exact_excluded: Decimal
    total: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    unit: Decimal = Decimal(0)


@dataclass
class Plan:
    """Lines, and what forbids their use: ``problems`` = [(code, params)]. ``unexplained`` is what
    the shop's total without tax says beyond its own lines."""

    lines: list[Line] = field(default_factory=list)
    problems: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    total: Decimal = Decimal(0)
    unexplained: Decimal = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def plan_order(
    order: Document,
    rates: Sequence[Decimal] = USUAL_RATES,
    tax_included: bool = True,
    accepted: bool = False,
) -> Plan:
    """Lines for a canonical order.

    :param rates: tax rates (Decimal, percent) that somebody confirmed, to recognise a rate from
        amounts where the shop does not declare it
    :param accepted: somebody accepted an unexplained difference: it becomes a line of its own
    :return: Plan; ``problems`` empty means the lines add up to the shop's total to the cent
    """
    known = Rates(own_rates(order), rates)
    plan = Plan(total=cents(Decimal(order["totals"]["tax_incl"])))
    for row in order["lines"]:
        plan.lines += _product_lines(row, known)
    known.own |= {line.rate for line in plan.lines if known.is_sure(line.rate)}
    plan.lines += _charge_lines(order, known, plan.lines)
    plan.lines += _discount_lines(order, plan.lines)
    _settle(plan, order, accepted)
    _settle_net(plan, order, accepted)
    for line in plan.lines:
        line.unit = _unit_price(line, tax_included)
    return plan


def _product_lines(row: Row, known: Any) -> list[Line]:
    quantity = Decimal(row["quantity"])
    included, excluded = Decimal(row["total_tax_incl"]), Decimal(row["total_tax_excl"])
    declared = sum(map(Decimal, row["tax_rates"]), Decimal(0)) if row["tax_rates"] else None
    ecotax = _ecotax_line(row, quantity, declared)
    if ecotax:
        included, excluded = included - ecotax.exact, excluded - ecotax.exact_excluded
    # Of a few cents rounding may eat the tax; the unit prices, in six digits, still show it.
    untaxed = Decimal(row["unit_tax_incl"]) == Decimal(row["unit_tax_excl"])
    rate = find_rate(included, excluded, known, declared, quantity, untaxed)
    line = Line("product", row, row["name"], quantity, rate, included, excluded)
    return [line, ecotax] if ecotax else [line]


def _ecotax_line(row: Row, quantity: Decimal, declared: Decimal | None) -> Line | None:
    """A line of its own for an eco-contribution taxed otherwise than its product (PrestaShop's
    PS_ECOTAX_TAX_RULES_GROUP_ID, by default no tax); None when one line says it all."""
    unit, rate = Decimal(row["ecotax"]), Decimal(row["ecotax_rate"])
    if not unit or declared is None or rate == declared:
        return None
    with_product = Decimal(row["total_tax_excl"]) * (100 + declared) / 100
    if abs(with_product - Decimal(row["total_tax_incl"])) <= CENT * max(Decimal(1), abs(quantity)):
        return None
    excluded = unit * quantity
    return Line("ecotax", row, row["name"], quantity, rate, excluded * (100 + rate) / 100, excluded)


def _charge_lines(order: Document, known: Rates, goods: list[Line]) -> list[Line]:
    """Shipping and wrapping; at the rate that the shop declares for it where that explains both
    amounts, at the rates of the goods when it was taxed like them on average (PS_ATCP_SHIPWRAP) and
    no single rate explains it."""
    lines = []
    for part, label in (("shipping", order["shipping"]["carrier_name"]), ("wrapping", "")):
        charge = order[part]
        included, excluded = Decimal(charge["tax_incl"]), Decimal(charge["tax_excl"])
        if not included and not excluded:
            continue
        rate = find_rate(included, excluded, known, _declared(charge))
        shares = {rate: included}
        if not known.is_sure(rate) and rate != _declared(charge):
            shares = _like_goods(included, excluded, goods) or shares
        nets = _nets(shares, excluded)
        for share, amount in shares.items():
            lines.append(Line(part, charge, label, Decimal(1), share, amount, nets[share]))
    return lines


def _declared(charge: Document) -> Decimal | None:
    return Decimal(charge["tax_rate"]) if charge.get("tax_rate") else None


def _nets(shares: dict[Decimal, Decimal], excluded: Decimal) -> dict[Decimal, Decimal]:
    """The tax-excluded part of each share; together what the shop says, to the last digit."""
    nets = {rate: amount * 100 / (100 + rate) for rate, amount in shares.items()}
    missing = excluded - sum(nets.values(), Decimal(0))
    taxed = [rate for rate in shares if rate] or list(shares)
    if taxed and abs(missing) <= 2 * CENT:
        nets[max(taxed, key=lambda rate: abs(shares[rate]))] += missing
    return nets


def _like_goods(
    included: Decimal, excluded: Decimal, goods: list[Line]
) -> dict[Decimal, Decimal] | None:
    weights = _weights(goods, ("product",))
    shares = _proportional(included, weights) if weights else {}
    if shares and abs(_net(shares) - excluded) <= 2 * CENT:
        return shares
    return _two_rates(included, excluded, weights)


def _discount_lines(order: Document, charged: list[Line]) -> list[Line]:
    total = Decimal(order["discount_total"]["tax_incl"])
    excluded = Decimal(order["discount_total"]["tax_excl"])
    if not total and not excluded:
        return []
    shares = split_discount(total, excluded, charged, order["discounts"])
    nets = _nets(shares, excluded)
    label = ", ".join(voucher["name"] for voucher in order["discounts"] if voucher["name"])
    source = order["discount_total"]
    return [
        Line("discount", source, label, Decimal(1), rate, -amount, -nets[rate])
        for rate, amount in shares.items()
        if amount
    ]


def split_discount(
    total: Decimal, excluded: Decimal, charged: list[Line], vouchers: list[Row]
) -> Any:
    """Share a discount between tax rates so that its tax-excluded amount comes out as charged.

    :return: ``{rate: amount tax included}``, adding up to `total`
    """
    weights = _weights(charged, ("product", "ecotax"))
    if vouchers and all(voucher["free_shipping"] for voucher in vouchers):
        shipping = _weights(charged, ("shipping",))
        if sum(shipping.values()) >= total:
            weights = shipping or weights
    everything = _weights(charged, ("product", "ecotax", "shipping", "wrapping"))
    for candidate in (weights, everything, *({rate: Decimal(1)} for rate in everything)):
        shares = _proportional(total, candidate)
        if shares and abs(_net(shares) - excluded) <= 2 * CENT:
            return shares
    return _two_rates(total, excluded, everything) or _proportional(total, weights or everything)


def _weights(charged: list[Line], parts: Any) -> dict[Decimal, Decimal]:
    weights: dict[Decimal, Decimal] = {}
    for line in charged:
        if line.part in parts and line.exact > 0:
            weights[line.rate] = weights.get(line.rate, Decimal(0)) + line.exact
    return weights


def _net(shares: dict[Decimal, Decimal]) -> Decimal:
    return sum((amount * 100 / (100 + rate) for rate, amount in shares.items()), Decimal(0))


def _proportional(total: Decimal, weights: dict[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    if not weights:
        return {Decimal(0): total}
    whole = sum(weights.values())
    shares = {rate: cents(total * weight / whole) for rate, weight in weights.items()}
    heaviest = max(weights, key=lambda rate: weights[rate])
    shares[heaviest] += total - sum(shares.values())
    return shares


def _two_rates(
    total: Decimal, excluded: Decimal, weights: dict[Decimal, Decimal]
) -> dict[Decimal, Decimal] | None:
    """Two rates whose mix gives exactly the tax-excluded amount, if the order has such a pair."""
    rates = sorted(weights)
    for index, low in enumerate(rates):
        for high in rates[index + 1 :]:
            net_low, net_high = 100 / (100 + low), 100 / (100 + high)
            share = (excluded - total * net_high) / (net_low - net_high)
            if min(Decimal(0), total) <= share <= max(Decimal(0), total):
                return {low: cents(share), high: total - cents(share)}
    return None


def _settle(plan: Plan, order: Any, accepted: bool) -> None:
    """Give each line its total in cents; the shop's own rounding (per line, per item or on the
    whole, PS_ROUND_TYPE) may move single cents between lines, nothing else may."""
    for line in plan.lines:
        line.total = cents(line.exact)
    difference = plan.total - sum((line.total for line in plan.lines), Decimal(0))
    if not difference:
        return
    if _explained_by_rounding(plan, order, difference):
        _spread(plan.lines, difference)
    elif accepted:
        weights = _weights(plan.lines, ("product", "shipping"))
        rate = max(weights, key=lambda rate: weights[rate], default=Decimal(0))
        net = difference * 100 / (100 + rate)
        plan.lines.append(Line("difference", {}, "", Decimal(1), rate, difference, net, difference))
    else:
        computed = plan.total - difference
        plan.problems.append(
            (
                "total_mismatch",
                {"shop": str(plan.total), "computed": str(computed), "difference": str(difference)},
            )
        )


def _explained_by_rounding(plan: Plan, order: Any, difference: Decimal) -> bool:
    movable = sum(1 for line in plan.lines if line.quantity)
    if not movable or abs(difference) > CENT * movable / 2 + CENT:
        return False
    total = Decimal(order["totals"]["tax_incl"])
    units = {
        row["id"]: Decimal(row["unit_tax_incl"]) * Decimal(row["quantity"])
        for row in order["lines"]
    }
    from_units = sum(
        (
            units[line.source["id"]] if line.part == "product" else line.exact
            for line in plan.lines
            if line.part != "ecotax"
        ),
        Decimal(0),
    )
    # Rounding the whole moves less than a cent, also where the shop rounds up or down
    # (PS_PRICE_ROUND_MODE).
    exact = sum((line.exact for line in plan.lines), Decimal(0))
    return min(abs(total - exact), abs(total - from_units)) < CENT


def _spread(lines: list[Line], difference: Decimal) -> None:
    """Put single cents where rounding lost most of them."""
    step = CENT if difference > 0 else -CENT
    candidates = sorted(
        (line for line in lines if line.quantity),
        key=lambda line: ((line.exact - line.total) * (1 if step > 0 else -1), abs(line.exact)),
        reverse=True,
    )
    for position in range(int(abs(difference) / CENT)):
        candidates[position % len(candidates)].total += step


def _settle_net(plan: Plan, order: Document, accepted: bool) -> None:
    """Give each line its amount without tax, in cents, such that net and tax are the shop's own:
    what its rounding of the whole moved goes where it changes a rate's tax least. The shop's total
    without tax may say more than its lines do (vouchers before tax): that is carried, not booked."""
    for line in plan.lines:
        line.net = cents(line.exact_excluded) if line.rate else line.total
    if plan.problems:
        return
    charged = cents(Decimal(order["totals"]["tax_excl"]))
    missing = charged - sum((line.net for line in plan.lines), Decimal(0))
    taxed = [line for line in plan.lines if line.rate and line.total]
    if missing and abs(missing) <= CENT * len(taxed) / 2 + CENT:
        _spread_net(taxed, missing)
        return
    plan.unexplained = missing
    if not accepted and abs(missing) > TAX_TOLERANCE * (len(plan.lines) + 3):
        computed = charged - missing
        plan.problems.append(("tax_mismatch", {"shop": str(charged), "computed": str(computed)}))


def _spread_net(taxed: list[Line], missing: Decimal) -> None:
    """Single cents to the lines whose net stands furthest from what their rate says."""
    step = CENT if missing > 0 else -CENT
    sign = 1 if step > 0 else -1
    for _cent in range(int(abs(missing) / CENT)):
        line = max(
            taxed,
            key=lambda line: (
                (line.total * 100 / (100 + line.rate) - line.net) * sign,
                abs(line.total),
            ),
        )
        line.net += step


def _unit_price(line: Line, tax_included: bool) -> Decimal:
    """The unit price whose product with the quantity is the line's total, in cents exactly: a
    fraction of a cent that stays in a line moves the order's total when the company rounds
    globally (seen on 15 of 60 orders with the shop's own unit prices)."""
    if not line.quantity:
        return Decimal(0)
    if not tax_included:
        return line.exact_excluded / line.quantity
    return _shortest(line.total, line.quantity)


def _shortest(total: Decimal, quantity: Decimal) -> Decimal:
    """A short decimal whose product with `quantity` is `total`, or comes very near.

    >>> _shortest(Decimal("125.66"), Decimal(10)), _shortest(Decimal("100"), Decimal(3))
    (Decimal('12.566'), Decimal('33.33333333'))
    """
    exact = Fraction(total) / Fraction(quantity)
    for digits in range(2, 9):
        unit = Decimal(round(exact * 10**digits)).scaleb(-digits)
        if unit * quantity == total:
            return unit
    return unit
