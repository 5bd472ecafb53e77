"""How torchvision is collected: its operators are loaded by file name, so no import shows them."""

from PyInstaller.utils.hooks import collect_dynamic_libs

module_collection_mode = "pyz+py"
binaries = collect_dynamic_libs("torchvision", search_patterns=["*.so", "*.pyd", "*.dylib"])
