from odoo import Command, api, models

from . import gate_seller


class SuiteDemo(models.AbstractModel):
    """What the demonstrations of all add-ons need."""

    _name = "suite.demo"
    _description = "Demonstration Data"

    @api.model
    def _demo_load_words(self, module):
        """Load the translated words of an add-on now.

        Odoo loads them after the demo data, and what the chatter and stored texts say stays.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env["ir.module.module"]._load_module_terms([module], languages)
        self.env.registry.clear_cache()
        self.env.invalidate_all()

    @api.model
    def _demo_partners(self, names):
        """Return the people of these names, in this order: those who are there, else new ones.

        The add-ons of one seller tell of the same customers, whichever of them came first.
        """
        partners = self.env["res.partner"]
        company = ("company_id", "in", (False, self.env.company.id))
        for name in names:
            known = [("name", "=", name), ("parent_id", "=", False), company]
            partners += partners.search(known, limit=1) or partners.create(
                self._prepare_partner(name, *gate_seller.PEOPLE[name])
            )
        return partners

    def _prepare_partner(self, name, street, postcode, city, phone, email, contact, function):
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang
        person = {"name": contact, "function": function, "lang": lang}
        if contact:
            slug = self.env["ir.http"]._slugify(contact)
            person["email"] = f"{slug.replace('-', '.')}@example.com"
        return {
            "name": name,
            "is_company": not name.startswith("Mme"),
            "street": street,
            "zip": postcode,
            "city": city,
            "country_id": self.env.ref("base.fr").id,
            "phone": phone,
            "email": email,
            "lang": lang,
            "child_ids": [Command.create(person)] if contact else [],
        }

    @api.model
    def _demo_speak(self, code):
        """Let people choose a language."""
        self.env["res.lang"]._activate_lang(code)
