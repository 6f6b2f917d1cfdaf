#!/usr/bin/env bash
# Ends writing to the model volume: everything readable by all and writable by nobody, on disk, and mounted read-only.
#
#   seal-volume.sh MOUNT_POINT
set -euo pipefail

[ $# -eq 1 ] || {
  echo 'usage: seal-volume.sh MOUNT_POINT' >&2
  exit 1
}
chmod -R a=rX "$1"
sync --file-system "$1"
mount -o remount,ro "$1"
