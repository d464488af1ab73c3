"""Vouchers of before were filed as codes alone: each is looked for again by what it was asked with."""

from odoo import SUPERUSER_ID, api

from odoo.addons.shop_promotion.core.writer import voucher_facts


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for channel in env["shop.channel"].with_context(active_test=False).search([]):
        if isinstance(channel.vouchers_there, list):
            codes, channel.vouchers_there = channel.vouchers_there, False
            channel.vouchers_asked = {code: _get_facts(env, channel, code) for code in codes}


def _get_facts(env, channel, code):
    """Name and dates of the campaign that brought it; nothing when it is gone: then it stays."""
    line = env["shop.campaign.line"].search(
        [
            ("campaign_id.channel_ids", "in", channel.ids),
            ("campaign_id.state", "!=", "draft"),
            ("code", "=", code),
        ],
        order="id desc",
        limit=1,
    )
    if not line:
        return {}
    begins, ends = line.campaign_id.date_from, line.campaign_id.date_to
    return voucher_facts(
        line._prepare_voucher(
            channel, channel._get_local_text(begins), channel._get_local_text(ends)
        )
    )
