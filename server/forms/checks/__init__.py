"""What is looked at in a form. Each check is one function: the form in, findings out; it changes nothing."""
