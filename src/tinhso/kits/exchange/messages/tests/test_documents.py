"""Documents between units of one installation: sent, answered, taken back, replaced, refused with a reason."""

from datetime import date

import pytest

from tinhso.kernel.events.models import OutboxEvent
from tinhso.kernel.foundation.errors import Conflict, Invalid
from tinhso.kernel.organizations.services import end_unit
from tinhso.kits.exchange.edxml.codes import EdxmlDocumentId
from tinhso.kits.exchange.messages import documents, queries
from tinhso.kits.exchange.messages.documents import Staff, StatusCode
from tinhso.kits.exchange.messages.models import Arrival, OutgoingMessage
from tinhso.kits.exchange.models import LogRecord


def told(name):
    return OutboxEvent.objects.filter(name=name)


def arrived(place, run, *recipients, **changes):
    document = place.document(*(recipients or ("H56.01",)), **changes)
    documents.send(document)
    run()
    return document, Arrival.objects.order_by("-created_at").first()


def test_a_document_arrives_with_all_it_says_and_the_sender_learns_it(place, run):
    answered = EdxmlDocumentId("H56.01", date(2026, 11, 1), "12/UBND-NC")
    document = place.document("H56.01", "000.00.30.H56", due_on=date(2026, 12, 1), priority=2, response_to=answered)
    sent = documents.send(document)
    assert [row.recipient for row in sent] == ["H56.01", "H56.30"] and {row.state for row in sent} == {"queued"}
    assert not Arrival.objects.exists(), "nothing leaves before the transaction is kept"
    run()
    view = queries.arrival(Arrival.objects.get(unit=place.office).id)
    assert (view.header.code, view.header.subject) == ("05/QĐ-SNV", document.subject)
    assert (view.header.due_on, view.header.priority) == (date(2026, 12, 1), 2)
    assert view.header.response_to == (answered,) and view.header.to_places == ("Như Điều 3", "Lưu: VT")
    assert view.verdict["state"] == "good" and [file.sha256 for file in view.files] == [place.file.sha256]
    for row in queries.dispatches_of(document.document_id):
        assert (row.state, row.status_code) == ("sent", "01") and row.sent_at and row.arrived_at
    assert told("exchange.document.arrived").count() == 2 and told("exchange.document.reported").count() == 2
    assert LogRecord.objects.filter(direction="in", result="ok").count() == 4


def test_every_state_comes_back_in_its_order(place, run):
    document, arrival = arrived(place, run)
    staff = Staff(name="Phạm Văn Sơn", department="Phòng Hành chính")
    for code in ("03", "04", "05", "06"):
        documents.report(arrival.id, StatusCode(code), f"bước {code}", staff)
    run()
    (row,) = queries.dispatches_of(document.document_id)
    assert [report.code for report in row.reports] == ["01", "03", "04", "05", "06"]
    assert row.status_words == "Hoàn thành" and row.reports[-1].staff["name"] == "Phạm Văn Sơn"


def test_a_refusal_needs_its_reason(place, run):
    document, arrival = arrived(place, run)
    with pytest.raises(Invalid):
        documents.report(arrival.id, StatusCode.REFUSED)
    documents.report(arrival.id, StatusCode.REFUSED, "Gửi nhầm cơ quan")
    run()
    (row,) = queries.dispatches_of(document.document_id)
    assert (row.status_code, row.status_note) == ("02", "Gửi nhầm cơ quan")


def test_a_recall_that_is_agreed_destroys_the_files_and_keeps_what_is_known(place, run):
    document, arrival = arrived(place, run)
    documents.recall(document.document_id, "Sai thể thức")
    run()
    arrival.refresh_from_db()
    assert (arrival.recall, arrival.recall_reason) == ("asked", "Sai thể thức")
    assert told("exchange.document.recall_asked").get().subject_id == arrival.id
    documents.answer_recall(arrival.id, True)
    run()
    view = queries.arrival(arrival.id)
    assert view.files == () and view.file_rows[0].sha256 == place.file.sha256 and view.header.code == "05/QĐ-SNV"
    (row,) = queries.dispatches_of(document.document_id)
    assert (row.state, row.status_code) == ("recalled", "15")
    with pytest.raises(Conflict):
        documents.report(arrival.id, StatusCode.PROCESSING)
    with pytest.raises(Conflict):
        documents.recall(document.document_id, "Lần nữa")


