"""The pages: the kiosk, the board, the phone, the counter's panel, the declaring of halls."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tinhso.government.queue.models import Booking, Counter, Hall, Service, Ticket
from tinhso.government.queue.services import calling
from tinhso.government.queue.states import TicketState
from tinhso.kernel.foundation import clock
from tinhso.kits.procedures.tests.world import at

pytestmark = pytest.mark.django_db


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def kiosk(office):
    return reverse("queue:kiosk", args=[office.hall.kiosk_key])


def test_two_touches_at_the_kiosk_give_a_number_with_its_qr_code(office):
    screen = Client().get(kiosk(office))
    assert "Hộ tịch, chứng thực" in text(screen)
    asked = text(Client().get(f"{kiosk(office)}?dich-vu={office.papers.id}"))
    assert "Người từ đủ 75 tuổi" in asked
    sent = {"dich-vu": str(office.papers.id), "uu-tien": "nguoi-cao-tuoi", "khoa": "lan-1"}
    answer = Client().post(kiosk(office), sent)
    printed = text(Client().get(answer.url))
    assert "A001" in printed
    assert "data:image/svg+xml" in printed
    assert Client().post(kiosk(office), sent).url == answer.url
    assert Ticket.objects.get().priority == "nguoi-cao-tuoi"


def test_the_kiosk_is_opened_by_its_secret_address_alone(office):
    assert Client().get(reverse("queue:kiosk", args=["sai"])).status_code == 404


def test_a_closed_kiosk_says_when_it_gives_out_numbers(office):
    with clock.at(at("2026-11-16 19:00")):
        answer = Client().get(kiosk(office))
    assert "phát số từ 07:00 đến 17:30" in text(answer)


def test_the_board_shows_the_call_and_who_is_next(office):
    office.take()
    office.take()
    calling.call_next(office.sits("clerk"))
    page = text(Client().get(reverse("queue:board", args=[office.hall.slug])))
    assert re.search(r'data-label="A001" data-counter="1" data-fresh="yes"', page)
    assert re.search(r"Sắp gọi</h2> <ol><li>A002</li></ol>", page)


def test_the_holder_follows_the_number_gives_it_up_and_rates(office, browser):
    first, second = office.take(), office.take()
    page = text(Client().get(reverse("queue:ticket", args=[second.token])))
    assert "Trước quý vị còn 1 người" in page
    Client().post(reverse("queue:give-up", args=[first.token]))
    clerk = office.sits("clerk")
    calling.call_next(clerk)
    assert "Mời đến quầy 1" in text(Client().get(reverse("queue:ticket", args=[second.token])))
    calling.finish(clerk)
    answer = Client().post(reverse("queue:rate", args=[second.token]), {"score": "5"}, follow=True)
    assert "Xin cảm ơn" in text(answer)
    second.refresh_from_db()
    assert second.rating.score == 5


def test_a_citizen_takes_a_number_and_books_from_the_portal(office, browser):
    citizen = browser("citizen")
    place = reverse("queue:place", args=[office.hall.slug])
    assert "người đang chờ" in text(Client().get(place))
    answer = citizen.post(reverse("queue:take", args=[office.hall.slug]), {"dich-vu": str(office.papers.id)})
    assert answer.url == reverse("queue:ticket", args=[Ticket.objects.get().token])
    again = citizen.post(reverse("queue:take", args=[office.hall.slug]), {"dich-vu": str(office.land.id)})
    assert again.url == answer.url
    book = reverse("queue:book", args=[office.hall.slug, office.papers.id])
    hour = at("2026-11-17 09:00").isoformat()
    page = citizen.get(f"{book}?ngay=2026-11-17")
    assert "09:00" in text(page)
    form = page.context["form"]
    chosen = next(value for value, label in form.fields["starts_at"].choices if label == "09:00")
    answer = citizen.post(f"{book}?ngay=2026-11-17", {"starts_at": chosen, "name": "Nguyễn Văn Hẹn", "priority": ""})
    assert answer.url == reverse("queue:mine")
    assert Booking.objects.get().starts_at == at("2026-11-17 09:00"), hour
    assert Booking.objects.get().code in text(citizen.get(reverse("queue:mine")))


def test_the_panel_calls_with_one_form_and_comes_back(office, browser):
    office.take()
    clerk = browser("clerk")
    assert "Hôm nay quý vị ngồi quầy nào?" in text(clerk.get(reverse("queue:panel")))
    clerk.post(reverse("queue:sit"), {"quay": str(office.counters[0].id)})
    answer = clerk.post(reverse("queue:act", args=["goi"]), {"tiep": "/hang-doi/"})
    assert answer.url == "/hang-doi/"
    assert Ticket.objects.get().state == TicketState.CALLED
    elsewhere = clerk.post(reverse("queue:act", args=["goi"]), {"tiep": "https://xau.example/"})
    assert elsewhere.url == reverse("queue:panel")
    assert "A001 đang được gọi" in text(clerk.get(elsewhere.url))
    clerk.post(reverse("queue:act", args=["xong"]))
    clerk.post(reverse("queue:act", args=["goi"]))
    assert "Không có ai đang chờ." in text(clerk.get(reverse("queue:panel")))


def test_the_staff_give_out_a_number_and_see_the_line(office, browser):
    clerk = browser("clerk")
    answer = clerk.post(reverse("queue:issue"), {"dich-vu": str(office.land.id), "uu-tien": "", "khoa": "k"})
    assert "B001" in text(clerk.get(answer.url))
    assert "B001" in text(clerk.get(reverse("queue:hall")))


def test_pages_of_the_staff_ask_few_questions(office, browser, django_assert_max_num_queries):
    for _person in range(12):
        office.take()
    clerk = browser("clerk")
    calling.call_next(office.sits("clerk"))
    for name in ("queue:hall", "queue:panel", "queue:figures"):
        with django_assert_max_num_queries(13):
            assert clerk.get(reverse(name)).status_code == 200
    board = reverse("queue:board", args=[office.hall.slug])
    with django_assert_max_num_queries(4):
        Client().get(board, headers={"X-Part": "1"})


def test_a_hall_is_declared_on_screen(office, browser):
    clerk = browser("clerk")
    sent = {"unit": str(office.world.desk.id), "name": "Sảnh trả kết quả", "first_ticket_minutes": "30"}
    answer = clerk.post(reverse("queue:hall-add"), sent | {"last_ticket_minutes": "0", "in_use": "on"})
    hall = Hall.objects.get(name="Sảnh trả kết quả")
    assert answer.url == reverse("queue:hall-edit", args=[hall.id])
    service = {"code": "r", "name": "Trả kết quả", "position": "1", "expected_minutes": "3", "slot_minutes": "30"}
    clerk.post(reverse("queue:service-add", args=[hall.id]), service | {"slot_places": "0", "in_use": "on"})
    made = Service.objects.get(hall=hall)
    assert made.code == "R"
    clerk.post(reverse("queue:counter-add", args=[hall.id]), {"number": "1", "served": [str(made.id)], "in_use": "on"})
    assert list(Counter.objects.get(hall=hall).services.all()) == [made]
    again = clerk.post(reverse("queue:service-add", args=[hall.id]), service | {"slot_places": "0", "in_use": "on"})
    assert again.status_code == 422
    assert "đã có dịch vụ dùng chữ R" in text(again)
    old = hall.kiosk_key
    clerk.post(reverse("queue:kiosk-key", args=[hall.id]))
    hall.refresh_from_db()
    assert hall.kiosk_key != old


def test_priority_classes_of_the_province_are_not_a_centres_to_change(office, browser):
    path = reverse("queue:priority-class", args=["nguoi-cao-tuoi"])
    sent = {"name": "Người quen", "basis": "Tự đặt", "valid_from": "20/11/2026"}
    assert browser("clerk").post(path, sent).status_code == 403
