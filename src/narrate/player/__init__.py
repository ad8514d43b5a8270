"""The player: one web component that any page can load, and the form in which it is published."""
