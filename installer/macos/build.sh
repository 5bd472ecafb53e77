#!/bin/sh
# The disk image for macOS from the source tree. Needs Python 3.11 or later.
#
#     sh installer/macos/build.sh
#
# Signs with the identity in SIGNING_IDENTITY (a Developer ID Application certificate); without one
# the program is signed ad hoc and opens on this machine alone. Notarises where NOTARY_PROFILE names
# a profile that "xcrun notarytool store-credentials" has stored.
set -eu
cd "$(dirname "$0")/../.."
PYTHON=${PYTHON:-python3}
IDENTITY=${SIGNING_IDENTITY:--}
BIN=.venv/bin

[ "$(uname)" = Darwin ] || { echo "This script runs on macOS." >&2; exit 1; }
[ -x "$BIN/python" ] || "$PYTHON" -m venv .venv
"$BIN/python" -m pip install --constraint constraints.txt --editable '.[installer]'
"$BIN/python" -m PyInstaller --noconfirm build_installer.spec

app="dist/MURA Desktop.app"
# the notices go along with every copy, and before the signature, which covers them
"$BIN/python" -m installer documents dist
cp dist/THIRD-PARTY-NOTICES.txt dist/bill-of-materials.cdx.json "$app/Contents/Resources/"
# only a real identity gets the time from Apple
stamp=--timestamp
[ "$IDENTITY" != - ] || stamp=--timestamp=none
codesign --force --deep --options runtime "$stamp" --sign "$IDENTITY" \
    --entitlements installer/macos/entitlements.plist "$app"
codesign --verify --deep --strict "$app"
# an image is not made of a program that fails here
"$app/Contents/MacOS/mura-desktop" --self-test

version=$("$BIN/python" -c 'import mura_desktop; print(mura_desktop.__version__)')
image="dist/mura-desktop-$version-macos-$(uname -m).dmg"
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
cp -R "$app" "$staging/"
cp dist/THIRD-PARTY-NOTICES.txt "$staging/"
ln -s /Applications "$staging/Applications"
hdiutil create -volname "MURA Desktop" -srcfolder "$staging" -ov -format UDZO "$image"
[ "$IDENTITY" = - ] || codesign --sign "$IDENTITY" --timestamp "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
(cd dist && shasum -a 256 "${image#dist/}" THIRD-PARTY-NOTICES.txt bill-of-materials.cdx.json >SHA256SUMS)
