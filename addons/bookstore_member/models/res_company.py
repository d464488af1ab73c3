from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

ACCOUNT_CODE = "419749"  # the next free one is taken: 4197, customers – other credits (PCG)

MADE_ONCE = frozenset(
    {
        *("bookstore_member_program_id", "bookstore_member_account_id"),
        *("bookstore_member_journal_id", "bookstore_member_product_id"),
        "bookstore_member_payment_id",
    }
)


class ResCompany(models.Model):
    _inherit = "res.company"

    bookstore_member_program_id = fields.Many2one(
        "loyalty.program", "Wallet of the Members", ondelete="restrict", copy=False, readonly=True
    )
    bookstore_member_account_id = fields.Many2one(
        "account.account",
        "Account of the Wallets",
        ondelete="restrict",
        copy=False,
        readonly=True,
        help="What the bookshop owes its members: contributions come in here, books are paid from"
        " here. Nothing else is booked on it.",
    )
    bookstore_member_journal_id = fields.Many2one(
        "account.journal",
        "Journal of Contributions",
        ondelete="restrict",
        copy=False,
        readonly=True,
    )
    bookstore_member_product_id = fields.Many2one(
        "product.product", "Contribution", ondelete="restrict", copy=False, readonly=True
    )
    bookstore_member_payment_id = fields.Many2one(
        "product.product", "Payment by Wallet", ondelete="restrict", copy=False, readonly=True
    )
    bookstore_member_mail = fields.Boolean(
        "Statements by Mail",
        default=True,
        help="Each member receives the statement of the month by mail once the month is over.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._bookstore_member_check_made_once(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._bookstore_member_check_made_once(vals)
        return super().write(vals)

    def _bookstore_member_check_made_once(self, vals):
        """Whoever changes them takes the guards off the wallets, or the money out of the proof."""
        if MADE_ONCE.intersection(vals) and not self.env.su:
            raise AccessError(
                self.env._(
                    "The wallets, the account, the journal and the articles of the members are made"
                    " with the first member and stay: nobody types them."
                )
            )

    def _bookstore_member_activate(self):
        """Create once what members need: account, journal, articles and Odoo's eWallet."""
        for company in self.filtered(lambda company: not company._bookstore_member_is_active()):
            company._activate_bookstore()
            self.env["suite.concurrency"]._take(company)
            if not company._bookstore_member_is_active():
                lang = company.partner_id.lang or self.env.lang
                # sudo: who takes the first member may write neither companies nor accounts
                company = company.sudo().with_company(company).with_context(lang=lang)
                company.write(company._bookstore_member_prepare_vals())

    def _bookstore_member_is_active(self):
        # sudo: whether there are members is no secret
        return bool(self.sudo().bookstore_member_program_id)

    def _bookstore_member_prepare_vals(self):
        account = self._bookstore_member_create_account()
        contribution, payment = self._bookstore_member_create_products(account)
        program = self.env["loyalty.program"].create(
            self._bookstore_member_prepare_program(contribution, payment)
        )
        journal = self.env["account.journal"].create(
            {
                "name": self.env._("Members' contributions"),
                "code": "COTI",
                "type": "sale",
                "company_id": self.id,
                "default_account_id": account.id,
                "sequence": 90,
            }
        )
        return {
            "bookstore_member_account_id": account.id,
            "bookstore_member_product_id": contribution.id,
            "bookstore_member_payment_id": payment.id,
            "bookstore_member_program_id": program.id,
            "bookstore_member_journal_id": journal.id,
        }

    def _bookstore_member_create_account(self):
        accounts = self.env["account.account"]
        return accounts.create(
            {
                "name": self.env._("Members' wallets"),
                "code": accounts._search_new_account_code(ACCOUNT_CODE),
                "account_type": "liability_current",
                "company_ids": [Command.set(self.ids)],
            }
        )

    def _bookstore_member_create_products(self, account):
        """Neither is turnover and neither bears VAT: the one brings the money in, the other one pays.

        The VAT of the books is owed in full when they are taken: a wallet that pays books of 5.5 %
        and other articles of 20 % is a voucher for several uses (CGI, art. 256 ter; directive (EU)
        2016/1065).
        """
        vals = {
            "type": "service",
            "invoice_policy": "order",
            "sale_ok": False,
            "purchase_ok": False,
            "list_price": 0,
            "taxes_id": [Command.clear()],
            "property_account_income_id": account.id,
            "company_id": self.id,
        }
        return self.env["product.product"].create(
            [
                vals | {"name": self.env._("Member's contribution")},
                vals | {"name": self.env._("Paid with the member's wallet")},
            ]
        )

    def _bookstore_member_prepare_program(self, contribution, payment):
        return {
            "name": self.env._("Members' wallet"),
            "program_type": "ewallet",
            "applies_on": "future",
            "trigger": "auto",
            "company_id": self.id,
            "currency_id": self.currency_id.id,
            "portal_visible": True,
            "portal_point_name": self.currency_id.symbol,
            "communication_plan_ids": [Command.clear()],
            "rule_ids": [
                Command.clear(),
                Command.create(
                    {
                        "reward_point_amount": 1,
                        "reward_point_mode": "money",
                        "product_ids": [Command.set(contribution.ids)],
                    }
                ),
            ],
            "reward_ids": [
                Command.clear(),
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount_mode": "per_point",
                        "discount": 1,
                        "discount_applicability": "order",
                        "required_points": 0.01,
                        "description": payment.name,
                        "discount_line_product_id": payment.id,
                    }
                ),
            ],
        }

    def _bookstore_member_get_products(self):
        """What brings money on a wallet and what pays with it."""
        return self.bookstore_member_payment_id | self.bookstore_member_product_id

    def _bookstore_member_get_programs(self):
        """The members' programs of all companies."""
        companies = self.with_context(active_test=False)
        return companies.search(
            [("bookstore_member_program_id", "!=", False)]
        ).bookstore_member_program_id

    def _bookstore_member_get_wallets(self):
        """All wallets of the members' programs."""
        programs = self._bookstore_member_get_programs()
        cards = self.env["loyalty.card"].with_context(active_test=False)
        return cards.search([("program_id", "in", programs.ids)], order="id")
