"""Forms out and in (填报表): a workbook for a clerk to fill in, and hundreds of filled ones back into reports."""

from govdisclosure.forms.attribution import Issue, issues_of
from govdisclosure.forms.collection import SUFFIXES, ExpectedForms, collect_forms, form_files, last_years
from govdisclosure.forms.form_reading import FilledForm, read_form
from govdisclosure.forms.submissions import Collection, SubmittedForm

__all__ = [
    "SUFFIXES",
    "Collection",
    "ExpectedForms",
    "FilledForm",
    "Issue",
    "SubmittedForm",
    "collect_forms",
    "form_files",
    "issues_of",
    "last_years",
    "read_form",
]
