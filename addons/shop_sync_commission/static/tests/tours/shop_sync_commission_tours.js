import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("shop_sync_commission_statement_tour", {
    steps: () => [
        { trigger: ".o_list_view button[name]:contains(Settle)", run: "click" },
        { trigger: ".modal .o_field_widget[name=settlement_type]" },
        { trigger: ".modal button[name=action_settle]", run: "click" },
        {
            trigger: "body:not(:has(.modal)) .o_data_row:contains(20.00) td[name=agent_id]",
            run: "click",
        },
        { trigger: ".o_form_view .o_data_row td[name=shop_reference]:contains(REF)" },
        { trigger: ".o_form_view .o_data_row:contains(Taken back)" },
        { trigger: ".o_form_statusbar button[name=action_shop_send]", run: "click" },
        { trigger: ".modal .o_mail_composer_form_view, .modal .o_form_view" },
        {
            trigger: ".modal button.o_mail_send, .modal button[name=action_send_mail]",
            run: "click",
        },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=shop_sent_on]" },
    ],
});
