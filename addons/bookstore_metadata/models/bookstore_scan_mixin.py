from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.bookstore_deposit.core.codes import is_isbn, normalise_code

from .bookstore_metadata_proposal import TITLE_FIELDS


class BookstoreScanMixin(models.AbstractModel):
    _inherit = "bookstore.scan.mixin"

    def scan_ask(self, code):
        """What the BnF says of an unknown ISBN, for the form of the new title.

        :returns: ``{"status": "found" | "absent" | "failed", "message": …, "name": …,
            "publisher": …, "price": …}``; never raised, so that the title can be typed at once
        """
        self.ensure_one()
        self.check_access("write")
        records = self.env["bookstore.metadata.record"]
        if not records.has_access("read"):
            return {"status": "absent", "message": ""}
        try:
            record = records._ask(code)
        except UserError as error:
            return {"status": "failed", "message": str(error)}
        if record.state != "found":
            return {
                "status": "absent",
                "message": self.env._("The BnF does not know %s: type the title.", code),
            }
        return {"status": "found", "message": self._get_ask_message(record)} | {
            name: record._get_said().get(name, "") for name in ("name", "publisher", "price")
        }

    def _get_ask_message(self, record):
        label = dict(record._fields["source"]._description_selection(self.env))[record.source]
        known = [record.authors, record.collection, record.year]
        known = " · ".join(filter(None, known)) or record.display_name
        message = self.env._("%(catalogue)s: %(known)s.", catalogue=label, known=known)
        if not record._get_said().get("price"):
            message += " " + self.env._("Type its price.")
        if record.price_text:
            message += " " + self.env._("(%s at its legal deposit)", record.price_text)
        return message

    @api.model
    def _prepare_new_title_vals(self, code, name, price, publisher, label):
        """What a source said of the ISBN fills what nobody types at a counter."""
        vals = super()._prepare_new_title_vals(code, name, price, publisher, label)
        if not is_isbn(code or ""):
            return vals
        # sudo: whoever receives a parcel makes titles, and may not read the sources
        record = self.env["bookstore.metadata.record"].sudo()._find_kept(normalise_code(code))
        if record.state != "found":
            return vals
        title = self.env["product.template"]
        for known, text in record.values.items():
            field = TITLE_FIELDS.get(known)
            if field and known not in ("price", "publisher", "name"):
                vals |= title._bookstore_prepare_said(known, text)
        return vals
