from odoo import fields, models
from odoo.fields import Command
from odoo.tools import formatLang

from odoo.addons.suite_base.core.tables import write_csv

from ..core.titles_text import list_text, title_sentence


class BookstoreListLine(models.Model):
    """A title of a list. Its buttons serve all the lines that were chosen."""

    _name = "bookstore.list.line"
    _description = "Title of a List"
    _inherit = ["suite.guard.mixin"]
    _rec_name = "product_id"
    _order = "list_id, sequence, id"
    _check_company_auto = True

    list_id = fields.Many2one("bookstore.list", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    authors = fields.Char(related="product_id.bookstore_authors")
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    price = fields.Float(related="product_id.lst_price", digits="Product Price")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    quantity = fields.Float("Copies", default=1, digits="Product Unit")
    note = fields.Char("Comment")

    _title_unique = models.UniqueIndex(
        "(list_id, product_id)", "This title is already in the list."
    )
    _quantity_positive = models.Constraint("CHECK (quantity >= 0)", "Type 0 copies or more.")

    # -- actions on the lines chosen -----------------------------------------------------

    def action_transfer(self):
        """A movement in preparation with these titles: nothing moves before it is validated."""
        self.check_access("read")
        movement = self.env["bookstore.movement"].create(
            {
                "kind": "transfer",
                "company_id": self.company_id[:1].id,
                "note": ", ".join(self.list_id.mapped("name")),
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": copies})
                    for product, copies in self._get_quantities().items()
                    if copies
                ],
            }
        )
        return movement._get_records_action()

    def _get_quantities(self):
        """``{product: copies}``, of several lists together."""
        quantities = {}
        for line in self:
            quantities[line.product_id] = quantities.get(line.product_id, 0.0) + line.quantity
        return quantities

    def action_labels(self):
        """Core's own choice of labels for these titles."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("product.action_open_label_layout")
        return action | {"context": {"default_product_ids": self.product_id.ids}}

    def action_print(self):
        """These titles on paper."""
        self.check_access("read")
        report = self.env.ref("bookstore_deposit.action_report_list")
        return report.report_action(self, config=False)

    def action_export_csv(self):
        """These titles for a spreadsheet."""
        return self._get_download("csv")

    def action_export_text(self):
        """These titles as plain text."""
        return self._get_download("txt")

    def _get_download(self, kind):
        self.check_access("read")
        ids = ",".join(str(line_id) for line_id in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/bookstore/list/{kind}?lines={ids}",
            "target": "download",
        }

    # -- files -----------------------------------------------------------------------------

    def _get_csv(self):
        """As French spreadsheets open it: semicolons and decimal commas."""
        statements = self.env["bookstore.statement"]
        rows = [
            [
                self.env._("ISBN"),
                self.env._("Title"),
                self.env._("Authors"),
                self.env._("Publisher"),
                self.env._("Public price"),
                self.env._("Copies"),
                self.env._("In Stock"),
                self.env._("Comment"),
            ]
        ]
        rows += [
            [
                statements._format_isbn(line.barcode),
                line.product_id.name,
                line.authors or "",
                line.publisher_id.name or "",
                statements._format_csv(line.price),
                statements._format_csv(line.quantity),
                line.places or "",
                line.note or "",
            ]
            for line in self
        ]
        return write_csv(rows)

    def _get_text(self):
        currency = self.env.company.currency_id
        parts = []
        for titles, lines in self.grouped("list_id").items():
            sentences = [
                title_sentence(
                    line.quantity,
                    line.product_id.name,
                    [
                        line.authors or "",
                        line.publisher_id.name or "",
                        line.barcode or "",
                        formatLang(self.env, line.price, currency_obj=currency),
                    ],
                    line.note or "",
                )
                for line in lines
            ]
            parts.append(list_text(titles.name, sentences))
        return "\n".join(parts)
