from io import BytesIO

from PIL import Image, WebPImagePlugin

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.image import image_process

from odoo.addons.shop_sync.core.errors import DataError, ShopError

from ..core.pictures import plan_pictures
from .product_document import PICTURE_TYPES

# A larger picture keeps the shop's server busy for longer than it allows itself.
LARGEST = 1600
# Before the digest of a picture that is being sent.
BEGUN = "?"
UNREADABLE = (UserError, OSError, SyntaxError, ValueError, Image.DecompressionBombError)


def as_jpeg(raw):
    """A picture as every shop takes it, at most ``LARGEST`` pixels wide or high.

    Odoo's product form makes WEBP of what is dropped on it, which Odoo's own tool leaves as it is.

    :raise UserError, OSError, SyntaxError, ValueError: what cannot be opened
    """
    if raw[:4] == b"RIFF":
        with WebPImagePlugin.WebPImageFile(BytesIO(raw)) as webp:
            shown = webp.convert("RGBA")
        flat = Image.new("RGB", shown.size, "white")
        flat.paste(shown, mask=shown.getchannel("A"))
        stream = BytesIO()
        flat.save(stream, "PNG")
        raw = stream.getvalue()
    return image_process(raw, size=(LARGEST, LARGEST), output_format="JPEG", quality=90)


class ShopListing(models.Model):
    """The pictures of a product in a shop: its own one first, then those of its documents, then those
    of its variants."""

    _inherit = "shop.listing"

    def _read_pictures(self):
        """``{listing: {digest: attachment}}`` in their order; in two queries for all of them."""
        variants = {listing: listing._get_own_variants() for listing in self}
        places = [
            Domain("res_model", "=", model) & Domain("res_id", "in", ids)
            for model, ids in (
                ("product.template", self.product_tmpl_id.ids),
                ("product.product", [one.id for group in variants.values() for one in group]),
            )
        ]
        # sudo: whoever sends a product sends its pictures.
        attachments, documents = (
            self.env["ir.attachment"].sudo(),
            self.env["product.document"].sudo(),
        )
        own = attachments.search(
            Domain.OR(places) & Domain("res_field", "in", ("image_1920", "image_variant_1920"))
        )
        added = documents.search(
            Domain.OR(places)
            & Domain("shop_picture", "=", True)
            & Domain("mimetype", "in", PICTURE_TYPES)
        )
        found = {}
        for one in own:
            found.setdefault((one.res_model, one.res_id), []).append((one, None))
        for one in added:
            place = one.res_model, one.res_id
            found.setdefault(place, []).append((one.ir_attachment_id, one.company_id))
        return {listing: listing._choose_pictures(found, variants[listing]) for listing in self}

    def _choose_pictures(self, found, variants):
        """:param found: ``{(model, id): [(attachment, company that keeps it for itself)]}``"""
        pictures = {}
        for record in (self.product_tmpl_id, *variants):
            for attachment, company in found.get((record._name, record.id), ()):
                if attachment.checksum and (not company or company == self.channel_id.company_id):
                    pictures.setdefault(attachment.checksum, attachment)
        return pictures

    def _get_known_pictures(self):
        """``{digest: number in the shop}`` of those that we put there, in their order."""
        if self.image_key:  # sent when a product had one
            return {self.image_digest: self.image_key}
        return {name: key for name, key in self.pictures or [] if not name.startswith(BEGUN)}

    def _find_begun_picture(self, there):
        """The one whose sending was noted and not its number: the server died between the two."""
        for name, before in self.pictures or []:
            new = set(there) - set(before.split(","))
            if name.startswith(BEGUN) and len(new) == 1:
                return {name.removeprefix(BEGUN): new.pop()}
        return {}

    def _send_pictures(self, catalogue, wanted):
        """:param wanted: ``{digest: attachment}``"""
        known = self._get_known_pictures()
        if list(wanted) == list(known) and len(known) == len(self.pictures or known):
            return
        cover, there = catalogue.pictures(self.external_key)
        known |= self._find_begun_picture(there)
        plan = plan_pictures(list(wanted), known, there)
        new = {digest: wanted[digest] for digest in plan.sent}
        keys = plan.kept | self._upload(catalogue, new, known, there)
        # Whatever fails from here on, what stands in the shop is known and not sent again.
        old = {f"-{digest}": key for digest, key in known.items() if key in plan.gone}
        self._file_pictures(old | {digest: keys[digest] for digest in wanted})
        for key in plan.gone:
            catalogue.drop_picture(self.external_key, key)
        first = keys[next(iter(wanted))] if wanted else ""
        if first and cover != first and cover in known.values():
            catalogue.set_cover(self.external_key, first)
        self._file_pictures({digest: keys[digest] for digest in wanted})

    def _file_pictures(self, keys):
        """:param keys: ``{digest: number}``"""
        pictures = [list(pair) for pair in keys.items()]
        self.write({"pictures": pictures, "image_digest": False, "image_key": False})

    def _upload(self, catalogue, attachments, known, there):
        """Of pictures that are sent in vain nothing stays: the next pass would send them twice.

        :param known: ``{digest: number}`` of ours there
        :param there: all numbers there
        """
        contents = {digest: self._read_picture(one) for digest, one in attachments.items()}
        made = {}
        try:
            for digest, content in contents.items():
                before = [*there, *made.values()]
                self._file_pictures(known | made | {f"{BEGUN}{digest}": ",".join(before)})
                self.env["shop.engine"]._commit()
                made[digest] = catalogue.put_picture(self.external_key, content, before)
        except ShopError:
            # Where the shop is away this look raises too: the note stays for the next pass.
            for key in sorted(set(catalogue.pictures(self.external_key)[1]) - set(there), key=int):
                catalogue.drop_picture(self.external_key, key)
            self._file_pictures(known)
            raise
        return made

    def _read_picture(self, attachment):
        """What cannot be opened concerns this product, and is told before anything is sent."""
        try:
            return as_jpeg(attachment.raw)
        except UNREADABLE as error:
            raise DataError("catalog_bad_picture", name=attachment.name or "") from error
