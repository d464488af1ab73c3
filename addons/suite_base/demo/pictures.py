"""Pictures of demonstration products, drawn here: a camera, a gate motor, the cover of a book."""

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


def _ram(pen):
    pen.rounded_rectangle((18, 62, 96, 98), 12, fill=INK)
    pen.rectangle((96, 74, 138, 86), fill="#adb5bd")
    pen.ellipse((126, 64, 148, 96), fill="#868e96", outline=INK, width=4)
    pen.rectangle((28, 98, 44, 118), fill="#868e96")


def _arm(pen):
    pen.rounded_rectangle((22, 34, 66, 122), 8, fill=INK)
    pen.line((52, 58, 108, 44), fill="#868e96", width=10)
    pen.line((108, 44, 136, 104), fill="#868e96", width=10)
    for x, y in ((52, 58), (108, 44), (136, 104)):
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=PAPER, outline=INK, width=4)


def _motor(pen):
    pen.rounded_rectangle((34, 30, 112, 112), 10, fill=INK)
    pen.rectangle((24, 112, 122, 126), fill="#868e96")
    pen.ellipse((92, 62, 144, 114), fill="#adb5bd", outline=INK, width=5)
    pen.ellipse((112, 82, 124, 94), fill=INK)


def _door(pen):
    pen.rectangle((26, 34, 134, 132), fill="#868e96", outline=INK, width=6)
    for place in (58, 82, 106):
        pen.line((32, place, 128, place), fill=INK, width=4)
    pen.rounded_rectangle((58, 20, 102, 38), 6, fill=INK)


def _tube(pen):
    pen.rounded_rectangle((16, 66, 144, 94), 12, fill="#adb5bd", outline=INK, width=4)
    pen.rounded_rectangle((16, 62, 52, 98), 8, fill=INK)
    pen.line((16, 80, 9, 80), fill=INK, width=5)


def _barrier(pen):
    pen.rounded_rectangle((20, 58, 50, 138), 6, fill=INK)
    pen.rectangle((36, 66, 148, 80), fill=PAPER, outline=INK, width=3)
    for place in range(54, 140, 24):
        pen.rectangle((place, 68, place + 11, 78), fill="#fa5252")


def _board(pen):
    pen.rounded_rectangle((28, 24, 132, 136), 8, fill="#868e96", outline=INK, width=5)
    pen.rectangle((44, 42, 116, 84), fill="#2b8a3e")
    pen.rectangle((62, 52, 92, 72), fill=INK)
    for place in range(44, 116, 14):
        pen.rectangle((place, 100, place + 9, 118), fill=PAPER)


def _remote(pen):
    pen.rounded_rectangle((56, 22, 104, 138), 18, fill=INK)
    for x in (68, 92):
        for y in (54, 80):
            pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=GLASS)
    pen.ellipse((74, 30, 86, 42), fill="#fa5252")


def _photocell(pen):
    for left in (24, 104):
        pen.rounded_rectangle((left, 48, left + 32, 112), 8, fill=INK)
        pen.ellipse((left + 6, 66, left + 26, 86), fill=GLASS)
    for place in range(60, 102, 12):
        pen.line((place, 76, place + 6, 76), fill="#fa5252", width=4)


def _keypad(pen):
    pen.rounded_rectangle((44, 20, 116, 140), 10, fill=INK)
    pen.rectangle((54, 32, 106, 50), fill=GLASS)
    for x in (60, 80, 100):
        for y in (68, 92, 116):
            pen.rounded_rectangle((x - 7, y - 7, x + 7, y + 7), 3, fill=PAPER)


def _lamp(pen):
    pen.rectangle((48, 104, 112, 128), fill=INK)
    pen.pieslice((46, 40, 114, 168), 180, 360, fill="#ff922b", outline=INK, width=5)
    for start, end in (((80, 14), (80, 28)), ((36, 32), (46, 44)), ((124, 32), (114, 44))):
        pen.line((*start, *end), fill="#ff922b", width=5)


def _battery(pen):
    pen.rounded_rectangle((30, 50, 130, 126), 8, fill=INK)
    pen.rectangle((46, 38, 62, 50), fill="#868e96")
    pen.rectangle((98, 38, 114, 50), fill="#868e96")
    pen.line((46, 86, 66, 86), fill=PAPER, width=6)
    pen.line((94, 86, 114, 86), fill=PAPER, width=6)
    pen.line((104, 76, 104, 96), fill=PAPER, width=6)


def _panel(pen):
    pen.polygon(((44, 34), (144, 34), (116, 118), (16, 118)), fill="#1864ab", outline=INK)
    for shift in (25, 50, 75):
        pen.line((44 + shift, 34, 16 + shift, 118), fill=GLASS, width=3)
    pen.line((35, 62, 135, 62), fill=GLASS, width=3)
    pen.line((25, 90, 125, 90), fill=GLASS, width=3)


def _rack(pen):
    pen.rectangle((14, 76, 146, 104), fill=INK)
    for place in range(16, 142, 16):
        pen.polygon(((place, 76), (place + 4, 60), (place + 9, 60), (place + 13, 76)), fill=INK)


def _lock(pen):
    pen.arc((54, 26, 106, 88), 180, 360, fill=INK, width=10)
    pen.rounded_rectangle((42, 66, 118, 134), 8, fill="#868e96", outline=INK, width=5)
    pen.ellipse((70, 84, 90, 104), fill=INK)
    pen.rectangle((76, 98, 84, 118), fill=INK)


SHAPES = {
    "arm": _arm,
    "barrier": _barrier,
    "battery": _battery,
    "board": _board,
    "cable": _cable,
    "camera": _camera,
    "door": _door,
    "grip": _grip,
    "keypad": _keypad,
    "lamp": _lamp,
    "lens": _lens,
    "light": _light,
    "lock": _lock,
    "motor": _motor,
    "panel": _panel,
    "photocell": _photocell,
    "rack": _rack,
    "ram": _ram,
    "remote": _remote,
    "sound": _sound,
    "tube": _tube,
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
