from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route


class TransportFeedProfileDownload(Controller):
    """The back office's export of a profile."""

    @route("/transport_order/feed_profile/<int:profile_id>", type="http", auth="user")
    def feed_profile(self, profile_id):
        profile = request.env["transport.feed.profile"].search([("id", "=", profile_id)])
        if not profile:
            raise NotFound
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Disposition", f"attachment; filename=profile_{profile.id}.json"),
        ]
        return request.make_response(profile._export_json(), headers)
