#!/usr/bin/env bash
# run-image.sh DIRECTORY [ARGUMENT...]: starts what unpack-image.sh has unpacked as an engine does in an account: as the
# user of the image, on a read-only root with an empty /tmp, with the variables of the image and ours, on this machine's
# network. DIRECTORY/models, if it is there, is mounted at /opt/ml/pack. The process is the image's own entry point: it
# gets our signals.
set -euo pipefail

directory=${1:?usage: run-image.sh DIRECTORY [ARGUMENT...]}
shift
mapfile -t environment <"$directory/environment"
mapfile -t command <"$directory/command"
[ $# -gt 0 ] || { mapfile -t arguments <"$directory/arguments" && set -- "${arguments[@]}"; }
# Those of the image are not overridden.
while IFS= read -r name; do
  case $name in PATH | HOME | PWD | OLDPWD | SHLVL | _ | TMPDIR | NODE_OPTIONS) ;; *) environment+=("$name=${!name}") ;; esac
done < <(compgen -e)

# shellcheck disable=SC2016
exec unshare --mount --propagation private sh -ec '
  root=$1 user=$2 models=$3
  shift 3
  mount --bind "$root" "$root"
  if [ -n "$models" ]; then
    mount -t tmpfs tmpfs "$root/opt/ml"
    mkdir "$root/opt/ml/pack"
    mount --bind "$models" "$root/opt/ml/pack"
    mount -o remount,ro,bind "$root/opt/ml/pack"
  fi
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  mount -o remount,ro,bind "$root"
  exec chroot --userspec="$user" "$root" env -i -C /tmp HOME=/home/node "$@"
' sh "$directory/root" "$(<"$directory/user")" "$(readlink -e "$directory/models" || true)" "${environment[@]}" "${command[@]}" "$@"
