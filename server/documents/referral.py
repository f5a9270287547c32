"""The 转介单: what this county does not do itself, and where it is done (零拒绝 [S002], domain C-11).

“对确实无法办的事，要能提供解决的信息和途径”: a department, its phone and its address, never a bare no.
"""

from kiosk.core.casework.days import china_date
from server.documents.document import Document, Table
from server.office.enquiries import Enquiry


def referral(enquiry: Enquiry, organ: str, asked_of: str) -> Document:
    """The paper of an enquiry that was referred. organ: whose seal belongs on it; asked_of: who was asked first, by
    name."""
    contact = enquiry.contact
    assert contact is not None and enquiry.closed_at_ms is not None, "only what was referred has a paper"
    where = (("办理部门", contact.department), ("联系电话", contact.phone), ("地址", contact.address))
    about = (("登记号", enquiry.id), ("所问事项", enquiry.topic), ("首问负责人", asked_of))
    return Document(
        code="referral",
        title="转介单",
        number=f"ZJ{enquiry.id}",
        organ=organ,
        to="来访人",
        paragraphs=("你所咨询的事项不在本窗口办理，请持本单到下列部门办理。办理不顺利的，可以凭登记号找首问负责人。",),
        tables=(Table("", (), about), Table("去哪里办", (), where)),
        remedy="",
        day=china_date(enquiry.closed_at_ms),
        signers=("首问负责人",),
        mark="",
    )
