from odoo import fields, models
from odoo.exceptions import UserError


class AccountBillRemittance(models.Model):
    _inherit = "account.bill.remittance"

    ebics_order_ids = fields.One2many("ebics.order", "remittance_id", string="EBICS Orders")
    ebics_state = fields.Selection(related="ebics_order_ids.state", string="At the Bank By EBICS")

    def action_ebics_order(self):
        """Hand the file of the remittance to EBICS, to be signed there."""
        self.ensure_one()
        self.check_access("write")
        self.env["suite.concurrency"]._take(self)
        order = self.ebics_order_ids.filtered(
            lambda one: one.state not in ("cancelled", "refused", "rejected")
        )[:1]
        if not order:
            order = self._ebics_create_order()
        return self._ebics_show_order(order)

    def action_ebics_view_order(self):
        """Show the last order; nothing is handed on."""
        self.ensure_one()
        return self._ebics_show_order(self.ebics_order_ids[:1])

    def _ebics_show_order(self, order):
        action = self.env["ir.actions.act_window"]._for_xml_id("account_ebics.ebics_order_action")
        return {**action, "views": [(False, "form")], "res_id": order.id}

    def _take_back(self):
        """Nobody signs the file of bills that are in portfolio again.

        :raises UserError: the file is on its way to the bank, or the bank may have it
        """
        open_states = ("draft", "queued", "refused", "unclear")
        self.ebics_order_ids.filtered(lambda one: one.state in open_states)._fire("cancel")
        return super()._take_back()

    def _ebics_create_order(self):
        if self.state != "sent" or not self.file:
            raise UserError(
                self.env._("%(name)s has no file that is signed in the books.", name=self.name)
            )
        service = self.env["ebics.service"].search(
            [
                ("kind", "=", "lcr"),
                ("direction", "=", "up"),
                ("bank_id.journal_ids", "in", self.journal_id.ids),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        if not service:
            raise UserError(
                self.env._(
                    "No EBICS bank takes bills of exchange for %(journal)s: name the account and "
                    "the service in Invoicing ▸ Configuration ▸ EBICS Banks.",
                    journal=self.journal_id.display_name,
                )
            )
        order = self.env["ebics.order"].create(
            {
                "bank_id": service.bank_id.id,
                "service_id": service.id,
                "file": self.file,
                "filename": self.filename,
            }
        )
        order.sudo().remittance_id = self  # sudo: the link is not typed
        return order
