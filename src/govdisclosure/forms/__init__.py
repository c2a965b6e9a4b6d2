"""Forms out and in (填报表): a workbook for a clerk to fill in, and hundreds of filled ones back into reports."""

from govdisclosure.forms.attribution import issues_of
from govdisclosure.forms.collection import SUFFIXES, ExpectedForms, collect_forms, form_files
from govdisclosure.forms.form_reading import FilledForm, read_form

__all__ = [
    "SUFFIXES",
    "ExpectedForms",
    "FilledForm",
    "collect_forms",
    "form_files",
    "issues_of",
    "read_form",
]
