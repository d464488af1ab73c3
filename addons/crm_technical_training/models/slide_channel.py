from odoo import fields, models


class SlideChannel(models.Model):
    _inherit = "slide.channel"

    tech_family_ids = fields.Many2many(
        "tech.spec.family",
        "tech_training_channel_family_rel",
        "channel_id",
        "family_id",
        string="Product Families",
        help="Who passes the test of this course is certified for these families, and for those below.",
        groups="base.group_user",
    )
