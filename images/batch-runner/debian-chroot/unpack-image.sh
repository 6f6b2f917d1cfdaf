#!/usr/bin/env bash
# unpack-image.sh IMAGE DIRECTORY: the root file system of an image in DIRECTORY/root, and how it is started in
# DIRECTORY/environment, user and command (a line for each value).
set -euo pipefail

image=${1:?usage: unpack-image.sh IMAGE DIRECTORY} directory=${2:?usage: unpack-image.sh IMAGE DIRECTORY}
here=$(cd "$(dirname "$0")" && pwd)

rm -rf --one-file-system "$directory"
mkdir -p "$directory/empty"
"$here/buildah" build --quiet --output "type=local,dest=$directory/root" --file - "$directory/empty" <<<"FROM $image" >/dev/null
# The engine makes the directory for us alone.
chmod 755 "$directory/root"
config=$("$here/buildah" inspect --type image "$image")
value() { node -e 'const c = JSON.parse(process.argv[1]).Docker.config; console.log([c[process.argv[2]]].flat().join("\n"))' "$config" "$1"; }
value Env >"$directory/environment"
value User >"$directory/user"
value Entrypoint >"$directory/command"
value Cmd >"$directory/arguments"
(cd "$directory/root" && mkdir -p opt/ml)
