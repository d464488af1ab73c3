from . import concurrency, outgoing, workflow_mixin
