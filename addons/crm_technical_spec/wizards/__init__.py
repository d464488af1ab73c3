from . import tech_spec_export, tech_spec_import, tech_spec_import_line
