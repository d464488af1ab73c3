"""What a test run must not find in the server's log."""

from house.log_policy import complaints

PREFIX = "2026-11-22 00:28:46,074 13410"


def test_an_error_is_a_complaint():
    line = f"{PREFIX} ERROR db odoo.sql_db: bad query: SELECT 1"
    assert complaints([line, f"{PREFIX} INFO db odoo.sql_db: fine"]) == [line]


def test_an_unexpected_warning_is_a_complaint():
    line = f"{PREFIX} WARNING db odoo.fields: field has the same label"
    assert complaints([line]) == [line]


def test_an_expected_warning_is_not_a_complaint():
    assert (
        complaints([f"{PREFIX} WARNING db odoo.modules.loading: skip pos_epson_printer files"])
        == []
    )


def test_a_line_of_a_traceback_is_not_counted_twice():
    assert complaints(["Traceback (most recent call last):", '  File "x.py", line 1']) == []
