#!/usr/bin/env bash
# Fetches a model pack, verifies it, and only then puts it into its place, readable by all and writable by nobody.
#
#   install-models.sh SOURCE TARGET MANIFEST_SHA256
#
# SOURCE is s3://bucket/prefix or a local directory. Needs fetch.sh and verify-models.sh beside it.
set -euo pipefail

fail() {
  echo "install-models: $*" >&2
  exit 1
}

[ $# -eq 3 ] || fail 'usage: install-models.sh SOURCE TARGET MANIFEST_SHA256'
source=$1 target=$2 manifest_sha256=$3
here=$(dirname "$0")
partial=$target.partial

[ ! -e "$target" ] || fail "$target: is there already"
rm -rf "$partial"
mkdir -p "$partial"
trap 'rm -rf "$partial"' EXIT
bash "$here/fetch.sh" "${source%/}/" "$partial"
bash "$here/verify-models.sh" "$partial" "$manifest_sha256"
chmod -R a=rX "$partial"
mv "$partial" "$target"
echo "$target: installed from $source"
