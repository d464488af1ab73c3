#!/usr/bin/env bash
# Proves that the newest backup can be restored: into a scratch database that is checked and dropped.
#
#   restore_drill.sh [FOLDER OF A BACKUP]
#
# Environment: as backup.sh; PGHOST may name another server than the one in use (it needs the room). Each
# check is a line; the exit code is 0 when all passed. No Odoo ever runs on the scratch database.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=deploy/lib.sh
. "$here/lib.sh"

PGDATABASE=${PGDATABASE:-odoo}
BACKUP_DIR=${BACKUP_DIR:-/backup}
BACKUP_MAX_HOURS=${BACKUP_MAX_HOURS:-26}
SCRATCH=drill_$(date -u +%Y%m%d%H%M%S)_$$
failed=0

check() { # text, found, expected
    if [ "$2" = "$3" ]; then
        say "ok: $1: $2"
    else
        say "FAILED: $1: $2, expected $3"
        failed=$((failed + 1))
    fi
}

scratch() { psql -X -Atq -v ON_ERROR_STOP=1 -d "$SCRATCH" -c "$1"; }

check_facts() {
    local name expected
    while read -r name expected; do
        case $name in
            users) check "users" "$(scratch 'SELECT count(*) FROM res_users')" "$expected" ;;
            partners) check "partners" "$(scratch 'SELECT count(*) FROM res_partner')" "$expected" ;;
            modules)
                check "installed modules" \
                    "$(scratch "SELECT count(*) FROM ir_module_module WHERE state = 'installed'")" "$expected"
                ;;
            attachments)
                check "attachments in files" \
                    "$(scratch "SELECT count(*) FROM ir_attachment WHERE store_fname IS NOT NULL")" "$expected"
                ;;
        esac
    done <"$backup/facts"
}

# Each file that the restored database names must be in the backup, with the content its name says.
check_files() {
    local work=$1
    scratch "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL" |
        LC_ALL=C sort >"$work/named"
    LC_ALL=C comm -23 "$work/named" "$backup/files" >"$work/missing"
    check "files that the database names and the backup has not" "$(wc -l <"$work/missing")" 0
    awk '{ name = $1; sub(".*/", "", name); print name "  " $1 }' "$backup/files" >"$work/sums"
    : >"$work/bad"
    if [ -s "$work/sums" ]; then
        (cd "$backup/filestore" && sha1sum --quiet -c "$work/sums") >"$work/bad" 2>&1 || true
    fi
    check "files of $(wc -l <"$backup/files") whose content is wrong" "$(wc -l <"$work/bad")" 0
}

clean_up() {
    rm -rf "$work"
    dropdb --if-exists --force "$SCRATCH" || say "error: drop the database $SCRATCH by hand"
}

drill() {
    local age
    age=$((($(date +%s) - $(stat -c %Y "$backup/SHA256SUMS")) / 3600))
    say "restoring $backup into $SCRATCH"
    check "checksums of the backup" \
        "$(cd "$backup" && sha256sum --quiet -c SHA256SUMS >/dev/null 2>&1 && echo right || echo wrong)" right
    createdb --template=template0 "$SCRATCH"
    pg_restore --no-owner --no-acl --exit-on-error -j 2 -d "$SCRATCH" "$backup/database.dump"
    check_facts
    check "modules in the middle of a change" \
        "$(scratch "SELECT count(*) FROM ir_module_module WHERE state LIKE 'to %'")" 0
    check_files "$work"
    if [ -z "${1:-}" ]; then
        check "younger than $BACKUP_MAX_HOURS hours" \
            "$([ "$age" -lt "$BACKUP_MAX_HOURS" ] && echo yes || echo "no, $age hours")" yes
    fi
}

[ -n "${PGPASSFILE:-}${PGPASSWORD:-}" ] || write_pgpass "${PGUSER:-odoo}" db_password
backup=${1:-$(find "$BACKUP_DIR/$PGDATABASE" -mindepth 1 -maxdepth 1 -type d -name '20*Z' | sort | tail -n 1)}
[ -n "$backup" ] && [ -r "$backup/SHA256SUMS" ] || fail "there is no backup in $BACKUP_DIR/$PGDATABASE."
work=$(mktemp -d)
trap clean_up EXIT
started=$(date +%s)
drill "${1:-}"
[ "$failed" = 0 ] || fail "$failed checks failed: $backup must not be relied on."
say "the backup $(basename "$backup") restores ($(($(date +%s) - started)) s)"
