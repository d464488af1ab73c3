from odoo import models

# What reaches a person, and what an invoice does not have to show.
REACH = ("email", "phone", "website", "comment", "function", "image_1920")
# What an invoice shows: it stays as long as an invoice is kept.
IDENTITY = ("street", "street2", "zip", "city", "vat", "company_registry", "ref", "barcode")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _privacy_erase(self):
        """Empty the cards of a person; what an invoice shows stays while the law keeps invoices."""
        for partner in self.with_context(tracking_disable=True, mail_notrack=True):
            names = [name for name in REACH if name in partner._fields]
            values = dict.fromkeys(names, False)
            if not partner._privacy_has_invoices():
                values |= dict.fromkeys((n for n in IDENTITY if n in partner._fields), False)
                values["name"] = partner._privacy_get_mark_name()
            partner.write(values)
            if not partner.user_ids.filtered("active"):
                partner.active = False

    def _privacy_get_mark_name(self):
        lang = self.env.company.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env._("Erased person %s", self.id)

    def _privacy_has_invoices(self):
        """Whether a posted document of accounting shows the person (C. com. L123-22: ten years)."""
        self.ensure_one()
        if "account.move" not in self.env:
            return False
        Move = self.env["account.move"]
        names = ("partner_id", "commercial_partner_id", "partner_shipping_id")
        domain = ["|"] * (len([n for n in names if n in Move._fields]) - 1)
        domain += [(name, "=", self.id) for name in names if name in Move._fields]
        return bool(Move.search_count([("state", "=", "posted"), *domain], limit=1))

    def _privacy_is_own(self):
        """An employee, or one of our own companies: no request of a customer concerns it."""
        self.ensure_one()
        users = self.with_context(active_test=False).user_ids
        companies = self.env["res.company"].search_count([("partner_id", "=", self.id)], limit=1)
        return bool(companies) or any(user._is_internal() for user in users)
