import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("crm_technical_need_to_quote", {
    steps: () => [
        { trigger: "button[name=action_tech_view_requirements]", run: "click" },
        { trigger: ".o_field_widget[name=family_id] input", run: "edit Gate motors" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Gate motors):first", run: "click" },
        { trigger: ".o_field_widget[name=quick_entry] input", run: "edit ≥ 5 Nm, IP65 or better" },
        { trigger: "button[name=action_add_quick_entry]", run: "click" },
        { trigger: ".o_data_row:contains(IP65 or better)" },
        { trigger: "button[name=action_match]:visible", run: "click" },
        { trigger: ".nav-link[name=candidates]", run: "click" },
        { trigger: ".o_data_row:contains(Strong) .o_spec_verdicts:contains(9 N·m)" },
        { trigger: ".o_data_row:contains(Light) .o_spec_verdicts .text-bg-warning" },
        { trigger: "button[name=action_compare]", run: "click" },
        { trigger: ".o_spec_comparison tr.o_differs:contains(Nominal torque)" },
        { trigger: ".o_menu_brand, .breadcrumb-item a:last", run: () => history.back() },
        { trigger: "button[name=action_create_quote]:visible", run: "click" },
        { trigger: ".o_field_widget[name=order_line] .o_data_row:contains(Strong)" },
        { trigger: ".nav-link[name=tech_compliance]", run: "click" },
        { trigger: ".o_field_widget[name=tech_compliance_ids]" },
    ],
});

tours.add("crm_technical_revise", {
    steps: () => [
        { trigger: "button[name=action_tech_revise]", run: "click" },
        { trigger: ".o_last_breadcrumb_item:contains(R2)" },
        {
            trigger: ".o_data_row:contains(Strong) .o_data_cell[name=product_uom_qty]",
            run: "click",
        },
        { trigger: ".o_selected_row .o_field_widget[name=product_uom_qty] input", run: "edit 2" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".nav-link[name=tech_changes]", run: "click" },
        { trigger: ".o_revision_changes:contains(Quantity)" },
    ],
});

tours.add("crm_technical_accept", {
    steps: () => [
        { trigger: ".o_compliance_table:contains(9 N·m)" },
        { trigger: ".o_revision_changes:contains(Quantity)" },
        { trigger: "a[data-bs-target='#modalaccept']:first", run: "click" },
        {
            trigger:
                "#modalaccept input[name=signer], #modalaccept .o_web_sign_name_and_signature input",
            run: "edit Mme Roy",
        },
        {
            trigger: "#modalaccept .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains(confirmed)" },
    ],
});

tours.add("crm_technical_360", {
    steps: () => [
        { trigger: ".o_tech_360_figures:contains(900)" },
        { trigger: "button[name=action_tech_log_call]", run: "click" },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Delivery date" },
        {
            trigger: ".modal .o_field_widget[name=outcome] label:contains(Left a message)",
            run: "click",
        },
        { trigger: ".modal .btn-primary:contains(Log)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=communications]", run: "click" },
        { trigger: ".o_data_row:contains(Delivery date)" },
    ],
});
