/**
 * What the grid and the timeline share: the shop, the window and the search; one call loads a
 * page of rows, the answer of an older question never replaces a newer one.
 */

import { markRaw, onWillStart, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";

const { DateTime } = luxon;
const PAGE = 200;

/**
 * @param {string} method of `rental.availability`
 * @param {Object} props of the client action
 */
export function usePeriodScreen(method, props) {
    const orm = useService("orm");
    const keepLast = new KeepLast();
    const context = props.action?.context || {};
    const state = useState({
        shops: [],
        families: [],
        query: {
            shopId: context.default_warehouse_id || false,
            dateFrom: (context.rental_date || DateTime.local().toISODate()).slice(0, 10),
            days: 14,
            search: props.action?.params?.search || context.rental_search || "",
            familyId: false,
            busy: false,
            ...props.state?.query,
        },
        data: null,
        loading: false,
    });

    const ask = (offset) => {
        const { shopId, dateFrom, days, search, familyId, busy } = state.query;
        return keepLast.add(
            orm.call("rental.availability", method, [shopId, dateFrom], {
                days,
                search,
                offset,
                limit: PAGE,
                category_id: familyId,
                busy,
            })
        );
    };
    const screen = {
        state,
        async load() {
            state.loading = true;
            const data = await ask(0);
            state.data = markRaw(data);
            state.loading = false;
        },
        async loadMore() {
            const data = await ask(state.data.rows.length);
            state.data = markRaw({ ...data, rows: [...state.data.rows, ...data.rows] });
        },
        async change(part) {
            Object.assign(state.query, part);
            await screen.load();
        },
    };

    onWillStart(async () => {
        [state.shops, state.families] = await Promise.all([
            orm.call("rental.availability", "get_shops", []),
            orm.call("rental.availability", "get_families", []),
        ]);
        if (!state.shops.some((shop) => shop.id === state.query.shopId)) {
            state.query.shopId = state.shops[0]?.id || false;
        }
        if (state.query.shopId) {
            await screen.load();
        }
    });
    useSetupAction({ getLocalState: () => ({ query: { ...state.query } }) });
    return screen;
}
