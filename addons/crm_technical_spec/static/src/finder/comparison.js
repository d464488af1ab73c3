import { useService } from "@web/core/utils/hooks";
import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";

/** Two to eight products side by side, what differs marked, the best number ticked. */
export class Comparison extends Component {
    static template = "crm_technical_spec.Comparison";
    static props = {
        productIds: Array,
        onClose: Function,
        onOpen: Function,
        formatPrice: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            table: { products: [], facts: [], groups: [] },
            onlyDifferences: false,
        });
        const root = useRef("root");
        // the button that led here is gone: the keyboard goes on in what it opened
        // and the head with its buttons stays in sight
        onMounted(() => root.el.focus({ preventScroll: true }));
        onWillStart(async () => {
            this.state.table = await this.orm.call("tech.spec.finder", "compare_products", [
                this.props.productIds,
            ]);
        });
    }

    get groups() {
        return this.state.table.groups
            .map((group) => ({
                ...group,
                rows: group.rows.filter((row) => row.differs || !this.state.onlyDifferences),
            }))
            .filter((group) => group.rows.length);
    }

    get exportUrl() {
        const only = this.state.onlyDifferences ? "&only_differences=1" : "";
        return `/tech_spec/compare.xlsx?ids=${this.props.productIds.join(",")}${only}`;
    }
}
