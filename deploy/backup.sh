#!/usr/bin/env bash
# Backs the database and its files up, so that they fit together.
#
#   backup.sh            make one backup now, remove those past their time
#   backup.sh daily      the same, each day at BACKUP_TIME (what the compose service runs)
#   backup.sh check      exit 0 when the newest backup is younger than BACKUP_MAX_HOURS (health check)
#
# Environment: PGHOST, PGPORT, PGUSER, PGDATABASE, FILESTORE (folder of this database's files), BACKUP_DIR,
# BACKUP_KEEP (days, and never fewer than 3 backups), the secret db_password or libpq's own variables.
#
# Why it is consistent: files of the store never change and are named by the SHA-1 of their content; Odoo
# only ever removes them in its clean-up, which first locks the table of attachments. From before the dump
# until the last file is copied, this script holds a lock on that table that lets everybody read and write
# but makes the clean-up wait for another day. So each file that the dump names is still there to copy.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=deploy/lib.sh
. "$here/lib.sh"

PGDATABASE=${PGDATABASE:-odoo}
BACKUP_DIR=${BACKUP_DIR:-/backup}
FILESTORE=${FILESTORE:-/srv/odoo/filestore/$PGDATABASE}
BACKUP_KEEP=${BACKUP_KEEP:-14}
BACKUP_TIME=${BACKUP_TIME:-02:30}
BACKUP_MAX_HOURS=${BACKUP_MAX_HOURS:-26}
HOME_DIR=$BACKUP_DIR/$PGDATABASE

newest() {
    find "$HOME_DIR" -mindepth 1 -maxdepth 1 -type d -name '20*Z' 2>/dev/null | sort | tail -n 1
}

# Opens the transaction that holds the files; its snapshot is the moment that the backup shows.
hold_files() {
    coproc HOLDER { psql -X -Atq -v ON_ERROR_STOP=1 -d "$PGDATABASE" 2>&1; }
    holder_in=${HOLDER[1]} holder_out=${HOLDER[0]}
    echo "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE;
          SELECT pg_export_snapshot();" >&"$holder_in"
    snapshot=
    read -r -t 60 snapshot <&"$holder_out" || true
    [[ $snapshot =~ ^[0-9A-F-]+$ ]] || fail "the table of attachments could not be held: $snapshot"
}

still_held() {
    local answer=
    echo "SELECT 'still held';" >&"$holder_in"
    read -r -t 60 answer <&"$holder_out" || true
    [ "$answer" = "still held" ] || fail "the connection that holds the files was lost: $answer"
    echo "COMMIT;" >&"$holder_in"
}

list_files() { # folder: names relative to it, sorted
    (cd "$1" && find . -type f -not -path './checklist/*' -printf '%P\n' | LC_ALL=C sort)
}

copy_files() { # target: links to the files of the previous backup, copies of the new ones
    local target=$1 previous
    mkdir -p "$target/filestore"
    [ -d "$FILESTORE" ] || { say "no files yet in $FILESTORE"; return; }
    list_files "$FILESTORE" >"$target/files"
    previous=$(newest)
    if [ -n "$previous" ] && [ -s "$previous/files" ]; then
        LC_ALL=C comm -12 "$previous/files" "$target/files" >"$target/known"
        (cd "$previous/filestore" && xargs -r -d '\n' cp -l --parents -t "$target/filestore") <"$target/known"
        LC_ALL=C comm -13 "$previous/files" "$target/files" >"$target/new"
    else
        cp "$target/files" "$target/new"
    fi
    (cd "$FILESTORE" && xargs -r -d '\n' cp -p --parents -t "$target/filestore") <"$target/new"
    drop_torn_files "$target"
    list_files "$target/filestore" >"$target/files"
}

