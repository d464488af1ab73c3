from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.codes import sheet_code
from ..core.scans import EPSILON
from .sql import Figures


class BookstoreStandLine(models.Model):
    """A title of a stand: how many copies are planned, and what became of those taken."""

    _name = "bookstore.stand.line"
    _inherit = ["suite.guard.mixin"]
    _description = "Title of a Stand"
    _rec_name = "product_id"
    _order = "stand_id desc, id"
    _check_company_auto = True

    stand_id = fields.Many2one("bookstore.stand", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="stand_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="stand_id.currency_id")
    date = fields.Date(related="stand_id.date", string="Day")
    product_id = fields.Many2one(
        "product.product",
        "Title",
        required=True,
        index=True,
        domain=[("is_storable", "=", True)],
        check_company=True,
    )
    authors = fields.Char(related="product_id.bookstore_authors")
    publisher_id = fields.Many2one(related="product_id.bookstore_publisher_id")
    barcode = fields.Char(related="product_id.barcode", string="ISBN")
    places = fields.Char(related="product_id.bookstore_places", string="In Stock")
    price = fields.Float(related="product_id.lst_price", digits="Product Price")
    wanted = fields.Float(
        "Planned",
        default=1,
        digits="Product Unit",
        help="0: taken without having been planned.",
    )
    code = fields.Char(
        "Code of the Sheet", compute="_compute_code", help="Printed on the sheet: scan it to sell."
    )
    scanned = fields.Float("In the Boxes", compute="_compute_figures", digits="Product Unit")
    taken = fields.Float(compute="_compute_figures", digits="Product Unit")
    sold = fields.Float(compute="_compute_figures", digits="Product Unit")
    given = fields.Float(compute="_compute_figures", digits="Product Unit")
    lost = fields.Float(compute="_compute_figures", digits="Product Unit")
    back = fields.Float("Brought Back", compute="_compute_figures", digits="Product Unit")
    left = fields.Float("Still There", compute="_compute_figures", digits="Product Unit")
    is_there = fields.Boolean("Ticked", compute="_compute_figures")

    _title_unique = models.UniqueIndex(
        "(stand_id, product_id)", "This title is already on the list of the stand."
    )
    _wanted_positive = models.Constraint("CHECK (wanted >= 0)", "Plan no copy or some.")

    def _compute_code(self):
        for line in self:
            line.code = sheet_code(line.id) if line.id else False

    @api.depends("product_id", "wanted", "stand_id.operation_ids.scan_ids.quantity")
    def _compute_figures(self):
        figures = self.stand_id._get_figures(self.product_id)
        boxes = self._get_boxes()
        for line in self:
            title = line.product_id.id
            known = figures.get((line.stand_id.location_id.id, title), Figures())
            line.scanned = boxes.get((line.stand_id.id, title), 0.0)
            line.taken, line.back, line.sold, line.given, line.lost, line.left = known
            there = line.scanned + line.taken
            line.is_there = there > EPSILON and there >= line.wanted - EPSILON

    def _get_boxes(self):
        """``{(stand id, product id): copies}`` scanned into boxes and not recorded, of all at once."""
        groups = self.env["bookstore.stand.scan"]._read_group(
            [
                ("stand_id", "in", self.stand_id.ids),
                ("operation_id.state", "=", "draft"),
                ("operation_id.kind", "=", "take"),
            ],
            ["stand_id", "product_id"],
            ["quantity:sum"],
        )
        return {(stand.id, product.id): copies for stand, product, copies in groups}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.stand_id._check_list_open()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.stand_id._check_list_open()
            self._check_title_kept(vals)
        result = super().write(vals)
        if not self.env.su:
            self.stand_id._check_list_open()
        return result

    def _check_title_kept(self, vals):
        if {"product_id", "stand_id"} & set(vals):
            self._unlink_except_taken()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        """The code on the printed sheet stands for the line: it is kept while copies are away."""
        for line in self:
            if line.stand_id.state not in ("draft", "cancelled") or line.scanned:
                raise UserError(
                    self.env._(
                        "%s is in the boxes or its code is on the printed sheet: its line is kept."
                        " Plan 0 copies instead.",
                        line.product_id.name,
                    )
                )
