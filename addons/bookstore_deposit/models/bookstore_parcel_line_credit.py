from odoo import api, models

TITLE_FIELDS = frozenset({"product_id", "return_of"})
TERMS_FIELDS = TITLE_FIELDS | {"quantity"}  # which copies a line takes


class BookstoreParcelLine(models.Model):
    """Copies that go back for credit: at the prices by which they came, the oldest first."""

    _inherit = "bookstore.parcel.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Lines that were typed together did not know of one another."""
        lines = super().create(vals_list)
        alone = lines._get_credit_terms(apart=True)
        lines.filtered(lambda line: alone.get(line) == (line.price, line.discount))._follow_terms()
        return lines

    def write(self, vals):
        """Other copies go back: they may have come at other prices, unless one is typed."""
        if not TERMS_FIELDS & set(vals):
            return super().write(vals)
        lines = self.parcel_id.line_ids if TITLE_FIELDS & set(vals) else self
        followers = lines._get_followers()
        result = super().write(vals)
        (followers - self if {"price", "discount"} & set(vals) else followers)._follow_terms()
        return result

    def unlink(self):
        followers = self._get_followers() - self
        result = super().unlink()
        followers._follow_terms()
        return result

    @api.depends("product_id", "return_of")
    def _compute_price(self):
        terms = self._get_credit_terms()
        for line in self:
            line.price = terms[line][0] if line in terms else line.product_id.lst_price

    @api.depends("parcel_id.discount", "parcel_id.kind", "return_of")
    def _compute_discount(self):
        terms = self._get_credit_terms()
        for line in self:
            usual = 100.0 if line.parcel_id.kind == "gift" else line.parcel_id.discount
            line.discount = terms[line][1] if line in terms else usual

    @api.onchange("quantity")
    def _onchange_quantity(self):
        """A line that is being typed is told its price before its number is."""
        if not self._origin and (terms := self._get_credit_terms()):
            self.price, self.discount = terms[self]

    def _get_credit_terms(self, apart=False):
        """``{line: (public price, discount)}`` by which copies that go back for credit came.

        Lines of one title take the oldest copies one after the other.

        :param apart: these lines do not take before one another, only after the others
        """
        terms = {}
        for parcel, lines in self.filtered("parcel_id").grouped("parcel_id").items():
            if parcel.kind != "return":
                continue
            firm = lines._get_same_titles(parcel).filtered(lambda line: line.return_of == "firm")
            layers = parcel._get_firm_layers(firm.product_id)
            for title, same in firm.grouped(
                lambda line: line.product_id._bookstore_get_kept().id
            ).items():
                before = 0.0
                for line in same:
                    taken = parcel._take_layers(layers[title], line.quantity, before)
                    before += 0.0 if apart and line in lines else line.quantity
                    if taken and line in lines:
                        terms[line] = line._get_mean_terms(taken)
        return terms

    def _get_same_titles(self, parcel):
        """:return: these lines and those of the parcel that send the same titles back, in order"""
        others = parcel.line_ids
        if any(not line._origin for line in self):  # being typed: its form holds a copy of it, too
            others = others.filtered(lambda line: line._origin)
        kept = self.product_id._bookstore_get_kept()
        return others.filtered(lambda line: line.product_id._bookstore_get_kept() & kept) | self

    def _get_mean_terms(self, taken):
        """Of copies that came at several prices: the mean, and the discount that makes their cost."""
        if len({(line.price, line.discount) for _copies, line in taken}) == 1:
            return taken[0][1].price, taken[0][1].discount
        copies = sum(part for part, _line in taken)
        digits = self.env["decimal.precision"].precision_get("Product Price")
        price = round(sum(part * line.price for part, line in taken) / copies, digits)
        cost = sum(part * line._get_unit_cost() for part, line in taken) / copies
        excluded = self._get_price_excluded(price)
        return price, round(100 * (1 - cost / excluded), 2) if excluded else 0.0

    def _get_followers(self):
        """:return: the lines of these titles that have the prices by which their copies came"""
        lines = self.browse()
        for parcel, own in self.filtered("parcel_id").grouped("parcel_id").items():
            lines |= own._get_same_titles(parcel)
        terms = lines._get_credit_terms()
        return self.browse(
            line.id for line, found in terms.items() if found == (line.price, line.discount)
        )

    def _follow_terms(self):
        for line, found in self._get_credit_terms().items():
            if found != (line.price, line.discount):
                line.price, line.discount = found
