"""From the source tree to packages that a workstation's owner would trust.

The story of one ``make installer``::

    contents    what goes in and what stays out, with the reason for each
    hooks       how PyInstaller collects torch: what runs, not all that the wheel holds
    runtime     what the packaged program does before its own first line
    run_paths   folders of the building machine, which no library is to look into
    stand_ins   small libraries in the place of CUDA's, for the flavour without them
    parts       what was packed, by distribution: sizes, the list of parts, the notices
    deb         a Debian package of it, and the archive for everything else
    windows     an Inno Setup script; ``macos`` the same for a disk image

``build_installer.spec`` at the top ties the first four together. Nothing here is imported by the
program.
"""
