from . import (
    concurrency,
    guard_mixin,
    ir_attachment,
    ir_http,
    outgoing,
    suite_tabs,
    workflow_mixin,
)
