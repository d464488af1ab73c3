{
    "name": "House journey (tests only)",
    "summary": "Opens every installed app as its users do",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Odoo Suite contributors",
    "license": "AGPL-3",
    "depends": ["web"],
    "post_load": "prepare",
    "installable": True,
}
