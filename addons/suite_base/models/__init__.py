from . import concurrency, ir_http, outgoing, workflow_mixin
