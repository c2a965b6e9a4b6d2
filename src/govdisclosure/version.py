"""The version of this package, said once: packaging metadata is held to it by a test."""

VERSION = "0.1.0"
__version__ = VERSION
