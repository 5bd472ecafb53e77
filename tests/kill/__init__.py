"""The program is killed at random moments; nothing that it said was recorded may be lost.

    python -m tests.kill [--count 100] [--seed 0]

The real window, with the real reading log, journal and exports, records verdicts, writes reports,
views and tables, and judges a list, all at once and without a pause. It says on a pipe what it has
told its reader is safe. It is killed (SIGKILL) at a moment drawn by the seed, again and again in
one home. After each time everything that was said is looked for, and every file that is there must
be whole. A network of a few lines stands in for torch, which records and writes nothing.
"""
