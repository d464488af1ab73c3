from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tools import html2plaintext

from ..core.quote_state import REVISABLE
from ..core.revision_diff import Document, Fact, diff_documents, same


class SaleOrder(models.Model):
    """Revisions: one number, one current version, the earlier ones kept and superseded."""

    # one concern a file: revisions, approval and the quote's life are read apart
    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    tech_revision = fields.Integer(string="Revision", default=1, readonly=True, copy=False)
    tech_root_id = fields.Many2one(
        "sale.order", string="First Version", readonly=True, copy=False, index="btree_not_null"
    )
    tech_previous_id = fields.Many2one(
        "sale.order", string="Previous Revision", readonly=True, copy=False
    )
    tech_superseded_by_id = fields.Many2one(
        "sale.order", string="Superseded By", readonly=True, copy=False, index="btree_not_null"
    )
    tech_revision_count = fields.Integer(compute="_compute_tech_revision_count", string="Revisions")
    tech_changes_html = fields.Html(
        string="Changes",
        compute="_compute_tech_changes_html",
        sanitize=False,
        groups="base.group_user",
    )

    _one_revision = models.UniqueIndex(
        "(tech_previous_id) WHERE tech_previous_id IS NOT NULL",
        "This quote was already revised by someone else. Open its latest revision.",
    )

    def _compute_tech_revision_count(self):
        roots = {order: order.tech_root_id or order for order in self}
        counts = dict(
            self._read_group(
                [("tech_root_id", "in", [root.id for root in roots.values()])],
                ["tech_root_id"],
                ["__count"],
            )
        )
        for order in self:
            later = counts.get(roots[order], 0)
            order.tech_revision_count = later + 1 if later else 0

    def _compute_tech_changes_html(self):
        for order in self:
            changes = order._tech_get_changes() if order.tech_previous_id else None
            order.tech_changes_html = (
                False if changes is None else order._tech_render_changes(changes)
            )

    def _tech_get_changes(self, printed=False):
        """Return the core changes from the previous revision to this one.

        :param bool printed: only what the customer may see: nothing of internal specifications
        """
        self.ensure_one()
        previous = self.tech_previous_id
        changes = diff_documents(
            previous._tech_as_document(), self._tech_as_document(continued=True)
        )
        return [change for change in changes if change.printed or not printed]

    def _tech_get_printed_changes_html(self):
        """Return the changes as the customer reads them."""
        return self._tech_render_changes(self._tech_get_changes(printed=True))

    def _tech_as_document(self, continued=False):
        """Return the core Document of this version."""
        self.ensure_one()
        lines = self.order_line.sorted(lambda line: (line.sequence, line._origin.id))
        return Document(
            self._tech_get_document_facts(),
            tuple(line._tech_as_quoted(continued) for line in lines),
        )

    def _tech_get_document_facts(self):
        """Return the facts of the whole quote that are printed: hook to add one."""
        return {
            "customer": Fact(self.partner_id.display_name, self.partner_id.id),
            "invoice_address": Fact(
                self.partner_invoice_id.display_name, self.partner_invoice_id.id
            ),
            "delivery_address": Fact(
                self.partner_shipping_id.display_name, self.partner_shipping_id.id
            ),
            "currency": Fact(self.currency_id.name, self.currency_id.id),
            "validity": same(self.validity_date or None),
            "delivery_date": same((self.commitment_date and self.commitment_date.date()) or None),
            "payment_term": Fact(self.payment_term_id.name, self.payment_term_id.id),
            "fiscal_position": Fact(self.fiscal_position_id.name, self.fiscal_position_id.id),
            "incoterm": Fact(
                self.incoterm.display_name, (self.incoterm.id, self.incoterm_location)
            ),
            "reference": same(self.client_order_ref or None),
            "salesperson": Fact(self.user_id.name, self.user_id.id),
            "terms": same(html2plaintext(self.note or "").strip() or None),
        }

    def action_tech_revise(self):
        """Make the next revision: a draft with the same content; this one is superseded."""
        self.ensure_one()
        self.check_access("write")
        self._tech_take_turn()
        self._tech_check_can_be_revised()
        root = self.tech_root_id or self
        rewards = {line.reward_id: line.product_id for line in self.order_line if line.reward_id}
        self.check_access("create")
        # sudo: which line continues which is guarded
        source = self.sudo().with_context(tech_revising=True)
        revision = self.browse(source.copy(self._tech_prepare_revision_vals()).id)
        revision.sudo().write(self._tech_prepare_version_vals(root))  # sudo: versions are guarded
        self.sudo().tech_superseded_by_id = revision  # sudo: as above
        if self.state != "cancel":
            self._action_cancel()
        self._tech_end_followup()
        revision._tech_claim_rewards(rewards)
        self.message_post(
            body=self.env._("Superseded by revision %(name)s.", name=revision._get_html_link())
        )
        revision.message_post(body=self.env._("Revision of %(name)s.", name=self._get_html_link()))
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": revision.id,
            "views": [(False, "form")],
        }

    def _tech_check_can_be_revised(self):
        if self.tech_superseded_by_id:
            raise UserError(
                self.env._(
                    "%(name)s was already revised: the current version is %(latest)s. Revise that.",
                    name=self.name,
                    latest=self._tech_get_latest_revision().name,
                )
            )
        if self.tech_quote_state not in REVISABLE:
            raise UserError(
                self.env._(
                    "Only a quote that was sent can be revised; %(name)s is not. "
                    "Change a draft directly; cancel an order first.",
                    name=self.name,
                )
            )

    def _tech_claim_rewards(self, rewards):
        """Claim promotions again: a copy has none. Those that ended show among the changes.

        :param dict rewards: ``loyalty.reward`` → the product of its line (a free product is chosen)
        """
        if not rewards:
            return
        self._update_programs_and_rewards()
        for reward, product in rewards.items():
            for coupon, claimable in self._get_claimable_rewards().items():
                if reward in claimable:
                    chosen = {"product": product} if reward.multi_product else {}
                    self._apply_program_reward(reward, coupon, **chosen)
                    break
        self._update_programs_and_rewards()

    def _tech_take_turn(self):
        """Let one person revise at a time; the other reads who does instead of a lock's name."""
        try:
            self.lock_for_update()
        except LockError:
            raise UserError(
                self.env._(
                    "Someone else is revising %(name)s at this very moment. "
                    "Reload the page to see the new version.",
                    name=self.name,
                )
            ) from None

    def _tech_prepare_revision_vals(self):
        """Return what of the earlier version goes on although Odoo does not copy it."""
        today = fields.Date.context_today(self)
        vals = {
            "opportunity_id": self.opportunity_id.id,
            "user_id": self.user_id.id,
            "client_order_ref": self.client_order_ref,
            "commitment_date": self.commitment_date,
            "applied_coupon_ids": [Command.set(self.applied_coupon_ids.ids)],
            "code_enabled_rule_ids": [Command.set(self.code_enabled_rule_ids.ids)],
            "date_order": fields.Datetime.now(),
        }
        if self.validity_date and self.validity_date >= today:
            vals["validity_date"] = self.validity_date
        return vals

    def _tech_prepare_version_vals(self, root):
        """Return the place of the revision, and the approval: the same prices stay approved."""
        number = self.tech_revision + 1
        return {
            "name": f"{root.name}-R{number}",
            "tech_revision": number,
            "tech_root_id": root.id,
            "tech_previous_id": self.id,
            "tech_approval_key": self.tech_approval_key,
            "tech_approved_by_id": self.tech_approved_by_id.id,
            "tech_sent_key": self.tech_sent_key,
        }

    def _tech_get_latest_revision(self):
        """Return the current version of this quote: itself when it has no successor."""
        latest = self
        while latest.tech_superseded_by_id:
            latest = latest.tech_superseded_by_id
        return latest

    def _tech_get_revisions(self):
        """Return all versions of this quote, the first one first."""
        root = self.tech_root_id or self
        return (root | self.search([("tech_root_id", "=", root.id)])).sorted("tech_revision")

    def action_tech_view_revisions(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revisions of %(name)s", name=(self.tech_root_id or self).name),
            "res_model": "sale.order",
            "views": [
                (self.env.ref("crm_technical.sale_order_view_list_revisions").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", self._tech_get_revisions().ids)],
        }

    def action_draft(self):
        for order in self:
            if order.tech_superseded_by_id:
                raise UserError(
                    self.env._(
                        "%(name)s is superseded and stays closed. Change %(latest)s instead.",
                        name=order.name,
                        latest=order._tech_get_latest_revision().name,
                    )
                )
        return super().action_draft()

    def _confirmation_error_message(self):
        if self.tech_superseded_by_id:
            return self.env._(
                "%(name)s is superseded. Confirm %(latest)s instead.",
                name=self.name,
                latest=self._tech_get_latest_revision().name,
            )
        return super()._confirmation_error_message()

    @api.ondelete(at_uninstall=False)
    def _tech_unlink_except_superseding(self):
        for order in self:
            if (order.tech_previous_id | order.tech_superseded_by_id) - self:
                raise UserError(
                    self.env._(
                        "%(name)s is a version of a quote that customers may have seen. "
                        "Cancel it instead of deleting it.",
                        name=order.name,
                    )
                )

    def _tech_get_portal_successor(self):
        """Return the revision that the customer may see instead of this one, if it was sent."""
        latest = self._tech_get_latest_revision()
        visible = latest != self and latest.state in ("sent", "sale")
        return latest if visible else self.browse()
