#!/usr/bin/env bash
# Runs a streaming read replica; a new (empty) one copies the primary first.
#
#   replica.sh [postgres options]     run it
#   replica.sh check                  exit 0 when it follows the primary (health check)
#
# Environment: PGDATA, PRIMARY_HOST, PRIMARY_PORT, REPLICA_NAME (one each; also its slot), PGPORT of the
# replica, and the secret replication_password. Runs in the postgres image, and without Docker.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=deploy/lib.sh
. "$here/lib.sh"

PRIMARY_HOST=${PRIMARY_HOST:-db}
PRIMARY_PORT=${PRIMARY_PORT:-5432}
REPLICA_NAME=${REPLICA_NAME:-replica_1}

if [ "${1:-}" = check ]; then
    status=$(psql -X -At -h "${CHECK_HOST:-/var/run/postgresql}" -U "${CHECK_USER:-postgres}" \
        -d postgres -c "SELECT status FROM pg_stat_wal_receiver WHERE pg_is_in_recovery()")
    [ "$status" = streaming ] || fail "the replica does not follow its primary (${status:-no receiver})."
    exit 0
fi

if [ "$(id -u)" = 0 ]; then
    take_secrets postgres
    install -d -m 0700 -o postgres "$(dirname "$PGDATA")"
    exec gosu postgres "$here/replica.sh" "$@"
fi

write_pgpass replicator replication_password

copy_primary() {
    local primary=(-h "$PRIMARY_HOST" -p "$PRIMARY_PORT")
    until pg_isready -q "${primary[@]}"; do sleep 1; done
    # A slot of this name is left from an earlier life of this replica.
    psql -X -q "${primary[@]}" -U replicator -d postgres -v ON_ERROR_STOP=1 -c \
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
         WHERE slot_name = '$REPLICA_NAME' AND NOT active" >/dev/null
    say "copying the primary $PRIMARY_HOST:$PRIMARY_PORT"
    rm -rf "$PGDATA.copying"
    pg_basebackup "${primary[@]}" -U replicator -D "$PGDATA.copying" -X stream -c fast \
        -C -S "$REPLICA_NAME" -R
    # Only a complete copy gets the name: an interrupted one is begun anew.
    mv "$PGDATA.copying" "$PGDATA"
    say "the copy is complete"
}

[ -e "$PGDATA" ] || copy_primary
exec postgres -D "$PGDATA" -c hot_standby=on -c hot_standby_feedback=on \
    -c cluster_name="$REPLICA_NAME" "$@"
