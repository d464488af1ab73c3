from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.quote_state import OPEN


class TechRequirement(models.Model):
    """The quote that answers the needs of a project: one, revised after it was sent."""

    # one concern a file: the sheet, its matching and its quote are read apart
    _inherit = "tech.requirement"  # pylint: disable=consider-merging-classes-inherited

    def action_compare(self):
        """Compare the chosen products, or the first ones, side by side."""
        self.ensure_one()
        chosen = self.candidate_ids.filtered("selected") or self.candidate_ids[:4]
        if len(chosen) < 2:
            raise UserError(self.env._("Choose at least two products to compare."))
        return chosen.product_id.action_tech_compare_specifications()

    def action_create_quote(self):
        """Quote the chosen products, or the best one."""
        self.ensure_one()
        chosen = self.candidate_ids.filtered("selected") or self.candidate_ids[:1]
        if not chosen:
            raise UserError(self.env._("Match the need first: there is no product to quote yet."))
        return self._add_to_quote(chosen.product_id)

    def _add_to_quote(self, products):
        """Add the products to the quote of the opportunity (made when there is none) and open it.

        All needs of an opportunity share one quote; after it was sent it goes on as a revision.
        Of the products of one need the first counts, the others are alternatives outside the total.
        """
        self.ensure_one()
        order = self._get_quote()
        chosen = self._get_answer(order)
        if not chosen and len(self._get_project().filtered("order_line_ids") | self) > 1:
            order.write({"order_line": [Command.create(self._prepare_section_vals(order))]})
        held = order.order_line.filtered(lambda line: line.tech_requirement_id == self).product_id
        for product in products - held:
            vals = self._prepare_line_vals(product)
            if chosen:
                vals |= {"product_uom_qty": 0, "tech_is_alternative": True}
            order.write(
                {"order_line": [Command.create(vals | {"sequence": self._get_place(order)})]}
            )
            chosen = self._get_answer(order)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def _get_project(self):
        """Return the needs that are quoted together: those of the opportunity and customer."""
        return (
            self.lead_id.tech_requirement_ids.filtered(
                lambda need: need.company_id == self.company_id and not need.is_template
            )
            | self
        )

    def _get_answer(self, order):
        """Return the line of the quote that answers this need and counts in the total."""
        return order.order_line.filtered(
            lambda line: line.tech_requirement_id == self and not line.tech_is_alternative
        )[:1]

    def _get_place(self, order):
        """Return the sequence of a new line: after the last one of this need."""
        own = order.order_line.filtered(lambda line: line.tech_requirement_id == self)
        return max((own or order.order_line).mapped("sequence"), default=10)

    def _prepare_section_vals(self, order):
        return {
            "display_type": "line_section",
            "name": self.name,
            "sequence": max(order.order_line.mapped("sequence"), default=9) + 1,
            "tech_requirement_id": self.id,
            "tech_is_alternative": True,  # a heading answers nothing
        }

    def _get_quote(self):
        """Return the draft to add to: the project's, the revision of the one sent, or a new one."""
        orders = self._get_project().order_line_ids.order_id
        if drafts := orders.filtered(lambda one: one.state == "draft"):
            return drafts.sorted("id")[-1:]
        sent = orders.filtered(
            lambda one: one.tech_quote_state in OPEN and not one.tech_superseded_by_id
        )
        if sent:
            return self.env["sale.order"].browse(
                sent.sorted("id")[-1:].action_tech_revise()["res_id"]
            )
        return self.env["sale.order"].create(self._prepare_order_vals())

    def _prepare_order_vals(self):
        if not self.partner_id and self.lead_id:
            self.lead_id._handle_partner_assignment(create_missing=True)
        partner = self.partner_id or self.lead_id.partner_id
        if not partner:
            raise UserError(
                self.env._("Choose the customer of the need sheet %(name)s first.", name=self.name)
            )
        return {
            "partner_id": partner.id,
            "opportunity_id": self.lead_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "team_id": self.lead_id.team_id.id or False,
        }

    def _prepare_line_vals(self, product):
        return {
            "product_id": product.id,
            "product_uom_qty": self.quantity or 1,
            "tech_requirement_id": self.id,
        }

    def action_view_quotes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_quotations")
        return action | {
            "domain": [("id", "in", self.order_line_ids.order_id.ids)],
            "context": {},
        }

    def action_save_as_template(self):
        """Keep the criteria as a template of the family."""
        self.ensure_one()
        template = self.copy({"is_template": True, "lead_id": False, "partner_id": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": template.id,
            "views": [(False, "form")],
        }
