"""Files that could not be read, and which studies may lack them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mura_desktop.domain.errors import UnreadableFile


class Gaps:
    """Files that could not be read, each counted once.

    A file whose header, or folder, names its study counts against that study. Where its study
    cannot be told it counts against every study that it may belong to: those with images in the
    same folder, or anywhere in the same archive.
    """

    def __init__(self, refused: Iterable[UnreadableFile] = ()) -> None:
        self._of_study: dict[str, set[Path]] = {}
        self._in_folder: dict[Path, set[Path]] = {}
        self._in_archive: dict[Path, set[Path]] = {}
        for each in refused:
            self.add(each)

    def add(self, refused: UnreadableFile) -> None:
        """Take note of a file; one that is no image of any study changes nothing."""
        path = refused.path.absolute()
        if refused.study_key:
            self._of_study.setdefault(refused.study_key, set()).add(path)
        elif refused.archive is not None:
            self._in_archive.setdefault(refused.archive.absolute(), set()).add(path)
        elif refused.folder is not None:
            self._in_folder.setdefault(refused.folder.absolute(), set()).add(path)

    def discard(self, path: Path) -> None:
        """Forget a file: it can be read by now."""
        for noted in (self._of_study, self._in_folder, self._in_archive):
            for files in noted.values():
                files.discard(path.absolute())

    def forget(self, study_key: str, paths: Iterable[Path], open_paths: Iterable[Path]) -> None:
        """Forget what a study that is closed lacks, as far as no other may lack it.

        Args:
            study_key: The study.
            paths: The files of its images.
            open_paths: The files of all images that stay open.
        """
        self._of_study.pop(study_key, None)
        if not (self._in_folder or self._in_archive):
            return
        for place in _around(paths) - _around(open_paths):
            self._in_folder.pop(place, None)
            self._in_archive.pop(place, None)

    def missing(self, study_key: str, paths: Iterable[Path]) -> str:
        """Say what a study may lack, in a sentence or two; empty where nothing is known to.

        Args:
            study_key: The study.
            paths: The files of its images.
        """
        known = self._of_study.get(study_key, set())
        # asked again for each image that arrives, and most folders are whole
        near = self._near(tuple(paths)) if self._in_folder or self._in_archive else set()
        said = (_unread_images(len(known)), _unread_neighbours(len(near - known)))
        return " ".join(filter(None, said))

    def _near(self, paths: tuple[Path, ...]) -> set[Path]:
        folders = {folder.absolute() for folder in {path.parent for path in paths}}
        beside = (self._in_folder[folder] for folder in folders & self._in_folder.keys())
        within = (self._in_archive[archive] for archive in _around(paths) & self._in_archive.keys())
        return set().union(*beside, *within)


def _around(paths: Iterable[Path]) -> set[Path]:
    folders = {folder.absolute() for folder in {path.parent for path in paths}}
    return folders.union(*(folder.parents for folder in folders))


def _unread_images(count: int) -> str:
    if not count:
        return ""
    images = f"{count} image{'s' if count > 1 else ''}"
    return f"{images} of this study could not be read: see the files that did not open."


def _unread_neighbours(count: int) -> str:
    if not count:
        return ""
    files = f"{count} file{'s' if count > 1 else ''}"
    return (
        f"{files} in the same folder or archive could not be read and may belong to this study: "
        "see the files that did not open."
    )
