from odoo import fields, models


class BookstoreTitleGuard(models.Model):
    """One row per title and company, written by everything that decides about its copies.

    Two transactions that decide about one title at once cannot both succeed: the second starts
    again on the new stock (Odoo works in REPEATABLE READ and retries).
    """

    _name = "bookstore.title.guard"
    _description = "Guard of a Title's Decisions"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", index=True)
    version = fields.Integer(required=True, default=0)

    _title_unique = models.Constraint("UNIQUE (company_id, product_id)", "One guard per title.")
