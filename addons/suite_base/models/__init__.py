from . import concurrency, guard_mixin, ir_attachment, ir_http, outgoing, workflow_mixin
