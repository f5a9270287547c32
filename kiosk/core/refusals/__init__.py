"""The sentences in which the house says no, one table a family. `kiosk.core.refusal` puts them together."""
