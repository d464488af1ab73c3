"""A page to take along to the customer, drawn by us."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

LEFT, RIGHT, TOP = 60, A4[0] - 60, A4[1] - 70
BLUE = (0.13, 0.32, 0.52)
NOTES = (
    "Largeur de chaque vantail",
    "Poids",
    "Pente",
    "Distance du gond à l'angle",
    "Alimentation",
)


def draw_memo(title, lessons):
    """Return the PDF: a gate with its measures, the lessons, room for what was measured."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=A4)
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(LEFT, TOP, title)
    _draw_gate(canvas, TOP - 170)
    height = TOP - 210
    for heading, text in lessons:
        height = _write(canvas, height, heading, text)
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(LEFT, height - 10, "Relevé sur place")
    canvas.setFont("Helvetica", 11)
    canvas.setStrokeGray(0.6)
    for place, note in enumerate(NOTES, start=1):
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
        _draw_measure(canvas, first, last, ground - 8)
    canvas.line(LEFT, ground, RIGHT, ground)
    canvas.setFillGray(0)


def _draw_measure(canvas, first, last, height):
    canvas.line(first, height, last, height)
    for end, turn in ((first, 5), (last, -5)):
        canvas.line(end, height, end + turn, height + 3)
        canvas.line(end, height, end + turn, height - 3)
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString((first + last) / 2, height - 12, "largeur du vantail")


def _write(canvas, height, heading, text):
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(LEFT, height, heading)
    canvas.setFont("Helvetica", 11)
    for line in simpleSplit(text, "Helvetica", 11, RIGHT - LEFT):
        height -= 15
        canvas.drawString(LEFT, height, line)
    return height - 24
