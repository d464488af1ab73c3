"""Exemplars that left say what became of them; settings and crons follow their new names."""

from odoo import SUPERUSER_ID, api

CRONS = {
    "ir_cron_rental_late": "model._cron_rental_mark_late()",
    "ir_cron_rental_remind": "model._cron_rental_remind()",
    "ir_cron_rental_expired": "model._cron_rental_cancel_expired()",
    "ir_cron_rental_missing": "model._cron_rental_charge_missing()",
}
# A departure line that left: charged, missing, back, or still with the customer.
EXEMPLARS = """
    UPDATE rental_slip_line line
       SET exemplar = CASE
           WHEN EXISTS (SELECT 1 FROM rental_missing gap
                         WHERE gap.departure_line_id = line.id AND gap.state = 'charged'
                           AND gap.accessory_name IS NULL) THEN 'charged'
           WHEN EXISTS (SELECT 1 FROM rental_missing gap
                         WHERE gap.departure_line_id = line.id AND gap.state = 'waiting'
                           AND gap.accessory_name IS NULL) THEN 'missing'
           WHEN EXISTS (SELECT 1 FROM rental_slip_line back
                          JOIN rental_slip slip_back ON slip_back.id = back.slip_id
                         WHERE back.departure_line_id = line.id AND slip_back.state = 'signed')
           THEN 'back' ELSE 'out' END
      FROM rental_slip slip, sale_order_line order_line
     WHERE slip.id = line.slip_id AND slip.type = 'departure' AND slip.state = 'signed'
       AND order_line.id = line.order_line_id AND order_line.is_rental
       AND line.status != 'missing'
"""
# Lateness that was charged by the first return: each exemplar paid that of its line.
LATE = """
    UPDATE rental_slip_line back
       SET late_half_days = order_line.rental_late_half_days
      FROM rental_slip slip, sale_order_line order_line
     WHERE slip.id = back.slip_id AND slip.type = 'return' AND slip.state = 'signed'
       AND order_line.id = back.order_line_id AND order_line.rental_late_half_days > 0
       AND NOT EXISTS (SELECT 1 FROM rental_slip_line earlier
                        WHERE earlier.departure_line_id = back.departure_line_id
                          AND earlier.id < back.id)
"""
# What is missing blocks until it is back.
LOST = """
    UPDATE rental_occupation occupation
       SET date_end = '2999-12-31', lost = TRUE
      FROM rental_missing gap
     WHERE gap.order_id = occupation.order_id AND gap.state = 'waiting'
       AND gap.accessory_name IS NULL AND gap.order_line_id = occupation.order_line_id
       AND occupation.blocking AND occupation.away
       AND gap.lot_id IS NOT DISTINCT FROM occupation.lot_id
"""


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("UPDATE rental_slip SET happened_on = signed_on WHERE state = 'signed'")
    cr.execute(EXEMPLARS)
    cr.execute(LATE)
    cr.execute(LOST)
    env.invalidate_all()
    link_warnings(env)
    env["sale.order.line"].search(
        [("order_id.is_rental", "=", True), ("order_id.rental_departed_on", "!=", False)]
    )._rental_count_exemplars()
    for name, code in CRONS.items():
        cron = env.ref(f"rental_booking.{name}", raise_if_not_found=False)
        if cron:
            cron.code = code
    companies = env["res.company"].search([])
    companies._rental_choose_income_account()
    # nobody's customers get mails that nobody has read: a manager switches them on
    companies.rental_mails = False


def link_warnings(env):
    """A shortage was known by its words, in the language of whoever caused it: now by its product."""
    warnings = env["mail.activity"].search(
        [
            ("res_model", "=", "sale.order"),
            ("automated", "=", True),
            ("activity_type_id", "=", env.ref("mail.mail_activity_data_warning").id),
        ]
    )
    languages = [code for code, _name in env["res.lang"].get_installed()]
    for warning in warnings:
        for product in env["sale.order"].browse(warning.res_id).order_line.product_id:
            names = [product.with_context(lang=code).display_name for code in languages]
            if warning.summary in [
                word + name for word in ("Manque : ", "Shortage: ") for name in names
            ]:
                warning.rental_short_product_id = product
