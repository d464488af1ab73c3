"""Odoo's PDFs show their barcodes: the environment has what turns one into a picture."""

from reportlab.graphics.barcode import createBarcodeDrawing


def test_a_barcode_becomes_a_picture():
    drawing = createBarcodeDrawing("Code128", value="SUITE-1", format="png")
    assert drawing.asString("png").startswith(b"\x89PNG")
