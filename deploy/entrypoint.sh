#!/usr/bin/env bash
# Starts a program of the suite's image: takes the secrets, waits for the database, leaves root.
#
# The official image's own entrypoint is not used: it puts the password on Odoo's command line, where ps
# shows it. Here Odoo finds it in a password file (libpq) and in a configuration file, both private.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=deploy/lib.sh
. "$here/lib.sh"

RUN_AS=${RUN_AS:-odoo}
PROGRAM=("$@")
[ ${#PROGRAM[@]} -gt 0 ] || PROGRAM=(odoo)

if [ "$(id -u)" = 0 ] && [ -z "${SUITE_SECRETS_TAKEN:-}" ]; then
    take_secrets "$RUN_AS"
    for folder in "$ODOO_DATA_DIR" "$ODOO_DATA_DIR/filestore" "$ODOO_DATA_DIR/sessions"; do
        # A new volume (or a folder of a new NFS export) belongs to root.
        [ -d "$folder" ] || install -d -m 0755 -o "$RUN_AS" "$folder"
        [ "$(stat -c %U "$folder")" = "$RUN_AS" ] || chown "$RUN_AS": "$folder"
    done
    chmod 0700 "$ODOO_DATA_DIR/sessions"
    group=$(id -g "$RUN_AS")
    SUITE_SECRETS_TAKEN=1 exec setpriv --reuid="$RUN_AS" --regid="$group" --init-groups \
        "$here/entrypoint.sh" "${PROGRAM[@]}"
fi
# A container that was started as another user than root takes what it may read.
[ -n "${SUITE_SECRETS_TAKEN:-}" ] || take_secrets "$RUN_AS"
unset SUITE_SECRETS_TAKEN

write_odoo_conf() {
    umask 077
    {
        echo "[options]"
        # The database manager is off; should it ever be on, nobody knows its password.
        echo "admin_passwd = $(head -c 24 /dev/urandom | base64 | tr -d '+/=\n')"
        password=$(secret smtp_password)
        [ -z "$password" ] || echo "smtp_password = $password"
    } >"$ODOO_RC"
    umask 022
}

wait_for_database() {
    local left=60
    until pg_isready -q -d postgres; do
        left=$((left - 1))
        [ $left -gt 0 ] || fail "no PostgreSQL answers at $PGHOST:${PGPORT:-5432} after 60 s."
        sleep 1
    done
}

write_pgpass "$PGUSER" db_password
export ODOO_RC=${ODOO_RC:-$RUNTIME_DIR/odoo.conf}
write_odoo_conf
wait_for_database
exec "${PROGRAM[@]}"
