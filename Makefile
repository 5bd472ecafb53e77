# Everything from a bare machine that has python3 (3.11 or later), make and git.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
APPLICATIONS := $(HOME)/.local/share/applications
ICONS := $(HOME)/.local/share/icons/hicolor/scalable/apps
MIME := $(HOME)/.local/share/mime

# cpu runs on every machine; cuda brings NVIDIA's libraries, too
FLAVOUR ?= cpu
PACKAGES ?= dist
VERSION := $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' mura_desktop/__init__.py)

.PHONY: run test picture desktop installer test-installer

run: $(INSTALLED)  ## the window with the sample study; without a display the same on paper
	@$(BIN)/python -m mura_desktop.demo build/demo

test: export QT_QPA_PLATFORM := offscreen
test: $(INSTALLED)  ## everything that must hold before a change goes in
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

picture: $(INSTALLED)  ## the pictures of the window in the README and in the help
	env -u DISPLAY -u WAYLAND_DISPLAY $(BIN)/python docs/pictures.py resources/help/pictures

desktop: $(INSTALLED)  ## the program in this user's menu, and for double-clicks on radiographs
	mkdir -p $(APPLICATIONS) $(ICONS) $(MIME)/packages
	sed 's|^Exec=mura-desktop|Exec=$(CURDIR)/$(BIN)/mura-desktop|' \
	    resources/mura-desktop.desktop > $(APPLICATIONS)/mura-desktop.desktop
	cp resources/icon.svg $(ICONS)/mura-desktop.svg
	cp installer/linux/mura-desktop.xml $(MIME)/packages/mura-desktop.xml
	if command -v update-mime-database >/dev/null; then update-mime-database $(MIME); fi
	if command -v update-desktop-database >/dev/null; then update-desktop-database $(APPLICATIONS); fi

installer: export MURA_DESKTOP_FLAVOUR := $(FLAVOUR)
installer: export PYTHONHASHSEED := 0
installer: export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null)
installer: $(INSTALLED)  ## the packages for Linux, in dist/: see docs/installer.md
	$(BIN)/python -m pip install --disable-pip-version-check --no-input \
	    --constraint constraints.txt --editable '.[installer]'
	$(BIN)/python -m PyInstaller --noconfirm --distpath $(PACKAGES) --workpath build/installer \
	    build_installer.spec
	$(BIN)/python -m installer packages $(PACKAGES)

test-installer:  ## install the Debian package on a bare machine, use it, and remove it
	sh installer/linux/try.sh \
	    $(PACKAGES)/mura-desktop-$(VERSION)-linux-$(shell uname -m)-$(FLAVOUR).deb build/try-installer

$(INSTALLED): pyproject.toml constraints.txt .ci/bootstrap
	@PYTHON=$(PYTHON) sh .ci/bootstrap
