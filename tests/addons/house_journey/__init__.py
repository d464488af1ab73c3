from .bundles import spare
