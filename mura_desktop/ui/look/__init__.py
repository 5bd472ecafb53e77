"""How the program looks: themes, colours by what they are for, icons, and lines of text."""
