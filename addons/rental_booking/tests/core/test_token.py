import json
from types import SimpleNamespace

import pytest

from odoo.addons.rental_booking.core.token import (
    LATER_KEY,
    TOKEN,
    TOKEN_KEY,
    is_settled_later,
    is_trusted,
    settled_later,
    trusted,
)


class Record:
    """A record as far as the marks need one."""

    def __init__(self, **context):
        self.env = SimpleNamespace(context=context)

    def with_context(self, **more):
        return Record(**{**self.env.context, **more})


@pytest.mark.parametrize(
    ("mark", "is_marked", "key"),
    [(trusted, is_trusted, TOKEN_KEY), (settled_later, is_settled_later, LATER_KEY)],
)
def test_a_mark_holds_and_cannot_be_forged(mark, is_marked, key):
    assert is_marked(mark(Record()))
    assert not is_marked(Record())
    assert not is_marked(Record(**{key: str(TOKEN)}))
    assert not is_marked(Record(**{key: True}))


def test_a_mark_is_taken_off_again():
    assert not is_settled_later(settled_later(settled_later(Record()), later=False))
    assert json.loads(json.dumps(TOKEN)) == TOKEN, "it travels to the web client as a plain text"
