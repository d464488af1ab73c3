from . import fr_service_terms, fr_service_terms_line
