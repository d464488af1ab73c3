"""Odoo's PDFs show their barcodes: the environment has what turns one into a picture."""

import sys

import pytest
from reportlab.graphics.barcode import createBarcodeDrawing


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="rl-renderPM has no wheel for 3.13 yet")
def test_a_barcode_becomes_a_picture():
    drawing = createBarcodeDrawing("Code128", value="SUITE-1", format="png")
    assert drawing.asString("png").startswith(b"\x89PNG")
