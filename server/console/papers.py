"""The papers of a case as PDF: they name people in full, so only who works on it may have them, each time audited."""

from starlette.responses import Response

from server.console.asking import Ask
from server.console.casepage import audited, dossier_of, must_read
from server.documents.printing import paper, subject_of
from server.documents.typesetting import pdf


def document(ask: Ask) -> Response:
    """One paper, drawn for this answer alone. Refusals PERSON_NOT_SHOWN, PAGE_UNKNOWN."""
    house = ask.house
    with ask.reading() as connection:
        dossier = dossier_of(ask, connection)
        must_read(ask, "print paper refused", dossier)
        subject = subject_of(connection, house.published, house.node.county_code, dossier)
    found = paper(dossier, subject, ask.path["paper"])
    audited(ask, "print paper", dossier, f"{found.code} {found.number}")
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(pdf(found), media_type="application/pdf", headers=headers)
