from odoo import fields, models


class RentalSlipPhoto(models.Model):
    """A photo of one exemplar, kept as proof of its condition."""

    _name = "rental.slip.photo"
    _inherit = "suite.guard.mixin"
    _description = "Rental Slip Photo"
    _sealed_files = frozenset({"image", "image_256"})
    _order = "id"

    line_id = fields.Many2one("rental.slip.line", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    image = fields.Image(max_width=1920, max_height=1920, required=True)
    image_256 = fields.Image(
        "Thumbnail", related="image", max_width=256, max_height=256, store=True
    )
    taken_on = fields.Datetime(default=fields.Datetime.now, required=True)
    user_id = fields.Many2one("res.users", "Taken by", default=lambda self: self.env.uid)

    def _get_screen_data(self):
        return [
            {
                "id": photo.id,
                "name": photo.name,
                "url": f"/web/image/rental.slip.photo/{photo.id}/image",
                "thumb": f"/web/image/rental.slip.photo/{photo.id}/image_256",
            }
            for photo in self
        ]
