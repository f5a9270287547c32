"""Every page of the window by its name: `shell.go("photos", number=2)`. Modules are imported when first shown."""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.screens.page import Page

HOME = "home"  # where a resident begins
DESK = "desk"  # where whoever is signed in begins

PAGES = MappingProxyType(
    {
        "home": "kiosk.screens.resident.home:HomePage",
        "help": "kiosk.screens.help:HelpPage",
        "errand": "kiosk.screens.resident.errands:ErrandPage",
        "matters": "kiosk.screens.resident.matters:MattersPage",
        "search": "kiosk.screens.resident.matters:SearchPage",
        "notice": "kiosk.screens.resident.notice:NoticePage",
        "privacy": "kiosk.screens.resident.privacy:PrivacyPage",
        "question": "kiosk.screens.resident.question:QuestionPage",
        "form": "kiosk.screens.resident.form:FormPage",
        "mandate": "kiosk.screens.resident.mandate:MandatePage",
        "summary": "kiosk.screens.resident.summary:SummaryPage",
        "materials": "kiosk.screens.resident.materials:MaterialsPage",
        "photos": "kiosk.screens.resident.photos:PhotosPage",
        "pictures": "kiosk.screens.resident.pictures:PicturesPage",
        "photo_check": "kiosk.screens.resident.photo_check:PhotoCheckPage",
        "camera": "kiosk.screens.resident.camera:CameraPage",
        "signing": "kiosk.screens.resident.signing:SigningPage",
        "standing_in": "kiosk.screens.resident.standing_in:StandingInPage",
        "paper": "kiosk.screens.resident.paper:PaperPage",
        "receipt": "kiosk.screens.resident.receipt:ReceiptPage",
        "done": "kiosk.screens.resident.done:DonePage",
        "progress": "kiosk.screens.resident.progress:ProgressPage",
        "case_progress": "kiosk.screens.resident.case_progress:CaseProgressPage",
        "rating": "kiosk.screens.resident.rating:RatingPage",
        "complaint": "kiosk.screens.resident.complaint:ComplaintPage",
        "complaint_words": "kiosk.screens.resident.complaint:ComplaintWordsPage",
        "sign_in": "kiosk.screens.agent.sign_in:SignInPage",
        "desk": "kiosk.screens.agent.desk:DeskPage",
        "ledger": "kiosk.screens.agent.ledger:LedgerPage",
        "ledger_search": "kiosk.screens.agent.ledger:LedgerSearchPage",
        "case": "kiosk.screens.agent.case:CasePage",
        "case_answers": "kiosk.screens.agent.case_answers:CaseAnswersPage",
        "deed": "kiosk.screens.agent.deed:DeedPage",
        "correction": "kiosk.screens.agent.correction:CorrectionPage",
        "sending": "kiosk.screens.agent.sending:SendingPage",
        "proof": "kiosk.screens.agent.proof:ProofPage",
        "sticks": "kiosk.screens.agent.sticks:SticksPage",
        "batches": "kiosk.screens.agent.batches:BatchesPage",
        "paper_out": "kiosk.screens.agent.paper_out:PaperOutPage",
        "paper_in": "kiosk.screens.agent.paper_in:PaperInPage",
    }
)


def page_class(name: str) -> "type[Page]":
    """The class of a page; KeyError for a name that is not in the table."""
    module, _, title = PAGES[name].partition(":")
    found: type[Page] = getattr(import_module(module), title)
    return found
