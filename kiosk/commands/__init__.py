"""The commands of a station, one module a trade; `kiosk.__main__` puts them together."""
