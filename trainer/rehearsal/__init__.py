"""Every recipe, tried out from its file to a verdict, and the table of what each gave.

``rehearse`` calls the commands that a researcher types, one after the other, on a few small
pictures; ``record`` is what it keeps of each, so that a rehearsal that was broken off goes on;
``table`` says in Markdown what runs gave, rehearsed ones and others.
"""
