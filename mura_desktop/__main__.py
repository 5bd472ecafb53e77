"""``mura-desktop``: the window; with ``analyze`` the same work without one; or a self-test."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import mura_desktop
from mura_desktop import display, paths
from mura_desktop.domain.verdict import DISCLAIMER

_NOWHERE = (
    "The folder that the program was started in is no longer there. Start it in another folder."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: The command line without the program's name; ``sys.argv`` unless given.

    Returns:
        The exit code.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    # imported late: --version and --help know neither Qt nor Pillow, the window no command line
    if arguments[:1] == ["--decoder"]:  # how the packaged program starts its own decoders
        from mura_desktop.imaging.decoding import child

        child.main()
        return 0
    if not _stands_somewhere():
        sys.stderr.write(f"mura-desktop: {_NOWHERE}\n")
        return 2
    if arguments[:1] == ["analyze"]:
        from mura_desktop import cli

        return cli.main(arguments[1:])
    options = _parser().parse_args(arguments)
    if options.self_test:
        from mura_desktop import selftest

        return selftest.main()
    if not display.is_available():
        sys.stderr.write(f"mura-desktop: {display.MISSING}\n")
        return 2
    from mura_desktop import app
    from mura_desktop.logbook import Logbook

    return app.run(options.paths, logbook=Logbook(paths.logs()), self_test=_self_test)


def _stands_somewhere() -> bool:
    """Tell whether the folder that the program was started in is there.

    Without it torch's mathematics (oneMKL) ends the process at the first study.
    """
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False


def _self_test() -> Iterator[tuple[str, bool, str]]:
    from mura_desktop import selftest  # late: it knows every room, and the window comes first

    yield from selftest.answers()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mura-desktop",
        description="Open bone radiographs, see what a network suspects in them, and why.",
        epilog="'mura-desktop analyze --help' tells how to judge radiographs without a window. "
        f"{DISCLAIMER}",
    )
    parser.add_argument(
        "paths", nargs="*", type=paths.path, metavar="PATH", help="files or folders to open"
    )
    parser.add_argument("--version", action="version", version=mura_desktop.__version__)
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="check that decoders, bundles and window work on this machine, and exit with 0 or 1",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
