"""Languages other than English: figures by `num2words`, tables of facts, and one file per family for its grammar."""
