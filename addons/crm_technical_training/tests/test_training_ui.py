from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import TrainingCommon


@tagged("post_install", "-at_install", "browser")
class TestTrainingTour(TrainingCommon, HttpCase):
    """Warned on a quote, course, test, certificate, warned no more; warned again when it expired."""

    def test_course_to_certificate_to_warning(self):
        quote = self._create_quote(self.seller)
        self.start_tour(
            f"/odoo/sales/{quote.id}",
            "crm_technical_training_course",
            login="training_seller",
            timeout=180,
        )
        certificate = self._certificates(self.seller)
        self.assertEqual((certificate.family_id, certificate.state), (self.motors, "valid"))
        self.assertEqual(certificate.user_input_id.slide_id, self.slide)
        self.env.invalidate_all()
        self.assertFalse(quote.tech_training_warning)
        ended = self._today() - timedelta(days=1)
        certificate.write({"obtained_on": ended - timedelta(days=365), "valid_until": ended})
        self.start_tour(
            f"/odoo/sales/{quote.id}", "crm_technical_training_warned", login="training_seller"
        )
