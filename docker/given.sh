#!/usr/bin/env bash
# Puts the packages that an image needs into docker/given, for a build without network. Uses npm's cache where it can.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf docker/given
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Installs into docker/given/$1 what the further words choose, packages only.
given() {
  local into=$1 folder
  shift
  for manifest in package.json package-lock.json apps/*/package.json libs/*/package.json tools/package.json; do
    install -D -m 644 "$manifest" "$work/$into/$manifest"
  done
  npm --prefix "$work/$into" ci "$@" --ignore-scripts --prefer-offline --no-audit --no-fund
  for folder in $(cd "$work/$into" && find . -name node_modules -prune); do
    mkdir -p "docker/given/$into/$(dirname "$folder")"
    mv "$work/$into/$folder" "docker/given/$into/$folder"
  done
}

# What runs, and what builds.
given run --omit=dev --omit=optional
given build
