from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.crm_technical_aftersales.tests.common import AfterSalesCommon

DASHBOARDS = {"contracts": "contract_dashboard.json", "service": "service_dashboard.json"}


class ServiceCommon(AfterSalesCommon):
    """Contracts of each fate, cases that are late, kept, missed and waiting, goods that came back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.anna = new_test_user(cls.env, "service_anna", "sales_team.group_sale_salesman")
        cls.boss = new_test_user(
            cls.env,
            "service_boss",
            "sales_team.group_sale_manager,account.group_account_invoice,"
            "crm_technical_aftersales.group_aftersales_manager",
        )
        # notice until in about 20 days; ends in about 80
        cls.tacit = cls._contract(cls.anna, months=10, days=10, amount=1200)
        # ends in about 20 days, by itself
        cls.ending = cls._contract(cls.boss, months=11, days=10, amount=600, renewal="none")
        cls.far = cls._contract(cls.boss, months=1, amount=50, recurrence="month")
        cls.env["tech.sla"].create(
            {"name": "Usual", "answer_hours": 4, "solve_hours": 16, "sequence": 0}
        )
        cls.sold = cls._sell(40)
        cls.reason = cls.env.ref("crm_technical_aftersales.reason_dead")
        cls.solved = cls._case(days=20, quantity=2, decision="replace")
        cls.solved.line_ids.action_decide()
        cls.solved.action_solve()
        cls.kept = cls._case(days=0)
        cls.kept.action_solve()
        cls.late = cls._case(days=15, quantity=1)
        cls.waiting = cls._case(days=3)
        cls.waiting.action_wait()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _contract(cls, user, months, days=0, **values):
        contract = cls.env["tech.contract"].create(
            {
                "title": "Maintenance",
                "partner_id": cls.customer.id,
                "user_id": user.id,
                "date_start": cls.today - relativedelta(months=months, days=days),
                "first_months": 12,
                "notice_months": 1,
                "recurrence": "year",
                **values,
            }
        )
        contract.action_start()
        return contract

    @classmethod
    def _case(cls, days, quantity=0, decision=False):
        case = cls._open(
            cls.sold if quantity else None,
            kind="claim",
            opened_on=fields.Datetime.now() - relativedelta(days=days),
        )
        if quantity:
            cls._line(case, cls.sold, quantity=quantity, decision=decision, reason_id=cls.reason.id)
        return case
