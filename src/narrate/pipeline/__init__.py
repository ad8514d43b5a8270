"""Joins the rooms: page -> article -> script -> segments -> recording. The only place that knows them all."""
