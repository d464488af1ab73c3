from odoo import models
from odoo.fields import Command


class ResCompany(models.Model):
    """The price lists of the members' discount: for books, in shops that sell books."""

    _inherit = "res.company"

    def _bookstore_member_get_price_list(self, discount):
        """The price list of a discount in percent; made when it is first asked for."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        # sudo: who takes a member may not write price lists
        company = self.sudo().with_company(self).with_context(lang=lang)
        lists = company.env["product.pricelist"]
        own = [("company_id", "=", self.id), ("bookstore_member_discount", "!=", 0)]
        found = lists.search(own).filtered(lambda one: one._bookstore_member_gives(discount))
        company._bookstore_member_keep_public_prices()
        return found[:1] or lists.create(company._bookstore_member_prepare_price_list(discount))

    def _bookstore_member_prepare_price_list(self, discount):
        return {
            "sequence": 1000,
            "name": self.env._("Members, %g %% off books", discount),
            "company_id": self.id,
            "currency_id": self.currency_id.id,
            "bookstore_member_discount": discount,
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "3_global",
                        "compute_price": "percentage",
                        "percent_price": discount,
                    }
                )
            ],
        }

    def _bookstore_member_keep_public_prices(self):
        """Odoo gives everybody the first price list it finds: that is never the members'."""
        lists = self.env["product.pricelist"]
        others = [
            ("company_id", "in", [self.id, False]),
            ("country_group_ids", "=", False),
            ("currency_id", "=", self.currency_id.id),
            ("sequence", "<", 1000),
        ]
        if not lists.search_count(others, limit=1):
            lists.create(
                {
                    "name": self.env._("Public price"),
                    "company_id": self.id,
                    "currency_id": self.currency_id.id,
                    "sequence": 1,
                }
            )

    def _bookstore_member_show_price_lists(self, price_list):
        """Price lists are used at all, and known at the tills that sell books."""
        # sudo: same reason as above
        env = self.sudo().env
        user, lists = env.ref("base.group_user"), env.ref("product.group_product_pricelist")
        if lists not in user.all_implied_ids:
            user._apply_group(lists)
        tills = env["pos.config"].search([("company_id", "=", self.id)])
        tills = tills.filtered(lambda till: price_list not in till.available_pricelist_ids)
        tills._bookstore_member_filter_shops().write(
            {"use_pricelist": True, "available_pricelist_ids": [Command.link(price_list.id)]}
        )
