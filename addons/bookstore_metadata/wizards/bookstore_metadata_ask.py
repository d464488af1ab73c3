from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.codes import is_mistyped_isbn, normalise_code


class BookstoreMetadataAsk(models.TransientModel):
    """An ISBN that somebody scans or types: our title, or a new one that the BnF fills."""

    _name = "bookstore.metadata.ask"
    _description = "Title by Its ISBN"

    code = fields.Char("ISBN", required=True, help="Scan it, or type it in any spelling.")
    source = fields.Selection(
        [("bnf", "BnF"), ("fel", "Dilicom (FEL)")],
        "Where to Look",
        required=True,
        default="bnf",
        help="Dilicom says price and availability, the BnF authors, pages and a summary.",
    )
    has_fel = fields.Boolean(compute="_compute_has_fel")
    message = fields.Char(readonly=True)

    @api.depends_context("company")
    def _compute_has_fel(self):
        self.has_fel = self.env.company._bookstore_has_fel()

    def action_ask(self):
        """Open our title, or a new one with what the chosen source says."""
        self.ensure_one()
        titles = self.env["product.template"]
        titles.check_access("create")
        if is_mistyped_isbn(self.code):
            raise UserError(titles._bookstore_get_mistyped_message(self.code))
        product = self.env["bookstore.scan.mixin"]._find_scanned(self.code.strip())
        if product:
            return product.product_tmpl_id._bookstore_get_title_action()
        try:
            record = self.env["bookstore.metadata.record"]._ask_from(self.source, self.code)
        except UserError as error:
            return self._stay(str(error))
        if record.state != "found":
            label = dict(self._fields["source"]._description_selection(self.env))[self.source]
            return self._stay(
                self.env._(
                    "%(catalogue)s does not know %(code)s: make the record by hand, or ask elsewhere.",
                    catalogue=label,
                    code=self.code,
                )
            )
        return self._open_new(record)

    def action_by_hand(self):
        """A new title with nothing but its code."""
        self.ensure_one()
        return self._open_new()

    def _stay(self, message):
        self.message = message
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Title by Its ISBN"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _open_new(self, record=None):
        titles = self.env["product.template"]
        vals = titles._bookstore_prepare_new(
            normalise_code(self.code), record._get_said() if record else {}
        )
        defaults = {f"default_{name}": value for name, value in vals.items()}
        return titles._bookstore_get_title_action() | {"res_id": False, "context": defaults}
