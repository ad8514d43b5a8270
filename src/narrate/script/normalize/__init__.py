"""Written form to spoken form, one file per class."""
