from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

HELD_BACK = ("needed", "requested", "refused")


class SaleOrder(models.Model):
    """What was sent holds: a quote changed beyond the limits since shows its customer the old one."""

    # one concern a file: see sale_order_approval.py
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    tech_sent_key = fields.Char(
        string="Prices Sent",
        copy=False,
        groups="base.group_user",
        help="Fingerprint of the prices sent: what was promised needs no second approval.",
    )
    tech_is_held = fields.Boolean(
        string="Held Back",
        compute="_compute_tech_is_held",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="Sent, then changed beyond the limits: its customer sees what was sent.",
    )

    @api.depends(
        "state",
        "amount_untaxed",
        "currency_id",
        "order_line.discount",
        "order_line.price_unit",
        "order_line.price_subtotal",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
        "order_line.tax_ids",
        "order_line.purchase_price",
        "company_id.tech_discount_limit",
        "company_id.tech_margin_limit",
        "tech_approval_key",
        "tech_sent_key",
    )
    def _compute_tech_is_held(self):
        for order in self:
            order.tech_is_held = order.state == "sent" and order._tech_is_held_back()

    def _tech_remember_sent_prices(self):
        """From now on these very prices are promised: costs or limits may change, they hold."""
        for order in self:
            order.sudo().write(  # sudo: see _tech_check_approval_untouched
                {
                    "tech_sent_key": order._tech_get_price_fingerprint(),
                    "tech_sent_document": order._tech_get_document(),
                    "tech_sent_on": fields.Datetime.now(),
                }
            )

    def _tech_get_document(self):
        """Return what the quote says, written out in the customer's language, to be kept as sent."""
        self.ensure_one()
        order = self.with_context(lang=self._get_lang())
        money = partial(formatLang, order.env, currency_obj=order.currency_id)
        lines = order.order_line.sorted(lambda line: (line.sequence, line.id))
        return {
            "sent_on": fields.Date.to_string(fields.Date.context_today(self)),
            "validity": fields.Date.to_string(self.validity_date) if self.validity_date else "",
            "lines": [
                {
                    "display": line.display_type or "",
                    "name": line.name or "",
                    "quantity": formatLang(order.env, line.product_uom_qty),
                    "uom": line.product_uom_id.name or "",
                    "price": money(line.price_unit),
                    "discount": formatLang(order.env, line.discount) if line.discount else "",
                    "taxes": ", ".join(line.tax_ids.mapped("name")),
                    "amount": money(line.price_subtotal),
                }
                for line in lines
            ],
            "untaxed": money(order.amount_untaxed),
            "tax": money(order.amount_tax),
            "total": money(order.amount_total),
        }

    def _tech_is_held_back(self):
        """Tell whether a quote may not be signed or paid yet, even by who has its link.

        It is a draft, or was changed since it was sent, and goes beyond the limits.
        """
        self.ensure_one()
        open_quote = self.state in ("draft", "sent")
        return open_quote and self.sudo().tech_approval_state in HELD_BACK  # sudo: its own limits

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._tech_is_held_back()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._tech_is_held_back()

    def _tech_tell_held_payment(self):
        """A customer paid a quote that is held back: book the money, confirm nothing, say so."""
        for order in self:
            user = order.user_id or order.create_uid
            told = order.with_context(lang=user.lang)
            order.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=told.env._("%(quote)s was paid but is held back", quote=order.name),
                note=", ".join(told._tech_get_limit_breaches()),
            )

    @api.model
    def _tech_get_held_quotes(self, partner):
        """Return the held back quotes of a customer: he may not read them, only what was sent."""
        mine = Domain("partner_id", "child_of", partner.commercial_partner_id.ids)
        # sudo: the rule hides the new prices; only what was sent is shown of these
        return self.sudo().search(Domain("tech_is_held", "=", True) & mine)

    def _tech_get_sent_total(self):
        """Return the total as it was sent, written out; empty where no sent version was kept."""
        self.ensure_one()
        return (self.tech_sent_document or {}).get("total", "")
