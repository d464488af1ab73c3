import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_technical_spec.core.figures import format_number
from odoo.addons.suite_base.core.defaults import own_defaults

from .sale_order_held import HELD_BACK

APPROVER = "crm_technical.group_crm_technical_approver"
GUARDED = (
    "tech_approval_key",
    "tech_approved_by_id",
    "tech_refusal_key",
    "tech_refusal_reason",
    "tech_sent_key",
    "tech_sent_document",
    "tech_sent_on",
    "tech_is_held",
    "tech_answered_on",
    "tech_revision",
    "tech_root_id",
    "tech_previous_id",
    "tech_superseded_by_id",
    "tech_quote_state",
    "tech_last_viewed",
)
"""Written by the code that approves, sends and revises; by nobody else, by no value, not even none."""
TRADES_OF_OTHERS = ("website_id",)
"""The marks of other trades that nobody else guards: written by the web shop, which knows its prices."""


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
            ("refused", "Refused"),
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
    tech_refusal_key = fields.Char(copy=False, groups="base.group_user")
    tech_refusal_reason = fields.Char(
        string="Refused Because", copy=False, readonly=True, groups="base.group_user"
    )
    # core and sale_margin show them to whoever may read the order: a customer reads his own
    margin = fields.Monetary(groups="base.group_user")
    margin_percent = fields.Float(groups="base.group_user")
    tech_given_discount = fields.Float(
        string="Discount Given (%)",
        compute="_compute_tech_limit",
        groups="base.group_user",
        help="Net of the whole order against the customer's list prices, whatever form it has.",
    )

    @api.depends(
        "amount_untaxed",
        "pricelist_id",
        "currency_id",
        "partner_id",
        "fiscal_position_id",
        "order_line.discount",
        "order_line.price_unit",
        "order_line.price_subtotal",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
        "order_line.tax_ids",
        "order_line.purchase_price",
        "order_line.coupon_id",
        "order_line.points_cost",
        "order_line.reward_id",
        "company_id.tech_discount_limit",
        "company_id.tech_margin_limit",
        "tech_approval_key",
        "tech_approval_requested",
        "tech_refusal_key",
        "tech_sent_key",
    )
    def _compute_tech_limit(self):
        for order in self:
            limit = order.company_id.sudo().tech_discount_limit  # sudo: the order's company
            judged = limit and order._tech_is_limited()
            order.tech_given_discount = order._tech_get_given_discount() if judged else 0.0
            breaches = order._tech_get_limit_breaches()
            order.tech_limit_text = "\n".join(breaches)
            order.tech_approval_state = order._tech_get_approval_state() if breaches else "none"

    def _tech_get_approval_state(self):
        key = self._tech_get_price_fingerprint()
        if key in (self.tech_approval_key, self.tech_sent_key):
            return "approved"
        if key == self.tech_refusal_key:
            return "refused"
        return "requested" if self.tech_approval_requested else "needed"

    def _tech_is_limited(self):
        """Tell whether the company's limits concern this order: hook for orders priced elsewhere.

        Technical products that are sold on a booking are limited as anywhere.
        """
        trades = {name for name in self._tech_get_other_trades().orders if self[name]}
        if trades == {"is_rental"}:
            return bool(
                self.order_line.product_id.filtered(
                    lambda one: one.tech_family_id and not one.is_rental
                )
            )
        return not trades

    def _tech_get_limit_breaches(self):
        """Return a sentence for each limit that the quote goes beyond."""
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: the limits of the order's company
        breaches = []
        if not self._tech_is_limited():
            return breaches
        given = self.tech_given_discount
        if company.tech_discount_limit and given > company.tech_discount_limit:
            breaches.append(
                self.env._(
                    "Discount of %(discount)s %% (limit %(limit)s %%)",
                    discount=self._tech_write_percent(given),
                    limit=self._tech_write_percent(company.tech_discount_limit),
                )
            )
        margin = self._tech_get_margin_percent() if company.tech_margin_limit else None
        if margin is not None and margin < company.tech_margin_limit:
            breaches.append(
                self.env._(
                    "Margin of %(margin)s %% (limit %(limit)s %%)",
                    margin=self._tech_write_percent(margin),
                    limit=self._tech_write_percent(company.tech_margin_limit),
                )
            )
        return breaches

    def _tech_get_given_discount(self):
        """Return the discount of the whole order in percent: its net against the list.

        Line discounts, lower prices, negative lines, global discounts and promotions all end in the
        net; the list price is the one of the customer's own pricelist, not of one chosen since.
        """
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: line._tech_is_limited())
        listed = sum(line._tech_get_list_subtotal() for line in lines)
        net = sum(line._tech_get_net() for line in lines)
        if listed <= 0:
            return 100.0 if net < 0 else 0.0
        return max(round(100 * (1 - net / listed), 2), 0.0)

    def _tech_get_margin_percent(self):
        """Return the margin of the order in percent of its net; None where nothing is sold."""
        lines = self.order_line.filtered(lambda line: line._tech_is_limited())
        net = sum(line._tech_get_net() for line in lines)
        cost = sum(line._tech_get_cost() for line in lines)
        if net <= 0:
            return -100.0 if cost > 0 else None
        return round(100 * (net - cost) / net, 2)

    def _tech_write_percent(self, percent):
        mark = self.env["tech.spec.value"]._get_decimal_mark()
        return format_number(str(percent), 2, mark)

    def _tech_get_price_fingerprint(self):
        """Return what identifies the money, whatever the order of the lines."""
        facts = sorted(
            [
                line.product_id.id,
                line.product_uom_qty,
                line.product_uom_id.id,
                line.price_unit,
                line.discount,
                sorted(line.tax_ids.ids),
            ]
            for line in self.order_line
            if not line.display_type
        )
        return hashlib.sha256(json.dumps([self.currency_id.id, facts]).encode()).hexdigest()

    def _tech_check_limits(self):
        """A quote leaves the house within the limits, or approved with these very prices.

        This holds for everybody, also for the payment or the signature of a customer (sudo): those
        roads ask :meth:`_tech_is_held_back` first, so that nothing fails behind a paid amount.
        """
        for order in self.filtered(lambda one: one.state != "sale").sudo():  # sudo: its own limits
            if order.tech_approval_state in HELD_BACK:
                order._tech_raise_beyond_limits()

    def _tech_raise_beyond_limits(self):
        order = self.sudo()  # sudo: whoever sends it reads why it may not leave
        reason = order.tech_refusal_reason if order.tech_approval_state == "refused" else ""
        raise UserError(
            self.env._(
                "%(quote)s goes beyond the limits:\n%(breaches)s\n"
                "Ask for approval, or change the prices.%(refusal)s",
                quote=order.name,
                breaches=order.tech_limit_text,
                refusal=self.env._("\nRefused: %(reason)s", reason=reason) if reason else "",
            )
        )

    def _tech_check_committed(self, before):
        """What is sent or confirmed together with other prices passes the limits with these.

        :param dict before: the state of each order before it was written
        """
        for order in self.filtered(lambda one: before[one] != "sale"):
            if order.sudo().tech_approval_state in HELD_BACK:  # sudo: its own limits
                order._tech_raise_beyond_limits()

    def _tech_check_confirmed_limits(self):
        """An order is not taken beyond the limits after its confirmation either."""
        if self.env.su or self.env.user.has_group(APPROVER):
            return
        for order in self.filtered(lambda one: one.state == "sale"):
            if order.tech_approval_state in HELD_BACK:
                raise UserError(
                    self.env._(
                        "%(quote)s is confirmed; this change takes it beyond the limits:\n"
                        "%(breaches)s\nAn approver may make it.",
                        quote=order.name,
                        breaches=order.tech_limit_text,
                    )
                )

    @api.model
    def default_get(self, fields):
        return own_defaults(self, {*GUARDED, *TRADES_OF_OTHERS}, super().default_get(fields))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._tech_check_approval_untouched(vals)
            self._tech_check_trade_untouched(vals)
        return super().create(vals_list)

    def copy_data(self, default=None):
        """The copy of an order of the web shop is a quote like any other."""
        vals_list = super().copy_data(default=default)
        if not self.env.su:
            for vals in vals_list:
                for name in TRADES_OF_OTHERS:
                    vals.pop(name, None)
        return vals_list

    def _tech_check_created(self):
        """An order that is born sent or confirmed (API, import) passes the same limits."""
        for order in self.filtered(lambda one: one.tech_approval_state in HELD_BACK):
            if not self.env.su:
                raise UserError(
                    self.env._(
                        "The order for %(partner)s goes beyond the limits:\n%(breaches)s\n"
                        "Create it as a draft and ask for approval.",
                        partner=order.partner_id.display_name,
                        breaches=order.tech_limit_text,
                    )
                )

    def write(self, vals):
        self._tech_check_approval_untouched(vals)
        self._tech_check_trade_untouched(vals)
        result = super().write(vals)
        if {"pricelist_id", "currency_id", "fiscal_position_id", "order_line", "partner_id"} & set(
            vals
        ):
            self._tech_check_confirmed_limits()
        return result

    @api.model
    def _tech_check_approval_untouched(self, vals):
        """Ask for the presence of the key, not for its truth: an emptied promise is a changed one."""
        if not self.env.su and any(name in vals for name in GUARDED):
            raise AccessError(
                self.env._("Approvals, versions and what was sent are written by the buttons only.")
            )

    @api.model
    def _tech_check_trade_untouched(self, vals):
        """An order of the shop is left alone by the limits: no quote becomes one by hand."""
        names = [name for name in TRADES_OF_OTHERS if vals.get(name) and name in self._fields]
        if names and not self.env.su and not self.env.user.has_group(APPROVER):
            raise AccessError(
                self.env._("An order becomes one of the web shop by the shop itself, not by hand.")
            )

    def action_quotation_send(self):
        self._tech_check_limits()
        return super().action_quotation_send()

    def action_tech_request_approval(self):
        """Ask every approver of the company, with an activity."""
        self.check_access("write")
        approvers = self.env.ref(APPROVER).all_user_ids
        for order in self:
            order.tech_approval_requested = True
            order.sudo().tech_refusal_key = False  # sudo: the guard is for what people write
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
        self._tech_check_approver()
        for order in self:
            order.check_access("write")
            order.sudo().write(  # sudo: see _tech_check_approval_untouched
                {
                    "tech_approval_key": order._tech_get_price_fingerprint(),
                    "tech_approved_by_id": self.env.uid,
                    "tech_approval_requested": False,
                    "tech_refusal_key": False,
                    "tech_refusal_reason": False,
                }
            )
            order.activity_feedback(["crm_technical.mail_activity_approval"])
            order.message_post(
                body=self.env._("Prices approved: %(reasons)s", reasons=order.tech_limit_text)
            )
        return True

    def _tech_check_approver(self):
        if not self.env.user.has_group(APPROVER):
            raise AccessError(
                self.env._("Only an approver can approve prices. Ask for approval instead.")
            )
        for order in self:
            own = self.env.user in (order.user_id, order.create_uid)
            if own and order.company_id.sudo().tech_four_eyes:  # sudo: a setting of the company
                raise AccessError(
                    self.env._(
                        "%(quote)s is your own quote: another approver decides about its prices.",
                        quote=order.name,
                    )
                )

    def action_tech_open_refusal(self):
        """Ask the approver for the reason of a refusal."""
        self.ensure_one()
        self._tech_check_approver()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical.tech_approval_refusal_action"
        )
        return action | {"context": {"default_order_id": self.id}}

    def _tech_refuse_prices(self, reason):
        """Give the quote back to its salesperson with the reason."""
        self.ensure_one()
        self._tech_check_approver()
        self.check_access("write")
        self.sudo().write(  # sudo: see _tech_check_approval_untouched
            {
                "tech_refusal_key": self._tech_get_price_fingerprint(),
                "tech_refusal_reason": reason,
                "tech_approval_requested": False,
            }
        )
        self.activity_unlink(["crm_technical.mail_activity_approval"])
        user = self.user_id or self.create_uid
        told = self.with_context(lang=user.lang)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=told.env._("Prices of %(quote)s refused", quote=self.name),
            note=reason,
        )
        self.message_post(body=self.env._("Prices refused: %(reason)s", reason=reason))
