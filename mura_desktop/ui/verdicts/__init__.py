"""The right-hand side of the window: what is said of study and image, and what stands behind it.

``verdict_pane`` puts the panels together; ``verdict_controls`` takes what is asked in them to the
session.
"""
