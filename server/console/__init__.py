"""The console: browser pages of the county's office, and the public progress page.

`routes.PAGES` is the one table of what answers: path, methods, who, under which prefix. `application` turns it into
Starlette routes; `guard` reads it before any page is called; a page is `def page(ask: Ask) -> Response` in a module of
this room, calls functions of `server.office`, and draws a template of `pages/` with `ask.show`.
"""
