"""What was agreed before terms were kept on the order: what counted until today is written down."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

TERMS = (
    "tariff_id",
    "agreed_cancel_fee",
    "agreed_empty_run_fee",
    "agreed_redelivery_fee",
    "agreed_return_fee",
    "agreed_free_hours",
    "payment_term_id",
)
ACCEPTED = ("confirmed", "planned", "in_progress", "delivered", "closed", "cancelled")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    _freeze_terms(env)
    _mirror_fees(env)
    _move_allowed_hosts(env)
    # A file that was replaced is for the office alone.
    cr.execute(SQL("UPDATE transport_document SET visible = FALSE WHERE NOT is_latest"))


def _freeze_terms(env):
    """Fees and payment terms as they would have been charged until now: they hang on the client and
    the company alone, so they are written client by client."""
    orders = env["transport.order"].search([("estimate_date", "!=", False)])
    by_client = orders.grouped(lambda order: (order.partner_id, order.company_id))
    for same in by_client.values():
        values = same[0]._prepare_terms()
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), values[name] or None) for name in sorted(TERMS)
        )
        env.cr.execute(
            SQL("UPDATE transport_order SET %s WHERE id IN %s", columns, tuple(same.ids))
        )
    env.invalidate_all()
    for order in orders.filtered(lambda order: order.state == "quoted"):
        # The price that waits stays what it is: only its mark covers the terms now.
        order._bind_again()


def _mirror_fees(env):
    """Fees that stood on the sales order alone become lines of the transport, in its total."""
    env.cr.execute(
        SQL(
            """UPDATE transport_order_price price SET is_void = TRUE
            FROM transport_order o
            WHERE o.id = price.order_id AND o.state = 'cancelled' AND o.accepted_on IS NOT NULL"""
        )
    )
    env.invalidate_all()
    for order in env["transport.order"].browse(_find_unmirrored(env)):
        lines = order.sale_order_id.order_line
        cancelled = order.state == "cancelled"
        for line in lines if cancelled else lines[len(order.price_line_ids) :]:
            code = "cancel_fee" if cancelled else "empty_run"
            order._add_price_line(code, line.name, line.price_subtotal)
    env.flush_all()
    env.cr.execute(
        SQL(
            """UPDATE transport_order o SET
                amount_untaxed = CASE WHEN s.state = 'cancel' THEN 0 ELSE s.amount_untaxed END,
                amount_tax = CASE WHEN s.state = 'cancel' THEN 0 ELSE s.amount_tax END,
                amount_total = CASE WHEN s.state = 'cancel' THEN 0 ELSE s.amount_total END
            FROM sale_order s
            WHERE s.id = o.sale_order_id AND o.accepted_on IS NOT NULL AND o.state IN %s""",
            ACCEPTED,
        )
    )
    env.invalidate_all()


def _find_unmirrored(env):
    """:return: ids of the orders whose sales order says more than the transport; few among many"""
    env.cr.execute(
        SQL(
            """SELECT o.id FROM transport_order o JOIN sale_order s ON s.id = o.sale_order_id
            WHERE o.accepted_on IS NOT NULL AND o.state IN %s AND (
                (o.state = 'cancelled' AND s.state != 'cancel') OR (o.state != 'cancelled' AND
                    (SELECT count(*) FROM sale_order_line l WHERE l.order_id = s.id)
                    > (SELECT count(*) FROM transport_order_price p WHERE p.order_id = o.id)))
            ORDER BY o.id""",
            ACCEPTED,
        )
    )
    return [id_ for (id_,) in env.cr.fetchall()]


def _move_allowed_hosts(env):
    """The hosts that an administrator trusts are those of the whole suite now."""
    parameters = env["ir.config_parameter"]
    old = parameters.get_param("transport_order.allowed_hosts")
    if old:
        known = parameters.get_param("suite_base.allowed_hosts") or ""
        parameters.set_param("suite_base.allowed_hosts", f"{known} {old}".strip())
        parameters.set_param("transport_order.allowed_hosts", False)
