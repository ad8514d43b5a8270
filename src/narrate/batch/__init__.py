"""Narrates archives: what there is, what of it is new, who does it, what became of it. The store is the truth."""
