from . import concurrency, workflow_mixin
