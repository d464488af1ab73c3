from . import tech_spec_export, tech_spec_import
