#!/bin/sh
# Installs the Debian package on a bare machine, uses it as somebody who may not write to it, and
# looks for anything that it leaves behind.
#
#     sh installer/linux/try.sh PACKAGE.deb FOLDER
#
# The bare machine is Debian 12 (minbase) in a folder: no Python, no Qt, nothing but what the package
# says that it needs, and what any desktop has to know files by (gio, MIME types). FOLDER takes the
# root, the results and pictures of the window. Needs root's rights, debootstrap, Xvfb, x11-utils and
# imagemagick; the network for Debian's packages alone: the program itself is run without one.
# WAIT_FOR_VERDICT: seconds until the picture with the verdict is taken.
set -eu
PACKAGE=$(realpath -m "$1")
FOLDER=$(realpath -m "$2")
BARE=$FOLDER/bare ROOT=$FOLDER/root
USER_NAME=reader
HOME_THERE=/home/$USER_NAME
PROGRAM=/usr/lib/mura-desktop
SAMPLE=$PROGRAM/_internal/resources/sample_study
A_DESKTOP_HAS="shared-mime-info desktop-file-utils libglib2.0-bin"
SCREEN=:87

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

[ -f "$PACKAGE" ] || fail "there is no $PACKAGE: make installer makes it"
[ "$(id -u)" = 0 ] || fail "this needs root's rights"
missing=
for tool in debootstrap:debootstrap Xvfb:xvfb xwininfo:x11-utils import:imagemagick; do
    command -v ${tool%%:*} >/dev/null || missing="$missing ${tool##*:}"
done
[ -z "$missing" ] || fail "tools are missing: apt-get install$missing"

# the program in the root: $! may be a shell that waits for it
end_program() {
    for each in /proc/[0-9]*; do
        [ "$(readlink "$each/root")" = "$ROOT" ] || continue
        kill "-$1" "${each#/proc/}" || :
    done
    [ -z "${window:-}" ] || wait "$window" 2>/dev/null || :
    window=
}

clean_up() {
    end_program TERM
    [ -z "${screen:-}" ] || kill "$screen" 2>/dev/null || :
    for place in tmp/.X11-unix dev/shm dev proc; do
        mountpoint -q "$ROOT/$place" && umount --lazy "$ROOT/$place"
    done
    :
}
trap clean_up EXIT

as_root() { chroot "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

# as somebody without rights, without a network, and with nothing in the environment
as_reader() {
    unshare --net chroot --userspec=$USER_NAME "$ROOT" \
        /usr/bin/env -i HOME=$HOME_THERE PATH=/usr/bin:/bin LANG=C.UTF-8 DISPLAY=$SCREEN "$@"
}

# every file but what belongs to the machine's own book-keeping, and to the reader
inventory() {
    (cd "$ROOT" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./tmp -o -path ./var/cache \
        -o -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./run \
        -o -path ".$HOME_THERE" \) -prune -o -print | sort)
}

say "A bare machine"
if [ ! -e "$BARE/complete" ]; then
    rm -rf "$BARE"
    debootstrap --variant=minbase bookworm "$BARE"
    touch "$BARE/complete"
fi
rm -rf "$ROOT"
cp -a "$BARE" "$ROOT"
rm "$ROOT/complete"
# the way from here to Debian's packages: name servers, proxies, certificates
cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
apt-config dump | grep -E '^Acquire::(https?|Check-)' >"$ROOT/etc/apt/apt.conf.d/90from-here" || :
if [ -d /etc/ssl/certs ]; then
    mkdir -p "$ROOT/etc/ssl"
    cp -aL /etc/ssl/certs "$ROOT/etc/ssl/certs" 2>/dev/null || :
fi
mount -t proc proc "$ROOT/proc"
mount --bind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/dev/shm"

say "A screen"
Xvfb $SCREEN -screen 0 1440x900x24 -nolisten tcp >"$FOLDER/xvfb.log" 2>&1 &
screen=$!
mkdir -p "$ROOT/tmp/.X11-unix"
sleep 2
mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"

say "What the package says that it needs"
depends=$(dpkg-deb --field "$PACKAGE" Depends)
printf '%s\n' "$depends"
as_root apt-get update -qq
as_root apt-get satisfy -y -qq --no-install-recommends "$depends" >"$FOLDER/apt.log"
# shellcheck disable=SC2086
as_root apt-get install -y -qq --no-install-recommends $A_DESKTOP_HAS >>"$FOLDER/apt.log"
as_root useradd --create-home --home-dir $HOME_THERE $USER_NAME
# shellcheck disable=SC2016
if as_root dpkg-query -W -f '${Package}\n' | grep -E '^(python3|libpython3|libqt[56])'; then
    fail "there is Python or Qt on the bare machine"
fi
inventory >"$FOLDER/before.txt"

say "Install"
cp "$PACKAGE" "$ROOT/tmp/package.deb"
as_root dpkg --install /tmp/package.deb
rm "$ROOT/tmp/package.deb"

