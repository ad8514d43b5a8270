"""Every way a page comes in: files, folders, standard input, the web, lists, sitemaps, JSONL, WARC, object stores."""
