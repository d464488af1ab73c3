from odoo import api, fields, models

#: What two records of one book may say differently, beside what is never taken over (their codes).
COMPARED = (
    "barcode",
    "name",
    "bookstore_authors",
    "bookstore_publisher_id",
    "bookstore_collection",
    "bookstore_year",
    "bookstore_pages",
    "bookstore_summary",
    "list_price",
    "default_code",
    "categ_id",
)
CODES = ("barcode", "default_code")


class BookstoreMergeDifference(models.Model):
    """What the kept record says of the book, beside what another one says."""

    _name = "bookstore.merge.difference"
    _description = "Difference between Records of a Book"
    _inherit = ["bookstore.guard.mixin"]
    _order = "id"
    _rec_name = "field"
    _guarded_fields = frozenset(["field", "ours", "theirs", "title_id"])
    _draft_fields = frozenset(["merge_id", "is_taken"])

    merge_id = fields.Many2one("bookstore.merge", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="merge_id.company_id", store=True, index=True)
    title_id = fields.Many2one("product.product", "Record", required=True, readonly=True)
    field = fields.Char(required=True, readonly=True)
    label = fields.Char("What", compute="_compute_label")
    ours = fields.Char("Kept Record", readonly=True)
    theirs = fields.Char("Other Record", readonly=True)
    is_code = fields.Boolean(compute="_compute_label")
    is_taken = fields.Boolean("Take It", help="The kept record says it from now on.")

    @api.depends("field")
    def _compute_label(self):
        fields_of_titles = self.env["product.template"]._fields
        for difference in self:
            known = difference.field in COMPARED
            named = fields_of_titles[difference.field] if known else None
            label = named._description_string(self.env) if named else ""
            difference.label = self.env._("ISBN") if difference.field == "barcode" else label
            difference.is_code = difference.field in CODES

    def _get_document(self):
        return self.merge_id

    @api.model
    def _prepare_vals_list(self, kept, others):
        """One line for each thing another record says, and the kept one says otherwise or not."""
        return [
            {
                "title_id": other.id,
                "field": name,
                "ours": self._describe(kept, name),
                "theirs": self._describe(other, name),
                "is_taken": not kept[name] and name not in CODES,
            }
            for other in others
            for name in COMPARED
            if kept and other[name] and other[name] != kept[name]
        ]

    @api.model
    def _describe(self, title, name):
        value = title[name]
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        if name == "list_price":
            return title.currency_id.format(value)
        return str(value or "")
