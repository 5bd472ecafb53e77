"""What goes into the packaged program, what stays out, and why.

Data that ``build_installer.spec`` reads and the tests compare with the imports of the program.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

Entry = tuple[str, str, str]
"""What PyInstaller calls a TOC entry: the place in the package, the file, and its kind."""

IDENTIFIER = "org.mura-desktop.MuraDesktop"

CPU, CUDA = "cpu", "cuda"
"""The flavours: without and with the libraries that a graphics card by NVIDIA needs."""

FLAVOUR_VARIABLE = "MURA_DESKTOP_FLAVOUR"

LEFT_OUT = {
    "trainer": "not part of the program",
    "tests": "not part of the program",
    "benchmarks": "not part of the program",
    "triton": "compiles networks for graphics cards; nothing here is compiled at run time",
    "cuda": "NVIDIA's Python bindings, which torch asks for only to record graphs",
    "huggingface_hub": "downloads weights; the packaged program has no business on the network",
    "hf_xet": "comes with huggingface_hub",
    "sklearn": "grad-cam imports it for methods that are not used; see runtime/grad_cam.py",
    "joblib": "comes with sklearn",
    "threadpoolctl": "comes with sklearn",
    "narwhals": "comes with sklearn",
    "matplotlib": "grad-cam imports it for pictures that are not drawn; see runtime/grad_cam.py",
    "mpl_toolkits": "comes with matplotlib",
    "fontTools": "comes with matplotlib",
    "kiwisolver": "comes with matplotlib",
    **dict.fromkeys(
        (
            f"scipy.{name}"
            for name in (
                "cluster",
                "constants",
                "datasets",
                "differentiate",
                "fft",
                "fftpack",
                "integrate",
                "interpolate",
                "io",
                "odr",
                "optimize",
                "signal",
                "spatial",
                "stats",
            )
        ),
        "grad-cam zooms with scipy.ndimage and solves with scipy.sparse, which need none of these",
    ),
    "pandas": "nothing here reads tables",
    "jinja2": "torch writes programs for graphics cards with it",
    "tensorflow": "another torch",
    "py": "tests",
    "tensorboard": "watches training",
    "torch.utils.tensorboard": "watches training",
    "torch.utils.benchmark": "measures, in development",
    "torch.testing._internal.common_utils": "torch's own tests",
    "torch.testing._internal.distributed": "torch's own tests",
    "torchvision.datasets.samplers": "training",
    "timm.data.readers.reader_tfds": "training",
    "tkinter": "another window system",
    "IPython": "a console for developers",
    "pytest": "tests",
    "_pytest": "tests",
    "mypy": "development",
    "ruff": "development",
    "setuptools": "installs packages",
    "pip": "installs packages",
    "pygments.lexers": "colours source code, which no table holds",
    "PySide6.QtNetwork": "the packaged program has no business on the network",
    "PySide6.QtQml": "another kind of window",
    "PySide6.QtQuick": "another kind of window",
    "PySide6.QtOpenGL": "the window paints without it",
    "PySide6.QtSql": "no data base",
    "PySide6.QtTest": "tests",
}
"""Modules that are never packed, each with its reason."""

FOUND_BY_NAME = (
    "_gdcm",
    "gdcm",
    "jpeg_ls",
    "openjpeg",
    "rle",
    "pylibjpeg",
    "pydicom.encoders",
    "safetensors.torch",
)
"""Decoders and others that are found by name or entry point, so that no import shows them."""

WITH_METADATA = (
    "mura-desktop",
    "pydicom",
    "pylibjpeg",
    "pylibjpeg-openjpeg",
    "pylibjpeg-rle",
    "pyjpegls",
    "python-gdcm",
    "pyside6-essentials",
    "shiboken6",
    "torch",
    "torchvision",
    "timm",
    "grad-cam",
    "safetensors",
    "numpy",
    "pillow",
    "rich",
)
"""Distributions whose metadata is packed: decoders are entry points, and versions are told."""

DATA = (("resources", "resources"), ("models", "models"))
"""Folders of the source tree, and where they are packed."""

_UNWANTED = (
    "resources/pictures/*",
    # Qt's plug-ins for screens without a window system, for QML, SQL, the network and GTK
    "PySide6/Qt/plugins/egldeviceintegrations/*",
    "PySide6/Qt/plugins/generic/*",
    "PySide6/Qt/plugins/networkinformation/*",
    "PySide6/Qt/plugins/tls/*",
    "PySide6/Qt/plugins/platforminputcontexts/*virtualkeyboard*",
    "PySide6/Qt/plugins/platforms/*eglfs*",
    "PySide6/Qt/plugins/platforms/*linuxfb*",
    "PySide6/Qt/plugins/platforms/*minimal*",
    "PySide6/Qt/plugins/platforms/*vkkhr*",
    "PySide6/Qt/plugins/platforms/*vnc*",
    "PySide6/Qt/plugins/platformthemes/*gtk*",
    "PySide6/Qt/plugins/imageformats/*pdf*",
    "PySide6/Qt/plugins/vectorimageformats/*",
    "PySide6/Qt/plugins/wayland-graphics-integration-server/*",
    "PySide6/Qt/translations/*",
    "*libQt6Pdf.so*",
    "*libQt6Qml*",
    "*libQt6Quick*",
    "*libQt6VirtualKeyboard*",
    "*libQt6Network.so*",
    # shells of the torch wheel that only its tests and its compiler use
    "torch/bin/test_*",
    "torch/include/*",
    "torch/share/*",
    "torch/test/*",
    # NVIDIA's libraries that neither scoring nor a heatmap calls, and torch does not load
    "nvidia/*/libcusolverMg.so*",
    "nvidia/*/libnvperf_*",
    "nvidia/*/libnvblas.so*",
    "nvidia/*/libcufftw.so*",
    "nvidia/*/libpcsamplingutil.so*",
    "nvidia/*/libcheckpoint.so*",
    "nvidia/*/nvshmem_*",
    "nvidia/*.a",
    "nvidia/*.h",
    # Fortran, C and Cython sources, tests
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*/tests/*",
)

_CUDA_ONLY = ("nvidia/*", "*libtorch_cuda_linalg*", "*libcaffe2_nvrtc*")
_KEPT_WITHOUT_CUDA = ("*libcudart.so*", "*libcupti.so*")  # small, and torch loads them first


def flavour() -> str:
    """Return the flavour to build.

    Raises:
        SystemExit: for a flavour that there is not.
    """
    chosen = os.environ.get(FLAVOUR_VARIABLE, CPU)
    if chosen not in (CPU, CUDA):
        raise SystemExit(f"{FLAVOUR_VARIABLE} is {chosen!r}; there are {CPU!r} and {CUDA!r}.")
    return chosen


def wanted(entries: Iterable[Entry], flavour: str) -> list[Entry]:
    """Keep the files that are packed, and the links to them."""
    return [
        (place, source, kind)
        for place, source, kind in entries
        if is_wanted(place, flavour) and (kind != "SYMLINK" or is_wanted(source, flavour))
    ]


def is_wanted(destination: str, flavour: str) -> bool:
    """Return whether a file that PyInstaller found is packed.

    Args:
        destination: Its path inside the package.
        flavour: ``cpu`` or ``cuda``.
    """
    path = destination.replace(os.sep, "/")
    if any(fnmatch(path, pattern) for pattern in _UNWANTED):
        return False
    if flavour == CUDA or any(fnmatch(path, pattern) for pattern in _KEPT_WITHOUT_CUDA):
        return True
    return not any(fnmatch(path, pattern) for pattern in _CUDA_ONLY)


def runtime_hooks(root: Path, flavour: str) -> list[str]:
    """Return what the packaged program runs before its own first line."""
    names = ["grad_cam.py"] + (["cpu_only.py"] if flavour == CPU else [])
    return [str(root / "installer" / "runtime" / name) for name in names]


def icon(root: Path) -> str:
    """Return the program's icon; PyInstaller makes of it what the system wants."""
    return str(root / "resources" / "icon.png")


_DOCUMENT_TYPES: tuple[tuple[str, list[str], list[str], str], ...] = (
    ("DICOM image", ["org.nema.dicom"], ["dcm", "dicom"], "Owner"),
    ("Picture", ["public.png", "public.jpeg", "public.tiff"], [], "Alternate"),
)

INFO_PLIST: dict[str, Any] = {
    "CFBundleDisplayName": "MURA Desktop",
    "LSMinimumSystemVersion": "14.0",
    "NSHighResolutionCapable": True,
    "NSHumanReadableCopyright": "Not a medical device. For research and education.",
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": name,
            "CFBundleTypeRole": "Viewer",
            "LSHandlerRank": rank,
            "LSItemContentTypes": types,
            "CFBundleTypeExtensions": endings,
        }
        for name, types, endings, rank in _DOCUMENT_TYPES
    ],
    "UTImportedTypeDeclarations": [
        {
            "UTTypeIdentifier": "org.nema.dicom",
            "UTTypeDescription": "DICOM image",
            "UTTypeConformsTo": ["public.image"],
            "UTTypeTagSpecification": {
                "public.filename-extension": ["dcm", "dicom"],
                "public.mime-type": ["application/dicom"],
            },
        }
    ],
}
"""What macOS is told about the program."""
