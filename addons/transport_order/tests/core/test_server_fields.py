"""What screens only show is written by the server alone."""

from types import SimpleNamespace

import pytest

from odoo.addons.transport_order.core.server_fields import may_touch


@pytest.mark.parametrize(
    ("readonly", "store", "operation", "is_server", "expected"),
    [
        (True, True, "write", False, False),
        (True, True, "write", True, True),
        (True, True, "read", False, True),
        (False, True, "write", False, True),
        (True, False, "write", False, True),
    ],
)
def test_a_stored_field_that_is_shown_only(readonly, store, operation, is_server, expected):
    field = SimpleNamespace(readonly=readonly, store=store)
    assert may_touch(field, operation, is_server) is expected
