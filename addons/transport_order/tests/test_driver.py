from html import unescape
from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GOOD_PNG
from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestDriver(PortalCommon):
    def test_the_driver_s_link_counts_for_its_order_while_it_runs(self):
        self.order.sudo().with_user(self.dispatcher).action_driver_link()
        token = self.order.sudo().driver_token
        line = self.order.line_ids[0]
        self._log_in(None)
        self.assertEqual(self.url_open(f"/transport/driver/{token}").status_code, 200)
        for wrong in ("x", "A" * 32, token.lower()):
            self.assertEqual(self.url_open(f"/transport/driver/{wrong}").status_code, 404)
        other = self.quoted.line_ids.reference
        self.assertEqual(
            self.url_open(f"/transport/driver/{token}/{other}/delivery").status_code, 404
        )
        url = f"/transport/driver/{token}/{line.reference}/delivery"
        form = {
            "done": "handover",
            "signed_by": "M. Petit",
            "signature": f"data:image/png;base64,{GOOD_PNG}",
            "mileage": "12 345",
            "area": "12",
            "kind": "04",
            "severity": "1",
            "form_id": "F-1",
            "fuel_level": "2",
        }
        self._post(url, **(form | {"signature": ""}))
        self.assertFalse(line.inspection_ids, "a proof of delivery is signed")
        self._post(url, **form)
        self._post(url, **form)
        self.env.invalidate_all()
        self.assertEqual(line.state, "delivered")
        report = line.sudo().inspection_ids
        self.assertEqual((len(report), report.mileage, report.damage_ids.code), (1, 12345, "12041"))
        self._post(
            f"/transport/driver/{token}/{self.order.line_ids[1].reference}/delivery",
            **(form | {"form_id": "F-2"}),
        )
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "delivered")
        self.assertEqual(self.url_open(f"/transport/driver/{token}").status_code, 404)

    def test_each_place_leads_to_the_map(self):
        self.order.sudo().with_user(self.dispatcher).action_driver_link()
        self._log_in(None)
        page = self.url_open(f"/transport/driver/{self.order.sudo().driver_token}").text
        links = [part.split('"')[0] for part in page.split('href="https://www.openstreetmap.org')]
        asked = [parse_qs(urlsplit(unescape(link)).query)["query"] for link in links[1:]]
        self.assertEqual(
            asked, [["1 rue du Parc 21000 Dijon France"], ["1 rue du Parc 59000 Lille France"]]
        )

    def test_a_driver_may_come_back_with_the_page_he_had_open(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token, line = order.sudo().driver_token, order.line_ids
        self._log_in(None)
        pickup = f"/transport/driver/{token}/{line.reference}/pickup"
        signed = {"signed_by": "M. Roche", "signature": f"data:image/png;base64,{GOOD_PNG}"}
        for done, state in (("not_ready", "not_ready"), ("handover", "collected")):
            self._post(pickup, done=done, form_id="same", **signed)
            self.env.invalidate_all()
            self.assertEqual(line.state, state)
        delivery = pickup.replace("pickup", "delivery")
        keys = [self.url_open(delivery).text.split('data-form-key="')[1].split('"')[0]]
        for done, state in (("hub", "at_hub"), ("refused", "refused")):
            self._post(delivery, done=done, form_id="other", **signed)
            self.env.invalidate_all()
            self.assertEqual(line.state, state)
        self.assertNotIn(f'"{keys[0]}"', self.url_open(delivery).text)

    def test_a_refused_car_is_taken_back_to_its_sender(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        token, line = order.sudo().driver_token, order.line_ids
        self._log_in(None)
        delivery = f"/transport/driver/{token}/{line.reference}/delivery"
        signed = {"signed_by": "M. Roche", "signature": f"data:image/png;base64,{GOOD_PNG}"}
        self._post(delivery.replace("delivery", "pickup"), done="handover", **signed)
        self.assertNotIn('value="returned"', self.url_open(delivery).text)
        self._post(delivery, done="refused", form_id="r")
        self.assertIn('value="returned"', self.url_open(delivery).text)
        page = self._post(delivery, done="returned", form_id="r")
        self.assertIn(order.name, page.text)
        self.env.invalidate_all()
        self.assertEqual((line.state, order.state), ("returned", "closed"))
        self.assertFalse(order.delivered_on)
        self.assertEqual(self.url_open(delivery).status_code, 404)

    def test_what_a_driver_typed_survives_a_refusal(self):
        order = self._create_accepted()
        order.sudo().with_user(self.dispatcher).action_driver_link()
        url = f"/transport/driver/{order.sudo().driver_token}/{order.line_ids.reference}/pickup"
        self._log_in(None)
        page = self._post(
            url, done="handover", area="12", kind="04", severity="1", note="Rayée"
        ).text
        self.assertIn("must write and sign", page)
        self.assertIn("Rayée", page)
        self.assertEqual(page.count("selected"), 3)
        page = self._post(
            url,
            done="handover",
            area="12",
            kind="",
            severity="",
            signed_by="M. Roche",
            signature=f"data:image/png;base64,{GOOD_PNG}",
        ).text
        self.assertIn("damage is not complete", page)
        self.assertFalse(order.sudo().inspection_ids)

    def test_the_office_sees_the_photos_that_a_driver_took(self):
        photo = self.event.attachment_ids
        self.assertEqual(photo.with_user(self.dispatcher).read(["name"])[0]["name"], "a.pdf")
        with self.assertRaises(AccessError):
            photo.with_user(self.stranger_user).read(["name"])
