import { Finder } from "@crm_technical_spec/finder/finder";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** What was found goes into a quote: the one it was looked for, or one that is asked for. */
patch(Finder.prototype, {
    get quoteLabel() {
        const name = this.props.action.params?.order_name;
        return name ? _t("Add to %s", name) : _t("Add to Quote");
    },

    async onQuote() {
        const products = this.state.comparing || this.state.selected;
        const orderId = this.props.action.params?.order_id;
        if (orderId) {
            const action = await this.orm.call("sale.order", "action_tech_add_products", [
                [orderId],
                [...products],
            ]);
            return this.action.doAction(action, { clearBreadcrumbs: false });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Add to Quote"),
            res_model: "tech.finder.quote",
            views: [[false, "form"]],
            target: "new",
            context: { default_product_ids: [...products] },
        });
    },
});
