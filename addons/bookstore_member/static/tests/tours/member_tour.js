import { registry } from "@web/core/registry";

/** A new member at the counter. */
registry.category("web_tour.tours").add("bookstore_member_join_tour", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        // a telephone has a window of its own to choose from, the first names first
        { trigger: ".o_field_widget[name=partner_id] input", run: "click" },
        { trigger: ".modal .o_kanban_record:contains('0 Maxime of the Tests')", run: "click" },
        { trigger: ".o_field_widget[name=amount] input", run: "edit 25" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=name]:contains('SOC')" },
        {
            trigger:
                ".o_arrow_button_current:contains('Active'), .o_statusbar_status button:contains('Active')",
        },
    ],
});

/** The manager ends a membership: the question comes first. */
registry.category("web_tour.tours").add("bookstore_member_end_tour", {
    steps: () => [
        {
            trigger:
                ".o_data_row:contains('Louise of the Tests') td[name=partner_id], .o_kanban_record:contains('Louise of the Tests')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_end]",
            run: "click",
        },
        { trigger: ".modal button[name=action_end]" },
        { trigger: ".modal label:contains('Kept until it is used')", run: "click" },
        { trigger: ".modal button[name=action_end]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view .alert:contains('goes on paying books')" },
    ],
});
