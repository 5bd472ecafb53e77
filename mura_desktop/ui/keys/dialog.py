"""The dialog that lists every command's keys, finds them, and has them changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mura_desktop.ui.commands.commands import Commands
from mura_desktop.ui.keeping.preferences import Preferences
from mura_desktop.ui.keys.editor import KeyEditor
from mura_desktop.ui.keys.key_map import KeyMap, reserved
from mura_desktop.ui.keys.stored import save_keys
from mura_desktop.ui.look.quiet_dialog import QuietDialog
from mura_desktop.ui.look.room import resize_within_screen
from mura_desktop.ui.look.search_field import SearchField
from mura_desktop.ui.viewer.gestures import GESTURES

_NAME = Qt.ItemDataRole.UserRole
_NATIVE = QKeySequence.SequenceFormat.NativeText


def edit_keys(commands: Commands, preferences: Preferences, parent: QWidget) -> KeysDialog:
    """Open the dialog; what is chosen in it holds at once, and in the next sessions."""
    dialog = KeysDialog(commands, parent)

    def take(keys: KeyMap) -> None:
        commands.set_keys(keys.keys)
        save_keys(keys, preferences)

    dialog.keys_chosen.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class KeysDialog(QuietDialog):
    """Commands by menu with their keys, below them the keys of the chosen one to change."""

    keys_chosen = Signal(object)
    """KeyMap: the reader wants these keys from now on."""

    def __init__(self, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        resize_within_screen(self, 680, 640)
        self._texts = {line.name: line.text for line in commands.lines}
        self.keys = KeyMap(commands.key_table, commands.default_keys)
        self.search = SearchField("Search a command or a key")
        self.search.textChanged.connect(self._filter)
        self.search.found_wanted.connect(self._on_found_wanted)
        self.list = _list()
        self.list.currentItemChanged.connect(self._on_current_item_changed)
        self.editor = KeyEditor()
        self.editor.edited.connect(self._on_keys_edited)
        self._nothing = QLabel("No command has that name or key.")
        self._nothing.setProperty("quiet", True)
        self._nothing.hide()
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.take = QPushButton("Use it here")
        self.take.clicked.connect(self._on_take_clicked)
        self._wanted: tuple[QKeySequence, ...] = ()
        self._list_commands(commands)
        self._lay_out()
        self._say("")

    def choose(self, name: str) -> None:
        """Choose a command as a click on it does."""
        for item in self._items():
            if item.data(0, _NAME) == name:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtCenter)

    @property
    def listed(self) -> tuple[str, ...]:
        """The commands and gestures that the search has left in sight."""
        return tuple(item.text(0) for item in self._items() if not item.isHidden())

    # --- what the reader does

    def _filter(self, text: str) -> None:
        wanted = text.casefold().strip()
        for section in self._sections():
            hits = 0
            for item in _children(section):
                hit = wanted in f"{item.text(0)}\n{item.text(1)}".casefold()
                item.setHidden(not hit)
                hits += hit
            section.setHidden(not hits)
        self._nothing.setVisible(not self.listed)

    def _on_found_wanted(self) -> None:
        """Go to the first command that is in sight, as its keys are what is wanted."""
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None:
            self.list.setCurrentItem(first)
            self.list.setFocus()

    def _on_current_item_changed(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, _NAME) if item is not None else None
        self._say("")
        if name is None:
            self.editor.show_none()
        else:
            self.editor.show_keys(self._texts[name], self.keys[name])

    def _on_keys_edited(self, keys: tuple[QKeySequence, ...]) -> None:
        name = self._name
        self._wanted = keys
        for key in keys:
            words = reserved(key)
            if words is not None:
                self._say(f"{key.toString(_NATIVE)} is held over an image: {words}.")
                return
            holder = self.keys.holder(key, beside=name)
            if holder is not None:
                taken = f"{key.toString(_NATIVE)} belongs to “{self._texts[holder]}”."
                self._say(taken, take=True)
                return
        self._give(keys)

    def _on_take_clicked(self) -> None:
        self._give(self._wanted)
        self.editor.show_keys(self._texts[self._name], self.keys[self._name])

    def _on_restore_clicked(self) -> None:
        self.keys.restore()
        self._show_keys()
        self._on_current_item_changed(self.list.currentItem())

    def _on_accepted(self) -> None:
        self.keys_chosen.emit(self.keys)
        self.accept()

    # --- keeping it together

    @property
    def _name(self) -> str:
        chosen = self.list.currentItem()
        return str(chosen.data(0, _NAME)) if chosen is not None else ""

    def _give(self, keys: tuple[QKeySequence, ...]) -> None:
        self.keys.set(self._name, keys)
        self._say("")
        self._show_keys()

    def _say(self, words: str, *, take: bool = False) -> None:
        self.notice.setText(words)
        self.take.setVisible(take)

    def _sections(self) -> list[QTreeWidgetItem]:
        rows = range(self.list.topLevelItemCount())
        return [item for row in rows if (item := self.list.topLevelItem(row)) is not None]

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for section in self._sections() for item in _children(section)]

    def _list_commands(self, commands: Commands) -> None:
        sections: dict[str, QTreeWidgetItem] = {}
        for line in commands.lines:
            title = line.menu.replace("&", "").replace("/", " · ")
            if title not in sections:
                sections[title] = self._section(title)
            item = QTreeWidgetItem(sections[title], [line.text, ""])
            item.setData(0, _NAME, line.name)
        gestures = self._section("Mouse, and keys to hold")
        for how, words in GESTURES:
            item = QTreeWidgetItem(gestures, [words, how])
            item.setToolTip(0, words)
        self._show_keys()

    def _section(self, title: str) -> QTreeWidgetItem:
        section = QTreeWidgetItem(self.list, [title])
        section.setFlags(Qt.ItemFlag.ItemIsEnabled)
        section.setFirstColumnSpanned(True)
        font = section.font(0)
        font.setBold(True)
        section.setFont(0, font)
        section.setExpanded(True)
        return section

    def _show_keys(self) -> None:
        changed = self.keys.changed
        for item in self._items():
            name = item.data(0, _NAME)
            if name is not None:
                item.setText(1, ", ".join(key.toString(_NATIVE) for key in self.keys[name]))
                font = item.font(1)
                font.setBold(name in changed)
                item.setFont(1, font)

    def _lay_out(self) -> None:
        box = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(box.RestoreDefaults | box.Cancel | box.Ok)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        buttons.button(box.RestoreDefaults).clicked.connect(self._on_restore_clicked)
        told = QHBoxLayout()
        told.addWidget(self.notice, stretch=1)
        told.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.editor)
        column.addLayout(told)
        column.addWidget(buttons)


def _list() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels(["Command", "Keys"])
    tree.setAccessibleName("Commands and their keys")
    tree.setRootIsDecorated(False)
    tree.setProperty("table", True)
    tree.setUniformRowHeights(True)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.header().setStretchLastSection(False)
    return tree


def _children(section: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    rows = range(section.childCount())
    return [item for row in rows if (item := section.child(row)) is not None]
