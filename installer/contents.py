"""What goes into the packaged program, what stays out, and why.

Data that ``build_installer.spec`` reads and the tests compare with the imports of the program.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

Entry = tuple[str, str, str]
"""What PyInstaller calls a TOC entry: the place in the package, the file, and its kind."""

LIBRARIES = ("BINARY", "EXTENSION")
"""The kinds of entries that are shared libraries."""

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
    "pylab": "comes with matplotlib",
    "fontTools": "comes with matplotlib",
    "kiwisolver": "comes with matplotlib",
    "cv2": "grad-cam sizes pictures with it that have their size; see runtime/grad_cam.py",
    "scipy": "grad-cam imports it for volumes and for metrics; see runtime/grad_cam.py",
    "h5py": "reads other programs' weights, in the trainer",
    "aiohttp": "fsspec's, for the network",
    "fsspec": "torch saves to remote places with it",
    "ml_dtypes": "numbers for onnx, which nothing here writes",
    "optree": "another pytree, which torch does without",
    "cloudpickle": "sends functions to other machines",
    "readline": "edits lines of a console that nobody opens, under the GPL",
    "PIL._avif": "no radiograph is AVIF",
    "PIL._webp": "no radiograph is WebP",
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
    # what pip noted of this machine, and sums of files of which some are not packed
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    # torch would take what is noted here for what is there
    "cuda_bindings-*.dist-info/*",
    "optree-*.dist-info/*",
    # torchvision's own readers of pictures, and with them a part of CUDA; it does without
    "torchvision/image*.so",
    # shells of the torch wheel that only its tests and its compiler use
    "torch/bin/test_*",
    "torch/include/*",
    "torch/share/*",
    "torch/test/*",
    # opened when a matrix is decomposed, and with it another 150 MB
    "torch/lib/libtorch_cuda_linalg.so",
    # Fortran, C and Cython sources, tests
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*/tests/*",
)

_CUDA_ONLY = ("nvidia/*", "torch/lib/libcaffe2_nvrtc.so")
_OF_NVIDIA = (
    "nvidia/*/libcublas.so*",
    "nvidia/*/libcublasLt.so*",
    "nvidia/*/libcudart.so*",
    "nvidia/*/libcudnn*.so*",
    "nvidia/*/libnvrtc*.so*",
)
"""What a convolutional network calls on a graphics card.

The others are for Fourier transforms, sparse matrices, several cards, storage and profiling. NVIDIA
lets all of these five be passed on: CUDA Toolkit EULA, Attachment A, and cuDNN's supplement.
"""

# GDCM hashes and encrypts with it, which nothing here asks for; of a release without support
_OPENSSL_OF_GDCM = ("python_gdcm.libs/libssl*", "python_gdcm.libs/libcrypto*")

_STOOD_IN_FOR = (*_CUDA_ONLY, *_OPENSSL_OF_GDCM)

LOADED_BY_NAME = (
    "torch/lib/libtorch_global_deps.so",
    "torch/lib/libcaffe2_nvrtc.so",
    "libpython*",
)
"""Libraries that torch and the start-up program open themselves; no other one says that it needs
them."""

KERNELS = "torch/lib/libtorch_cuda.so"
"""The library whose programs for graphics cards are cut out of the flavour without; see
``kernels.py``."""

STRIPPED = ("torch/lib/*", "torchvision/*", "libpython*")
"""Libraries whose tables for debuggers are taken out.

Qt's stay as they were released, and so do NVIDIA's, whose licence asks for it.
"""


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
    if _is_any_of(path, _UNWANTED):
        return False
    if sys.platform == "linux" and _is_any_of(path, _OPENSSL_OF_GDCM):
        return False
    if fnmatch(path, "nvidia/*") and not _is_any_of(path, _OF_NVIDIA):
        return False
    return flavour == CUDA or not _is_any_of(path, _CUDA_ONLY)


def is_stood_in_for(destination: str) -> bool:
    """Return whether a file that is not packed may have a stand-in; see ``stand_ins.py``."""
    return _is_any_of(destination, _STOOD_IN_FOR)


def _is_any_of(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def of_nvidia(site: Path, flavour: str) -> list[tuple[str, str]]:
    """Return NVIDIA's libraries that are packed, as PyInstaller's pairs of a file and its folder.

    cuDNN opens most of its own by name, so that following what is linked does not find them.

    Args:
        site: Where distributions are installed.
        flavour: ``cpu`` or ``cuda``.
    """
    found = (path for path in sorted(site.glob("nvidia/*/lib/*.so*")) if not path.is_symlink())
    pairs = ((path, path.relative_to(site)) for path in found)
    return [
        (str(path), place.parent.as_posix())
        for path, place in pairs
        if is_wanted(place.as_posix(), flavour)
    ]


def runtime_hooks(root: Path, flavour: str) -> list[str]:
    """Return what the packaged program runs before its own first line."""
    names = ["children.py", "grad_cam.py"] + (["cpu_only.py"] if flavour == CPU else [])
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
