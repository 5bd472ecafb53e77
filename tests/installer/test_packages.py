"""The files around the packaged program: Debian package, archive, Windows, macOS."""

import gzip
import json
import plistlib
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import mura_desktop
from installer import bill, contents, deb, layout, licences, notices, parts
from installer.parts import Part

ROOT = Path(__file__).parents[2]
WINDOWS, MACOS, LINUX = (ROOT / "installer" / name for name in ("windows", "macos", "linux"))

needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="this system has no dpkg")


@pytest.fixture
def packed(tmp_path):
    """A program of one line in the place of the packaged one."""
    folder = tmp_path / "mura-desktop"
    (folder / "_internal").mkdir(parents=True)
    (folder / "mura-desktop").write_text("#!/bin/sh\necho here\n")
    (folder / "mura-desktop").chmod(0o755)
    (folder / "_internal" / "data.txt").write_text("data")
    for name in ("libpart.so.1", "part.py"):  # which a wheel may say are run
        (folder / "_internal" / name).write_text("")
        (folder / "_internal" / name).chmod(0o755)
    return folder


@pytest.fixture
def root(tmp_path, packed, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767312000")
    notice = tmp_path / "THIRD-PARTY-NOTICES.txt"
    notice.write_text("thanks")
    layout.lay_out(packed, [notice], tmp_path / "root")
    return tmp_path / "root"


def test_the_program_is_on_the_path_in_the_menu_and_known_for_its_files(root):
    assert (root / "usr/bin/mura-desktop").resolve().name == "mura-desktop"
    ran = subprocess.run([root / "usr/bin/mura-desktop"], capture_output=True, text=True)
    assert ran.stdout == "here\n"
    for place in (
        "usr/share/applications/mura-desktop.desktop",
        "usr/share/icons/hicolor/scalable/apps/mura-desktop.svg",
        "usr/share/mime/packages/mura-desktop.xml",
        "usr/share/doc/mura-desktop/copyright",
        "usr/share/doc/mura-desktop/THIRD-PARTY-NOTICES.txt.gz",
        "usr/share/doc/mura-desktop/changelog.gz",
        "usr/share/man/man1/mura-desktop.1.gz",
        "usr/share/metainfo/org.mura_desktop.MuraDesktop.metainfo.xml",
    ):
        assert (root / place).is_file(), place


def test_manual_changes_and_catalogue_say_the_version_and_the_day(root):
    documents = root / "usr/share/doc/mura-desktop"
    manual = gzip.decompress((root / "usr/share/man/man1/mura-desktop.1.gz").read_bytes()).decode()
    changes = gzip.decompress((documents / "changelog.gz").read_bytes()).decode()
    catalogue = ElementTree.parse(next((root / "usr/share/metainfo").iterdir())).getroot()
    version = mura_desktop.__version__
    assert f"MURA Desktop {version}" in manual
    assert changes.startswith(f"mura-desktop ({version}) ")
    release = catalogue.find("releases/release")
    assert (release.get("version"), release.get("date")) == (version, "2026-01-02")
    assert "Fri, 02 Jan 2026" in changes
    launched = catalogue.findtext("launchable")
    assert (root / "usr/share/applications" / launched).is_file()


def test_the_manual_names_the_options_that_there_are(root):
    manual = (LINUX / "mura-desktop.1").read_text().replace("\\-", "-")
    asked = subprocess.run(
        [sys.executable, "-m", "mura_desktop", "--help"], capture_output=True, text=True
    ).stdout
    options = set(re.findall(r"--[a-z][a-z-]+", asked))
    assert options == set(re.findall(r"--[a-z][a-z-]+", manual))


def test_everybody_may_read_and_nobody_else_may_write(root):
    for path in root.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.name == "mura-desktop"
            assert path.stat().st_mode & 0o777 == (0o755 if runs else 0o644), path


@needs_dpkg
def test_the_debian_package_names_itself_its_version_and_what_it_needs(tmp_path, root):
    target = tmp_path / "package.deb"
    deb.build(root, target, "1.2.3")
    told = subprocess.run(["dpkg-deb", "--info", target], capture_output=True, text=True).stdout
    assert "Package: mura-desktop" in told
    assert "Version: 1.2.3" in told
    assert re.search(r"Depends: libc6 \(>= 2\.\d+\), .*libegl1", told)
    assert "Not a medical device" in told
    files = subprocess.run(["dpkg-deb", "-c", target], capture_output=True, text=True).stdout
    assert "root/root" in files  # nobody on the builder's machine owns them
    assert "./usr/lib/mura-desktop/_internal/data.txt" in files
    assert "postinst" not in told


def test_the_archive_is_one_folder_with_the_version_in_its_name(tmp_path, root):
    deb.archive(root, tmp_path / "a.tar.gz", "mura-desktop-1.2.3")
    with tarfile.open(tmp_path / "a.tar.gz") as tar:
        members = tar.getmembers()
    assert {member.name.split("/")[0] for member in members} == {"mura-desktop-1.2.3"}
    assert "mura-desktop-1.2.3/mura-desktop" in {member.name for member in members}
    assert {(member.uid, member.uname) for member in members} == {(0, "")}


def test_the_file_types_of_the_menu_entry_are_those_that_macos_is_told():
    entry = ConfigParser(interpolation=None)
    entry.read(ROOT / "resources" / "mura-desktop.desktop")
    types = set(entry["Desktop Entry"]["MimeType"].strip(";").split(";"))
    assert types == {"application/dicom", "image/png", "image/jpeg", "image/tiff"}
    told = {
        each
        for kind in contents.INFO_PLIST["CFBundleDocumentTypes"]
        for each in kind["LSItemContentTypes"]
    }
    assert told == {"org.nema.dicom", "public.png", "public.jpeg", "public.tiff"}


def test_dicom_is_recognised_by_its_content():
    tree = ElementTree.parse(LINUX / "mura-desktop.xml")
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (kind,) = tree.getroot().findall(f"{space}mime-type")
    (match,) = kind.iter(f"{space}match")
    assert kind.get("type") == "application/dicom"
    assert (match.get("offset"), match.get("value")) == ("128", "DICM")


def test_the_windows_installer_takes_its_version_from_outside_and_finds_its_files():
    script = (WINDOWS / "mura-desktop.iss").read_text()
    assert mura_desktop.__version__ not in re.sub(r"^;.*$", "", script, flags=re.MULTILINE)
    assert "DiskSpanning=yes" in script
    for name in re.findall(r"^(?:LicenseFile|InfoBeforeFile)=(.+)$", script, re.MULTILINE):
        assert (WINDOWS / name.replace("\\", "/")).exists(), name
    sections = re.findall(r"^\[(\w+)\]$", script, re.MULTILINE)
    assert len(sections) == len(set(sections))
    assert {"Setup", "Files", "Icons", "Registry", "Run", "Code"} <= set(sections)


def test_the_windows_script_and_the_disk_image_test_the_program_before_they_pack_it():
    for script, maker in (
        (WINDOWS / "build.ps1", "Invoke-Step 'iscc'"),
        (MACOS / "build.sh", "hdiutil create"),
    ):
        text = script.read_text()
        assert text.index("--self-test") < text.index(maker)


def test_the_scripts_look_for_what_the_spec_makes():
    spec = (ROOT / "build_installer.spec").read_text()
    (program, folder, bundle) = re.findall(r'\bname="([^"]+)"', spec)
    windows = (WINDOWS / "mura-desktop.iss").read_text()
    assert f'#define Program "{program}.exe"' in windows
    assert f"..\\..\\dist\\{folder}" in windows
    assert f"dist\\{folder}\\{program}.exe" in (WINDOWS / "build.ps1").read_text()
    macos = (MACOS / "build.sh").read_text()
    assert f'app="dist/{bundle}"' in macos
    assert f"$app/Contents/MacOS/{program}" in macos
    # what is signed is whole: the notices are in it before
    assert macos.index("installer documents") < macos.index("codesign")


def test_the_entitlements_are_a_property_list():
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements["com.apple.security.cs.disable-library-validation"] is True


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("freely", "GPL-3.0-or-later"),
        ("freely", "GNU Affero General Public License v3"),
        ("freely", "MIT AND GPL-2.0-only"),
        ("unnamed", "LGPL-2.1-or-later"),
        ("libreadline", "GPL-3.0-or-later"),
    ],
)
def test_a_part_under_the_gpl_or_unnamed_under_the_lgpl_stops_the_packages(name, licence):
    with pytest.raises(SystemExit, match=name):
        licences.require_permissive(name, licence)


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        ("PySide6_Essentials", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"),
        ("libglib-2.0", "LGPL-2.1-or-later"),
        ("libgcc_s", "GPL-3.0-or-later WITH GCC-exception-3.1"),
        ("libdbus-1", "AFL-2.1 OR GPL-2.0-or-later"),
        ("numpy", "BSD-3-Clause AND 0BSD AND MIT"),
    ],
)
def test_other_licences_do_not(name, licence):
    licences.require_permissive(name, licence)


