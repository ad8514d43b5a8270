"""What a newsroom decides about its articles: which are skipped, who reads them, what is said before them."""
