#!/usr/bin/env bash
# Entrypoint of the primary database: the official one, which may also read our secrets as postgres.
set -euo pipefail
# shellcheck source=deploy/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

take_secrets postgres
exec docker-entrypoint.sh "$@"
