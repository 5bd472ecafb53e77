"""How torch is collected: its libraries, and the modules that are imported.

PyInstaller's own hook takes every module and file of the wheel. What torch imports is found by
following its imports; its sources travel along because it reads some of them when it starts
(``torch.utils._config_module``).
"""

from pathlib import Path

from PyInstaller.utils.hooks import (
    PY_DYLIB_PATTERNS,
    collect_data_files,
    collect_dynamic_libs,
    collect_submodules,
    get_package_paths,
)

from installer import contents

module_collection_mode = "pyz+py"
# imported by name, when torch decides what it would compile
hiddenimports = collect_submodules("torch._dynamo.polyfills")
warn_on_missing_hiddenimports = False
datas = collect_data_files("torch", includes=["bin/torch_shm_manager", "**/*.yaml"])
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
binaries += contents.of_nvidia(Path(get_package_paths("torch")[0]), contents.flavour())
# links to torch/lib at the top would tell torch a wrong place for the libraries it loads later
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