def test_a_system_library_whose_licence_nobody_looked_up_stops_the_packages():
    with pytest.raises(SystemExit, match="libunheard"):
        licences.of_system_library("libunheard.so.3")
    assert licences.of_system_library("libxcb-cursor.so.0") == ("libxcb", "MIT")
    assert licences.of_system_library("libssl.3.dylib") == ("libssl", "Apache-2.0")


def test_the_program_depends_on_no_distribution_under_the_gpl():
    def needed(name, seen):
        for each in map(Requirement, requires(name) or ()):
            if each.name not in seen and (not each.marker or each.marker.evaluate({"extra": ""})):
                seen.add(each.name)
                needed(each.name, seen)
        return seen

    for name in needed("mura-desktop", set()):
        assert parts.of_distribution(distribution(name)).name


def test_every_text_that_a_licence_asks_for_is_there():
    asked = [*licences.LGPL.values(), *licences.TEXTS_OF_DISTRIBUTION.values()]
    assert all((licences.TEXTS / name).is_file() for names in asked for name in names)


def test_the_notices_say_how_to_replace_qt(tmp_path):
    found = [Part("PySide6_Essentials", "6.1.2", "distribution", "LGPL")]
    notices.write(tmp_path / "notices.txt", found, "1")
    said = (tmp_path / "notices.txt").read_text()
    assert "put libraries with the same names" in said
    assert "Qt for Python 6.1.2" in said


