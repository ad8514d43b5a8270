"""Everything that narrate.toml may say; `load` gives what is in force.

A stage imports the options that are its own and nothing else of this package.
"""

from narrate.settings.loading import (
    FILE_NAME,
    FileOptions,
    OutputOptions,
    Settings,
    default_cache_dir,
    load,
    origins,
)

__all__ = ["FILE_NAME", "FileOptions", "OutputOptions", "Settings", "default_cache_dir", "load", "origins"]
