from odoo.http import Controller, content_disposition, request, route


class CampaignCodesController(Controller):
    @route("/shop/campaign/<int:campaign_id>/codes", type="http", auth="user", readonly=True)
    def campaign_codes(self, campaign_id):
        """The codes of a campaign for a spreadsheet, under the reader's own rights."""
        campaign = request.env["shop.campaign"].browse(campaign_id).exists()
        if not campaign:
            raise request.not_found()
        campaign.check_access("read")
        request.env["shop.campaign.code"].check_access("read")
        name = f"{campaign.name.replace('/', '-')}.csv"
        return request.make_response(
            campaign._make_codes_csv(),
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
