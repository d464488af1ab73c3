import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.reports import find_kind
from .ebics_order import BATCH


class EbicsBank(models.Model):
    """Takes the files of OCA's payment orders, where its add-on is installed."""

    _inherit = "ebics.bank"

    has_batches = fields.Boolean(compute="_compute_has_batches")

    def _compute_has_batches(self):
        self.has_batches = BATCH in self.env

    # --- actions ------------------------------------------------------------------------------

    def action_take_batches(self):
        """Take the files of payment orders (transfers, direct debits, bills), to be signed."""
        self.ensure_one()
        orders = self.env["ebics.order"]
        orders.check_access("create")
        batches = self.env[BATCH].search(
            [
                ("company_id", "=", self.company_id.id),
                ("journal_id", "in", self.journal_ids.ids),
                ("state", "=", "generated"),
                ("payment_file_id", "!=", False),
            ]
        )
        misfits = []
        for batch in batches:
            try:
                with self.env.cr.savepoint():
                    orders |= self._take_batch(batch)
            except UserError as fault:
                misfits.append(str(fault))
        if misfits and not orders:
            raise UserError("\n".join(misfits))
        if not orders:
            raise UserError(
                self.env._("No payment order of the accounts of %(bank)s waits.", bank=self.name)
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("account_ebics.ebics_order_action")
        action.update(domain=[("id", "in", orders.ids)], context={})
        return self._tell_misfits(misfits, action) if misfits else action

    def _tell_misfits(self, misfits, action):
        """Show what could not be taken, then what was."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(misfits),
                "next": action,
            },
        }

    # --- business -----------------------------------------------------------------------------

    def _take_batch(self, batch):
        """Make an order of the file of a payment order; one that is here already is not made twice.

        :raises UserError: the bank has no service for such a file
        """
        content = batch.payment_file_id.raw or b""
        orders = self.env["ebics.order"]
        known = [
            ("bank_id", "=", self.id),
            ("digest", "=", hashlib.sha256(content).hexdigest()),
            ("state", "!=", "cancelled"),
        ]
        if orders.search_count(known, limit=1):
            return orders
        order = orders.create(
            {
                "bank_id": self.id,
                "service_id": self._find_batch_service(batch, find_kind(content)).id,
                "file": base64.b64encode(content),
                "filename": batch.payment_file_id.name,
            }
        )
        order.sudo().batch_id = batch.id  # sudo: the link is not typed
        return order

    def _find_batch_service(self, batch, kind):
        services = self.service_ids.filtered(lambda one: one.direction == "up")
        found = services.filtered(lambda one: kind and one.kind == kind)[:1]
        if not found:
            raise UserError(
                self.env._(
                    "%(bank)s has no service that takes the file of %(batch)s: add it to the "
                    "services of the bank.",
                    bank=self.name,
                    batch=batch.display_name,
                )
            )
        return found
