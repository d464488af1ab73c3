from datetime import timedelta

from odoo import api, fields, models

from ..core.progress import FINISHED_STATES

BATCH = 50


class TransportOrder(models.Model):
    """Photos show people, plates and yards: they go once nobody can claim a damage any more.

    What proves the transport stays: events, condition reports with damages and signature,
    consignment notes, invoices, proofs of delivery.
    """

    _inherit = "transport.order"

    keep_photos = fields.Boolean(
        copy=False,
        tracking=True,
        help="For a claim or a lawsuit: the photos of this order are kept after the time of the "
        "settings.",
    )
    access_count = fields.Integer(
        string="Files Fetched",
        compute="_compute_access_count",
        groups="transport_order.group_transport_user",
    )

    def _compute_access_count(self):
        counts = dict(
            self.env["transport.document.access"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.access_count = counts.get(order, 0)

    def action_view_accesses(self):
        """Open who fetched which file of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "transport_order.transport_document_access_action"
        )
        return action | {"domain": [("order_id", "=", self.id)], "context": {}}

    @api.model
    def _cron_remove_photos(self):
        """Remove the photos that are older than their company keeps them; may be repeated."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("transport_photo_days", ">", 0)])
        for company in companies:
            limit = fields.Datetime.now() - timedelta(days=company.transport_photo_days)
            orders = self.search(self._get_old_photo_domain(company, limit), order="id")
            progress(remaining=len(orders))
            for start in range(0, len(orders), BATCH):
                batch = orders[start : start + BATCH]
                for order in batch.try_lock_for_update():
                    order._remove_photos(limit)
                if not progress(len(batch)):
                    return

    @api.model
    def _get_old_photo_domain(self, company, limit):
        """:return: Domain of finished orders that still hold a photo taken before the limit"""
        photo = self._get_photo_domain(limit)
        return (
            fields.Domain("company_id", "=", company.id)
            & fields.Domain("state", "in", FINISHED_STATES)
            & fields.Domain("keep_photos", "=", False)
            & (
                fields.Domain("delivered_on", "=", False)
                | fields.Domain("delivered_on", "<", limit)
            )
            & (
                fields.Domain("event_ids.attachment_ids", "any", photo)
                | fields.Domain("inspection_ids.attachment_ids", "any", photo)
                | fields.Domain("document_ids", "any", self._get_photo_document_domain(limit))
            )
        )

    @api.model
    def _get_photo_domain(self, limit):
        return [("create_date", "<", limit), ("mimetype", "=like", "image/%")]

    @api.model
    def _get_photo_document_domain(self, limit):
        return [("kind", "=", "photo"), ("create_date", "<", limit)]

    def _remove_photos(self, limit):
        """:param limit: naive UTC datetime; photos taken since then stay"""
        self.ensure_one()
        attachments = self.event_ids.attachment_ids | self.inspection_ids.attachment_ids
        photos = attachments.filtered_domain(self._get_photo_domain(limit))
        documents = self.document_ids.filtered_domain(self._get_photo_document_domain(limit))
        count = len(photos) + len(documents)
        (photos | documents.attachment_id).unlink()
        documents.unlink()
        # the history is in the words of the company, not of the machine that runs the cron
        order = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        order._message_log(
            body=order.env._(
                "%(count)s photos were removed: photos are kept %(days)s days after the delivery.",
                count=count,
                days=self.company_id.transport_photo_days,
            )
        )
