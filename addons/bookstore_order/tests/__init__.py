from . import (
    test_answers,
    test_directory,
    test_merge,
    test_needs,
    test_order_lists,
    test_orders,
    test_orders_again,
    test_refusers,
    test_reorder,
    test_reorder_tour,
    test_responses,
    test_service_messages,
)
