from odoo import api, models

from odoo.addons.bookstore_deposit.core.ownership import EPSILON


class BookstoreNeed(models.Model):
    """Whom a title is ordered from: who supplies it, and did not answer “elsewhere”."""

    _inherit = "bookstore.need"

    @api.depends("product_id", "company_id")
    def _compute_partner_id(self):
        """The best rated of those who supply the title, else who brought it last; not who answered
        that it is to be ordered elsewhere."""
        nobody = self.env["res.partner"]
        suppliers = self.product_id._get_bookstore_suppliers()
        last, refusers = self._get_last_distributors(), self._get_refusers()
        for need in self:
            refused = refusers.get((need.company_id.id, need.product_id.id), nobody)
            known = suppliers.get(need.product_id, nobody) - refused
            rated = known.sorted(lambda partner: -int(partner.bookstore_rating or 0))
            brought = last.get(need.product_id, nobody) - refused
            need.partner_id = need.partner_id or rated[:1] or brought

    def _get_last_distributors(self):
        groups = self.env["bookstore.parcel.line"]._read_group(
            [
                ("product_id", "in", self.product_id._bookstore_get_family()),
                ("company_id", "in", self.company_id.ids),
                ("parcel_id.state", "=", "done"),
                ("parcel_id.kind", "!=", "return"),
                ("parcel_id.partner_id", "!=", False),
            ],
            ["product_id"],
            ["id:max"],
        )
        lines = self.env["bookstore.parcel.line"].browse(
            sorted(line_id for _title, line_id in groups)
        )
        return {line.product_id._bookstore_get_kept(): line.parcel_id.partner_id for line in lines}

    def _get_refusers(self):
        """``{(company id, title id): distributors who answered “elsewhere” to its last order}``,
        and from whom it did not come all the same.
        """
        # sudo: what was answered is needed to advise whoever orders
        lines = self.env["purchase.order.line"].sudo()
        groups = lines._read_group(
            [
                ("product_id", "in", self.product_id._bookstore_get_family()),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "purchase"),
            ],
            ["company_id", "product_id", "partner_id"],
            ["id:max"],
        )
        latest = {}
        for line in lines.browse(sorted(group[-1] for group in groups)):
            title = line.product_id._bookstore_get_kept()
            latest[line.company_id.id, title.id, line.partner_id] = line
        refusers = {}
        for (company_id, title_id, partner), line in latest.items():
            came = line.qty_received > line.product_qty - EPSILON
            if line.bookstore_answer_id.consequence == "elsewhere" and not came:
                known = refusers.get((company_id, title_id), self.env["res.partner"])
                refusers[company_id, title_id] = known | partner.with_env(self.env)
        return refusers

    def _leave_refusers(self):
        """Who answered “elsewhere” is not asked again: the next one who has it, or nobody yet."""
        refusers = self._get_refusers()
        refused = self.filtered(
            lambda need: (
                need.state == "open"
                and need.partner_id in refusers.get((need.company_id.id, need.product_id.id), ())
            )
        )
        refused.partner_id = False
        refused._compute_partner_id()

    @api.model
    def _leave_refused(self, lines):
        """These lines were answered: what is open of their titles is not asked there again."""
        for company, group in lines.grouped("company_id").items():
            self.search(
                [
                    ("company_id", "=", company.id),
                    ("product_id", "in", group.product_id._bookstore_get_kept().ids),
                    ("state", "=", "open"),
                ]
            )._leave_refusers()
