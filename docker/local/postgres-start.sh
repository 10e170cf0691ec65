#!/usr/bin/env bash
# Makes the database once and becomes PostgreSQL.
set -euo pipefail
user=${POSTGRES_USER:-postgres}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
  read -ra more <<<"${POSTGRES_INITDB_ARGS:-}"
  initdb -D "$PGDATA" -U "$user" -A scram-sha-256 --pwfile=/tmp/password "${more[@]}"
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  database=${POSTGRES_DB:-$user}
  if [ "$database" != postgres ]; then echo "create database \"$database\"" | postgres --single -D "$PGDATA" postgres; fi
fi
exec "$@"
