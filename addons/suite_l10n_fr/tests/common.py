"""A French company with its chart, a professional and a consumer, goods and a service."""

from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

SIRET = "73282932000074"


class FrenchLawCommon(AccountTestInvoicingCommon):
    chart_template = "fr"

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        modules = ["web", "account", "l10n_fr_account", "sale", "suite_l10n_fr"]
        cls.env["ir.module.module"]._load_module_terms(modules, ["fr_FR"])
        cls.company = cls.company_data["company"]
        cls.company.write(
            {
                "company_registry": SIRET,
                "fr_penalty_rate": "legal",
                "fr_mediator_name": "Médiation du commerce, 1 rue Neuve, Paris",
                "fr_mediator_url": "https://mediateur.example",
            }
        )
        cls.company.partner_id.lang = "fr_FR"
        france = cls.env.ref("base.fr")
        values = {"lang": "fr_FR", "country_id": france.id}
        cls.professional = cls.env["res.partner"].create(
            {**values, "name": "Garage Martin", "is_company": True, "company_registry": SIRET}
        )
        cls.consumer = cls.env["res.partner"].create({**values, "name": "Jeanne Petit"})
        cls.goods_tax = cls._make_tax("consu")
        cls.service_tax = cls._make_tax("service")
        cls.goods = cls._make_product("Micro", "consu")
        cls.service = cls._make_product("Montage", "service")

    @classmethod
    def _make_tax(cls, scope):
        return cls.company_data["default_tax_sale"].copy({"name": scope, "tax_scope": scope})

    @classmethod
    def _make_product(cls, name, kind):
        return cls.env["product.product"].create(
            {"name": name, "type": kind, "list_price": 100, "taxes_id": False}
        )

    @classmethod
    def _make_invoice(cls, partner, *lines, **values):
        """``lines`` are (product, tax)."""
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 100,
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                    for product, tax in lines
                ],
                **values,
            }
        )
