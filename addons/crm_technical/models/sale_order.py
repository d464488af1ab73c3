from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.quote_state import OPEN, quote_state

PROLONGED_DAYS = 30
QUOTE_STATES = [
    ("draft", "Draft"),
    ("awaiting", "Awaiting answer"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
    ("superseded", "Superseded"),
    ("cancelled", "Cancelled"),
]


class SaleOrder(models.Model):
    _inherit = "sale.order"

    tech_quote_state = fields.Selection(
        QUOTE_STATES,
        string="Quote Status",
        compute="_compute_tech_quote_state",
        store=True,
        index=True,
        group_expand="_tech_expand_quote_states",
        help="What the quote waits for. Recomputed every day: quotes expire.",
    )
    tech_compliance_ids = fields.One2many(
        "tech.compliance", "order_id", string="Compliance Table", groups="base.group_user"
    )
    tech_compliance_state = fields.Selection(
        [
            ("none", "No need sheet"),
            ("compliant", "Compliant"),
            ("confirm", "To confirm"),
            ("near", "Nearly"),
            ("failed", "Not compliant"),
        ],
        string="Compliance",
        compute="_compute_tech_compliance_state",
        groups="base.group_user",
    )
    tech_drift_html = fields.Html(
        string="Changed Since",
        compute="_compute_tech_drift_html",
        sanitize=False,
        groups="base.group_user",
    )
    tech_price_trace_html = fields.Html(
        string="How Prices Came About",
        compute="_compute_tech_price_trace_html",
        sanitize=False,
        groups="base.group_user",
    )
    tech_reject_reason_id = fields.Many2one(
        "tech.reject.reason",
        string="Rejection Reason",
        copy=False,
        tracking=True,
        ondelete="restrict",
        groups="base.group_user",
    )
    tech_reject_note = fields.Char(string="Rejection Note", copy=False, groups="base.group_user")
    tech_reject_attribute_ids = fields.Many2many(
        "tech.spec.attribute",
        string="Decisive Specifications",
        copy=False,
        groups="base.group_user",
    )
    tech_sent_on = fields.Datetime(
        string="Sent On",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
        help="When the quote went to the customer, the last time. Empty: it never was a quote.",
    )
    tech_answered_on = fields.Datetime(
        string="Answered On", copy=False, readonly=True, groups="base.group_user"
    )
    tech_sent_document = fields.Json(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="What was sent last: shown to the customer while a change is held back.",
    )
    tech_need_html = fields.Html(
        string="Needs",
        compute="_compute_tech_need_html",
        sanitize=False,
        groups="base.group_user",
    )
    tech_is_declined = fields.Boolean(string="Declined by the Customer", copy=False)
    tech_view_ids = fields.One2many(
        "tech.quote.view", "order_id", string="Viewed By", groups="base.group_user"
    )
    tech_last_viewed = fields.Datetime(
        string="Last Viewed",
        compute="_compute_tech_last_viewed",
        store=True,
        groups="base.group_user",
    )
    tech_expiry_warned = fields.Date(
        copy=False, groups="base.group_user", help="Validity that was already warned about."
    )

    @api.depends("state", "validity_date", "tech_superseded_by_id", "tech_is_declined")
    def _compute_tech_quote_state(self):
        today = fields.Date.context_today(self)
        for order in self:
            order.tech_quote_state = quote_state(
                order.state,
                order.validity_date,
                today,
                bool(order.tech_superseded_by_id),
                order.tech_is_declined,
            )

    @api.depends("tech_compliance_ids.verdict")
    def _compute_tech_compliance_state(self):
        ranks = ("failed", "near", "confirm", "compliant")
        for order in self:
            found = set(order.order_line.mapped("tech_compliance_state"))
            order.tech_compliance_state = next((state for state in ranks if state in found), "none")

    @api.depends("tech_view_ids.last_seen")
    def _compute_tech_last_viewed(self):
        for order in self:
            seen = order.tech_view_ids.mapped("last_seen")
            order.tech_last_viewed = max(seen) if seen else False

    @api.model
    def _tech_expand_quote_states(self, states, _domain):
        """Columns of the board in the order of the work, only those with quotes."""
        return [state for state, _label in QUOTE_STATES if state in states]

    def _compute_tech_drift_html(self):
        for order in self:
            drift = order._tech_get_drift()
            order.tech_drift_html = order._tech_render_changes(drift) if drift else False

    def _compute_tech_price_trace_html(self):
        for order in self:
            lines = order.order_line.filtered(
                lambda line: not line.display_type and line.product_id
            )
            order.tech_price_trace_html = self.env["ir.qweb"]._render(
                "crm_technical.price_trace", {"order": order, "lines": lines}
            )

    def _tech_render_changes(self, changes):
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "crm_technical.revision_changes", {"order": self, "changes": changes}
        )

    def _compute_tech_need_html(self):
        for order in self:
            order.tech_need_html = self.env["ir.qweb"]._render(
                "crm_technical.need_summary", {"order": order}
            )

    def _tech_get_need_summary(self):
        """Return ``[(need name, line, state)]``: how far each need of the quote is met."""
        self.ensure_one()
        lines = self.sudo().order_line.filtered(  # sudo: a colleague's need sheet may be linked
            lambda line: line.tech_requirement_id and not line.tech_is_alternative
        )
        return [(line.tech_requirement_id.name, line, line.tech_compliance_state) for line in lines]

    # --- sending and answering ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        committed = orders.filtered(lambda order: order.state in ("sent", "sale"))
        committed._tech_check_created()
        committed._tech_freeze()
        committed.filtered(lambda order: order.state == "sent")._tech_remember_sent_prices()
        return orders

    def write(self, vals):
        committing = vals.get("state") in ("sent", "sale")
        if committing:
            drafts = self.filtered(lambda order: order.state == "draft")
            unfrozen = drafts | self.filtered(lambda order: order.state == "sent").filtered(
                lambda order: not any(line.tech_spec_snapshot for line in order.order_line)
            )
            self._tech_check_limits()
        before = {order: order.state for order in self}
        result = super().write(vals)
        if committing:
            self._tech_check_committed(before)
            unfrozen._tech_freeze()
            drafts.filtered(lambda order: order.state == "sent")._tech_remember_sent_prices()
        if "state" in vals:
            self._tech_follow_state(before)
        return result

    def action_confirm(self):
        """Tell first what of the products changed since the quote was sent."""
        drifting = self.browse()
        if not self.env.context.get("tech_accept_drift"):
            drifting = self.filtered(
                lambda order: order.state == "sent" and order._tech_get_drift()
            )
        if drifting and not self.env.su:
            return drifting._tech_ask_about_drift(self)
        result = super().action_confirm()
        drifting._tech_tell_drift()
        return result

    def _tech_get_drift(self):
        """Return the core changes of the products' specifications since the quote was sent."""
        return [change for line in self.order_line for change in line._tech_get_drift()]

    def _tech_ask_about_drift(self, orders):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_technical.tech_drift_action")
        return action | {"context": {"default_order_ids": [fields.Command.set(orders.ids)]}}

    def _tech_tell_drift(self):
        """A customer confirmed what was promised; the product is another since: tell the seller."""
        for order in self:
            user = order.user_id or order.create_uid
            told = order.with_context(lang=user.lang)
            order.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=told.env._(
                    "Specifications changed since %(quote)s was sent", quote=order.name
                ),
                note=told._tech_render_changes(told._tech_get_drift()),
            )

    def _tech_freeze(self):
        """Freeze what is offered: compliance rows and specifications."""
        lines = self.order_line.filtered(lambda line: not line.display_type)
        lines.filtered("tech_requirement_id")._tech_refresh_compliance()
        lines._tech_freeze_specifications()

    def _tech_follow_state(self, before):
        """Start the follow-up when a quote goes out, end it when the customer answers."""
        for order in self:
            if order.state == "sent" and before[order] == "draft":
                order._tech_schedule_followup()
            elif order.state in ("sale", "cancel"):
                answered = order.state == "sale" or order.tech_is_declined
                if answered and order.sudo().tech_sent_on:  # sudo: a customer may be signing
                    order.sudo().tech_answered_on = fields.Datetime.now()  # sudo: as above
                order._tech_end_followup()
                if order.state == "sale":
                    order.sudo().tech_is_declined = False  # sudo: a customer may be signing

    def _tech_schedule_followup(self):
        """Schedule the activities of the company's follow-up plan for the salesperson."""
        self.ensure_one()
        plan = self.company_id.tech_followup_plan_id.sudo()  # sudo: plans are configuration
        user = self.user_id or self.env.user
        env = self.with_context(lang=user.lang).env
        for template in plan.template_ids:
            day = template._get_date_deadline(fields.Date.context_today(self))
            if self.validity_date and day > self.validity_date:
                continue  # nobody calls about an offer that has run out
            self.activity_schedule(
                activity_type_id=template.activity_type_id.id,
                summary=template.summary or env._("Follow up the quote"),
                note=template.note,
                date_deadline=day,
                user_id=(template.responsible_id or user).id,
                automated=True,
            )

    def _tech_end_followup(self):
        """Remove the activities that wait for an answer; done ones stay in the history."""
        plans = self.company_id.tech_followup_plan_id.sudo()  # sudo: plans are configuration
        types = plans.template_ids.activity_type_id
        types |= (
            self.env.ref("crm_technical.mail_activity_expiry", raise_if_not_found=False) or types
        )
        types |= (
            self.env.ref("crm_technical.mail_activity_viewed", raise_if_not_found=False) or types
        )
        activities = self.sudo().activity_ids.filtered(  # sudo: colleagues' activities too
            lambda one: one.automated and one.activity_type_id in types
        )
        activities.unlink()

    def action_tech_prolong(self):
        """Let an expired quote hold again, as long as a new one would, and follow it up again."""
        today = fields.Date.context_today(self)
        for order in self:
            days = order.company_id.quotation_validity_days or PROLONGED_DAYS
            order.validity_date = fields.Date.add(today, days=days)
            if order.state == "sent" and not order._tech_is_followed():
                order._tech_schedule_followup()
        return True

    def _tech_is_followed(self):
        """Whether a follow-up of the plan still waits."""
        plans = self.company_id.tech_followup_plan_id.sudo()  # sudo: plans are configuration
        return any(
            one.automated and one.activity_type_id in plans.template_ids.activity_type_id
            for one in self.sudo().activity_ids  # sudo: colleagues' activities too
        )

    def action_tech_open_reject(self):
        """Ask why the customer said no."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_technical.tech_quote_reject_action"
        )
        return action | {"context": {"default_order_id": self.id}}

    def _tech_reject(self, reason, note="", attributes=()):
        """Record the customer's refusal and close the quote."""
        self.write(
            {
                "tech_is_declined": True,
                "tech_reject_reason_id": reason.id,
                "tech_reject_note": note,
                "tech_reject_attribute_ids": [fields.Command.set([one.id for one in attributes])],
            }
        )
        if any(order.state != "cancel" for order in self):
            self._action_cancel()
        sent = self.filtered(lambda order: order.sudo().tech_sent_on and not order.tech_answered_on)
        sent.sudo().tech_answered_on = fields.Datetime.now()  # sudo: written by code only

    def _action_cancel(self):
        """Let a quote that was sent keep its promotions: it shows what the customer saw."""
        sent = self.filtered(lambda order: order.state == "sent")
        if sent:
            super(SaleOrder, sent.with_context(tech_keep_rewards=True))._action_cancel()
        return super(SaleOrder, self - sent)._action_cancel()

    def action_draft(self):
        result = super().action_draft()
        self.order_line.filtered("is_reward_line").unlink()  # claimed anew, as Odoo has it
        self.write({"tech_is_declined": False, "tech_reject_reason_id": False})
        self.sudo().tech_answered_on = False  # sudo: it waits for an answer again
        self.order_line.sudo().tech_spec_snapshot = False  # sudo: it is frozen again when sent
        self.order_line._tech_refresh_compliance()
        return result

    # --- who looked, and when -----------------------------------------------------------------

    def _tech_log_view(self, partner, channel):
        """Record that someone outside opened the quote; tell the salesperson at the first time."""
        self.ensure_one()
        views = self.env["tech.quote.view"].sudo()  # sudo: the visitor has no rights
        today = fields.Date.context_today(self)
        view = views.search(
            [
                ("order_id", "=", self.id),
                ("partner_id", "=", partner.id),
                ("day", "=", today),
                ("channel", "=", channel),
            ],
            limit=1,
        )
        now = fields.Datetime.now()
        if view:
            view.write({"count": view.count + 1, "last_seen": now})
            return
        first = not self.tech_view_ids
        views.create(
            {
                "order_id": self.id,
                "partner_id": partner.id,
                "day": today,
                "channel": channel,
                "first_seen": now,
                "last_seen": now,
            }
        )
        if first and self.user_id:
            told = self._tech_prepare_viewed_notification(partner)
            self.user_id._bus_send("simple_notification", told)
            self.activity_schedule(  # a toast is gone when nobody sits there
                "crm_technical.mail_activity_viewed",
                user_id=self.user_id.id,
                summary=told["message"],
                automated=True,
            )

    def _tech_prepare_viewed_notification(self, partner):
        env = self.with_context(lang=self.user_id.lang).env
        return {
            "title": env._("Quote viewed"),
            "message": env._(
                "%(partner)s is looking at the quote %(quote)s.",
                partner=partner.display_name,
                quote=self.name,
            ),
            "type": "info",
        }

    # --- every day ----------------------------------------------------------------------------

    @api.model
    def _cron_tech_quote_deadlines(self):
        """Let quotes expire and warn of those that soon will."""
        today = fields.Date.context_today(self)
        open_quotes = Domain("state", "=", "sent") & Domain("tech_quote_state", "in", OPEN)
        late = self.search(open_quotes & Domain("validity_date", "<", today))
        self.env.add_to_compute(self._fields["tech_quote_state"], late)
        late._recompute_recordset(["tech_quote_state"])
        for company in self.env["res.company"].search([("tech_expiry_days", ">", 0)]):
            limit = fields.Date.add(today, days=company.tech_expiry_days)
            domain = Domain("company_id", "=", company.id) & Domain(
                "tech_quote_state", "=", "awaiting"
            )
            soon = self.search(domain & Domain("validity_date", "<=", limit))
            soon._tech_warn_of_expiry()

    def _tech_warn_of_expiry(self):
        """Give the salesperson one activity for each quote and validity."""
        for order in self.filtered(lambda one: one.tech_expiry_warned != one.validity_date):
            user = order.user_id or self.env.user
            env = order.with_context(lang=user.lang).env
            order.activity_schedule(
                "crm_technical.mail_activity_expiry",
                date_deadline=order.validity_date,
                user_id=user.id,
                summary=env._("%(quote)s expires: call the customer", quote=order.name),
            )
            order.tech_expiry_warned = order.validity_date

    def action_tech_find_products(self):
        """Look for products that fit; what is chosen comes back into this quote."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("crm_technical_spec.finder_action")
        return action | {"params": {"order_id": self.id, "order_name": self.name}}

    def action_tech_add_products(self, product_ids, quantity=1.0):
        """Add products at the end of a draft quote and open it."""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(quote)s was sent already: revise it, then add products.", quote=self.name
                )
            )
        place = max(self.order_line.mapped("sequence"), default=10)
        self.order_line = [
            fields.Command.create(
                {"product_id": product, "product_uom_qty": quantity, "sequence": place}
            )
            for product in product_ids
        ]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_tech_log_call(self):
        self.ensure_one()
        return self.env["tech.call"]._get_log_action(
            {"default_order_id": self.id, "default_partner_id": self.partner_id.id}
        )

    def action_tech_refresh_compliance(self):
        """Judge the lines of draft quotes again, with today's specifications."""
        self.filtered(lambda order: order.state == "draft").order_line._tech_refresh_compliance()
        return True
