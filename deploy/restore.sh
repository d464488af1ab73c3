#!/usr/bin/env bash
# Restores a backup as a new database; it never writes over one that exists.
#
#   restore.sh FOLDER_OF_A_BACKUP NEW_DATABASE
#
# Environment: PGHOST, PGPORT, PGUSER, FILESTORES (the folder that holds one folder of files per
# database), the secret db_password or libpq's own variables.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck source=deploy/lib.sh
. "$here/lib.sh"

[ $# = 2 ] || fail "usage: restore.sh FOLDER_OF_A_BACKUP NEW_DATABASE"
backup=$1 database=$2
FILESTORES=${FILESTORES:-/srv/odoo/filestore}

[ -r "$backup/SHA256SUMS" ] || fail "$backup is no backup."
[[ $database =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ ]] || fail "$database is no name for a database."
[ ! -e "$FILESTORES/$database" ] || fail "$FILESTORES/$database exists: choose another name."
[ -n "${PGPASSFILE:-}${PGPASSWORD:-}" ] || write_pgpass "${PGUSER:-odoo}" db_password

(cd "$backup" && sha256sum --quiet -c SHA256SUMS) || fail "$backup is damaged: take another one."
createdb --template=template0 "$database"
pg_restore --no-owner --no-acl --exit-on-error -j 2 -d "$database" "$backup/database.dump"
cp -rp "$backup/filestore" "$FILESTORES/$database"
chown --reference="$FILESTORES" "$FILESTORES/$database"
chmod --reference="$FILESTORES" "$FILESTORES/$database"
say "$backup is restored as $database"
