"""What was agreed before terms were kept on the order: what counted until today is written down.

However many orders a database has: each step reads and writes all of them at once.
"""

import json

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL

FEES = {
    "agreed_cancel_fee": "cancel_fee",
    "agreed_empty_run_fee": "empty_run_fee",
    "agreed_redelivery_fee": "redelivery_fee",
    "agreed_return_fee": "return_fee",
}
ACCEPTED = ("confirmed", "planned", "in_progress", "delivered", "closed", "cancelled")
FEE_SAID = '.<t t-if="object.cancel_fee">'
WHY_SAID = '<t t-if="object.cancel_reason"> (<t t-out="object.cancel_reason"/>)</t>'


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    _freeze_terms(env)
    _mirror_fees(env)
    _move_allowed_hosts(env)
    _tell_why(env)
    # A file that was replaced is for the office alone.
    cr.execute(SQL("UPDATE transport_document SET visible = FALSE WHERE NOT is_latest"))
    # What clients see was mailed when it was shown.
    cr.execute(SQL("UPDATE transport_document SET told_version = version WHERE visible"))


def _freeze_terms(env):
    """Fees and payment terms as they would have been charged until now."""
    orders = env["transport.order"].search([("estimate_date", "!=", False)])
    terms = {}
    for company in orders.company_id:
        clients = orders.filtered(lambda order, company=company: order.company_id == company)
        terms |= _get_terms(clients.partner_id.with_company(company), company)
    rows = [{"id": order.id} | terms[order.partner_id.id, order.company_id.id] for order in orders]
    env.cr.execute(
        SQL(
            """UPDATE transport_order o SET
                tariff_id = t.tariff_id, payment_term_id = t.payment_term_id,
                agreed_free_hours = t.agreed_free_hours, agreed_cancel_fee = t.agreed_cancel_fee,
                agreed_empty_run_fee = t.agreed_empty_run_fee,
                agreed_redelivery_fee = t.agreed_redelivery_fee,
                agreed_return_fee = t.agreed_return_fee
            FROM jsonb_to_recordset(%s) AS t(
                id int, tariff_id int, payment_term_id int, agreed_free_hours int,
                agreed_cancel_fee numeric, agreed_empty_run_fee numeric,
                agreed_redelivery_fee numeric, agreed_return_fee numeric)
            WHERE o.id = t.id""",
            json.dumps(rows),
        )
    )
    env.invalidate_all()
    for order in orders.filtered(lambda order: order.state == "quoted"):
        # The price that waits stays what it is: only its mark covers the terms now.
        order._bind_again()


def _get_terms(clients, company):
    """:return: ``{(client id, company id): terms}`` from the tariffs that are valid today"""
    today = fields.Date.context_today(company)
    tariffs = clients.env["transport.tariff"].search([("company_id", "=", company.id)])
    valid = tariffs.filtered(
        lambda tariff: (
            (not tariff.date_from or tariff.date_from <= today)
            and (not tariff.date_to or tariff.date_to >= today)
        )
    )
    return {
        (client.id, company.id): {
            "tariff_id": (tariff := _choose_tariff(valid, client)).id or None,
            "payment_term_id": client.property_payment_term_id.id or None,
            "agreed_free_hours": company.transport_free_cancel_hours,
        }
        | {name: tariff[fee] for name, fee in FEES.items()}
        for client in clients
    }


def _choose_tariff(tariffs, client):
    """His own, else an ancestor's, else the general one."""
    while client:
        for tariff in tariffs:
            if client in tariff.partner_ids:
                return tariff
        client = client.parent_id
    return tariffs.filtered(lambda tariff: not tariff.partner_ids)[:1]


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
    prices = []
    for order in env["transport.order"].browse(_find_unmirrored(env)):
        lines, known = order.sale_order_id.order_line, order.price_line_ids
        cancelled = order.state == "cancelled"
        last = max(known.mapped("sequence"), default=0)
        prices += [
            {
                "order_id": order.id,
                "sequence": last + number,
                "code": "cancel_fee" if cancelled else "empty_run",
                "name": line.name,
                "quantity": 1,
                "unit_price": line.price_subtotal,
                "amount": line.price_subtotal,
            }
            for number, line in enumerate(lines if cancelled else lines[len(known) :], 1)
        ]
    env["transport.order.price"].create(prices)
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


def _tell_why(env):
    """The mail of a cancellation says why, in each language and whatever else was changed in it."""
    template = env.ref("transport_order.mail_template_cancelled", raise_if_not_found=False)
    for lang, _name in env["res.lang"].get_installed() if template else ():
        told = template.with_context(lang=lang)
        body = str(told.body_html or "")
        if FEE_SAID in body and "cancel_reason" not in body:
            told.body_html = body.replace(FEE_SAID, WHY_SAID + FEE_SAID)
