#!/usr/bin/env bash
# Renews db/migrations/0000_init.sql from db/schema and keeps the hand-written 0001_guards.sql, while no release has shipped.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
guards="$(mktemp)"
[ -e db/migrations/0001_guards.sql ] && cp db/migrations/0001_guards.sql "$guards"
rm -rf db/migrations
drizzle-kit generate --config .config/drizzle.ts --name init >/dev/null
drizzle-kit generate --config .config/drizzle.ts --custom --name guards >/dev/null
cp "$guards" db/migrations/0001_guards.sql
ls db/migrations
