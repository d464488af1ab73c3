from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.suite_base.core.text import fold_words, read_number

from ..core.codes import (
    is_isbn,
    is_mistyped_isbn,
    looks_like_code,
    normalise_code,
    spellings,
)
from . import sql

# What a person types beside a price.
EUROS = ("€", "EUR", "euro", "euros")


class BookstoreScanMixin(models.AbstractModel):
    """A document filled by scanning: parcel, inventory, movement, day-sheet.

    Each scan is one short request that answers what to show and which sound to make. What cannot
    be taken is answered, never raised, so that the next scan goes on.
    """

    _name = "bookstore.scan.mixin"
    _description = "Filled by Scanning"

    # -- what each document says ----------------------------------------------

    def _scan_title(self, product, quantity):
        """Take ``quantity`` copies (negative: take them back), in the document's own lines.

        :returns: ``{"quantity": copies now, "total": copies of all titles, "message": text}``
        """
        sql.guard_record(self.env, self)
        line = self.line_ids.filtered(lambda line: line.product_id == product)[:1]
        left = max(line.quantity + quantity, 0)
        if line and left:
            line.quantity = left
        elif line:
            line.unlink()
        elif left:
            document = self._fields["line_ids"].inverse_name
            line = line.create({document: self.id, "product_id": product.id, "quantity": left})
        return {
            "quantity": left,
            "total": sum(self.line_ids.mapped("quantity")),
            "message": self._get_scan_message(line.exists(), product),
        }

    def _get_scan_message(self, line, product):
        """What to tell about a title just taken."""
        return ""

    def _get_scan_rows(self):
        """Last titles taken, latest first: ``[{id, product_id, name, detail, quantity}]``."""
        lines = self.line_ids.sorted(lambda line: line.write_date or fields.Datetime.now())
        return [
            {
                "id": line.id,
                "product_id": line.product_id.id,
                "name": line.product_id.name,
                "detail": self._get_scan_detail(line),
                "quantity": line.quantity,
            }
            for line in reversed(lines[-30:])
        ]

    def _get_scan_detail(self, line):
        return line.product_id._bookstore_get_scan_detail()

    def _get_scan_header(self):
        """``{"title": …, "subtitle": …, "total": copies, "expected": copies or False}``"""
        raise NotImplementedError

    def _check_scannable(self):
        """Raise when the document is finished."""
        self._check_can_become("done")

    # -- what the screen calls ------------------------------------------------

    def action_scan(self):
        """Open the scanning screen."""
        self.ensure_one()
        self._check_scannable()
        return {
            "type": "ir.actions.client",
            "tag": "bookstore_deposit.scan",
            "name": self.display_name,
            "context": {"active_model": self._name, "active_id": self.id},
            "params": {"model": self._name, "id": self.id},
        }

    @api.readonly
    def get_scan_state(self):
        """What the scanning screen shows first."""
        self.ensure_one()
        self.check_access("read")
        return {"header": self._get_scan_header(), "rows": self._get_scan_rows()}

    def scan(self, code, quantity=1):
        """Take what was scanned or typed.

        :param str code: barcode, ISBN in any spelling, or words to search
        :returns: ``{"status": "ok" | "unknown" | "choice" | "refused", …}``
        """
        self.ensure_one()
        self.check_access("write")
        text = str(code or "").strip()
        if not text:
            return self._refuse(self.env._("Nothing was scanned. Try again."))
        product = self._find_scanned(text)
        if product:
            return self._take(product, quantity)
        if is_mistyped_isbn(text):
            return self._refuse(self.env["product.template"]._bookstore_get_mistyped_message(text))
        if looks_like_code(text):
            return {
                "status": "unknown",
                "code": normalise_code(text),
                "is_isbn": is_isbn(text),
                "message": self.env._("%s is not known yet.", normalise_code(text)),
            }
        return self._get_choice(text)

    def scan_choice(self, product_id, quantity=1):
        """Take a title chosen in the list of answers."""
        self.ensure_one()
        self.check_access("write")
        product = self.env["product.product"].browse(product_id).exists()
        if not product:
            return self._refuse(self.env._("This title was deleted meanwhile. Search it again."))
        return self._take(product, quantity)

    def scan_new_title(self, code, name, price, publisher, label=None, quantity=1):
        """Make the record of an unknown title on the spot and take it (B57)."""
        self.ensure_one()
        self.check_access("write")
        if not (name or "").strip():
            return self._refuse(self.env._("A title needs a name. Type it and save again."))
        try:
            amount = float(read_number(price or "0", units=EUROS))
            if amount < 0:
                raise ValueError(price)
        except ValueError:
            return self._refuse(
                self.env._("“%s” is not a price. Type it like 12,50 and save again.", price)
            )
        if is_mistyped_isbn(code):
            return self._refuse(self.env["product.template"]._bookstore_get_mistyped_message(code))
        sql.guard_code(self.env, normalise_code(code) if code else fold_words(name))
        product = self._find_scanned(code) if code else None
        if not product:
            try:
                with self.env.cr.savepoint():
                    vals = self._prepare_new_title_vals(
                        code, name.strip(), amount, publisher, label
                    )
                    product = self.env["product.product"].create(vals)
            except (UserError, ValidationError) as error:
                return self._refuse(str(error.args[0]))
        return self._take(product, quantity)

    # -- internals --------------------------------------------------------------

    def _take(self, product, quantity):
        product = product._bookstore_get_kept()
        if isinstance(quantity, bool) or not isinstance(quantity, (int, float)):
            return self._refuse(
                self.env._("%s is no number of copies. Type a whole one.", quantity or "“”")
            )
        try:
            self._check_scannable()
            with self.env.cr.savepoint():
                taken = self._scan_title(product, quantity)
        except (UserError, ValidationError) as error:
            return self._refuse(str(error.args[0]))
        return {"status": "ok", "product_id": product.id, "title": product.name} | taken

    @api.model
    def _refuse(self, message):
        return {"status": "refused", "message": message}

    @api.model
    def _find_scanned(self, text):
        # An archived record is the same book: a second one would share its ISBN.
        products = self.env["product.product"].with_context(active_test=False)
        codes = spellings(text)
        domain = self._get_title_domain()
        for known in (Domain("barcode", "in", codes), Domain("default_code", "=", text)):
            product = products.search(domain & known, order="active desc, id", limit=1)
            if product:
                return product.with_env(self.env)._bookstore_get_kept()
        return products.browse()

    @api.model
    def _get_title_domain(self):
        company = self.env.company
        return Domain("is_storable", "=", True) & Domain("company_id", "in", [False, company.id])

    def _get_choice(self, text):
        domain = self._get_title_domain() & Domain("bookstore_find", "ilike", text)
        products = self.env["product.product"].search(domain, limit=12)
        if not products:
            return {
                "status": "unknown",
                "code": "",
                "is_isbn": False,
                "name": text,
                "message": self.env._("No title matches “%s”.", text),
            }
        return {
            "status": "choice",
            "titles": [
                {
                    "id": product.id,
                    "name": product.name,
                    "detail": product._bookstore_get_scan_detail(),
                    "places": product.bookstore_places,
                }
                for product in products
            ],
        }

    @api.model
    def _prepare_new_title_vals(self, code, name, price, publisher, label):
        vals = {
            "name": name,
            "type": "consu",
            "is_storable": True,
            "list_price": price,
            "available_in_pos": True,
            "bookstore_interesting": True,
            "bookstore_is_title": True,
            "barcode": normalise_code(code) if code else False,
            "bookstore_publisher_id": self._find_or_create_publisher(publisher).id,
        }
        # A book without ISBN has a publisher; a bag has none.
        if is_isbn(code) or vals["bookstore_publisher_id"]:
            vals |= self.env.company._bookstore_prepare_book_tax_vals()
        if label and label.strip():
            tags = self.env["product.tag"]
            tag = tags.search([("name", "=ilike", label.strip())], limit=1)
            tag = tag or tags.sudo().create({"name": label.strip()})  # sudo: labels are free words
            vals["product_tag_ids"] = [(4, tag.id)]
        return vals

    @api.model
    def _find_or_create_publisher(self, name):
        partners = self.env["res.partner"]
        name = (name or "").strip()
        if not name:
            return partners
        domain = Domain("name", "=ilike", name) & Domain("bookstore_is_publisher", "=", True)
        publisher = partners.search(domain, limit=1)
        # sudo: whoever unpacks a parcel may name a publisher, not edit contacts
        return publisher or partners.sudo().create(
            {"name": name, "is_company": True, "bookstore_is_publisher": True}
        )
