#!/usr/bin/env bash
# Makes the secret files that are missing: random, readable by their owner only. Changes none.
set -euo pipefail
umask 077

folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
for name in postgres_password db_password replication_password admin_password; do
    if [ ! -s "$folder/$name" ]; then
        head -c 24 /dev/urandom | base64 | tr -d '+/=\n' >"$folder/$name"
        echo "made: $folder/$name"
    fi
done
# The mail server's password comes from its provider; empty means none.
[ -e "$folder/smtp_password" ] || : >"$folder/smtp_password"
