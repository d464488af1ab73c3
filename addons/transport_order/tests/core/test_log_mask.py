import logging

import pytest

from odoo.addons.transport_order.core.log_mask import PathMask, mask_paths


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("GET /transport/driver/SECRET HTTP/1.1", "GET /transport/driver/… HTTP/1.1"),
        ("GET /transport/driver/SECRET/L1/pickup?x=1", "GET /transport/driver/…/L1/pickup?x=1"),
        ("POST //transport//driver//SECRET", "POST //transport//driver//…"),
        ("GET /transport/driver/day/SECRET HTTP", "GET /transport/driver/day/… HTTP"),
        ("GET /transport/driver//day//SECRET?x", "GET /transport/driver//day//…?x"),
        ("path '/transport/driver/SECRET'", "path '/transport/driver/…'"),
        ("GET /my/transport/orders/T1", "GET /my/transport/orders/T1"),
    ],
)
def test_a_secret_link_is_cut_and_the_rest_stays(line, kept):
    assert mask_paths(line) == kept


def test_a_record_is_cut_in_its_text_and_in_its_arguments():
    record = logging.LogRecord(
        "werkzeug",
        logging.INFO,
        "",
        0,
        "/transport/driver/A %s %s",
        ("/transport/driver/B", 7),
        None,
    )
    assert PathMask().filter(record)
    assert record.getMessage() == "/transport/driver/… /transport/driver/… 7"
