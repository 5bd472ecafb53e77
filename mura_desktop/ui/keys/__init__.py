"""The keys of the commands: which they are, how a reader changes them, where that is remembered.

:mod:`key_map` is a plain table of commands and keys that finds conflicts; :mod:`dialog` shows one
and has it edited by an :mod:`editor`; :mod:`stored` keeps what differs from the program's own keys
between two sessions.
"""
