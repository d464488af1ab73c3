"""What the new fields mean for documents of the time before them."""

from urllib.parse import urlsplit

from odoo import SUPERUSER_ID, api

from odoo.addons.shop_sync.core import hosts
from odoo.addons.suite_base.core.addresses import is_public_address, parse_allowed_hosts

PARTS = {
    "wrapping": "product_wrapping",
    "discount": "product_discount",
    "ecotax": "product_ecotax",
    "difference": "product_difference",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _payments(cr)
    _orders(cr)
    _lines(cr, env)
    _states(env)
    _keys(env)
    _causes(env)


def _payments(cr):
    cr.execute("UPDATE shop_payment SET booked = amount WHERE account_payment_id IS NOT NULL")


def _orders(cr):
    cr.execute(
        r"""UPDATE sale_order o SET shop_untaxed = (m.payload->'totals'->>'tax_excl')::numeric
              FROM shop_message m
             WHERE m.id = o.shop_message_id AND o.shop_untaxed IS NULL
               AND m.payload->'totals'->>'tax_excl' ~ '^-?\d+(\.\d+)?$'"""
    )
    # What never fitted is on the list now; nobody is called for each order of the past.
    cr.execute(
        """UPDATE sale_order SET shop_money_told = shop_money_difference
            WHERE shop_channel_id IS NOT NULL AND shop_money_difference != 0"""
    )


def _lines(cr, env):
    """What the lines of older orders are, and what they came to."""
    services = {part: env.ref(f"shop_sync.{name}").id for part, name in PARTS.items()}
    cr.execute(
        """UPDATE sale_order_line line
              SET shop_part = CASE WHEN line.is_delivery THEN 'shipping'
                                   WHEN line.product_id = %(wrapping)s THEN 'wrapping'
                                   WHEN line.product_id = %(discount)s THEN 'discount'
                                   WHEN line.product_id = %(ecotax)s THEN 'ecotax'
                                   WHEN line.product_id = %(difference)s THEN 'difference'
                                   ELSE 'product' END,
                  shop_gross = line.price_total, shop_net = line.price_subtotal
             FROM sale_order o
            WHERE o.id = line.order_id AND o.shop_channel_id IS NOT NULL
              AND line.shop_part IS NULL AND line.product_id IS NOT NULL
              AND (line.shop_line_key IS NOT NULL OR line.is_delivery
                   OR line.product_id IN (%(wrapping)s, %(discount)s, %(ecotax)s, %(difference)s))""",
        services,
    )


def _states(env):
    """States in which the shop has given the goods back, or never took them."""
    states = env["shop.mapping"].search([("kind", "=", "state")])
    for state in states:
        settings = (state.channel_id.references or {}).get("settings", {})
        failed = settings.get("PS_OS_ERROR") or "8"
        prestashop = state.channel_id.engine == "prestashop"
        if state.action == "cancel" or (prestashop and state.external_key == failed):
            state.holds_stock = False


def _keys(env):
    """The stored keys belong to the addresses that the shops have now; a shop inside the own network
    that ran until now goes on running, and stands on the list of those that an administrator allows."""
    parameters = env["ir.config_parameter"]
    allowed = set(parse_allowed_hosts(parameters.get_param("suite_base.allowed_hosts")))
    for channel in (
        env["shop.channel"].with_context(active_test=False).search([("url", "!=", False)])
    ):
        if channel.secret and not channel.key_origin:
            channel.key_origin = hosts.origin(channel.url)
        host = (urlsplit(channel.url).hostname or "").lower()
        literal = host.replace(".", "").isdigit() or ":" in host
        if host == "localhost" or (literal and not is_public_address(host)):
            allowed.add(host)
    if allowed:
        parameters.set_param("suite_base.allowed_hosts", ",".join(sorted(allowed)))


def _causes(env):
    for message in env["shop.message"].search([("state", "in", ("waiting", "dead", "conflict"))]):
        channel = message.channel_id
        explain = env["shop.error"].with_context(lang=channel._get_language())
        message.cause = explain._title(message.error_code, message.error_params)
