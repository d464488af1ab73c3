"""A WooCommerce for tests: orders, products and stock over real HTTP, written from the public
contract (woocommerce/woocommerce-rest-api-docs, source/includes/wp-api-v3) and from how
woocommerce/woocommerce reads it (includes/rest-api/Controllers, includes/class-wc-rest-authentication.php,
abstract-wc-order.php for the sums). No code of either is in it."""
