from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.crm_technical_spec.tests.common import SpecCommon


class TrainingCommon(SpecCommon):
    """A course on gate motors whose test has one question, a seller, a rival and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        groups = "sales_team.group_sale_salesman,base.group_user"
        cls.seller = new_test_user(cls.env, "training_seller", groups)
        cls.rival = new_test_user(cls.env, "training_rival", groups)
        cls.manager = new_test_user(cls.env, "training_manager", "sales_team.group_sale_manager")
        team = cls.env["crm.team"].create({"name": "Gates"})
        cls.env["crm.team.member"].create(
            [{"user_id": user.id, "crm_team_id": team.id} for user in cls.seller | cls.rival]
        )
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Motors: the test",
                "access_mode": "token",
                "users_login_required": True,
                "scoring_type": "scoring_with_answers",
                "scoring_success_min": 80,
                "certification": True,
                "certification_mail_template_id": False,
                "certification_validity_months": 12,
                "questions_layout": "one_page",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "What does a full leaf catch?",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create(
                                    {"value": "Wind", "is_correct": True, "answer_score": 10}
                                ),
                                Command.create({"value": "Nothing"}),
                            ],
                        }
                    )
                ],
            }
        )
        cls.channel = cls.env["slide.channel"].create(
            {
                "name": "Gate motors",
                "channel_type": "training",
                "enroll": "public",
                "visibility": "connected",
                "is_published": True,
                "tech_family_ids": [Command.set(cls.motors.ids)],
                "publish_template_id": False,
                "completed_template_id": False,
            }
        )
        cls.lesson, cls.slide = cls.env["slide.slide"].create(
            [
                {
                    "name": "Read a gate",
                    "channel_id": cls.channel.id,
                    "slide_category": "article",
                    "html_content": "<p>Measure it.</p>",
                    "is_published": True,
                },
                {
                    "name": "Motors: the test",
                    "channel_id": cls.channel.id,
                    "slide_category": "certification",
                    "survey_id": cls.survey.id,
                    "is_published": True,
                },
            ]
        )
        cls.motor = cls._create_motor("Strong")

    @classmethod
    def _take_test(cls, user, right=True, **values):
        """Take the test as a member of the course; return the attempt."""
        cls.channel._action_add_members(user.partner_id)
        place = cls.env["slide.slide.partner"].search(
            [("slide_id", "=", cls.slide.id), ("partner_id", "=", user.partner_id.id)]
        ) or cls.env["slide.slide.partner"].create(
            {
                "slide_id": cls.slide.id,
                "channel_id": cls.channel.id,
                "partner_id": user.partner_id.id,
            }
        )
        attempt = cls.survey._create_answer(
            partner=user.partner_id,
            check_attempts=False,
            slide_id=cls.slide.id,
            slide_partner_id=place.id,
            invite_token=cls.env["survey.user_input"]._generate_invite_token(),
            **values,
        )
        question = cls.survey.question_ids
        chosen = question.suggested_answer_ids.filtered(lambda one: one.is_correct == right)
        attempt._save_lines(question, str(chosen.id))
        attempt._mark_done()
        return attempt

    @classmethod
    def _today(cls):
        """The day of the people here, which is not UTC's after midnight."""
        return fields.Date.context_today(cls.channel)

    @classmethod
    def _certificates(cls, user):
        return cls.env["tech.training.certificate"].search([("user_id", "=", user.id)])

    @classmethod
    def _create_quote(cls, user, product=None):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Les Tilleuls"}).id,
                "user_id": user.id,
                "order_line": [
                    Command.create({"product_id": (product or cls.motor).product_variant_id.id})
                ],
            }
        )
