"""Quotes of before: when they were sent, what was approved, which line continues which."""

import hashlib
import json

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    cron = env.ref("crm_technical.ir_cron_quote_deadlines", raise_if_not_found=False)
    if cron:
        cron.code = "model._cron_tech_quote_deadlines()"
    _date_quotes(cr, env)
    _link_lines(cr)
    env.invalidate_all()
    _compare_promises_by_value(env)
    _renew_fingerprints(env)


def _date_quotes(cr, env):
    """A quote was sent when it is so, was refused or replaced, went through "sent", or met a need."""
    state = env["ir.model.fields"]._get("sale.order", "state").id
    cr.execute(
        """
        WITH steps AS (
            SELECT message.res_id AS order_id, MIN(message.date) AS first, MAX(message.date) AS last,
                   COUNT(*) AS amount
              FROM mail_tracking_value value JOIN mail_message message
                   ON message.id = value.mail_message_id
             WHERE value.field_id = %s AND message.model = 'sale.order'
             GROUP BY message.res_id)
        UPDATE sale_order sale
           SET tech_sent_on = COALESCE(steps.first, sale.date_order),
               tech_answered_on = CASE WHEN sale.tech_quote_state IN ('accepted', 'rejected')
                                       THEN COALESCE(steps.last, sale.date_order) END
          FROM sale_order known LEFT JOIN steps ON steps.order_id = known.id
         WHERE known.id = sale.id AND sale.tech_sent_on IS NULL
           AND (sale.state = 'sent' OR sale.tech_quote_state IN ('rejected', 'superseded', 'expired')
                OR EXISTS (SELECT 1 FROM tech_quote_view view WHERE view.order_id = sale.id)
                OR (sale.state = 'sale' AND (steps.amount >= 2 OR EXISTS (
                    SELECT 1 FROM sale_order_line line
                     WHERE line.order_id = sale.id AND line.tech_requirement_id IS NOT NULL))))""",
        [state],
    )


def _link_lines(cr):
    """Lines of a revision continue those of the version before: same product, in their order."""
    cr.execute(
        """
        WITH placed AS (
            SELECT line.id, line.order_id, sale.tech_previous_id, line.product_id,
                   ROW_NUMBER() OVER (PARTITION BY line.order_id, line.product_id
                                      ORDER BY line.sequence, line.id) AS place
              FROM sale_order_line line JOIN sale_order sale ON sale.id = line.order_id
             WHERE line.product_id IS NOT NULL
               AND (sale.tech_previous_id IS NOT NULL OR sale.tech_superseded_by_id IS NOT NULL))
        UPDATE sale_order_line line SET tech_origin_line_id = before.id
          FROM placed after JOIN placed before
               ON before.order_id = after.tech_previous_id
              AND before.product_id = after.product_id AND before.place = after.place
         WHERE line.id = after.id AND line.tech_origin_line_id IS NULL"""
    )


def _compare_promises_by_value(env):
    """What was promised kept only its writing: of products that did not change the value is known."""
    lines = env["sale.order.line"].search([("tech_spec_snapshot", "!=", False)])
    for line in lines:
        snapshot = line.tech_spec_snapshot
        if snapshot["version"] != line.product_id.tech_spec_version:
            continue
        alive = {
            value["attribute"]: value["compared"]
            for value in line._tech_get_live_snapshot()["values"]
        }
        for value in snapshot["values"]:
            if value["attribute"] in alive:
                value.setdefault("compared", alive[value["attribute"]])
        line.tech_spec_snapshot = snapshot


def _renew_fingerprints(env):
    """What was approved or promised stays so: its fingerprint now holds unit and taxes too."""
    orders = env["sale.order"].search(
        [
            ("state", "in", ("draft", "sent")),
            "|",
            ("tech_approval_key", "!=", False),
            ("tech_sent_key", "!=", False),
        ]
    )
    for order in orders:
        old, new = _old_fingerprint(order), order._tech_get_price_fingerprint()
        order.write(
            {name: new for name in ("tech_approval_key", "tech_sent_key") if order[name] == old}
        )
        if order.state == "sent":
            order.tech_sent_document = order._tech_get_document()


def _old_fingerprint(order):
    facts = sorted(
        (line.product_id.id, line.product_uom_qty, line.price_unit, line.discount)
        for line in order.order_line
        if not line.display_type
    )
    return hashlib.sha256(json.dumps([order.currency_id.id, facts]).encode()).hexdigest()
