#!/usr/bin/env bash
# Copies a directory or a file: from S3, or from this machine.
#
#   fetch.sh SOURCE TARGET
#
# SOURCE that ends with / is a directory. s3:// needs the AWS CLI, which is installed if it is missing: nothing else of
# the image is updated, as a new driver or kernel would break NVML.
set -euo pipefail

fail() {
  echo "fetch: $*" >&2
  exit 1
}

[ $# -eq 2 ] || fail 'usage: fetch.sh SOURCE TARGET'
source=$1 target=$2

if [[ $source != s3://* ]]; then
  [ -e "$source" ] || fail "$source: no such file or directory"
  if [[ $source == */ ]]; then cp -R "$source." "$target"; else cp "$source" "$target"; fi
  exit
fi

command -v aws >/dev/null || dnf install --assumeyes --quiet awscli-2
recursive=()
[[ $source != */ ]] || recursive=(--recursive)
aws s3 cp "$source" "$target" "${recursive[@]}" --only-show-errors || fail "$source: cannot be fetched"
