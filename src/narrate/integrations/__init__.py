"""Hooks into the programs that build sites."""
