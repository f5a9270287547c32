"""Expressions of a form: XPath 1.0 with the functions of the ODK XForms specification, from text to a value."""
