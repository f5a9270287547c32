"""The papers of a case, as PDF and as data: they name people in full, so only who works on it may have them, each time
audited."""

from starlette.responses import JSONResponse, Response

from server.console.asking import Ask
from server.console.casepage import audited, dossier_of, must_read
from server.documents.document import Document
from server.documents.printing import paper, subject_of
from server.documents.typesetting import pdf, plain


def document(ask: Ask) -> Response:
    """One paper, drawn for this answer alone. Refusals PERSON_NOT_SHOWN, PAGE_UNKNOWN."""
    found = _found(ask, "print paper")
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(pdf(found), media_type="application/pdf", headers=headers)


def document_as_data(ask: Ask) -> Response:
    """The same paper as JSON: what is drawn, and nothing else."""
    return JSONResponse(plain(_found(ask, "read paper")))


def _found(ask: Ask, deed: str) -> Document:
    house = ask.house
    with ask.reading() as connection:
        dossier = dossier_of(ask, connection)
        must_read(ask, f"{deed} refused", dossier)
        subject = subject_of(connection, house.published, house.node.county_code, dossier)
    found = paper(dossier, subject, ask.path["paper"])
    audited(ask, deed, dossier, f"{found.code} {found.number}")
    return found
