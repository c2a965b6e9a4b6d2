"""The version of this package, defined once; a test compares the packaging metadata with it."""

VERSION = "0.1.0"
__version__ = VERSION
