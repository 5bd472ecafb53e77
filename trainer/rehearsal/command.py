"""``python -m trainer rehearse``."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer.opening import data_folder
from trainer.rehearsal.rehearse import RECIPES, call_python, rehearse, stage_of
from trainer.rehearsal.table import table_of_runs, write_between_marks


def add_options(command: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    command.add_argument("--data", type=Path, help="the folder of FracAtlas")
    command.add_argument("--mura", type=Path, help="MURA, or a tree like it; made where not named")
    command.add_argument("--recipe", type=Path, nargs="+", help="YAML files; all that there are")
    command.add_argument(
        "--runs", type=Path, default=Path("runs/rehearsal"), help="for all that is made"
    )
    add_document_option(command)


def add_table_options(command: argparse.ArgumentParser) -> None:
    """Declare the options of the command for the table alone."""
    command.add_argument("--runs", type=Path, default=Path("runs"), help="folder of runs")
    add_document_option(command)


def add_document_option(command: argparse.ArgumentParser) -> None:
    """Declare where the table goes."""
    command.add_argument("--into", type=Path, help="a Markdown file with marks for the table")


def run(options: argparse.Namespace) -> int:
    """Try every recipe out on FracAtlas, from its file to a verdict; goes on where it broke off."""
    stage = stage_of(options.runs, options.data or data_folder() / "fracatlas", options.mura)
    problems = rehearse(stage, options.recipe or sorted(RECIPES.glob("*.yaml")), call_python)
    print_table(options)
    return 1 if problems else 0


def print_table(options: argparse.Namespace) -> None:
    """Say what each run gave, as a table; write it into a document where one is named."""
    text = table_of_runs(options.runs)
    if options.into:
        write_between_marks(options.into, text)
    print(text)
