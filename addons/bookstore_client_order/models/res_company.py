from odoo import fields, models
from odoo.fields import Command


class ResCompany(models.Model):
    _inherit = "res.company"

    bookstore_client_location_id = fields.Many2one(
        "stock.location", "Set Aside for Customers", copy=False, readonly=True
    )
    bookstore_client_type_id = fields.Many2one(
        "stock.picking.type", "Picked Up by Customers", copy=False, readonly=True
    )
    bookstore_client_route_id = fields.Many2one(
        "stock.route", "Way of Client Orders", copy=False, readonly=True
    )
    bookstore_client_days = fields.Integer(
        "Days a Copy Is Kept",
        default=21,
        help="How long a copy waits for its customer once he was told.",
    )
    bookstore_client_mail = fields.Boolean(
        "Tell Customers by Mail at Once",
        default=True,
        help="A mail leaves when all copies of an order are set aside. Without it, or without an"
        " address, the order waits in “To Tell”.",
    )
    bookstore_client_release = fields.Boolean(
        "Release Overdue Copies by Itself",
        help="Copies not picked up in time go back to the shop during the night. Without it, the"
        " orders are only shown as overdue and a person decides.",
    )
    bookstore_client_hours = fields.Char(
        "Opening Hours",
        translate=True,
        help="Told to customers in the mail, e.g. Tue–Sat 10 a.m.–7 p.m.",
    )

    _bookstore_client_days = models.Constraint(
        "CHECK (bookstore_client_days BETWEEN 1 AND 365)", "Keep copies between 1 and 365 days."
    )

    def _bookstore_client_activate(self):
        """Create once the place of set-aside copies, and how they leave from it."""
        for company in self.filtered(lambda company: not company.bookstore_client_location_id):
            company._activate_bookstore()
            # sudo: a bookseller who takes the first order may not write companies
            company.sudo()._bookstore_client_create_places()

    def _bookstore_client_create_places(self):
        """Records of the company, named in its language."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang, allowed_company_ids=self.ids).env
        warehouse = self._bookstore_client_get_warehouse()
        customers = env.ref("stock.stock_location_customers")
        place = env["stock.location"].create(
            {
                "name": env._("Set aside for customers"),
                "usage": "internal",
                "company_id": self.id,
                "location_id": warehouse.view_location_id.id,
                "bookstore_use": "client",
            }
        )
        kind = env["stock.picking.type"].create(
            {
                "name": env._("Picked up by customers"),
                "code": "outgoing",
                "sequence_code": "CLI",
                "company_id": self.id,
                "warehouse_id": warehouse.id,
                "default_location_src_id": place.id,
                "default_location_dest_id": customers.id,
                "return_picking_type_id": warehouse.in_type_id.id,
                "reservation_method": "manual",
            }
        )
        route = env["stock.route"].create(
            {
                "name": env._("Client orders"),
                "company_id": self.id,
                "product_selectable": False,
                "sale_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": env._("Picked up by customers"),
                            "action": "pull",
                            "picking_type_id": kind.id,
                            "location_src_id": place.id,
                            "location_dest_id": customers.id,
                            "procure_method": "make_to_stock",
                            "company_id": self.id,
                        }
                    )
                ],
            }
        )
        self.write(
            {
                "bookstore_client_location_id": place.id,
                "bookstore_client_type_id": kind.id,
                "bookstore_client_route_id": route.id,
            }
        )

    def _bookstore_client_get_warehouse(self):
        """The one of the shop where customers buy."""
        warehouses = self.env["stock.warehouse"].search([("company_id", "=", self.id)])
        return (warehouses & warehouses._get_bookstore_shops())[:1] or warehouses[:1]
