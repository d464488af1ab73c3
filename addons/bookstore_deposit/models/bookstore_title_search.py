from odoo import api, models
from odoo.exceptions import UserError

from ..core.codes import is_mistyped_isbn, looks_like_code, normalise_code


class BookstoreAlert(models.Model):
    """The field of the first screen: an ISBN, a barcode or words show the title."""

    _inherit = "bookstore.alert"

    @api.model
    @api.readonly
    def action_find_title(self, code):
        """The page of the title that bears this code, or the list of those with these words.

        :raises UserError: no title has it
        """
        self.check_access("read")
        text = (code or "").strip()
        product = self.env["bookstore.scan.mixin"]._find_scanned(text) if text else None
        if product:
            return self._open_title(product.product_tmpl_id)
        if is_mistyped_isbn(text):
            raise UserError(self.env["product.template"]._bookstore_get_mistyped_message(text))
        own = [("is_storable", "=", True), ("bookstore_is_title", "=", True)]
        titles = self.env["product.template"]
        if text:
            titles = titles.search([*own, ("bookstore_find", "ilike", text)], limit=2)
        if not titles:
            raise UserError(self._get_unknown_message(text))
        if len(titles) == 1:
            return self._open_title(titles)
        context = {"search_default_bookstore_find": text}
        return self._get_title_action() | {"domain": own, "context": context}

    @api.model
    def _get_title_action(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "bookstore_deposit.bookstore_title_action"
        )

    @api.model
    def _open_title(self, title):
        form = self.env.ref("bookstore_deposit.product_template_view_form_title")
        views = [(form.id, "form")]
        return self._get_title_action() | {"views": views, "res_id": title.id, "context": {}}

    @api.model
    def _get_unknown_message(self, text):
        if looks_like_code(text):
            return self.env._(
                "%s is no title here yet. Scan it into a parcel, where its record is made.",
                normalise_code(text),
            )
        return self.env._("No title matches “%s”. Try fewer words, or its ISBN.", text)
