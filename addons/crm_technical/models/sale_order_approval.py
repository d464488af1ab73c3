import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_technical_spec.core.figures import format_number

APPROVER = "crm_technical.group_crm_technical_approver"
GUARDED = ("tech_approval_key", "tech_approved_by_id", "tech_sent_key")


class SaleOrder(models.Model):
    """Limits: a quote beyond the company's discount or margin limit waits for an approver."""

    # one concern a file: see sale_order_revision.py
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    # margins and who approved are no business of the customer, who reads the quote through the API
    tech_limit_text = fields.Text(
        string="Beyond Limits", compute="_compute_tech_limit", groups="base.group_user"
    )
    tech_approval_state = fields.Selection(
        [
            ("none", "Within limits"),
            ("needed", "Approval needed"),
            ("requested", "Approval requested"),
            ("approved", "Approved"),
        ],
        string="Approval",
        compute="_compute_tech_limit",
        groups="base.group_user",
    )
    tech_approval_requested = fields.Boolean(copy=False, groups="base.group_user")
    tech_approval_key = fields.Char(
        copy=False,
        groups="base.group_user",
        help="Fingerprint of the prices approved: another price asks again.",
    )
    tech_approved_by_id = fields.Many2one(
        "res.users", string="Approved By", copy=False, groups="base.group_user"
    )
    tech_sent_key = fields.Char(
        string="Prices Sent",
        copy=False,
        groups="base.group_user",
        help="Fingerprint of the prices sent: what was promised needs no second approval.",
    )

    @api.depends(
        "order_line.discount",
        "order_line.price_unit",
        "order_line.product_uom_qty",
        "order_line.technical_price_unit",
        "margin_percent",
        "company_id.tech_discount_limit",
        "company_id.tech_margin_limit",
        "tech_approval_key",
        "tech_approval_requested",
        "tech_sent_key",
    )
    def _compute_tech_limit(self):
        for order in self:
            breaches = order._tech_get_limit_breaches()
            order.tech_limit_text = "\n".join(breaches)
            if not breaches:
                order.tech_approval_state = "none"
            elif order._tech_get_price_fingerprint() in (
                order.tech_approval_key,
                order.tech_sent_key,
            ):
                order.tech_approval_state = "approved"
            else:
                requested = order.tech_approval_requested
                order.tech_approval_state = "requested" if requested else "needed"

    def _tech_get_limit_breaches(self):
        """Return a sentence for each limit that the quote goes beyond."""
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: the limits of the order's company
        breaches = []
        largest = max((line._tech_get_given_discount() for line in self.order_line), default=0)
        if company.tech_discount_limit and largest > company.tech_discount_limit:
            breaches.append(
                self.env._(
                    "Discount of %(discount)s %% (limit %(limit)s %%)",
                    discount=self._tech_write_percent(largest),
                    limit=self._tech_write_percent(company.tech_discount_limit),
                )
            )
        margin = 100 * self.margin_percent
        if company.tech_margin_limit and self.amount_untaxed and margin < company.tech_margin_limit:
            breaches.append(
                self.env._(
                    "Margin of %(margin)s %% (limit %(limit)s %%)",
                    margin=self._tech_write_percent(margin),
                    limit=self._tech_write_percent(company.tech_margin_limit),
                )
            )
        return breaches

    def _tech_write_percent(self, percent):
        mark = self.env["tech.spec.value"]._get_decimal_mark()
        return format_number(str(percent), 2, mark)

    def _tech_get_price_fingerprint(self):
        """Return what identifies the prices, whatever the order of the lines."""
        facts = sorted(
            (line.product_id.id, line.product_uom_qty, line.price_unit, line.discount)
            for line in self.order_line
            if not line.display_type
        )
        return hashlib.sha256(json.dumps([self.currency_id.id, facts]).encode()).hexdigest()

    def _tech_remember_sent_prices(self):
        """From now on these very prices are promised: costs or limits may change, they hold."""
        for order in self:
            order.sudo().tech_sent_key = order._tech_get_price_fingerprint()
            # sudo: see _tech_check_approval_untouched

    def _tech_check_limits(self):
        """A quote leaves the house within the limits, or approved with these very prices.

        A customer who signs (sudo) is held back by :meth:`_has_to_be_signed`.
        """
        for order in self.filtered(lambda one: not one.env.su):
            if order.state in ("draft", "sent") and order.tech_approval_state not in (
                "none",
                "approved",
            ):
                raise UserError(
                    self.env._(
                        "%(quote)s goes beyond the limits:\n%(breaches)s\n"
                        "Ask for approval, or change the prices.",
                        quote=order.name,
                        breaches=order.tech_limit_text,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._tech_check_approval_untouched(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._tech_check_approval_untouched(vals)
        return super().write(vals)

    @api.model
    def _tech_check_approval_untouched(self, vals):
        if any(vals.get(name) for name in GUARDED) and not self.env.su:
            raise AccessError(self.env._("An approval is given with the Approve button only."))

    def _tech_is_held_back(self):
        """Tell whether a quote may not be signed or paid yet, even by who has its link.

        It is a draft, or was changed since it was sent, and goes beyond the limits.
        """
        self.ensure_one()
        open_quote = self.state in ("draft", "sent")
        return open_quote and self.tech_approval_state in ("needed", "requested")

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._tech_is_held_back()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._tech_is_held_back()

    def action_quotation_send(self):
        self._tech_check_limits()
        return super().action_quotation_send()

    def action_tech_request_approval(self):
        """Ask every approver of the company, with an activity."""
        approvers = self.env.ref(APPROVER).all_user_ids
        for order in self:
            order.tech_approval_requested = True
            for user in approvers.filtered(
                lambda one, order=order: order.company_id in one.company_ids
            ):
                told = order.with_context(lang=user.lang)
                order.activity_schedule(
                    "crm_technical.mail_activity_approval",
                    user_id=user.id,
                    summary=told.env._("Approve the prices of %(quote)s", quote=order.name),
                    note=", ".join(told._tech_get_limit_breaches()),
                )
        return True

    def action_tech_approve(self):
        """Approve the prices as they are now."""
        if not self.env.user.has_group(APPROVER):
            raise AccessError(
                self.env._("Only an approver can approve prices. Ask for approval instead.")
            )
        for order in self:
            order.check_access("write")
            order.sudo().write(  # sudo: see _tech_check_approval_untouched
                {
                    "tech_approval_key": order._tech_get_price_fingerprint(),
                    "tech_approved_by_id": self.env.uid,
                    "tech_approval_requested": False,
                }
            )
            order.activity_feedback(["crm_technical.mail_activity_approval"])
            order.message_post(
                body=self.env._("Prices approved: %(reasons)s", reasons=order.tech_limit_text)
            )
        return True
