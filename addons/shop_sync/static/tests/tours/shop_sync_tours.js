import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("shop_sync_connect_tour", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Boutique du tour" },
        { trigger: ".o_field_widget[name=url] input", run: "edit http://127.0.0.1:1" },
        { trigger: ".o_field_widget[name=key] input", run: "edit ABCDEF" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_check]", run: "click" },
        { trigger: ".o_field_widget[name=findings_html] .fa-times-circle" },
        { trigger: ".breadcrumb-item a, .o_back_button a", run: "click" },
        { trigger: ".o_kanban_record:contains(Boutique du tour)" },
    ],
});

registry.category("web_tour.tours").add("shop_sync_mapping_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR36) td[name=reference]", run: "click" },
        { trigger: ".alert:contains(21)" },
        { trigger: ".o_form_statusbar button[name=action_fix_mapping]", run: "click" },
        { trigger: ".modal .o_field_widget[name=tax_id] input", run: "edit TVA 21 % tour" },
        { trigger: ".modal .ui-menu-item a:contains(TVA 21 % tour)", run: "click" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
