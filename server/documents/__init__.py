"""Official documents 文书: what each step of a case prints, as data and as PDF."""
