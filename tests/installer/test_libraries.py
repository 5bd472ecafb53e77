"""Shared libraries on Linux: which are packed, what stands in for others, what is cut out."""

import ctypes
import re
import shutil
import subprocess

import pytest

from installer import collect, contents, kernels, run_paths, slimming, stand_ins
from installer.elf import needed_by

TOOLS = ("gcc", "nm", "readelf", "strip")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="this system has no compiler"
)


@pytest.fixture
def compiled(tmp_path):
    """Return what compiles C to a shared library, or to a program that is linked with some."""

    def run(source, name, *linked):
        shared = ["-shared", "-fPIC", f"-Wl,-soname,{name}"] if ".so" in name else []
        path = ["-Wl,-rpath,$ORIGIN/put:$ORIGIN", "-Wl,--no-as-needed"]
        command = ["gcc", "-xc", "-", "-o", tmp_path / name, *shared, *path, "-x", "none", *linked]
        subprocess.run(command, input=source, text=True, check=True)
        return tmp_path / name

    return run


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("libfar.so", 999 % 256, ""),
        ("libcudart.so.13", 100, ""),
        ("libssl.so.1.1", 0, ""),
        ("libtorch_far.so", -6, "far is not in the packaged MURA Desktop."),
    ],
)
def test_a_stand_in_loads_and_tells_whoever_calls_it_that_it_failed(
    tmp_path, compiled, name, status, said
):
    real = compiled("int far(void){return 7;}", name)
    user = compiled("int far(void); int main(int n, char**a){return n > 1 ? far() : 8;}", "u", real)
    made = stand_ins.make(real, [user], tmp_path / "put")
    assert made.stat().st_size < 20_000
    assert subprocess.run([user]).returncode == 8
    called = subprocess.run([user, "call"], capture_output=True, text=True)
    assert (called.returncode, called.stderr.strip()) == (status, said)


def test_a_stand_in_takes_the_place_of_what_is_left_out_and_asked_for(tmp_path, compiled):
    real = compiled("int far(void){return 7;}", "libfar.so")
    unasked = compiled("int further(void){return 7;}", "libfurther.so")
    user = compiled("int far(void); int near(void){return far();}", "libnear.so", real)
    kept = [("torch/lib/libnear.so", str(user), "BINARY")]
    dropped = [
        ("nvidia/lib/libfar.so", str(real), "BINARY"),
        ("nvidia/lib/libfurther.so", str(unasked), "BINARY"),
        ("libfar.so", "nvidia/lib/libfar.so", "SYMLINK"),
    ]
    (made,) = stand_ins.made_for(kept, dropped, tmp_path / "made")
    assert made == ("nvidia/lib/libfar.so", str(tmp_path / "made" / "libfar.so"), "BINARY")


def test_a_library_that_nothing_is_linked_with_is_not_packed_nor_a_link_to_it(compiled):
    deep = str(compiled("int deep(void){return 1;}", "libdeep.so"))
    mid = str(compiled("int mid(void){return 1;}", "libmid.so", deep))
    module = ("package/module.so", str(compiled("int m;", "module.so")), "EXTENSION")
    entries = [
        module,
        ("libdeep.so", deep, "BINARY"),
        ("wheel.libs/libmid.so", mid, "BINARY"),
        ("libmid.so", "wheel.libs/libmid.so", "SYMLINK"),
        ("libpython3.99.so.1.0", deep, "BINARY"),
        ("package/icon.svg", "/icon.svg", "DATA"),
    ]
    left = slimming.without_orphans(entries)
    assert left == [module, entries[4], entries[5]]
    user = str(compiled("int u;", "user.so", mid))
    asked = [("package/user.so", user, "EXTENSION"), *entries[1:4]]
    assert slimming.without_orphans(asked) == asked


WITH_KERNELS = """
const char before[70000] = {1};
__attribute__((section(".nv_fatbin"))) const char kernels[300000] = {2, 3};
const char after[70000] = {4};
int counted(void);
int kernel(int n) { return kernels[n]; }
int sum(void) { return before[0] + after[0] + counted(); }
"""


def test_kernels_are_cut_out_and_the_library_loads_all_the_same(tmp_path, compiled):
    counted = compiled("static int c = 5; int counted(void){return c++;}", "libcounted.so")
    library = compiled(WITH_KERNELS, "libwhole.so", counted)
    user = compiled(
        "int sum(void); int kernel(int); int main(int n, char**a)"
        "{return n > 1 ? kernel(200000) : sum();}",
        "user",
        library,
        counted,
    )
    size = library.stat().st_size
    assert subprocess.run([user]).returncode == 10
    assert kernels.cut(library) > 290_000
    assert library.stat().st_size < size - 290_000
    assert subprocess.run([user]).returncode == 10
    assert subprocess.run([user, "kernel"]).returncode == 0
    assert "libcounted.so" in needed_by(library)
    assert kernels.cut(library) == 0


def test_a_library_without_kernels_stays_as_it_is(compiled):
    library = compiled("int near(void){return 1;}", "libnear.so")
    before = library.read_bytes()
    assert kernels.cut(library) == 0
    assert library.read_bytes() == before


def test_what_is_collected_is_trimmed_and_written_down(tmp_path, compiled):
    real = compiled("int far(void){return 7;}", "libcudnn.so.9")
    user = compiled("int far(void); int near(void){return far();}", "libtorch_cpu.so", real)

    class Analysis:
        pure = (("package.module", "/module.py", "PYMODULE"),)
        binaries = (
            ("torch/lib/libtorch_cpu.so", str(user), "BINARY"),
            ("nvidia/cudnn/lib/libcudnn.so.9", str(real), "BINARY"),
            ("package/use.so", str(compiled("int u;", "use.so", user)), "EXTENSION"),
        )
        datas = (("package/module.pyi", "/module.pyi", "DATA"), ("models/a", "/a", "DATA"))

    analysis = Analysis()
    collect.trim(analysis, contents.CPU, tmp_path)
    collect.note(analysis, tmp_path / "dist" / collect.RECORD)
    stand_in = tmp_path / "stand-ins" / "libcudnn.so.9"
    assert analysis.datas == [("models/a", "/a", "DATA")]
    assert ("nvidia/cudnn/lib/libcudnn.so.9", str(stand_in), "BINARY") in analysis.binaries
    assert (tmp_path / "dist" / collect.RECORD).read_text().count("libcudnn.so.9") == 2


def run_path_of(library):
    told = subprocess.run(["readelf", "-d", library], capture_output=True, text=True).stdout
    return re.findall(r"R(?:UN)?PATH.*\[(.*)\]", told)


@pytest.mark.parametrize("tags", ["--enable-new-dtags", "--disable-new-dtags"])
@pytest.mark.parametrize(
    ("built_with", "left"),
    [
        ("/home/builder/lib", []),
        ("$ORIGIN/../lib", ["$ORIGIN/../lib"]),
        ("/home/builder/lib:$ORIGIN", ["$ORIGIN"]),
    ],
)
def test_a_library_forgets_the_machine_that_it_was_built_on(
    tmp_path, compiled, tags, built_with, left
):
    library = tmp_path / "libbuilt.so"
    path = [f"-Wl,-rpath,{built_with}", f"-Wl,{tags}"]
    command = ["gcc", "-shared", "-fPIC", "-xc", "-", "-o", library, *path]
    subprocess.run(command, input="int built(void){return 7;}", text=True, check=True)
    assert run_path_of(library) == [built_with]
    run_paths.forget_foreign(library)
    assert run_path_of(library) == left
    assert run_paths.foreign(library) == []
    assert ctypes.CDLL(str(library)).built() == 7
