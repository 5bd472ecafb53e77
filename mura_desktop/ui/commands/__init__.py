"""What a reader can ask for: one table of commands, and when each can act.

Menus, tool bar and the dialog of keys are made from the table.
"""
