#!/usr/bin/env bash
# Refuses a model pack that is not, file by file and byte by byte, the one that was published.
#
#   verify-models.sh DIRECTORY MANIFEST_SHA256
#
# The sha256 of manifest.json says which pack is meant; the manifest says which files there are and their sha256. Exits
# with 1 and a line on standard error for each fault. Needs what Amazon Linux 2023 always has: coreutils, findutils, and
# python3 (dnf runs on it).
set -euo pipefail

[ $# -eq 2 ] || {
  echo 'usage: verify-models.sh DIRECTORY MANIFEST_SHA256' >&2
  exit 1
}
directory=$1 expected=$2
manifest=$directory/manifest.json
faults=0

fault() {
  echo "verify-models: $*" >&2
  faults=$((faults + 1))
}

end() {
  ((faults == 0)) || {
    echo "verify-models: $directory is not the model pack $expected; publish it again or fetch it again" >&2
    exit 1
  }
}

sha256_of() {
  sha256sum -- "$1" | cut -d ' ' -f 1
}

# SHA256 and PATH of each file, tab between; paths that lead out of the pack are an error.
files_of() {
  python3 - "$1" <<'PYTHON'
import json, re, sys

try:
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)["files"].items()
except (ValueError, KeyError, TypeError, AttributeError) as error:
    sys.exit(f"verify-models: {sys.argv[1]}: no manifest of a model pack ({error!r})")
for path, sha256 in files:
    if not re.fullmatch(r"(?!/)(?!.*\.\.)[\w./-]+", path, re.ASCII):
        sys.exit(f"verify-models: {sys.argv[1]}: names a path outside the pack: {path!r}")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        sys.exit(f"verify-models: {sys.argv[1]}: no sha256 of {path}: {sha256!r}")
    print(sha256, path, sep="\t")
PYTHON
}

if [ ! -f "$manifest" ] || [ -L "$manifest" ]; then
  fault "$manifest: missing"
  end
fi
actual=$(sha256_of "$manifest")
if [ "$actual" != "$expected" ]; then
  fault "$manifest: is of another version: its sha256 is $actual"
  end
fi

models=$(files_of "$manifest")
while IFS=$'\t' read -r sha256 path; do
  file=$directory/$path
  if [ ! -f "$file" ]; then
    fault "$file: missing"
  elif [ "$(sha256_of "$file")" != "$sha256" ]; then
    fault "$file: corrupt: its sha256 is not $sha256"
  fi
done <<<"$models"

while IFS= read -r -d '' path; do
  if [ ! -f "$directory/$path" ] || [ -L "$directory/$path" ]; then
    fault "$directory/$path: is no plain file"
  elif [ "$path" != manifest.json ] && ! cut -f 2 <<<"$models" | grep -xF -- "$path" >/dev/null; then
    fault "$directory/$path: extra: the manifest does not name it"
  fi
done < <(find "$directory" -mindepth 1 ! -type d -printf '%P\0')

end
echo "$directory: $(wc -l <<<"$models") models, all as published"
