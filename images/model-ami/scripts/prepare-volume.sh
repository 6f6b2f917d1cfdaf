#!/usr/bin/env bash
# Makes the file system of the model volume, mounts it for the build, and has later boots mount it read-only.
#
#   prepare-volume.sh DEVICE MOUNT_POINT FSTAB
#
# DEVICE is as the recipe names it: AL2023 links that name to the NVMe device. A device that holds a file system is refused.
set -euo pipefail

label=models

fail() {
  echo "prepare-volume: $*" >&2
  exit 1
}

[ $# -eq 3 ] || fail 'usage: prepare-volume.sh DEVICE MOUNT_POINT FSTAB'
device=$1 mount_point=$2 fstab=$3

for second in {1..60}; do
  [ -e "$device" ] && break
  [ "$second" -lt 60 ] || fail "$device: no such device after a minute; the recipe must map a volume to it"
  sleep 1
done
device=$(readlink -f "$device")

# Without -f it refuses what holds a file system.
mkfs.xfs -q -L "$label" "$device" || fail "$device: cannot be formatted; the recipe must map an empty volume to it"
mkdir -p "$mount_point"
# nofail: a host without its models still starts, and its jobs say what is missing. Docker waits, else it would bind the
# empty directory below the mount.
options=ro,noatime,nofail,x-systemd.device-timeout=60s,x-systemd.before=docker.service
echo "LABEL=$label $mount_point xfs $options 0 2" >>"$fstab"
mount -o rw,noatime "$device" "$mount_point"
