"""What a reader can ask for: commands as actions, those of images and views, when each can act.

``ui/command_table.py`` has all of them in one table, from which menus, tool bar and the dialog of
keys are made; what takes several parts of the window is done in ``ui/deeds.py``.
"""
