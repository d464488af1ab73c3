from . import (
    mail_bot,
    tech_assistant,
    tech_assistant_dialogue,
    tech_assistant_drafts,
    tech_assistant_finder,
    tech_assistant_meaning,
    tech_assistant_names,
    tech_assistant_orders,
    tech_assistant_sales,
    tech_assistant_request,
)
