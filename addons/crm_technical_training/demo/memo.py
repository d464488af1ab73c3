"""A page to take along to the customer, drawn by us."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

LEFT, RIGHT, TOP = 60, A4[0] - 60, A4[1] - 70
BLUE = (0.13, 0.32, 0.52)
NOTES = {
    "motors": (
        "Largeur de chaque vantail",
        "Poids",
        "Pente",
        "Distance du gond à l'angle",
        "Alimentation",
    ),
    "photocell": (
        "Distance entre les cellules",
        "Hauteur de pose",
        "Portée annoncée",
        "Orientation (soleil couchant)",
        "Autotest vérifié le",
    ),
}
"""What is noted on site, by the family that the course is about."""


def draw_memo(title, lessons, family):
    """Return the PDF: what is measured, the lessons, room for what was measured."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=A4)
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(LEFT, TOP, title)
    _DRAWINGS[family](canvas, TOP - 170)
    height = TOP - 210
    for heading, text in lessons:
        height = _write(canvas, height, heading, text)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(LEFT, height - 10, "Relevé sur place")
    canvas.setFont("Helvetica", 11)
    canvas.setStrokeGray(0.6)
    for place, note in enumerate(NOTES[family], start=1):
        line = height - 12 - 24 * place
        canvas.drawString(LEFT, line, note)
        canvas.line(LEFT + 180, line - 2, RIGHT, line - 2)
    canvas.save()
    return page.getvalue()


def _draw_gate(canvas, ground):
    """Two leaves between their pillars, and the arrows of what is measured."""
    canvas.setStrokeColorRGB(*BLUE)
    canvas.setFillColorRGB(*BLUE)
    for pillar in (LEFT + 60, RIGHT - 80):
        canvas.rect(pillar, ground, 20, 120, fill=1)
    middle = (LEFT + RIGHT) / 2
    for first, last in ((LEFT + 84, middle - 3), (middle + 3, RIGHT - 84)):
        canvas.rect(first, ground + 8, last - first, 100)
        for bar in range(1, 8):
            place = first + bar * (last - first) / 8
            canvas.line(place, ground + 8, place, ground + 108)
        _draw_measure(canvas, first, last, ground - 8, "largeur du vantail")
    canvas.line(LEFT, ground, RIGHT, ground)
    canvas.setFillGray(0)


def _draw_cells(canvas, ground):
    """Two photocells face to face, their ray across the passage, how high they sit."""
    canvas.setStrokeColorRGB(*BLUE)
    canvas.setFillColorRGB(*BLUE)
    first, last, ray = LEFT + 60, RIGHT - 80, ground + 45
    for pillar in (first, last):
        canvas.rect(pillar, ground, 20, 120)
    for cell in (first + 20, last - 12):
        canvas.rect(cell, ray - 9, 12, 18, fill=1)
    canvas.setDash(6, 4)
    canvas.line(first + 32, ray, last - 12, ray)
    canvas.setDash()
    canvas.line(LEFT, ground, RIGHT, ground)
    _draw_measure(canvas, first + 32, last - 12, ground - 8, "portée entre les cellules")
    canvas.line(first + 60, ground, first + 60, ray)
    canvas.drawString(first + 66, ground + 18, "40 à 60 cm du sol")
    canvas.setFillGray(0)


def _draw_measure(canvas, first, last, height, label):
    canvas.line(first, height, last, height)
    for end, turn in ((first, 5), (last, -5)):
        canvas.line(end, height, end + turn, height + 3)
        canvas.line(end, height, end + turn, height - 3)
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString((first + last) / 2, height - 12, label)


def _write(canvas, height, heading, text):
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(LEFT, height, heading)
    canvas.setFont("Helvetica", 11)
    for line in simpleSplit(text, "Helvetica", 11, RIGHT - LEFT):
        height -= 15
        canvas.drawString(LEFT, height, line)
    return height - 24


_DRAWINGS = {"motors": _draw_gate, "photocell": _draw_cells}
