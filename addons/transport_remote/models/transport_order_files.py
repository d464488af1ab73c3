import base64

from odoo import fields, models

from odoo.addons.transport_api.core.api_schema import check, parse_moment
from odoo.addons.transport_order.core.damage import split_code
from odoo.addons.transport_order.models.transport_document import KIND_SELECTION

from ..core.api_client import RemoteRefused

MOMENT = {"type": "string", "format": "date-time"}
KINDS = dict(KIND_SELECTION)
FUEL_LEVELS = ("0", "1", "2", "3", "4")
MOST_PHOTOS = 20


class TransportOrder(models.Model):
    """Cars, condition reports, photos and documents of the remote ERP: what can be read there can be read
    here, and what is withdrawn there is withdrawn here."""

    _inherit = "transport.order"

    def _read_documents(self, remote):
        """The files that clients see there are the ones they see here."""
        told = {}
        for item in remote.documents(self.remote_reference):
            reference, version = item.get("reference"), item.get("version")
            if isinstance(reference, str) and isinstance(version, int):
                told[f"{reference} {version}"] = item
        here = self.document_ids.filtered(lambda document: document.remote_mark)
        gone = here.filtered(lambda document: document.visible and document.remote_mark not in told)
        gone.write({"visible": False})
        back = here.filtered(
            lambda document: (
                document.is_latest and not document.visible and document.remote_mark in told
            )
        )
        back.write({"visible": True})
        for mark in told.keys() - set(here.mapped("remote_mark")):
            self._fetch_document(remote, mark, told[mark])

    def _fetch_document(self, remote, mark, item):
        content = remote.document(self.remote_reference, item["reference"])
        kind = item.get("kind")
        self.env["transport.document"].create(
            {
                "order_id": self.id,
                "name": str(item.get("name") or item["reference"])[:120],
                "kind": kind if kind in KINDS else "other",
                "remote_mark": mark,
                "file": base64.b64encode(content),
            }
        )

    # --- condition reports and photos ------------------------------------------------------------

    def _read_reports(self, remote, item):
        """Reports that were made there are made here, each once, with their photos."""
        lines = self._match_remote_lines(item.get("vehicles") or [])
        known = set(self.inspection_ids.mapped("remote_mark"))
        for report in self._list_remote_reports(remote):
            line, mark = lines.get(report.get("vehicle")), report.get("reference")
            if not line or not isinstance(mark, str) or mark in known:
                continue
            if check(report.get("made_at"), MOMENT) or report.get("stage") not in (
                "pickup",
                "delivery",
            ):
                continue
            self.env["transport.inspection"].create(
                self._prepare_remote_report(remote, report, line)
            )

    def _list_remote_reports(self, remote):
        try:
            return list(remote.reports(self.remote_reference))
        except RemoteRefused as error:
            if error.status == 404:
                return []  # an ERP of before, whose contract has no reports
            raise

    def _prepare_remote_report(self, remote, report, line):
        fuel, signature = report.get("fuel_level"), report.get("signature")
        values = {
            "line_id": line.id,
            "remote_mark": report["reference"],
            "stage": report["stage"],
            "date": parse_moment(report["made_at"]),
            "driver_name": str(report.get("driver") or "")[:100],
            "mileage": self._read_figure(report.get("mileage")),
            "fuel_level": fuel if fuel in FUEL_LEVELS else False,
            "key_count": self._read_figure(report.get("keys")),
            "note": str(report.get("note") or "")[:5000],
            "signed_by": str(report.get("signed_by") or "")[:100],
            "damage_ids": self._prepare_remote_damages(report),
            "attachment_ids": [
                fields.Command.create(self._prepare_photo_vals(name, content))
                for name, content in self._fetch_photos(remote, report)
            ],
        }
        if isinstance(signature, str):
            content = remote.photo(self.remote_reference, signature)
            values["signature"] = base64.b64encode(content)
        return values

    def _prepare_remote_damages(self, report):
        codes = [damage for damage in report.get("damages") or [] if isinstance(damage, dict)]
        return [
            fields.Command.create(
                {"code": damage["code"], "note": str(damage.get("note") or "")[:500]}
            )
            for damage in codes
            if split_code(damage.get("code"))
        ]

    def _read_figure(self, value):
        return value if type(value) is int and 0 <= value < 10_000_000 else 0

    def _fetch_photos(self, remote, item):
        """:return: list of (file name, bytes) of the photos of an event or a report there"""
        photos = [photo for photo in item.get("photos") or [] if isinstance(photo, dict)]
        return [
            (
                str(photo.get("name") or "photo.jpg")[:120],
                remote.photo(self.remote_reference, photo["reference"]),
            )
            for photo in photos[:MOST_PHOTOS]
            if isinstance(photo.get("reference"), str)
        ]

    # --- cars -----------------------------------------------------------------------------------

    def _match_remote_lines(self, vehicles):
        """Cars there and here are the same by VIN, plate, or else by their place in the lot.

        :return: ``{reference there: transport.order.vehicle}``
        """
        free, found = list(self.line_ids), {}
        for marks in (("vin",), ("plate",), ("make", "model"), ()):
            for vehicle in vehicles:
                reference = vehicle.get("reference")
                if not reference or reference in found:
                    continue
                same = (
                    line
                    for line in free
                    if all(line[name] and line[name] == vehicle.get(name) for name in marks)
                )
                if line := next(same, None):
                    found[reference] = line
                    free.remove(line)
        return found
