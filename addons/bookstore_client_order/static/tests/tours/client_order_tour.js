import { registry } from "@web/core/registry";

const choose = (field, text) => [
    { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${text}` },
    { trigger: `.o-autocomplete--dropdown-item:contains('${text}')`, run: "click" },
];

/** At the counter: who, which title, done. */
registry.category("web_tour.tours").add("bookstore_client_take_tour", {
    steps: () => [
        { trigger: ".o-kanban-button-new, .o_list_button_add", run: "click" },
        ...choose("partner_id", "Anna Arnoux"),
        { trigger: ".o_field_widget[name=wish] input:value(By telephone)" },
        ...choose("product_id", "Les Contemplations"),
        { trigger: "button[name=action_take]", run: "click" },
        { trigger: ".o_arrow_button_current:contains('To order')" },
    ],
});

/** The parcel came: she is called, from a telephone. */
registry.category("web_tour.tours").add("bookstore_client_tell_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Anna Arnoux') a[href^='tel:0611223344']" },
        { trigger: ".o_kanban_record a[href^='sms:0611223344?body=']" },
        { trigger: ".o_kanban_record button[name=action_told]", run: "click" },
        { trigger: ".o_view_nocontent" },
    ],
});
