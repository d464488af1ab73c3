from . import (
    sale_order,
    slide_channel,
    survey_user_input,
    tech_spec_family,
    tech_training_certificate,
)
