from . import (
    concurrency,
    guard_mixin,
    hold,
    ir_attachment,
    ir_http,
    outgoing,
    res_partner,
    suite_dashboard,
    suite_tabs,
    workflow_mixin,
    workflow_of_advice,
)
