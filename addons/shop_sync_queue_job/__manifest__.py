{
    "name": "Shop Synchronisation: Job Queue",
    "summary": "Runs the passes of the online shops as OCA queue_job jobs, one channel a shop",
    "version": "19.0.1.1.1",
    "category": "Sales/Sales",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["queue_job", "shop_sync"],
    "data": ["data/queue_job_data.xml", "views/shop_channel_views.xml"],
}
