"""Pictures of demonstration products, drawn here: a camera, a light, the cover of a book."""

import base64
from io import BytesIO
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

SIZE = 160
INK, PAPER, GLASS = "#343a40", "#ffffff", "#74c0fc"


def _encode(image):
    stream = BytesIO()
    image.quantize(32).save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue())


def _camera(pen):
    pen.rounded_rectangle((24, 52, 116, 112), 10, fill=INK)
    pen.rectangle((116, 66, 140, 98), fill="#495057")
    pen.ellipse((48, 60, 92, 104), fill=GLASS, outline=PAPER, width=4)
    pen.rectangle((40, 36, 84, 52), fill="#495057")


def _lens(pen):
    pen.rounded_rectangle((28, 48, 132, 112), 12, fill=INK)
    for place in range(44, 110, 14):
        pen.line((place, 48, place, 112), fill="#868e96", width=3)
    pen.ellipse((108, 46, 144, 114), fill=GLASS, outline=INK, width=5)


def _light(pen):
    pen.rounded_rectangle((40, 24, 120, 84), 8, fill=INK)
    pen.rectangle((50, 34, 110, 74), fill="#ffe066")
    for foot in (48, 80, 112):
        pen.line((80, 84, foot, 140), fill=INK, width=5)


def _sound(pen):
    pen.rounded_rectangle((64, 20, 96, 92), 16, fill="#868e96")
    pen.arc((46, 40, 114, 112), 0, 180, fill=INK, width=6)
    pen.line((80, 112, 80, 138), fill=INK, width=6)
    pen.line((54, 138, 106, 138), fill=INK, width=6)


def _grip(pen):
    pen.ellipse((70, 22, 90, 42), fill=INK)
    for foot in (34, 80, 126):
        pen.line((80, 38, foot, 138), fill=INK, width=7)


def _cable(pen):
    for shift in (0, 16, 32):
        pen.ellipse(
            (30 + shift // 2, 30 + shift, 130 - shift // 2, 110 + shift), outline=INK, width=6
        )


SHAPES = {
    "cable": _cable,
    "camera": _camera,
    "grip": _grip,
    "lens": _lens,
    "light": _light,
    "sound": _sound,
}


def draw_thing(shape, colour):
    """Base64 PNG of one of ``SHAPES`` on a ground of that colour."""
    image = Image.new("RGB", (SIZE, SIZE), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((4, 4, SIZE - 5, SIZE - 5), 18, fill=colour)
    SHAPES[shape](pen)
    return _encode(image)


def draw_cover(title, author, colour):
    """Base64 PNG of a book's cover: author, title, a rule between them."""
    image = Image.new("RGB", (SIZE, SIZE), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((24, 4, 136, 155), fill=colour, outline=INK)
    pen.rectangle((24, 4, 31, 155), fill=INK)
    small, large = ImageFont.load_default(9), ImageFont.load_default(13)
    pen.multiline_text((38, 14), "\n".join(wrap(author, 18)[:2]), fill=INK, font=small)
    pen.line((38, 42, 128, 42), fill=INK)
    pen.multiline_text((38, 50), "\n".join(wrap(title, 13)[:6]), fill=INK, font=large)
    return _encode(image)


def hang(products, pictures):
    """Give each ``product.product`` its picture.

    Odoo keeps only the first one's where several are created with theirs at once.
    """
    for product, picture in zip(products, pictures, strict=True):
        product.product_tmpl_id.image_1920 = picture
