# Shared by the scripts of this folder (sourced, never run).
# shellcheck shell=bash

SECRETS_DIR=${SECRETS_DIR:-/run/secrets}
RUNTIME_DIR=${RUNTIME_DIR:-/run/suite}

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

fail() {
    say "error: $*" >&2
    exit 1
}

# take_secrets USER: private copies, in memory, of the secret files for the user a service runs as.
# The files on the host stay root's with mode 0600, and nothing is exported: `docker inspect`, ps and
# /proc/*/environ show no password.
take_secrets() {
    local file owner=()
    if [ "$(id -u)" = 0 ]; then
        owner=(-o "$1")
        install -d -m 0700 "${owner[@]}" "$RUNTIME_DIR" "$RUNTIME_DIR/secrets"
    else
        (umask 077 && mkdir -p "$RUNTIME_DIR/secrets")
    fi
    for file in "$SECRETS_DIR"/*; do
        [ ! -f "$file" ] || install -m 0600 "${owner[@]}" "$file" "$RUNTIME_DIR/secrets/"
    done
}

# secret NAME: its text without the last newline; nothing when there is no such file.
secret() {
    local file
    for file in "$RUNTIME_DIR/secrets/$1" "$SECRETS_DIR/$1"; do
        if [ -r "$file" ]; then
            printf '%s' "$(<"$file")"
            return
        fi
    done
}

# write_pgpass ROLE SECRET: libpq (Odoo, psql, pg_dump, pg_basebackup) reads the password from a file.
write_pgpass() {
    local password
    password=$(secret "$2")
    [ -n "$password" ] || fail "the secret file $2 is missing or empty (run deploy/make_secrets.sh)."
    password=${password//\\/\\\\}
    password=${password//:/\\:}
    (
        umask 077
        mkdir -p "$RUNTIME_DIR"
        printf '*:*:*:%s:%s\n' "$1" "$password" >"$RUNTIME_DIR/pgpass"
    )
    export PGPASSFILE=$RUNTIME_DIR/pgpass
}
