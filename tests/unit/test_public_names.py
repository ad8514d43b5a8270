"""A name of a package is what it seems to be."""

import importlib
import pkgutil
from types import ModuleType

import narrate


def test_nothing_hides_the_module_of_its_name():
    packages = [narrate]
    hidden = []
    for package in packages:
        for child in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            name = child.name.rpartition(".")[2]
            if not isinstance(vars(package).get(name, package), ModuleType):
                hidden.append(child.name)
            if child.ispkg and name != "integrations":
                packages.append(importlib.import_module(child.name))
    assert hidden == []
    assert len(packages) > 20


def test_errors_and_settings_are_there_after_an_import():
    assert issubclass(narrate.errors.PageUnreadable, narrate.errors.NarrateError)
    assert isinstance(narrate.settings.load(environ={}), narrate.Settings)
