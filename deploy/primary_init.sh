#!/usr/bin/env bash
# Runs once, on a new primary: the role of Odoo (no superuser), the role of the replicas, their access.
set -euo pipefail
# shellcheck source=deploy/lib.sh
. "${SUITE_LIB:-/suite/lib.sh}"

# The passwords reach psql through its input, not through the command line.
psql -X -q -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres <<SQL
SET log_statement = 'none';
\set odoo_password \`cat "$RUNTIME_DIR/secrets/db_password"\`
\set replication_password \`cat "$RUNTIME_DIR/secrets/replication_password"\`
CREATE ROLE odoo LOGIN CREATEDB PASSWORD :'odoo_password';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication_password';
SQL
# "all" in pg_hba.conf does not include replication.
echo "host replication replicator all scram-sha-256" >>"$PGDATA/pg_hba.conf"
psql -X -q -U "${POSTGRES_USER:-postgres}" -d postgres -c "SELECT pg_reload_conf()" >/dev/null
