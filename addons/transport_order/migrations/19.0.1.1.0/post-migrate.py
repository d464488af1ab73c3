"""What was agreed before terms were kept on the order: what counted until today is written down."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

ACCEPTED = ("confirmed", "planned", "in_progress", "delivered", "closed", "cancelled")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _freeze_terms(env)
    _mirror_fees(env)
    # A file that was replaced is for the office alone.
    cr.execute(SQL("UPDATE transport_document SET visible = FALSE WHERE NOT is_latest"))


def _freeze_terms(env):
    """Fees and payment terms as they would have been charged until now, a tariff at a time."""
    orders = env["transport.order"].search([("estimate_date", "!=", False)])
    by_terms = {}
    for order in orders:
        terms = tuple(sorted(order._prepare_terms().items()))
        by_terms.setdefault(terms, []).append(order.id)
    for terms, ids in by_terms.items():
        values = {name: value or None for name, value in terms if name != "conditions"}
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
        )
        env.cr.execute(SQL("UPDATE transport_order SET %s WHERE id IN %s", columns, tuple(ids)))
    env.invalidate_all()
    for order in orders.filtered(lambda order: order.state == "quoted"):
        # The price that waits stays what it is: only its mark covers the terms now.
        order._bind_again()


def _mirror_fees(env):
    """Fees that stood on the sales order alone become lines of the transport, in its total."""
    orders = env["transport.order"].search(
        [("accepted_on", "!=", False), ("state", "in", ACCEPTED), ("sale_order_id", "!=", False)]
    )
    for order in orders:
        sale_order = order.sale_order_id
        if order.state == "cancelled":
            order.price_line_ids.is_void = True
            missing = sale_order.order_line if sale_order.state != "cancel" else ()
            code = "cancel_fee"
        else:
            missing = sale_order.order_line[len(order.price_line_ids) :]
            code = "empty_run"
        for line in missing:
            order._add_price_line(code, line.name, line.price_subtotal)
        live = sale_order.state != "cancel"
        env.cr.execute(
            SQL(
                """UPDATE transport_order
                SET amount_untaxed = %s, amount_tax = %s, amount_total = %s WHERE id = %s""",
                sale_order.amount_untaxed if live else 0,
                sale_order.amount_tax if live else 0,
                sale_order.amount_total if live else 0,
                order.id,
            )
        )
    env.invalidate_all()
