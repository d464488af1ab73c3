import base64
from datetime import timedelta

from odoo import Command, api, fields, models

from ..core.validity import valid_until
from .courses import COURSES, RESULTS
from .memo import draw_memo

PEOPLE = {"camille": ("lea", "Léa Marchand"), "thomas": ("hugo", "Hugo Vidal")}
"""The sellers of Technical Sales, and who stands in for them where it is not installed."""


class TechTrainingDemo(models.AbstractModel):
    """Two courses with their tests, and a team that passed some of them."""

    _name = "tech.training.demo"
    _description = "Demonstration Training"

    @api.model
    def _demo_training(self):
        demo = self.with_context(
            tracking_disable=True,
            mail_notrack=True,
            no_reset_password=True,
            lang="fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else None,
        )
        self.env["suite.demo"]._demo_load_words("crm_technical_training")
        people = demo._demo_people()
        channels = {code: demo._demo_course(code, *facts) for code, facts in COURSES.items()}
        for login, code, days, right in RESULTS:
            demo._demo_result(people[login], channels[code], days, right)
        demo.env["tech.training.certificate"]._cron_certificates()

    def _demo_people(self):
        """Return the two sellers of the demonstration."""
        users = self.env["res.users"]
        groups = self.env.ref("base.group_user") | self.env.ref("sales_team.group_sale_salesman")
        team = self.env.ref("sales_team.team_sales_department")
        people = {}
        for known, (login, name) in PEOPLE.items():
            user = users.search([("login", "=", known)]) or users.create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.com",
                    "lang": self.env.context.get("lang") or "en_US",
                    "company_id": self.env.company.id,
                    "company_ids": [Command.set(self.env.company.ids)],
                    "group_ids": [Command.set(groups.ids)],
                }
            )
            if not user.crm_team_member_ids:
                self.env["crm.team.member"].create({"user_id": user.id, "crm_team_id": team.id})
            people[known] = user
        return people

    def _demo_course(self, code, name, description, months, lessons, questions):
        family = self.env.ref(f"crm_technical_spec.demo_family_{code}")
        survey = self._demo_test(name, months, questions)
        channel = self.env["slide.channel"].create(
            {
                "name": name,
                "description": f"<p>{description}</p>",
                "description_short": f"<p>{description}</p>",
                "channel_type": "training",
                "enroll": "public",
                "visibility": "connected",
                "is_published": True,
                "user_id": self.env.ref("base.user_admin").id,
                "tech_family_ids": [Command.set(family.ids)],
                "publish_template_id": False,
                "completed_template_id": False,
            }
        )
        self.env["slide.slide"].create(
            [
                *self._prepare_lessons(channel, lessons),
                self._prepare_document(channel, name, lessons, code),
                {
                    "name": f"Test : {name}",
                    "channel_id": channel.id,
                    "sequence": 90,
                    "slide_category": "certification",
                    "survey_id": survey.id,
                    "is_published": True,
                },
            ]
        )
        return channel

    def _prepare_lessons(self, channel, lessons):
        return [
            {
                "name": lesson,
                "channel_id": channel.id,
                "sequence": place,
                "slide_category": "article",
                "html_content": f"<section><h3>{lesson}</h3><p>{text}</p></section>",
                "completion_time": 0.2,
                "is_published": True,
            }
            for place, (lesson, text) in enumerate(lessons, start=1)
        ]

    def _prepare_document(self, channel, name, lessons, code):
        return {
            "name": "Aide-mémoire à emporter",
            "channel_id": channel.id,
            "sequence": 50,
            "slide_category": "document",
            "source_type": "local_file",
            "binary_content": base64.b64encode(draw_memo(name, lessons, code)),
            "completion_time": 0.1,
            "is_published": True,
        }

    def _demo_test(self, name, months, questions):
        return self.env["survey.survey"].create(
            {
                "title": f"Test : {name}",
                "access_mode": "token",
                "users_login_required": True,
                "scoring_type": "scoring_with_answers",
                "scoring_success_min": 80,
                "certification": True,
                "certification_mail_template_id": False,
                "certification_validity_months": months,
                "is_attempts_limited": True,
                "attempts_limit": 3,
                "questions_layout": "one_page",
                "user_id": self.env.ref("base.user_admin").id,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": title,
                            "sequence": place,
                            "question_type": "simple_choice",
                            "constr_mandatory": True,
                            "suggested_answer_ids": [
                                Command.create(
                                    {
                                        "value": value,
                                        "is_correct": right,
                                        "answer_score": 10 if right else 0,
                                    }
                                )
                                for value, right in answers
                            ],
                        }
                    )
                    for place, (title, answers) in enumerate(questions)
                ],
            }
        )

    def _demo_result(self, user, channel, days, right):
        """Let somebody follow a course and take its test, some time ago."""
        channel._action_add_members(user.partner_id)
        lessons = channel.slide_ids.filtered(lambda one: one.slide_category != "certification")
        self._demo_read(lessons, user)
        test = channel.slide_ids - lessons
        place = self.env["slide.slide.partner"].create(
            {"slide_id": test.id, "channel_id": channel.id, "partner_id": user.partner_id.id}
        )
        survey = test.survey_id
        attempt = survey._create_answer(
            partner=user.partner_id,
            check_attempts=False,
            slide_id=test.id,
            slide_partner_id=place.id,
            invite_token=self.env["survey.user_input"]._generate_invite_token(),
        )
        for number, question in enumerate(survey.question_ids):
            answers = question.suggested_answer_ids
            chosen = answers.filtered(lambda one, yes=number < right: one.is_correct == yes)[:1]
            attempt._save_lines(question, str(chosen.id))
        attempt._mark_done()
        self._demo_date(attempt, fields.Datetime.now() - timedelta(days=days))

    def _demo_read(self, lessons, user):
        self.env["slide.slide.partner"].create(
            [
                {
                    "slide_id": lesson.id,
                    "channel_id": lesson.channel_id.id,
                    "partner_id": user.partner_id.id,
                    "completed": True,
                }
                for lesson in lessons
            ]
        )

    def _demo_date(self, attempt, moment):
        attempt.write({"start_datetime": moment - timedelta(minutes=9), "end_datetime": moment})
        certificates = self.env["tech.training.certificate"].search(
            [("user_input_id", "=", attempt.id)]
        )
        day = moment.date()
        months = attempt.survey_id.certification_validity_months
        certificates.sudo().write(  # sudo: dates of the demonstration
            {"obtained_on": day, "valid_until": valid_until(day, months)}
        )
