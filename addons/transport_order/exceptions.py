from odoo.exceptions import UserError


class EstimateRefused(UserError):
    """An estimate that may not be accepted.

    `code` tells programs why: expired, changed, state, hash, limit, on_request, role, empty, busy.
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
