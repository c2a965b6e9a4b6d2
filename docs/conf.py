"""How the documentation is built: ``make docs`` puts it into build/docs, with every warning an error and no network."""

from __future__ import annotations

from govdisclosure.version import VERSION

project = "govdisclosure"
author = "The govdisclosure maintainers"
copyright = author  # noqa: A001 - the name that Sphinx reads
release = version = VERSION

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode", "sphinx_copybutton"]
exclude_patterns = ["_build"]
suppress_warnings = [
    "misc.highlighting_failure",  # a page may show three lines of a JSON file
    "ref.python",  # several classes have a field "kind"; a type in a docstring leads to the first
]

myst_heading_anchors = 6  # links name headings as GitHub does
myst_enable_extensions = ["deflist"]

autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Source", "notes_style")]

copybutton_prompt_text = r">>> |\.\.\. "  # what is copied can be pasted: no prompts, no output
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = "govdisclosure 政府信息公开统计"
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None  # the same sources, the same pages