# A file that was still being written belongs to a transaction after the dump; the next backup takes it.
drop_torn_files() {
    local target=$1 sum name
    (cd "$target/filestore" && xargs -r -d '\n' sha1sum) <"$target/new" | while read -r sum name; do
        if [ "$sum" != "${name##*/}" ]; then
            say "left out, its content is not what its name says: $name"
            rm -f "$target/filestore/$name"
        fi
    done
    rm -f "$target/new" "$target/known"
}

remove_old() {
    local keep_from name count
    keep_from=$(date -u -d "-$BACKUP_KEEP days" +%Y%m%dT%H%M%SZ)
    count=$(find "$HOME_DIR" -mindepth 1 -maxdepth 1 -type d -name '20*Z' | wc -l)
    find "$HOME_DIR" -mindepth 1 -maxdepth 1 -type d -name '20*Z' -printf '%f\n' | sort | while read -r name; do
        [ "$count" -gt 3 ] && [[ "$name" < "$keep_from" ]] || break
        rm -rf "${HOME_DIR:?}/$name"
        count=$((count - 1))
        say "removed: $name (kept for $BACKUP_KEEP days)"
    done
}

write_facts() { # target: what the restore drill compares with, at the moment of the dump
    psql -X -Atq -v ON_ERROR_STOP=1 -d "$PGDATABASE" >"$1/facts" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET TRANSACTION SNAPSHOT '$snapshot';
SELECT 'users ' || count(*) FROM res_users;
SELECT 'partners ' || count(*) FROM res_partner;
SELECT 'modules ' || count(*) FROM ir_module_module WHERE state = 'installed';
SELECT 'attachments ' || count(*) FROM ir_attachment WHERE store_fname IS NOT NULL;
SQL
}

backup() {
    local stamp
    mkdir -p "$HOME_DIR"
    exec 9>"$HOME_DIR/.lock"
    flock -n 9 || fail "another backup of $PGDATABASE is running."
    rm -rf "$HOME_DIR"/.partial-*
    stamp=$(date -u +%Y%m%dT%H%M%SZ)
    target=$HOME_DIR/.partial-$stamp
    (umask 077 && mkdir "$target")
    trap 'rm -rf "$target"' EXIT # target is no local: the trap outlives this function
    hold_files
    : >"$target/files"
    pg_dump -Fc --snapshot="$snapshot" -d "$PGDATABASE" -f "$target/database.dump"
    write_facts "$target"
    copy_files "$target"
    still_held
    (cd "$target" && sha256sum database.dump files facts >SHA256SUMS)
    sync -f "$target"
    mv "$target" "$HOME_DIR/$stamp"
    trap - EXIT
    say "made: $HOME_DIR/$stamp ($(du -sh "$HOME_DIR/$stamp" | cut -f1), $(wc -l <"$HOME_DIR/$stamp/files") files)"
    remove_old
    flock -u 9
}

check() {
    local last age
    last=$(newest)
    [ -n "$last" ] || fail "there is no backup in $HOME_DIR."
    age=$((($(date +%s) - $(stat -c %Y "$last/SHA256SUMS")) / 3600))
    [ "$age" -lt "$BACKUP_MAX_HOURS" ] || fail "the newest backup, $last, is $age hours old."
}

daily() {
    local next now
    trap 'exit 0' TERM INT
    while true; do
        # A first backup at once: a service that was just set up is not without one until the night.
        if (check) 2>/dev/null; then
            now=$(date +%s)
            next=$(date -d "$BACKUP_TIME" +%s)
            [ "$next" -gt "$now" ] || next=$(date -d "tomorrow $BACKUP_TIME" +%s)
            sleep $((next - now)) &
            wait $!
        fi
        # A failure shows in the log and, by the age of the newest backup, in the health check.
        until "$here/backup.sh"; do
            sleep 1800 &
            wait $!
        done
    done
}

[ -n "${PGPASSFILE:-}${PGPASSWORD:-}" ] || write_pgpass "${PGUSER:-odoo}" db_password
case "${1:-}" in
    "") backup ;;
    daily) daily ;;
    check) (check) ;;
    *) fail "usage: backup.sh [daily|check]" ;;
esac
