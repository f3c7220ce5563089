"""Addresses of money: the citizen's, the cashier's, the accountant's."""

from django.urls import path

from tinhso.government.payments.views import accounts, cash, citizen, reconciliation

app_name = "payments"
urlpatterns = [
    path("thanh-toan/ho-so/<uuid:dossier_id>/", citizen.pay, name="pay"),
    path("thanh-toan/hoa-don/<uuid:invoice_id>/tra/", citizen.start, name="start"),
    path("thanh-toan/dong/<uuid:line_id>/mien-giam/", citizen.claim, name="claim"),
    path("thanh-toan/lan/<slug:order_ref>/", citizen.attempt, name="returned"),
    path("thanh-toan/lan/<slug:order_ref>/hoi/", citizen.ask, name="ask"),
    path("thanh-toan/lan/<slug:order_ref>/huy/", citizen.cancel, name="cancel"),
    path("thu-tien/", cash.drawer, name="cash"),
    path("thu-tien/mo-ca/", cash.open_session, name="cash-open"),
    path("thu-tien/kiem-quy/", cash.close_session, name="cash-close"),
    path("thu-tien/hoa-don/<uuid:invoice_id>/", cash.take, name="cash-take"),
    path("thu-tien/hoa-don/<uuid:invoice_id>/da-thu/", cash.taken, name="cash-taken"),
    path("thu-tien/dong/<uuid:line_id>/mien-giam/", cash.remit, name="cash-remit"),
    path("thu-tien/ca/", cash.sessions, name="sessions"),
    path("thu-tien/ca/<uuid:session_id>/nhan/", cash.confirm, name="session-confirm"),
    path("ke-toan/", accounts.desk, name="desk"),
    path("ke-toan/hoa-don/<uuid:invoice_id>/", accounts.invoice_page, name="invoice"),
    path("ke-toan/dong/<uuid:line_id>/xet/", accounts.decide, name="decide"),
    path("ke-toan/tien/<uuid:money_id>/hoan-tra/", accounts.ask_refund, name="refund-ask"),
    path("ke-toan/hoan-tra/", accounts.refund_list, name="refunds"),
    path("ke-toan/hoan-tra/<uuid:refund_id>/duyet/", accounts.decide_refund, name="refund-decide"),
    path("ke-toan/doi-soat/", reconciliation.index, name="reconciliations"),
    path("ke-toan/doi-soat/moi/", reconciliation.run, name="reconcile"),
    path("ke-toan/doi-soat/<uuid:key>/", reconciliation.page, name="reconciliation"),
    path("ke-toan/sai-lech/<uuid:key>/sua/", reconciliation.accept, name="difference-accept"),
    path("ke-toan/sai-lech/<uuid:key>/bo-qua/", reconciliation.dismiss, name="difference-dismiss"),
]
