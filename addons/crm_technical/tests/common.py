from odoo.tests import new_test_user

from odoo.addons.crm_technical_spec.tests.common import SpecCommon


class TechnicalCommon(SpecCommon):
    """A customer with an opportunity, three motors, a salesperson and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.ip | cls.torque).print_on_invoice = True
        cls.strong = cls._create_motor(
            "Strong",
            texts={cls.torque: "9 N·m", cls.supply: "10-30 V", cls.ip: "IP66", cls.weight: "12 kg"},
            list_price=900,
            standard_price=600,
        )
        cls.light = cls._create_motor(
            "Light",
            texts={cls.torque: "4.8 N·m", cls.supply: "24 V", cls.ip: "IP65", cls.weight: "7 kg"},
            list_price=500,
            standard_price=300,
        )
        cls.silent = cls._create_motor("Silent", texts={cls.ip: "IP67"}, list_price=300)
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Copropriété Les Tilleuls",
                "email": "tilleuls@example.com",
                "is_company": True,
            }
        )
        groups = "sales_team.group_sale_salesman,base.group_user"
        cls.seller = new_test_user(cls.env, "tech_seller", groups)
        cls.rival = new_test_user(cls.env, "tech_rival", groups)
        cls.manager = new_test_user(cls.env, "tech_manager", "sales_team.group_sale_manager")
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Gate of Les Tilleuls",
                "partner_id": cls.partner.id,
                "user_id": cls.seller.id,
                "type": "opportunity",
            }
        )

    @classmethod
    def _create_need(cls, *criteria, **values):
        """Create a need sheet; a criterion is ``(attribute, operator, text[, necessity, weight])``."""
        return cls.env["tech.requirement"].create(
            {
                "name": "Motor for a gate",
                "lead_id": cls.lead.id,
                "family_id": cls.motors.id,
                "user_id": cls.seller.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "attribute_id": attribute.id,
                            "operator": operator,
                            "value_text": text,
                            "necessity": rest[0] if rest else "must",
                            "weight": rest[1] if len(rest) > 1 else 1,
                        },
                    )
                    for attribute, operator, text, *rest in criteria
                ],
                **values,
            }
        )

    @classmethod
    def _create_quote(cls, product=None, need=None, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.seller.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": (product or cls.strong).product_variant_id.id,
                            "tech_requirement_id": need.id if need else False,
                        },
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _create_sent_quote(cls, product=None, need=None, **values):
        quote = cls._create_quote(product, need, **values)
        quote.action_quotation_sent()
        return quote

    @classmethod
    def _create_promoted_quote(cls):
        """Create a quote of 900 with a promotion of 10 %."""
        cls.env["loyalty.program"].create(
            {
                "name": "Spring of gates",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [(0, 0, {})],
                "reward_ids": [
                    (
                        0,
                        0,
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        },
                    )
                ],
            }
        )
        quote = cls._create_quote(cls.strong)
        quote._update_programs_and_rewards()
        for coupon, rewards in quote._get_claimable_rewards().items():
            quote._apply_program_reward(rewards[:1], coupon)
        return quote

    def _verdicts(self, quote):
        return {row.label: row.verdict for row in quote.tech_compliance_ids}
