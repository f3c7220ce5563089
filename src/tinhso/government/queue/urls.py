"""Addresses of the queue."""

from django.urls import path

from tinhso.government.queue.views import citizen, counter, hall, kiosk, structure

app_name = "queue"
urlpatterns = [
    # On the citizen's phone.
    path("lay-so/", citizen.places, name="places"),
    path("lay-so/cua-toi/", citizen.mine, name="mine"),
    path("lay-so/<slug:slug>/", citizen.place, name="place"),
    path("lay-so/<slug:slug>/lay/", citizen.take, name="take"),
    path("lay-so/<slug:slug>/hen/<uuid:service_id>/", citizen.book, name="book"),
    path("so/<str:token>/", citizen.ticket, name="ticket"),
    path("so/<str:token>/bo/", citizen.give_up, name="give-up"),
    path("so/<str:token>/danh-gia/", citizen.rate, name="rate"),
    path("hen/<str:token>/huy/", citizen.cancel, name="cancel"),
    # In the hall.
    path("may-lay-so/<str:key>/", kiosk.kiosk, name="kiosk"),
    path("may-lay-so/<str:key>/den-hen/", kiosk.arrive, name="kiosk-arrive"),
    path("may-lay-so/<str:key>/so/<str:token>/", kiosk.kiosk_ticket, name="kiosk-ticket"),
    path("bang-so/<slug:slug>/", kiosk.board, name="board"),
    # The staff.
    path("hang-doi/", hall.hall, name="hall"),
    path("hang-doi/phat/", hall.issue, name="issue"),
    path("hang-doi/so-lieu/", hall.figures, name="figures"),
    path("hang-doi/so/<uuid:ticket_id>/", hall.slip, name="slip"),
    path("hang-doi/so/<uuid:ticket_id>/goi/", hall.call, name="call"),
    path("hang-doi/so/<uuid:ticket_id>/chuyen/", hall.transfer, name="transfer"),
    path("hang-doi/so/<uuid:ticket_id>/tra-lai/", hall.put_back, name="put-back"),
    path("hang-doi/quay/", counter.panel, name="panel"),
    path("hang-doi/quay/ngoi/", counter.sit, name="sit"),
    path("hang-doi/quay/<slug:verb>/", counter.act, name="act"),
    # Declaring.
    path("hang-doi/sanh/", structure.halls, name="halls"),
    path("hang-doi/sanh/them/", structure.hall_add, name="hall-add"),
    path("hang-doi/sanh/<uuid:hall_id>/", structure.hall_edit, name="hall-edit"),
    path("hang-doi/sanh/<uuid:hall_id>/may-lay-so/", structure.kiosk_key, name="kiosk-key"),
    path("hang-doi/sanh/<uuid:hall_id>/dich-vu/", structure.service, name="service-add"),
    path("hang-doi/sanh/<uuid:hall_id>/dich-vu/<uuid:service_id>/", structure.service, name="service"),
    path("hang-doi/sanh/<uuid:hall_id>/quay/", structure.counter, name="counter-add"),
    path("hang-doi/sanh/<uuid:hall_id>/quay/<uuid:counter_id>/", structure.counter, name="counter"),
    path("hang-doi/uu-tien/", structure.classes, name="classes"),
    path("hang-doi/uu-tien/<slug:code>/", structure.priority_class, name="priority-class"),
]
