#!/usr/bin/env bash
# Makes the images luciq-local/node, luciq-local/kafka and luciq-local/postgres on this machine, from packages alone.
# Needs an installed checkout and a Docker engine. The first run makes Debian itself (debian.sh).
set -euo pipefail
cd "$(dirname "$0")/../.."

docker/local/debian.sh
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
build() { docker build -q -t "$1" -f "$2" "$context"; }

cp docker/local/*-start.sh "$context"
cp -r "${KAFKA_JARS:?names the folder of the jars of Kafka}" "$context/jars"
build luciq-local/kafka:1 docker/local/kafka.Dockerfile
build luciq-local/postgres:1 docker/local/postgres.Dockerfile

mkdir "$context/bin"
cp node_modules/node/bin/node "$context/bin/node"
cp -r "$(npm root --global)/npm" "$context/npm"
build luciq-local/node:1 docker/local/node.Dockerfile
