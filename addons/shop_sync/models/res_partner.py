from odoo import fields, models
from odoo.exceptions import AccessError

MANAGER = "shop_sync.group_shop_sync_manager"


class ResPartner(models.Model):
    _inherit = "res.partner"

    shop_address_digest = fields.Char(
        string="Shop address",
        copy=False,
        index="btree_not_null",
        help="Fingerprint of the address as a shop gave it; the same address is not created twice.",
    )
    shop_customer_id = fields.Many2one(
        "res.partner",
        string="Shop customer",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whose order goes to this address of another company.",
    )

    def action_shop_forget(self):
        """Remove these persons from the documents that the shops sent; their orders and invoices
        stay, as the law asks."""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only an administrator of the shops decides about this."))
        self.check_access("write")
        # sudo: all documents of the customer, in whichever company's shop.
        documents = self.env["shop.message"].sudo()
        customers = self.commercial_partner_id
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(  # sudo: as above
                [("partner_id", "child_of", customers.ids), ("shop_channel_id", "!=", False)]
            )
        )
        for channel, group in orders.grouped("shop_channel_id").items():
            documents |= documents.search(
                [
                    ("channel_id", "=", channel.id),
                    ("kind", "=", "order"),
                    ("external_key", "in", group.mapped("shop_external_key")),
                ]
            )
        documents._forget_persons()
        for customer in customers:
            customer.message_post(
                body=self.env._("Removed from %s documents of the online shops.", len(documents))
            )
        return True
