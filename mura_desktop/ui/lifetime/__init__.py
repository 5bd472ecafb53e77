"""The program as one among a workstation's: one window a user, an orderly end, a check of itself.

What is said after a session that broke off, or of an error that nobody foresaw, is here, too.
"""
