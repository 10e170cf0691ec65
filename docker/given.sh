#!/usr/bin/env bash
# Puts the packages that an image needs into docker/given, for a build without network. Uses npm's cache where it can.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf docker/given
mkdir docker/given
for manifest in package.json package-lock.json apps/*/package.json libs/*/package.json tools/package.json; do
  install -D -m 644 "$manifest" "docker/given/$manifest"
done
npm --prefix docker/given ci --omit=dev --ignore-scripts --prefer-offline --no-audit --no-fund
find docker/given -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