def test_a_recall_that_is_refused_says_why(place, run):
    document, arrival = arrived(place, run)
    documents.recall(document.document_id, "Sai thể thức")
    run()
    with pytest.raises(Invalid):
        documents.answer_recall(arrival.id, False, " ")
    documents.answer_recall(arrival.id, False, "Đã thi hành")
    run()
    (row,) = queries.dispatches_of(document.document_id)
    assert (row.state, row.status_code, row.status_note) == ("recall-refused", "16", "Đã thi hành")


def test_what_has_not_left_is_taken_back_at_once(place, run):
    document = place.document("H56.01")
    documents.send(document)
    documents.recall(document.document_id, "Nhầm tệp")
    run()
    assert not Arrival.objects.exists()
    assert queries.dispatches_of(document.document_id)[0].state == "recalled"


def test_a_replacement_takes_the_place_of_the_old_one(place, run):
    old, first = arrived(place, run)
    new = place.document("H56.01", number=6)
    documents.replace(old.document_id, new, "Sai căn cứ")
    run()
    first.refresh_from_db()
    second = Arrival.objects.get(code="06/QĐ-SNV")
    assert (first.state, first.replaced_by_id, second.business) == ("replaced", second.id, 3)
    assert told("exchange.document.replaced").get().data["reason"] == "Sai căn cứ"
    assert queries.dispatches_of(old.document_id)[0].state == "replaced"
    assert queries.dispatches_of(new.document_id)[0].status_code == "01"


def test_an_update_keeps_number_and_symbol(place, run):
    old, first = arrived(place, run)
    with pytest.raises(Invalid):
        documents.update(old.document_id, place.document("H56.01", number=9), "Bổ sung phụ lục")
    documents.update(old.document_id, place.document("H56.01", subject="Bản có phụ lục"), "Bổ sung phụ lục")
    run()
    first.refresh_from_db()
    assert first.state == "replaced" and first.replaced_by.subject == "Bản có phụ lục"


def test_another_document_under_the_same_number_is_refused_and_stands_on_the_desk(place, run):
    arrived(place, run)
    second, _arrival = arrived(place, run, subject="Nội dung khác hẳn")
    (row,) = queries.dispatches_of(second.document_id)
    assert row.state == "failed" and "đã có một văn bản khác" in row.problem and row.remedy
    assert Arrival.objects.count() == 1
    assert told("exchange.document.failed").get().data["code"] == "other-document"


@pytest.mark.parametrize(("identifier", "code"), [("H99.01", "unknown-unit"), ("không phải mã", "unknown-unit")])
def test_an_unknown_unit_holds_nobody_up(place, run, identifier, code):
    document = place.document(identifier, "H56.01")
    sent = documents.send(document)
    run()
    assert sent[0].state == "failed" and sent[0].problem_code == code
    assert Arrival.objects.get().unit == place.office
    assert OutgoingMessage.objects.get(state="dead").problem_code == code


def test_a_unit_that_ended_names_its_heirs(place, run):
    end_unit(place.commune, last_day=date(2026, 6, 30))
    (row,) = documents.send(place.document("H56.30"))
    assert row.problem_code == "unit-ended"


def test_a_document_is_sent_once_and_says_enough(place, run):
    document = place.document("H56.01", "H56.01", "000.00.01.H56")
    assert len(documents.send(document)) == 1, "one unit, however its identifier is written"
    with pytest.raises(Conflict):
        documents.send(document)
    with pytest.raises(Invalid) as refused:
        documents.send(place.document(subject=" ", notation=""))
    assert {"recipients", "subject", "number"} <= set(refused.value.fields)
