import { registry } from "@web/core/registry";

const { DateTime } = luxon;
const open = (name) => [
    {
        isActive: ["desktop"],
        trigger: `.o_data_row .o_data_cell[name=partner_id]:contains(${name})`,
        run: "click",
    },
    {
        isActive: ["mobile"],
        trigger: `.o_kanban_record:contains(${name})`,
        run: "click",
    },
];
// on a phone all buttons but the first are behind three dots
const more = {
    isActive: ["mobile"],
    trigger: ".o_statusbar_buttons button:has(.oi-ellipsis-v)",
    run: "click",
};
const promise = (days) => [
    { trigger: "button[name=action_hold]", run: "click" },
    {
        trigger: ".modal .o_field_widget[name=date] input",
        run: `edit ${DateTime.now().plus({ days }).toFormat("MM/dd/yyyy")}`,
    },
    { trigger: ".modal button[name=action_hold]", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("account_dunning_fr_life", {
    steps: () => [
        // one who promises before anything is sent: his reminder is withdrawn
        ...open("Personne"),
        more,
        ...promise(3),
        ...open("Entreprise"),
        { trigger: ".o_form_view:not(:contains(Personne))" },
        { trigger: "button[name=action_send]", run: "click" },
        { trigger: ".o_statusbar_status:contains(Sent)" },
        ...promise(5),
        { isActive: ["mobile"], trigger: ".o_button_more", run: "click" },
        { trigger: "button[name=action_view_invoices]", run: "click" },
        {
            trigger: ".o_data_row .o_data_cell[name=name], .o_kanban_record:not(.o_kanban_ghost)",
            run: "click",
        },
        { trigger: ".alert:contains(Promised for)" },
        more,
        { trigger: "button[name=action_register_payment]", run: "click" },
        { trigger: ".modal button[name=action_create_payments]", run: "click" },
        { trigger: ".ribbon:contains(Paid), .ribbon:contains(In Payment)" },
    ],
});