def test_the_list_of_parts_is_cyclonedx_and_always_the_same(tmp_path):
    found = [
        Part("mura-desktop", "1", "program"),
        Part("NumPy", "2.0", "distribution", "BSD-3-Clause", size=5),
        Part("libx11-6", "2:1.8+deb12~u1", "system"),
    ]
    for name in ("a.json", "b.json"):
        bill.write(tmp_path / name, found, "1", "cpu")
    first, second = ((tmp_path / name).read_text() for name in ("a.json", "b.json"))
    assert first == second
    told = json.loads(first)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert {each["purl"] for each in told["components"]} == {
        "pkg:pypi/numpy@2.0",
        "pkg:deb/debian/libx11-6@2:1.8%2Bdeb12~u1",
    }


def test_the_list_of_parts_names_each_once_and_all_that_its_schema_asks_for(tmp_path):
    # CycloneDX 1.6 asks for these; what depends on what names components by their reference
    found = [Part(f"part{number}", "1", "distribution", "MIT") for number in range(3)]
    bill.write(tmp_path / "bill.json", found, "1", "cpu")
    told = json.loads((tmp_path / "bill.json").read_text())
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"])
    assert told["version"] == 1
    components = [told["metadata"]["component"], *told["components"]]
    assert all(each["type"] and each["name"] for each in components)
    references = [each["bom-ref"] for each in components]
    assert len(references) == len(set(references))
    (tree,) = told["dependencies"]
    assert {tree["ref"], *tree["dependsOn"]} == set(references)
    assert all(
        set(one["license"]) == {"name"} for each in told["components"] for one in each["licenses"]
    )
