#!/usr/bin/env bash
# Makes two images from the system's own packages, for machines that reach no image registry: Debian, and Debian with Java and
# PostgreSQL. Needs root, debootstrap and a Docker engine; about 60 s. Images that are there and made by this recipe are kept.
set -euo pipefail
cd "$(dirname "$0")"

recipe=$(sha256sum debian.sh | cut -c1-16)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
made() { [ "$(docker image inspect -f '{{ index .Config.Labels "luciq.recipe" }}' "$1" 2>/dev/null)" = "$recipe" ]; }
if made luciq-local/debian:1 && made luciq-local/engines:1; then exit 0; fi

# The archive that this machine itself installs from.
mirror=$(apt-cache policy debootstrap | awk '/:\/\//{print $2; exit}')
root=$(mktemp -d)
cleanup() {
  mountpoint -q "$root/proc" && umount "$root/proc"
  rm -rf "$root"
}
trap cleanup EXIT
chmod 755 "$root"

import() { tar -C "$root" --exclude=./proc/* -c . | docker import --change "LABEL luciq.recipe=$recipe" - "$1"; }

debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror"
import luciq-local/debian:1

cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mount --bind /proc "$root/proc"
chroot "$root" apt-get update
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends openjdk-17-jre-headless postgresql
chroot "$root" apt-get clean
umount "$root/proc"
import luciq-local/engines:1
