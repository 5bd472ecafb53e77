"""What leaves the window: reports and pictures, with the sentences that must travel along.

Most of it is imported when something is saved for the first time.
"""
