from odoo import http
from odoo.tests import HttpCase

from .common import TransportBuilder


class PortalCommon(TransportBuilder, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_transport()
        cls.order = cls._create_accepted(cars=2)
        cls.order._append_events(
            [{"code": "collected", "attachments": [("a.pdf", b"%PDF-1.4 x")]}], "driver"
        )
        cls.event = cls.order.sudo().event_ids
        cls.document = cls.env["transport.document"].create(
            {"order_id": cls.order.id, "name": "F1.pdf", "file": b"JVBERi0xLjQgeA=="}
        )
        cls.hidden = cls.env["transport.document"].create(
            {
                "order_id": cls.order.id,
                "name": "F2.pdf",
                "file": b"JVBERi0xLjQgeA==",
                "visible": False,
            }
        )
        cls.quoted = cls._create_quoted()

    def _log_in(self, user):
        self.authenticate(user.login if user else None, user.login if user else None)

    def _post(self, url, **values):
        return self.url_open(
            url, data={"csrf_token": http.Request.csrf_token(self)} | values, allow_redirects=False
        )
