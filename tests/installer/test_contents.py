"""What the packages leave out is not what the program needs."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points, version
from importlib.util import find_spec
from pathlib import Path

import pytest

from installer import contents

ROOT = Path(__file__).parents[2]

JUDGE_WITHOUT_WHAT_IS_LEFT_OUT = """
import runpy, sys
from importlib.machinery import PathFinder
from installer import contents

# PySide6's unused modules are checked by name: Qt's own start-up asks for several
LEFT_OUT = {name for name in contents.LEFT_OUT if not name.startswith("PySide6")}

class Packed(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name in LEFT_OUT else super().find_spec(name, path, target)

    @staticmethod
    def find_distributions(context):
        return [] if context.name in LEFT_OUT else PathFinder.find_distributions(context)

for hook in contents.runtime_hooks(contents.Path.cwd(), "cpu"):
    runpy.run_path(hook)
sys.meta_path[:] = [Packed if each is PathFinder else each for each in sys.meta_path]

from mura_desktop.selftest import judging
from mura_desktop.selftest.check import answer
for found in map(answer, judging.checks()):
    print(found)
    assert found.passed
"""


def imported_modules():
    for file in (ROOT / "mura_desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield file, node.module


def test_nothing_is_left_out_that_the_program_imports_itself():
    for file, module in imported_modules():
        prefixes = {module.rsplit(".", n)[0] for n in range(module.count(".") + 1)}
        assert not prefixes & contents.LEFT_OUT.keys(), f"{file} imports {module}"


@pytest.mark.timeout(1200)  # a busy machine imports torch for minutes
def test_the_network_judges_without_anything_that_is_left_out():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", JUDGE_WITHOUT_WHAT_IS_LEFT_OUT],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", contents.FOUND_BY_NAME)
def test_every_module_that_is_found_by_name_is_there(module):
    assert find_spec(module) is not None


@pytest.mark.parametrize("distribution", contents.WITH_METADATA)
def test_every_distribution_whose_metadata_is_packed_is_installed(distribution):
    assert version(distribution)


def test_the_metadata_of_every_decoder_that_is_an_entry_point_is_packed():
    decoders = entry_points(group="pylibjpeg.pixel_data_decoders")
    assert decoders
    assert {each.dist.name for each in decoders} <= set(contents.WITH_METADATA)


def test_the_folders_of_the_program_are_packed():
    assert all((ROOT / source).is_dir() for source, _ in contents.DATA)


@pytest.mark.parametrize(
    ("place", "cpu", "cuda"),
    [
        ("torch/lib/libtorch_cpu.so", True, True),
        ("torch/lib/libtorch_cuda.so", True, True),
        ("torch/lib/libtorch_cuda_linalg.so", False, False),
        ("nvidia/cudnn/lib/libcudnn.so.9", False, True),
        ("nvidia/cu13/lib/libcudart.so.13", False, True),
        ("torch-2.15.0.dist-info/METADATA", True, True),
        ("mura_desktop-0.1.0.dist-info/entry_points.txt", True, True),
        ("mura_desktop-0.1.0.dist-info/direct_url.json", False, False),
        ("torchvision/image_stable.so", False, False),
        ("nvidia/cu13/lib/libcublasLt.so.13", False, True),
        ("nvidia/cu13/lib/libcupti.so.13", False, False),
        ("nvidia/cu13/lib/libnvJitLink.so.13", False, False),
        ("nvidia/nccl/lib/libnccl.so.2", False, False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True, True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True, True),
        ("PySide6/Qt/plugins/iconengines/libqsvgicon.so", True, True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False, False),
        ("torchvision/_C_stable.so", True, True),
        ("resources/icons/fit.svg", True, True),
        ("resources/help/pictures/verdict.png", True, True),
    ],
)
def test_a_file_is_packed_or_not(place, cpu, cuda):
    assert contents.is_wanted(place, contents.CPU) is cpu
    assert contents.is_wanted(place, contents.CUDA) is cuda


def test_a_link_goes_with_the_file_that_it_leads_to():
    entries = [
        ("libcublas.so.13", "nvidia/cu13/lib/libcublas.so.13", "SYMLINK"),
        ("numpy/core.so", "/anywhere/nvidia/core.so", "EXTENSION"),
    ]
    assert contents.wanted(entries, contents.CPU) == entries[1:]
    assert contents.wanted(entries, contents.CUDA) == entries


def test_a_flavour_that_there_is_not_is_refused(monkeypatch):
    monkeypatch.setenv(contents.FLAVOUR_VARIABLE, "rocm")
    with pytest.raises(SystemExit, match="rocm"):
        contents.flavour()


def test_the_spec_is_python_and_every_file_that_it_names_is_there():
    for name in ("build_installer.spec", "installer/floor.spec"):
        compile((ROOT / name).read_text(), name, "exec")
    for flavour in (contents.CPU, contents.CUDA):
        for hook in contents.runtime_hooks(ROOT, flavour):
            assert Path(hook).exists()
    assert Path(contents.icon(ROOT)).exists()


def test_every_module_of_the_program_is_packed_whoever_finds_it_by_name():
    spec = (ROOT / "build_installer.spec").read_text()
    assert 'collect_submodules("mura_desktop")' in spec
    packages = {file.parent for file in (ROOT / "mura_desktop").rglob("*.py")}
    # what is no package is not collected
    assert [each for each in packages if not (each / "__init__.py").exists()] == []


def test_pyinstaller_is_pinned():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert extras["optional-dependencies"]["installer"]
    assert "\npyinstaller==" in (ROOT / "constraints.txt").read_text()


def test_what_cudnn_opens_by_name_is_packed_with_it(tmp_path):
    names = ("cudnn/lib/libcudnn.so.9", "cudnn/lib/libcudnn_graph.so.9", "nccl/lib/libnccl.so.2")
    for name in names:
        file = tmp_path / "nvidia" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    packed = contents.of_nvidia(tmp_path, contents.CUDA)
    assert packed == [(str(tmp_path / "nvidia" / name), "nvidia/cudnn/lib") for name in names[:2]]
    assert contents.of_nvidia(tmp_path, contents.CPU) == []
