"""From what the shop charged to order lines that give the same total, to the cent.

Prices come tax included by default: tax-excluded prices missed the shop's total by a cent on 2 of
15 real orders, tax-included ones on none (shop_sync specification, finding 8).
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
# What rounding the whole may move, whichever way the shop rounds (PS_PRICE_ROUND_MODE up or down).
LESS_THAN_A_CENT = Decimal("0.00999")
HIGHEST_RATE = 100
USUAL_RATES = tuple(map(Decimal, ("0", "20", "10", "5.5", "2.1", "8.5")))


@dataclass
class Line:
    """One order line to be: ``part`` product, ecotax, shipping, wrapping, discount; ``rate`` in
    percent; ``total`` tax included, in cents exactly; ``unit`` the unit price to give Odoo."""

    part: str
    source: dict
    label: str
    quantity: Decimal
    rate: Decimal
    exact: Decimal
    exact_excluded: Decimal
    total: Decimal = Decimal(0)
    unit: Decimal = Decimal(0)


@dataclass
class Plan:
    """Lines, and what forbids their use: ``problems`` = [(code, params)]."""

    lines: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    total: Decimal = Decimal(0)


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def plan_order(order, rates=USUAL_RATES, tax_included=True, accepted=False):
    """Lines for a canonical order.

    :param rates: tax rates (Decimal, percent) that are known, to recognise a rate from amounts
    :param accepted: somebody accepted an unexplained difference: it becomes a line of its own
    :return: Plan; ``problems`` empty means the lines add up to the shop's total to the cent
    """
    known = _known_rates(order, rates)
    plan = Plan(total=cents(Decimal(order["totals"]["tax_incl"])))
    for row in order["lines"]:
        plan.lines += _product_lines(row, known)
    plan.lines += _charge_lines(order, known, plan.lines)
    plan.lines += _discount_lines(order, plan.lines)
    _settle(plan, order, accepted)
    _check_taxes(plan, order, accepted)
    for line in plan.lines:
        line.unit = _unit_price(line, tax_included)
    return plan


def _known_rates(order, rates):
    declared = {Decimal(rate) for row in order["lines"] for rate in row["tax_rates"]}
    return sorted({*rates, *declared})


def find_rate(included, excluded, known, declared=None, quantity=1):
    """The tax rate that explains two amounts; the declared one if it does, else the known rate
    that comes nearest, else the bare ratio in thousandths of a percent. Amounts that no tax at
    all relates keep the declared rate: the check of the taxes then refuses them.

    >>> find_rate(Decimal("28.68"), Decimal("23.90"), USUAL_RATES)
    Decimal('20')
    """
    tolerance = CENT * max(1, abs(Decimal(quantity)))

    def miss(rate):
        return abs(excluded * (100 + rate) / 100 - included)

    if included == excluded and (declared is None or miss(declared) > CENT):
        return Decimal(0)
    if declared is not None and miss(declared) <= tolerance:
        return declared
    best = min(known, key=miss)
    if miss(best) <= min(tolerance, max(CENT, abs(included) / 500)):
        return best
    if not excluded:
        return declared or Decimal(0)
    ratio = (included / excluded - 1) * 100
    if not 0 <= ratio <= HIGHEST_RATE:
        return declared or Decimal(0)
    return ratio.quantize(Decimal("0.001"), ROUND_HALF_UP).normalize() + Decimal(0)


def _product_lines(row, known):
    quantity = Decimal(row["quantity"])
    included, excluded = Decimal(row["total_tax_incl"]), Decimal(row["total_tax_excl"])
    declared = sum(map(Decimal, row["tax_rates"]), Decimal(0)) if row["tax_rates"] else None
    ecotax = _ecotax_line(row, quantity, declared)
    if ecotax:
        included, excluded = included - ecotax.exact, excluded - ecotax.exact_excluded
    rate = find_rate(included, excluded, known, declared, quantity)
    line = Line("product", row, row["name"], quantity, rate, included, excluded)
    return [line, ecotax] if ecotax else [line]


def _ecotax_line(row, quantity, declared):
    """A line of its own for an eco-contribution taxed otherwise than its product (PrestaShop's
    PS_ECOTAX_TAX_RULES_GROUP_ID, by default no tax); None when one line says it all."""
    unit, rate = Decimal(row["ecotax"]), Decimal(row["ecotax_rate"])
    if not unit or declared is None or rate == declared:
        return None
    with_product = Decimal(row["total_tax_excl"]) * (100 + declared) / 100
    if abs(with_product - Decimal(row["total_tax_incl"])) <= CENT * max(1, abs(quantity)):
        return None
    excluded = unit * quantity
    return Line("ecotax", row, row["name"], quantity, rate, excluded * (100 + rate) / 100, excluded)


def _charge_lines(order, known, goods):
    """Shipping and wrapping; at the rates of the goods when it was taxed like them on average
    (PS_ATCP_SHIPWRAP) and no single rate explains it."""
    lines = []
    for part, label in (("shipping", order["shipping"]["carrier_name"]), ("wrapping", "")):
        charge = order[part]
        included, excluded = Decimal(charge["tax_incl"]), Decimal(charge["tax_excl"])
        if not included and not excluded:
            continue
        rate = find_rate(included, excluded, known)
        shares = {rate: included}
        if rate not in known:
            shares = _like_goods(included, excluded, goods) or shares
        for rate, amount in shares.items():
            net = excluded if len(shares) == 1 else amount * 100 / (100 + rate)
            lines.append(Line(part, charge, label, Decimal(1), rate, amount, net))
    return lines


def _like_goods(included, excluded, goods):
    weights = _weights(goods, ("product",))
    shares = _proportional(included, weights) if weights else {}
    if shares and abs(_net(shares) - excluded) <= 2 * CENT:
        return shares
    return _two_rates(included, excluded, weights)


def _discount_lines(order, charged):
    total = Decimal(order["discount_total"]["tax_incl"])
    excluded = Decimal(order["discount_total"]["tax_excl"])
    if not total and not excluded:
        return []
    shares = split_discount(total, excluded, charged, order["discounts"])
    vouchers = [voucher["name"] for voucher in order["discounts"] if voucher["name"]]
    return [
        Line(
            "discount",
            order["discount_total"],
            ", ".join(vouchers),
            Decimal(1),
            rate,
            -amount,
            -amount * 100 / (100 + rate),
        )
        for rate, amount in shares.items()
        if amount
    ]


def split_discount(total, excluded, charged, vouchers):
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


def _weights(charged, parts):
    weights = {}
    for line in charged:
        if line.part in parts and line.exact > 0:
            weights[line.rate] = weights.get(line.rate, Decimal(0)) + line.exact
    return weights


def _net(shares):
    return sum((amount * 100 / (100 + rate) for rate, amount in shares.items()), Decimal(0))


def _proportional(total, weights):
    if not weights:
        return {Decimal(0): total}
    whole = sum(weights.values())
    shares = {rate: cents(total * weight / whole) for rate, weight in weights.items()}
    heaviest = max(weights, key=weights.get)
    shares[heaviest] += total - sum(shares.values())
    return shares


def _two_rates(total, excluded, weights):
    """Two rates whose mix gives exactly the tax-excluded amount, if the order has such a pair."""
    rates = sorted(weights)
    for index, low in enumerate(rates):
        for high in rates[index + 1 :]:
            net_low, net_high = 100 / (100 + low), 100 / (100 + high)
            share = (excluded - total * net_high) / (net_low - net_high)
            if min(Decimal(0), total) <= share <= max(Decimal(0), total):
                return {low: cents(share), high: total - cents(share)}
    return None


def _settle(plan, order, accepted):
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
        rate = max(weights, key=weights.get, default=Decimal(0))
        net = difference * 100 / (100 + rate)
        plan.lines.append(Line("difference", {}, "", Decimal(1), rate, difference, net, difference))
    else:
        computed = plan.total - difference
        plan.problems.append(
            ("total_mismatch", {"shop": str(plan.total), "computed": str(computed),
                                "difference": str(difference)})
        )  # fmt: skip


def _explained_by_rounding(plan, order, difference):
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
    exact = sum((line.exact for line in plan.lines), Decimal(0))
    return abs(total - exact) <= LESS_THAN_A_CENT or abs(total - from_units) <= LESS_THAN_A_CENT


def _spread(lines, difference):
    """Put single cents where rounding lost most of them."""
    step = CENT if difference > 0 else -CENT
    candidates = sorted(
        (line for line in lines if line.quantity),
        key=lambda line: ((line.exact - line.total) * (1 if step > 0 else -1), abs(line.exact)),
        reverse=True,
    )
    for position in range(int(abs(difference) / CENT)):
        candidates[position % len(candidates)].total += step


def _check_taxes(plan, order, accepted):
    charged = Decimal(order["totals"]["tax_excl"])
    computed = sum((cents(line.total * 100 / (100 + line.rate)) for line in plan.lines), Decimal(0))
    if accepted or plan.problems:
        return
    if abs(charged - computed) > CENT * (len(plan.lines) + 3):
        plan.problems.append(
            ("tax_mismatch", {"shop": str(cents(charged)), "computed": str(computed)})
        )


def _unit_price(line, tax_included):
    """The unit price whose product with the quantity is the line's total, in cents exactly: a
    fraction of a cent that stays in a line moves the order's total when the company rounds
    globally (seen on 15 of 60 orders with the shop's own unit prices)."""
    if not line.quantity:
        return Decimal(0)
    if not tax_included:
        return line.exact_excluded / line.quantity
    return _shortest(line.total, line.quantity)


def _shortest(total, quantity):
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
