from . import spec_export
