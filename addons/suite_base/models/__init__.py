from . import concurrency, ir_attachment, ir_http, outgoing, workflow_mixin
