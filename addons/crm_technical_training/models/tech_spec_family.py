from odoo import api, fields, models


class TechSpecFamily(models.Model):
    """A family that has a course with a test asks for a certificate of who sells it."""

    _inherit = "tech.spec.family"

    channel_ids = fields.Many2many(
        "slide.channel",
        "tech_training_channel_family_rel",
        "family_id",
        "channel_id",
        string="Courses",
    )

    @api.model
    def _get_trained(self):
        """Return the families that have a course with a test."""
        slides = self.env["slide.slide"].sudo()  # sudo: whether a course exists is no secret
        channels = slides.search(
            [
                ("survey_id.certification", "=", True),
                ("channel_id.tech_family_ids", "!=", False),
                ("channel_id.active", "=", True),
            ]
        ).channel_id
        return channels.tech_family_ids
