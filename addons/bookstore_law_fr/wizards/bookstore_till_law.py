from odoo import api, fields, models, release
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import get_manifest

ADDONS = ("bookstore_deposit", "bookstore_law_fr", "l10n_fr_pos_cert", "point_of_sale")


class BookstoreTillLaw(models.TransientModel):
    """What the law asks of a till, what this one does, and what its publisher has to attest.

    CGI art. 286, I, 3° bis: the software of a till is covered by a certificate or by an individual
    attestation of its publisher. This page holds the facts; it is neither of the two.
    """

    _name = "bookstore.till.law"
    _description = "The Till and the Law"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    versions = fields.Char(compute="_compute_versions")
    is_concerned = fields.Boolean(compute="_compute_chain")
    order_count = fields.Integer("Sales in the Chain", compute="_compute_chain")
    last_number = fields.Integer(compute="_compute_chain")
    gap_count = fields.Integer(
        "Missing Numbers", compute="_compute_chain", help="Numbers of the chain that no sale has."
    )
    altered = fields.Char(
        "Altered Sales", compute="_compute_chain", help="Sales whose data no longer match."
    )
    unhashed_count = fields.Integer(
        "Sales outside the Chain",
        compute="_compute_chain",
        help="Sales paid before the chain was switched on.",
    )
    is_clean = fields.Boolean("Chain without Gap nor Alteration", compute="_compute_chain")

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("The Till and the Law")

    @api.depends("company_id")
    def _compute_versions(self):
        parts = [f"Odoo {release.version}"]
        parts += [f"{addon} {get_manifest(addon)['version']}" for addon in ADDONS]
        self.versions = " · ".join(parts)

    @api.depends("company_id")
    def _compute_chain(self):
        for page in self:
            page.update(page._get_chain())

    def _get_chain(self):
        self.check_access("read")
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("Open this page in the company whose till it is about."))
        # sudo: counts and names of sales, for the people of the bookshop who read this page
        company = self.sudo().company_id
        paid = [("company_id", "=", company.id), ("state", "in", ["paid", "done"])]
        chained = [*paid, ("l10n_fr_secure_sequence_number", "!=", 0)]
        orders = company.env["pos.order"]
        count = orders.search_count(chained)
        last = orders.search(chained, order="l10n_fr_secure_sequence_number desc", limit=1)
        altered = self._find_altered(company) if count else ""
        gaps = last.l10n_fr_secure_sequence_number - count if count else 0
        return {
            "is_concerned": company._is_accounting_unalterable(),
            "order_count": count,
            "last_number": last.l10n_fr_secure_sequence_number,
            "gap_count": gaps,
            "altered": altered,
            "unhashed_count": orders.search_count(paid) - count,
            "is_clean": bool(count) and not gaps and not altered,
        }

    @api.model
    def _find_altered(self, company):
        """Names of the sales that the integrity report of Odoo finds altered."""
        if not company._is_accounting_unalterable():
            return ""
        speaking = company.with_context(lang=self.env.lang or "en_US")
        corrupted = speaking._check_pos_hash_integrity()["corrupted_orders"]
        return "" if corrupted == "None" else corrupted

    @api.model
    def action_open(self):
        """Open the page of the current company."""
        page = self.create({})
        return page._get_records_action(name=page.display_name, target="current")

    def action_print_integrity(self):
        """Odoo's own integrity report, to keep or to show."""
        self.ensure_one()
        self.check_access("read")
        if not self.order_count:
            raise UserError(
                self.env._(
                    "No sale of %s is in the chain yet: there is nothing to prove. Sell something at"
                    " the till first.",
                    self.company_id.name,
                )
            )
        return self.company_id._action_check_pos_hash_integrity()