say "Self-test, with a bundle of the reader's own"
MINE=$HOME_THERE/.local/share/mura-desktop/models/mine-9.0.0
as_reader mkdir -p "$(dirname $MINE)"
as_reader sh -c "cp -r $PROGRAM/_internal/models/* $MINE"
as_reader mura-desktop --self-test >"$FOLDER/self-test.txt" ||
    fail "the self-test: $(cat "$FOLDER/self-test.txt")"
cat "$FOLDER/self-test.txt"
grep -q 'Bundle: mine-9.0.0' "$FOLDER/self-test.txt" || fail "the reader's bundle was not offered"

say "Self-test, with the bundle damaged and a decoder missing"
as_reader sh -c "echo x >>$MINE/model.safetensors"
mv "$ROOT$PROGRAM/_internal/"_openjpeg*.so "$FOLDER/"
if as_reader mura-desktop --self-test >"$FOLDER/damaged.txt"; then
    fail "the self-test passes: $(cat "$FOLDER/damaged.txt")"
fi
grep -A1 '✗' "$FOLDER/damaged.txt"
grep -q '✗.*Bundle: mine' "$FOLDER/damaged.txt" || fail "the damaged bundle passes"
grep -A2 '✗.*Decoders' "$FOLDER/damaged.txt" | grep -q _openjpeg || fail "the missing decoder passes"
mv "$FOLDER/"_openjpeg*.so "$ROOT$PROGRAM/_internal/"
as_reader rm -r $MINE

say "The sample study, without a window"
as_reader mura-desktop analyze "$SAMPLE" --json $HOME_THERE/results.json
grep -q '"verdict": "' "$ROOT$HOME_THERE/results.json" || fail "the sample got no verdict"

say "What the desktop knows"
as_reader gio mime application/dicom | grep -q mura-desktop.desktop || fail "DICOM is not its own"
as_reader gio info -a standard::content-type "$SAMPLE/PA.dcm" | grep application/dicom
cp "$ROOT$SAMPLE/PA.dcm" "$ROOT$HOME_THERE/IM000001"
as_reader gio info -a standard::content-type $HOME_THERE/IM000001 | grep application/dicom ||
    fail "DICOM without an ending is not recognised"

windows() { DISPLAY=$SCREEN xwininfo -root -tree | grep -c '"[^"]*MURA Desktop' || :; }

say "The window"
as_reader mura-desktop "$SAMPLE" >"$FOLDER/window.log" 2>&1 &
window=$!
tries=0
until DISPLAY=$SCREEN xwininfo -root -tree | grep -q '"[^"]*MURA Desktop'; do
    tries=$((tries + 1))
    [ $tries -lt 240 ] || fail "no window came: $(cat "$FOLDER/window.log")"
    sleep 0.5
done
echo "on screen"
sleep "${WAIT_FOR_VERDICT:-60}"
kill -0 $window 2>/dev/null || fail "the program ended: $(cat "$FOLDER/window.log")"
import -display $SCREEN -window root "$FOLDER/window.png"
[ "$(identify -format %k "$FOLDER/window.png")" -gt 100 ] || fail "the picture is empty"
echo "picture: $FOLDER/window.png"

say "A double-click on a file, while the window is open"
before=$(windows)
as_reader gio launch /usr/share/applications/mura-desktop.desktop $HOME_THERE/IM000001 \
    >"$FOLDER/double-click.log" 2>&1
sleep "${WAIT_FOR_VERDICT:-60}"
import -display $SCREEN -window root "$FOLDER/double-click.png"
[ "$(windows)" = "$before" ] || fail "a second window came: $(cat "$FOLDER/double-click.log")"
if cmp -s "$FOLDER/window.png" "$FOLDER/double-click.png"; then
    fail "the window did not open the file: $(cat "$FOLDER/double-click.log")"
fi
echo "opened in the window that was there; picture: $FOLDER/double-click.png"

log=$ROOT$HOME_THERE/.local/state/mura-desktop/mura-desktop.last.log

# the next start keeps the log of the one before, and what that one said is in it
start_again() {
    as_reader mura-desktop >"$FOLDER/window.log" 2>&1 &
    window=$!
    tries=0
    until grep -q "$1" "$log" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 240 ] || fail "the next start did not miss the session that broke off: $1"
        sleep 0.5
    done
    sleep 5
    import -display $SCREEN -window root "$FOLDER/$2.png"
    cat "$log"
    if grep -rqi "sample_study\|IM000001\|PA.dcm\|SYNTHETIC" "$(dirname "$log")"; then
        fail "the log names a file or a patient"
    fi
    echo "told; picture: $FOLDER/$2.png"
}

say "Killed, and started again"
end_program KILL
start_again "A study has its verdict" after-kill
say "Crashed, and started again"
end_program SEGV
start_again "Fatal Python error: Segmentation fault" after-crash
end_program TERM

say "Uninstall"
as_root dpkg --purge mura-desktop
inventory >"$FOLDER/after.txt"
diff "$FOLDER/before.txt" "$FOLDER/after.txt" || fail "uninstalling leaves files behind"
echo "nothing is left behind but the reader's own folder:"
(cd "$ROOT$HOME_THERE" && find . -type f -not -name '.bash*' -not -name .profile)
say "All of it passed"
