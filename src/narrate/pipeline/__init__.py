"""Joins the stages for one page: page, article, script, segments, recording. The only place that knows them all."""
