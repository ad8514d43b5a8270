"""Everything that narrate.toml may say, a file a section; `load` gives what is in force.

A stage imports the section that is its own and nothing else of this package.
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
