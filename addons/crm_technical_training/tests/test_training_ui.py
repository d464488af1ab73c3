from odoo.tests import HttpCase, tagged

from .common import TrainingCommon


@tagged("post_install", "-at_install", "browser")
class TestTrainingWarnedTour(TrainingCommon, HttpCase):
    """The short version: somebody quotes a family without its certificate."""

    def test_quote_without_certificate(self):
        quote = self._create_quote(self.seller)
        self.start_tour(
            f"/odoo/sales/{quote.id}", "crm_technical_training_warned", login="training_seller"
        )


@tagged("post_install", "-at_install", "browser", "slow", "-standard")
class TestTrainingTour(TrainingCommon, HttpCase):
    """Course, certificate, and the warning that goes away."""

    def test_course_to_certificate(self):
        quote = self._create_quote(self.seller)
        self.channel._action_add_members(self.seller.partner_id)
        self.start_tour(
            f"/odoo/sales/{quote.id}", "crm_technical_training_warned", login="training_seller"
        )
        self.start_tour(
            f"/slides/slide/{self.slide.id}?fullscreen=1",
            "crm_technical_training_test",
            login="training_seller",
            timeout=180,
        )
        self.assertEqual(self._certificates(self.seller).family_id, self.motors)
        self.start_tour(
            f"/odoo/sales/{quote.id}", "crm_technical_training_certified", login="training_seller"
        )
        self.start_tour(
            "/odoo/team-skills", "crm_technical_training_skills", login="training_seller"
        )
