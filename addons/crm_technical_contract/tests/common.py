from odoo.tests import TransactionCase, new_test_user


class ContractCommon(TransactionCase):
    """A customer, a salesperson, and a builder of contracts that run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.partner = cls.env["res.partner"].create(
            {"name": "Bellevue", "is_company": True, "email": "bellevue@example.com"}
        )
        cls.seller = new_test_user(cls.env, "contract_seller", "sales_team.group_sale_salesman")
        cls.rival = new_test_user(cls.env, "contract_rival", "sales_team.group_sale_salesman")
        cls.index = cls.env["tech.index"].create({"name": "Costs"})
        cls._set_index("2025-01-01", 300)

    @classmethod
    def _set_index(cls, day, value):
        return cls.env["tech.index.value"].create(
            {"index_id": cls.index.id, "date": day, "value": value}
        )

    @classmethod
    def _create_contract(cls, start="2025-01-01", **values):
        return cls.env["tech.contract"].create(
            {
                "title": "Maintenance",
                "partner_id": cls.partner.id,
                "user_id": cls.seller.id,
                "date_start": start,
                "first_months": 12,
                "renewal_months": 12,
                "notice_months": 2,
                "amount": 1200,
                "recurrence": "year",
                **values,
            }
        )

    @classmethod
    def _start(cls, *args, **values):
        contract = cls._create_contract(*args, **values)
        contract.action_start()
        return contract
